import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { StateStore } from "../program/device.ts";

/** States as flat tensors. */
export interface TensorStates extends StateStore {
  tensor(name: string): Tensor;
  /** Takes the tensor over in place of the present one. */
  replace(name: string, fresh: Tensor): void;
  /** What to call when the store is disposed of: programs live no longer than their states. */
  readonly ends: Set<() => void>;
}

/** @param read reads a tensor to a fresh host array, in typed errors */
export function createTensorStates(activate: () => void, read: (tensor: Tensor) => Promise<Float32Array>): TensorStates {
  const tensors = new Map<string, Tensor>();
  const ends = new Set<() => void>();
  const tensor = (name: string): Tensor => {
    const found = tensors.get(name);
    if (!found) throw new EngineError("bad-input", `There is no state "${name}".`, "Declare it before it is used.");
    return found;
  };
  const replace = (name: string, fresh: Tensor): void => {
    tensor(name).dispose();
    tensors.set(name, fresh);
  };
  return {
    tensor,
    replace,
    ends,
    declare(sizes) {
      activate();
      for (const [name, size] of Object.entries(sizes)) {
        const known = tensors.get(name);
        if (!known) tensors.set(name, tf.zeros([size]));
        else if (known.size !== size) throw new EngineError("weights-mismatch", `State "${name}" has ${known.size} values and is declared with ${size}.`, "Use another store for another graph.");
      }
    },
    write(name, data) {
      activate();
      const { size } = tensor(name);
      if (data.length !== size) throw new EngineError("weights-mismatch", `State "${name}" has ${size} values, not ${data.length}.`, "Hand over as many values as were declared.");
      // A copy, because tfjs keeps the array it is given.
      replace(name, tf.tensor1d(data.slice()));
    },
    read(names) {
      activate();
      return Promise.all(names.map((name) => read(tensor(name))));
    },
    dispose() {
      ends.forEach((end) => end());
      tensors.forEach((held) => held.dispose());
      tensors.clear();
    },
  };
}
