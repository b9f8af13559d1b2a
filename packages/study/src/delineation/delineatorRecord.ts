/** What is kept beside the weights of the network delineator: how they came about, and on whose recordings. */
import { sha256Hex } from "@kalium/ecg";
import type { DelineatorTrainingConfig } from "./trainDelineator.ts";

/** Figures of one boundary over held-out people. */
export interface HeldOutFigures {
  readonly boundary: string;
  readonly n: number;
  readonly meanMs: number;
  readonly sdMs: number;
  readonly sensitivityPercent: number;
  readonly positivePredictivityPercent: number;
}

/** The file `training.json`. */
export interface DelineatorRecord {
  readonly network: { readonly name: string; readonly graphHash: string; readonly trainableParameters: number; readonly widths: readonly number[]; readonly kernelSizes: readonly number[] };
  readonly weightsSha256: string;
  readonly data: { readonly source: string; readonly doi: string; readonly licence: string; readonly recordCount: number; readonly leadCount: number; readonly hash: string };
  readonly training: DelineatorTrainingConfig & { readonly seed: number; readonly loss: string; readonly optimizer: string; readonly lossHistory: readonly number[]; readonly seconds: number };
  readonly executor: { readonly name: string; readonly adapter: string; readonly versions: Readonly<Record<string, string>> };
  /** Each person is in one fold; `people` of them are in folds that were trained and scored, by weights that had not seen them. */
  readonly crossValidation: { readonly folds: number; readonly people: number; readonly splitBy: "person"; readonly beats: string; readonly figures: readonly HeldOutFigures[] };
  /** SHA-256 of the samples of each training recording (`hashRecordingSamples`), by which a scorer knows it again. */
  readonly trainedOn: Readonly<Record<string, string>>;
}

/** SHA-256 over the samples of all leads in order, as float32 little-endian millivolts. */
export async function hashRecordingSamples(leads: readonly { readonly samplesMillivolt: ArrayLike<number> }[]): Promise<string> {
  const bytes = new Uint8Array(leads.reduce((sum, { samplesMillivolt }) => sum + 4 * samplesMillivolt.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { samplesMillivolt } of leads) for (let i = 0; i < samplesMillivolt.length; i++, at += 4) view.setFloat32(at, samplesMillivolt[i]!, true);
  return sha256Hex(bytes);
}
