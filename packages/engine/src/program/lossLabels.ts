/** What a loss demands of its options and labels, checked before anything runs, and the labels as the float32 feed. */
import { EngineError } from "../engineError.ts";
import type { LossSpec } from "../executor.ts";
import { labelsPerRow, MISSING_TARGET } from "./losses.ts";

const refuse = (problem: string, remedy: string): never => {
  throw new EngineError("bad-input", problem, remedy);
};

/** @throws {EngineError} for options that do not fit `outputs` outputs */
export function checkLoss(spec: LossSpec, outputs: number): void {
  const requireLength = (what: string, values: readonly number[] | undefined): void => {
    if (values && values.length !== outputs) refuse(`${values.length} ${what} for ${outputs} outputs.`, "Give one for each output.");
    if (values?.some((value) => !(value >= 0 && Number.isFinite(value)))) refuse(`${what} of ${values.join(", ")}.`, "Give numbers of at least 0.");
  };
  const requirePositive = (what: string, value: number): void => {
    if (!(value > 0)) refuse(`${spec.kind} with a ${what} of ${value}.`, "Give a positive one.");
  };
  switch (spec.kind) {
    case "softmaxCrossEntropy":
      requireLength("class weights", spec.classWeights);
      break;
    case "binaryCrossEntropy":
      requireLength("positive weights", spec.positiveWeight);
      break;
    case "meanSquaredError":
      break;
    case "huber":
      requirePositive("delta", spec.delta);
      break;
    case "adaptiveMeanAbsoluteError":
      requirePositive("deviation", spec.deviation);
      if (!(spec.maximumWeight >= 1)) refuse(`A largest weight of ${spec.maximumWeight}.`, "Give at least 1, the weight at the mean.");
      break;
    case "ntXent":
      requirePositive("temperature", spec.temperature);
      break;
    case "binaryRecall":
      if (outputs !== 1) refuse(`binaryRecall on ${outputs} logits.`, "Use softmaxCrossEntropy, or a network with one logit.");
      break;
    case "sum":
      if (spec.parts.length === 0) refuse("A sum of no losses.", "Give at least one part.");
      for (const { loss, columns, weight } of spec.parts) {
        const [from, to] = columns;
        if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= outputs)) refuse(`Columns ${from} to ${to} of ${outputs} outputs.`, "Columns run from 0; the second number is the first column left out.");
        if (!Number.isFinite(weight)) refuse(`${loss.kind} with a weight of ${weight}.`, "Give a number.");
        checkLoss(loss, to - from);
      }
      break;
    default:
      spec satisfies never;
  }
}

/**
 * Labels [rows × labelsPerRow] as the program reads them: missing targets replaced, patients numbered from 0 so that large numbers stay apart in float32.
 * @throws {EngineError} for labels that mean nothing to the loss
 */
export function labelFeed(spec: LossSpec, outputs: number, labels: Int32Array | Float32Array): Float32Array {
  const fed = Float32Array.from(labels);
  const perRow = labelsPerRow(spec, outputs);
  prepareColumns(spec, outputs, labels, fed, perRow, 0);
  return fed;
}

function prepareColumns(spec: LossSpec, outputs: number, labels: ArrayLike<number>, fed: Float32Array, perRow: number, firstColumn: number): void {
  const width = labelsPerRow(spec, outputs);
  const rows = fed.length / perRow;
  if (spec.kind === "ntXent" && rows % 2 !== 0) refuse(`ntXent on ${rows} rows.`, "Give anchors and then as many partners.");
  if (spec.kind === "sum") {
    for (const { loss, columns: [from, to] } of spec.parts) prepareColumns(loss, to - from, labels, fed, perRow, firstColumn + from);
    return;
  }
  const patients = new Map<number, number>();
  for (let row = 0; row < rows; row++) for (let column = 0; column < width; column++) {
    const at = row * perRow + firstColumn + column;
    const label = labels[at];
    switch (spec.kind) {
      case "softmaxCrossEntropy":
        if (!Number.isInteger(label) || label < -1 || label >= outputs) refuse(`Label ${label} with ${outputs} classes.`, `Labels run from 0 to ${outputs - 1}; −1 does not count.`);
        break;
      case "binaryCrossEntropy":
        if (label !== 0 && label !== 1 && !Number.isNaN(label)) refuse(`Label ${label} of a binary loss.`, "Labels are 0 or 1, or NaN where it is not known.");
        break;
      case "binaryRecall":
        if (label !== 0 && label !== 1) refuse(`Label ${label} of a binary loss.`, "Labels are 0 or 1.");
        break;
      case "ntXent":
        if (!patients.has(label)) patients.set(label, patients.size);
        fed[at] = patients.get(label)!;
        break;
      default:
        break;
    }
    if (Number.isNaN(label)) fed[at] = MISSING_TARGET;
  }
}
