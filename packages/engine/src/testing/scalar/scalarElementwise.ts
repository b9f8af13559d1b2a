import type { ScalarTensor } from "./scalarTensor.ts";
import { at, sumOf, tensorOf } from "./scalarTensor.ts";

export const scalarSigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** ∫ of the bell: Maclaurin's series near 0, Simpson's rule on the tail elsewhere. */
function errorFunction(x: number): number {
  const z = Math.abs(x);
  const scale = 2 / Math.sqrt(Math.PI);
  if (z > 3) {
    const panels = 600;
    const step = 6 / panels;
    const tail = sumOf(panels + 1, (index) => (index === 0 || index === panels ? 1 : index % 2 === 1 ? 4 : 2) * Math.exp(-((z + index * step) ** 2))) * (step / 3);
    return Math.sign(x) * (1 - scale * tail);
  }
  let power = z;
  let sum = z;
  for (let n = 1; n < 80; n++) {
    power *= (-z * z) / n;
    sum += power / (2 * n + 1);
  }
  return Math.sign(x) * scale * sum;
}

/** x · Φ(x), or its approximation by tanh. */
export const scalarGelu = (x: number, approximation: "erf" | "tanh"): number =>
  approximation === "erf" ? 0.5 * x * (1 + errorFunction(x / Math.SQRT2)) : 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

export const scalarMap = ({ shape, data }: ScalarTensor, change: (value: number) => number): ScalarTensor => ({ shape, data: data.map(change) });

/** Sum or product; axes are aligned at the last one, the batch stands apart. */
export function scalarCombine(op: "add" | "multiply", shape: readonly number[], a: ScalarTensor, b: ScalarTensor): ScalarTensor {
  const valueAt = (x: ScalarTensor, position: readonly number[]): number => {
    const missing = position.length - x.shape.length;
    return at(x, x.shape.map((side, axis) => (axis === 0 ? position[0] : side === 1 ? 0 : position[axis + missing])));
  };
  return tensorOf(shape, (position) => (op === "add" ? valueAt(a, position) + valueAt(b, position) : valueAt(a, position) * valueAt(b, position)));
}
