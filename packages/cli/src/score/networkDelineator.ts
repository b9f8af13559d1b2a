/** The network delineator for Node: its weights from the pages' files, and the word on recordings that it learned from. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Delineator } from "@kalium/ecg";
import { createWasmExecutor, readSafetensors } from "@kalium/engine";
import { compileDelineationNetwork, createNetworkDelineator, hashRecordingSamples, type DelineatorRecord } from "@kalium/study";
import { repositoryRoot } from "../places.ts";
import { ScoreFailed } from "./scoreFailed.ts";

/** Weights, card and training record. */
export const DELINEATOR_FOLDER: string = join(repositoryRoot, "public/models/delineator");

/** A delineator that can say what its scores are worth. */
export interface CandidDelineator extends Delineator {
  /** What a reader of the scores must know of the recordings delineated so far; null when there is nothing. */
  note(): string | null;
}

/**
 * Opens the network with the weights of a folder. One thread, so that a score takes no more of the machine than that of the rules.
 * @throws ScoreFailed when they are not there
 */
export async function openNetworkDelineator(folder: string = DELINEATOR_FOLDER): Promise<CandidDelineator> {
  const read = (name: string): Promise<Buffer> =>
    readFile(join(folder, name)).catch((error: Error) => {
      throw new ScoreFailed(`The network delineator has no ${name} in ${folder} (${error.message}). Restore public/models/delineator from the repository, or train it: node scripts/delineator.mjs.`);
    });
  const [weights, record] = await Promise.all([read("weights.safetensors"), read("training.json")]);
  const { network, trainedOn, crossValidation } = JSON.parse(record.toString()) as DelineatorRecord;
  const executor = await createWasmExecutor({ threads: 1 });
  const model = await compileDelineationNetwork(executor, readSafetensors(new Uint8Array(weights)).weights, network);
  const delineator = createNetworkDelineator(model);
  const known = new Set(Object.values(trainedOn));
  let [seen, total] = [0, 0];
  return {
    name: delineator.name,
    async delineate(leads, samplingRateHz, qrs) {
      if (known.has(await hashRecordingSamples(leads))) seen += 1;
      total += 1;
      return delineator.delineate(leads, samplingRateHz, qrs);
    },
    note: () =>
      seen === 0
        ? null
        : `The network was trained on ${seen} of these ${total} recordings (same samples, by SHA-256): these figures flatter it. On ${crossValidation.people} people it had not seen (cross-validation by person, in public/models/delineator): ${crossValidation.figures.map(({ boundary, meanMs, sdMs }) => `${boundary} ${meanMs.toFixed(1)} ± ${sdMs.toFixed(1)} ms`).join(", ")}.`,
  };
}
