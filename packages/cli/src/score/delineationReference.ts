/**
 * Marks of waves beside WFDB records, as plain lists: one annotation file a lead (LUDB: extension = lead name in lower
 * case), or one for the record (QT Database: `.q1c`, the first cardiologist; simulated records: `.atr`, the truth). A wave is an optional "(", one or more equal
 * peaks (p, N, t, u), and an optional ")".
 */
import { listAnnotators, readAnnotationFile, readWfdbRecord, type AnnotationFile, type Recording, type SourceFile } from "@kalium/ecg";

export const WAVE_KINDS = ["p", "qrs", "t", "u"] as const;
export type WaveKind = (typeof WAVE_KINDS)[number];

/** One marked wave, in samples of the record; a boundary that was not marked is null. */
export interface MarkedWave {
  readonly onset: number | null;
  readonly peak: number;
  readonly offset: number | null;
}

export type MarkedWaves = Readonly<Record<WaveKind, readonly MarkedWave[]>>;

/** A record with marks by people, and by another program where a file of it lies beside them. */
export interface DelineationReference {
  readonly recording: Recording;
  /** "per-lead": one list for each lead of the recording, null where it has no file. "record": one list for all leads. */
  readonly marks: { readonly kind: "per-lead"; readonly leads: readonly (MarkedWaves | null)[] } | { readonly kind: "record"; readonly waves: MarkedWaves };
  /** Automatic marks of each lead that the database ships (QT Database: ecgpuwave, `.pu0`, `.pu1`); empty without. */
  readonly peer: readonly (MarkedWaves | null)[];
}

const KIND_OF: Readonly<Record<string, WaveKind>> = { p: "p", N: "qrs", t: "t", u: "u" };
/** Annotators of a whole record, and of each signal by another program. */
const RECORD_ANNOTATOR = "q1c";
/** Beat annotations, among which the simulator writes waves; those of other databases hold no brackets. */
const BEAT_ANNOTATOR = "atr";
const PEER_ANNOTATOR = /^pu(\d+)$/;

/** Turns the marks of an annotation file into waves. */
export function readWaves({ annotations, rateHz }: Pick<AnnotationFile, "annotations" | "rateHz">, samplingRateHz: number): MarkedWaves {
  const waves: Record<WaveKind, MarkedWave[]> = { p: [], qrs: [], t: [], u: [] };
  const factor = rateHz === null ? 1 : samplingRateHz / rateHz;
  for (let i = 0; i < annotations.length; i++) {
    const kind = KIND_OF[annotations[i]!.symbol];
    if (kind === undefined) continue;
    const first = i;
    // A wave of two phases has two peaks; the first stands for it.
    while (annotations[i + 1]?.symbol === annotations[first]!.symbol) i += 1;
    const at = (index: number, symbol: string) => (annotations[index]?.symbol === symbol ? annotations[index]!.sampleIndex * factor : null);
    waves[kind].push({ onset: at(first - 1, "("), peak: annotations[first]!.sampleIndex * factor, offset: at(i + 1, ")") });
  }
  return waves;
}

/** Opens the record of a header when marks of waves lie beside it, else null. @throws FormatError */
export async function readDelineationReference(header: SourceFile, files: readonly SourceFile[]): Promise<DelineationReference | null> {
  const annotators = await listAnnotators(header, files);
  const find = (name: string) => annotators.find((annotator) => annotator.name.toLowerCase() === name)?.file;
  const recordFile = find(RECORD_ANNOTATOR);
  // Lead names as extensions are rare enough that a quick look at the list spares opening all other records.
  const mayBePerLead = annotators.some(({ name }) => /^(i{1,3}|av[rlf]|v[1-6])$/i.test(name));
  if (recordFile === undefined && !mayBePerLead) return readMarksAmongBeats(header, files, find(BEAT_ANNOTATOR));
  const recording = await readWfdbRecord(header, files);
  const waves = async (file: SourceFile | undefined) => (file === undefined ? null : readWaves(await readAnnotationFile(file), recording.samplingRateHz));
  if (recordFile !== undefined) {
    const peerFiles = annotators.filter(({ name }) => PEER_ANNOTATOR.test(name));
    const peer = await Promise.all(recording.leads.map((_, lead) => waves(peerFiles.find(({ name }) => Number(PEER_ANNOTATOR.exec(name)![1]) === lead)?.file)));
    return { recording, marks: { kind: "record", waves: (await waves(recordFile))! }, peer: peer.some((list) => list !== null) ? peer : [] };
  }
  const leads = await Promise.all(recording.leads.map(({ name }) => waves(find(name.toLowerCase()))));
  return { recording, marks: { kind: "per-lead", leads }, peer: [] };
}

async function readMarksAmongBeats(header: SourceFile, files: readonly SourceFile[], file: SourceFile | undefined): Promise<DelineationReference | null> {
  const marks = file === undefined ? null : await readAnnotationFile(file);
  if (marks === null || !marks.annotations.some(({ symbol }) => symbol === "(")) return null;
  const recording = await readWfdbRecord(header, files);
  return { recording, marks: { kind: "record", waves: readWaves(marks, recording.samplingRateHz) }, peer: [] };
}
