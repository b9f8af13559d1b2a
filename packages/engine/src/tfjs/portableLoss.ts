import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { LossName } from "../executor.ts";

/** Mean loss and its gradient at the logits, without leaving the device. */
export function portableLoss(name: LossName, logits: Tensor, labels: Int32Array): { loss: Tensor; dLogits: Tensor } {
  const [batch, classes] = logits.shape as [number, number];
  switch (name) {
    case "softmaxCrossEntropy": {
      const target = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32");
      const centred = tf.sub(logits, tf.max(logits, 1, true));
      const logSum = tf.log(tf.sum(tf.exp(centred), 1, true));
      const logShares = tf.sub(centred, logSum);
      return { loss: tf.neg(tf.div(tf.sum(tf.mul(target, logShares)), batch)), dLogits: tf.div(tf.sub(tf.exp(logShares), target), batch) };
    }
    case "binaryCrossEntropy": {
      const target = tf.reshape(tf.tensor1d(Float32Array.from(labels)) as Tensor1D, [batch, 1]);
      const soft = tf.log(tf.add(tf.exp(tf.neg(tf.abs(logits))), 1));
      const rows = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, target)), soft);
      return { loss: tf.div(tf.sum(rows), batch), dLogits: tf.div(tf.sub(tf.sigmoid(logits), target), batch) };
    }
    default:
      return name satisfies never;
  }
}
