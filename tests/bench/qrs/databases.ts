/** The open records and noise beside the repository. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beatReferenceOf, bridgeInvalid, openRecordings, readWfdbRecord, type AnalysedLead, type BeatReference } from "../../../packages/ecg/src/index.ts";
import { fileOnDisk } from "../reading/fileOnDisk.ts";

export const DATA = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
export const hasData = existsSync(DATA);

export interface ScoredRecord {
  readonly id: string;
  /** Path without extension. */
  readonly path: string;
  readonly samplingRateHz: number;
  readonly leads: readonly AnalysedLead[];
  readonly reference: BeatReference;
}

/** Records of a folder with the beats of one annotator; "ii" for LUDB, whose strips are marked in part. */
export async function readRecords(folder: string, annotator = "atr", wanted?: readonly string[]): Promise<readonly ScoredRecord[]> {
  const names = readdirSync(join(DATA, folder));
  const files = names.map((name) => fileOnDisk(join(DATA, folder, name)));
  const records: ScoredRecord[] = [];
  for (const header of files.filter(({ path }) => path.endsWith(".hea") && (wanted === undefined || wanted.includes(path.slice(path.lastIndexOf("/") + 1, -4))))) {
    const { id, samplingRateHz, leads, annotations } = await readWfdbRecord(header, files, { annotator });
    records.push({
      id, samplingRateHz,
      path: header.path.slice(0, -4),
      leads: leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: bridgeInvalid(samplesMillivolt) })),
      reference: beatReferenceOf(annotations, samplingRateHz, { onlyBetweenMarks: annotator !== "atr" }),
    });
  }
  return records.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

export const NOISE_KINDS = ["EM", "MA", "BW"] as const;

/** Two channels of half an hour at 360 Hz, mV: electrode motion, muscle artefact or baseline wander. */
export async function readNoise(kind: (typeof NOISE_KINDS)[number]): Promise<readonly ArrayLike<number>[]> {
  const file = fileOnDisk(join(DATA, "noise", `${kind}.mat`));
  const [opened] = await openRecordings(file, [file], { array: { arrayName: kind, samplingRateHz: 360, unit: "mV", gainPerUnit: 1, leadNames: ["1", "2"], leadAxis: "last" } });
  return opened!.readSamples(0, 0, opened!.groups[0]!.frameCount);
}
