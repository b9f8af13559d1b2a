/** A training state as one safetensors file: weights, best weights and optimiser slots under prefixes, the rest as metadata. */
import { readSafetensors, writeSafetensors, type HostTensor, type Weights } from "@kalium/engine";
import type { GenericTrainingState } from "@kalium/study";

/** Writes a state to bytes. */
export function writeTrainingState(state: GenericTrainingState): Uint8Array<ArrayBuffer> {
  const { weights, bestWeights, optimizer, ...rest } = state;
  const tensors = { ...prefixed("weights/", weights), ...prefixed("best/", bestWeights), ...prefixed("slot/", optimizer.slots) };
  return writeSafetensors(tensors, { state: JSON.stringify({ ...rest, stepCount: optimizer.stepCount }) });
}

/** Reads a state back; throws what `readSafetensors` throws when the bytes are damaged. */
export function readTrainingState(bytes: Uint8Array): GenericTrainingState {
  const { weights, metadata } = readSafetensors(bytes);
  const { stepCount, ...rest } = JSON.parse(metadata.state!) as Omit<GenericTrainingState, "weights" | "bestWeights" | "optimizer"> & { stepCount: number };
  return {
    ...rest,
    // JSON has no Infinity: a state saved before any validation improved carries null.
    bestValidationLoss: rest.bestValidationLoss ?? Infinity,
    weights: unprefixed("weights/", weights),
    bestWeights: unprefixed("best/", weights),
    optimizer: { stepCount, slots: unprefixed("slot/", weights) },
  };
}

function prefixed(prefix: string, weights: Weights): Record<string, HostTensor> {
  return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [prefix + name, tensor]));
}

function unprefixed(prefix: string, weights: Weights): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(weights)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}
