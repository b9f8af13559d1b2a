/** The losses of the contract by their definitions, in float64 and plain loops; shares nothing with the engine's. */
import type { LossSpec } from "../../executor.ts";

const log = Math.log;
const softplus = (z: number): number => (z > 0 ? z + log(1 + Math.exp(-z)) : log(1 + Math.exp(z)));
const totalOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => (values.length === 0 ? 0 : totalOf(values) / values.length);

/** Loss of `outputs` [rows][columns] under `labels` [rows][labels]; NaN marks a target that is not known. */
export function scalarLoss(spec: LossSpec, outputs: readonly (readonly number[])[], labels: readonly (readonly number[])[]): number {
  /** One term for each known target. */
  const terms = (term: (output: number, target: number, column: number) => number): number[] =>
    outputs.flatMap((row, i) => row.flatMap((output, j) => (Number.isNaN(labels[i][j]) ? [] : [term(output, labels[i][j], j)])));
  switch (spec.kind) {
    case "softmaxCrossEntropy": {
      let sum = 0;
      let weightSum = 0;
      outputs.forEach((row, i) => {
        const label = labels[i][0];
        if (label === -1) return;
        const weight = spec.classWeights?.[label] ?? 1;
        sum -= weight * log(Math.exp(row[label]) / totalOf(row.map(Math.exp)));
        weightSum += weight;
      });
      return weightSum === 0 ? 0 : sum / weightSum;
    }
    case "binaryCrossEntropy":
      return meanOf(terms((z, y, j) => (y === 1 ? (spec.positiveWeight?.[j] ?? 1) * softplus(-z) : softplus(z))));
    case "meanSquaredError":
      return meanOf(terms((output, target) => (output - target) ** 2));
    case "huber":
      return meanOf(terms((output, target) => {
        const size = Math.abs(output - target);
        return size <= spec.delta ? size ** 2 / 2 : spec.delta * (size - spec.delta / 2);
      }));
    case "adaptiveMeanAbsoluteError": {
      const density = (y: number): number => Math.exp(-((y - spec.mean) ** 2) / (2 * spec.deviation ** 2)) / (spec.deviation * Math.sqrt(2 * Math.PI));
      const weighted = terms((output, target) => Math.min(density(spec.mean) / density(target), spec.maximumWeight) * Math.abs(output - target));
      return spec.reduction === "sum" ? totalOf(weighted) : meanOf(weighted);
    }
    case "ntXent": {
      const half = outputs.length / 2;
      return meanOf(outputs.map((row, i) => {
        const partner = i < half ? i + half : i - half;
        const exponential = (k: number): number => Math.exp(totalOf(row.map((value, d) => value * outputs[k][d])) / spec.temperature);
        let denominator = 0;
        outputs.forEach((_, k) => {
          const samePatient = labels[k][0] === labels[i][0];
          if (k === i || (spec.maskSamePatient && samePatient && k !== partner)) return;
          denominator += exponential(k);
        });
        return -log(exponential(partner) / denominator);
      }));
    }
    case "binaryRecall": {
      const share = (y: number): number => {
        const rows = outputs.map(([z], i) => ({ z, y: labels[i][0] })).filter((row) => row.y === y);
        const misses = rows.filter(({ z }) => (z >= 0 ? 1 : 0) !== y).length;
        return (spec.smooth ? Math.max(misses, 1) : misses) / rows.length;
      };
      const weighted = outputs.map(([z], i) => share(labels[i][0]) * (labels[i][0] === 1 ? softplus(-z) : softplus(z)));
      return spec.reduction === "sum" ? totalOf(weighted) : meanOf(weighted);
    }
    case "sum":
      return totalOf(spec.parts.map(({ loss, columns: [from, to], weight }) => weight * scalarLoss(loss, outputs.map((row) => row.slice(from, to)), labels.map((row) => row.slice(from, to)))));
    default:
      return spec satisfies never;
  }
}

/** Rows of `width` values. */
export const rowsOf = (values: ArrayLike<number>, width: number): number[][] => Array.from({ length: values.length / width }, (_, row) => Array.from({ length: width }, (_, column) => values[row * width + column]));
