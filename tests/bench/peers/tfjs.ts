/** TensorFlow.js 4.22 as its users write it: variables, a forward function, a loss, an Adam optimiser and `minimize`. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import type { Graph, GraphNode } from "../../../packages/engine/src/index.ts";
import type { Contender, Session } from "../contender.ts";
import { NotAvailable } from "../contender.ts";
import type { Workload } from "../workload.ts";

export type TfjsPeerBackend = "webgpu" | "webgl" | "cpu";

async function load(backend: TfjsPeerBackend): Promise<void> {
  if (backend === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  else if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  else await import("@tensorflow/tfjs-backend-cpu");
  if (!(await tf.setBackend(backend))) throw new NotAvailable(`tfjs ${backend} does not start here.`);
  await tf.ready();
}

type Variables = Readonly<Record<string, tf.Variable>>;

function conv1d(x: tf.Tensor3D, node: GraphNode & { op: "conv1d" }, v: Variables): tf.Tensor {
  const kernel = v[node.kernel] as unknown as tf.Tensor3D;
  const { padding, stride, kernelSize } = node;
  let y: tf.Tensor;
  if (typeof padding === "string") y = tf.conv1d(x, kernel, stride, padding === "valid" ? "valid" : "same");
  // With a stride, `same` would put the odd zero at the end; these networks have one on each side.
  else if (stride === 1 && padding.before === padding.after && 2 * padding.before === kernelSize - 1) y = tf.conv1d(x, kernel, 1, "same");
  else y = tf.conv1d(tf.pad3d(x, [[0, 0], [padding.before, padding.after], [0, 0]]), kernel, stride, "valid");
  return node.bias === null ? y : tf.add(y, v[node.bias]);
}

/** Logits [batch, outputs]. In training the norms use the batch, else the running statistics, which stay as they are. */
function forward(graph: Graph, v: Variables, input: tf.Tensor, training: boolean): tf.Tensor2D {
  const values = new Map<string, tf.Tensor>();
  for (const node of graph.nodes) {
    const [x, second] = node.inputs.map((name) => values.get(name)!);
    const compute = (): tf.Tensor => {
      switch (node.op) {
        case "input":
          return input;
        case "conv1d":
          return conv1d(x as tf.Tensor3D, node, v);
        case "batchNorm": {
          const { mean, variance } = training ? tf.moments(x, [0, 1]) : { mean: v[node.runningMean], variance: v[node.runningVariance] };
          return tf.batchNorm(x as tf.Tensor3D, mean as tf.Tensor1D, variance as tf.Tensor1D, v[node.beta] as tf.Tensor1D, v[node.gamma] as tf.Tensor1D, node.epsilon);
        }
        case "relu":
          return tf.relu(x);
        case "add":
          return tf.add(x, second);
        case "zeroPad1d":
          return tf.pad(x, [[0, 0], [node.before, node.after], [0, 0]]);
        case "maxPool1d": {
          const [rows, length, channels] = x.shape;
          return tf.squeeze(tf.maxPool(tf.reshape(x, [rows, length, 1, channels]) as tf.Tensor4D, [node.poolSize, 1], [node.stride, 1], "valid"), [2]);
        }
        case "globalAveragePool1d":
          return tf.mean(x, 1);
        case "dense":
          return tf.add(tf.matMul(x, v[node.kernel]), v[node.bias!]);
        default:
          throw new NotAvailable(`The bench has no tfjs code for ${node.op}.`);
      }
    };
    values.set(node.name, compute());
  }
  return values.get(graph.output) as tf.Tensor2D;
}

export async function tfjsPeer(backend: TfjsPeerBackend): Promise<Contender> {
  await load(backend);
  return {
    adapter: `tfjs ${tf.version_core} ${backend}`,
    async open({ loss, graph, batch, weights, inputs, labels, learningRate }: Workload): Promise<Session> {
      const variables: Variables = Object.fromEntries(
        graph.parameters.map(({ name, trainable }) => [name, tf.variable(tf.tensor(weights[name].data, [...weights[name].shape]), trainable, name)]),
      );
      const x = tf.tensor(inputs, [batch, ...graph.nodes[0].shape]);
      const memory = () => ({ bytes: tf.memory().numBytes, source: "tensors between steps" });
      if (loss === null) {
        let logits = new Float32Array(0);
        return {
          async run() {
            const output = tf.tidy(() => forward(graph, variables, x, false));
            logits = Float32Array.from(await output.data());
            output.dispose();
            return NaN;
          },
          output: () => logits,
          memory,
        };
      }
      const y = loss === "binaryCrossEntropy" ? tf.tensor2d(Float32Array.from(labels), [batch, 1]) : tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), 2), "float32");
      const cost = loss === "binaryCrossEntropy" ? tf.losses.sigmoidCrossEntropy : tf.losses.softmaxCrossEntropy;
      const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
      const trained = graph.parameters.filter(({ trainable }) => trainable).map(({ name }) => variables[name]);
      return {
        async run() {
          const value = optimizer.minimize(() => cost(y, forward(graph, variables, x, true)) as tf.Scalar, true, trained)!;
          const [before] = await value.data();
          value.dispose();
          return before;
        },
        memory,
      };
    },
  };
}
