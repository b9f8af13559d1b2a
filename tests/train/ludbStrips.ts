/** LUDB from disk: marked strips for training, references for scoring, and a hash of the samples of each record. */
import { annotatedStrip, type AnnotatedStrip, type AnnotatedWave } from "../../packages/study/src/index.ts";
import { readInput } from "../../packages/cli/src/files/diskFiles.ts";
import { readDelineationReference, type DelineationReference, type MarkedWaves } from "../../packages/cli/src/score/delineationReference.ts";

export interface LudbRecord {
  readonly reference: DelineationReference;
  readonly strip: AnnotatedStrip;
}

/** Marked waves of one lead in order of time, without U waves, which LUDB does not mark. */
function wavesInOrder(marks: MarkedWaves): readonly AnnotatedWave[] {
  return (["p", "qrs", "t"] as const).flatMap((kind) => marks[kind].map((wave) => ({ kind, ...wave }))).sort((a, b) => a.peak - b.peak);
}

/** Every record under a folder that has marks of leads, in order of number. */
export async function readLudb(folder: string): Promise<readonly LudbRecord[]> {
  const input = await readInput(folder);
  if (input === null) throw new Error(`Nothing at ${folder}: give a folder with LUDB.`);
  const records: LudbRecord[] = [];
  for (const header of input.files.filter(({ path }) => path.endsWith(".hea"))) {
    const reference = await readDelineationReference(header, input.files);
    if (reference === null || reference.marks.kind !== "per-lead") continue;
    const { recording, marks } = reference;
    const leads = recording.leads.map(({ name, samplesMillivolt }, lead) => ({ name, samplesMillivolt, waves: marks.leads[lead] === null ? [] : wavesInOrder(marks.leads[lead]!) }));
    // One record a subject in LUDB.
    records.push({ reference, strip: annotatedStrip({ id: recording.id, personId: recording.id, samplingRateHz: recording.samplingRateHz, leads }) });
  }
  return records.sort((a, b) => a.strip.id.localeCompare(b.strip.id, "en", { numeric: true }));
}
