/** Reads SCP-ECG (EN 1064 / ISO 11073-91064), versions 1.0 to 3.0. */
import type { FormatReader } from "../../open/formatReader.ts";
import type { FileAnnotation, OpenedRecording, SignalGroup, SignalInfo } from "../../open/openedRecording.ts";
import { checkFrames, plainMark } from "../plainRhythm.ts";
import { stemOf } from "../sourceFile.ts";
import { leadNameOf } from "./leadCodes.ts";
import { limbLeadsFor, type DerivedLead } from "./limbLeads.ts";
import { readScpFacts } from "./scpFacts.ts";
import { readHuffmanTables } from "./scpHuffman.ts";
import { readBeats, readLeads, readPackedLeads, sectionWith, type ScpBeats, type ScpLead, type ScpPackedLeads } from "./scpLayout.ts";
import { addReferenceBeat, decimatedCount, expandDecimated, mostSamples, smoothResidual, unpackLead } from "./scpSamples.ts";
import { isScpStart, readScpRecord, scpError } from "./scpSections.ts";

/** Leads hold at most 65 535 bytes each; a record beyond this has something else in it. */
const MAX_BYTE_COUNT = 32 * 1024 * 1024;
/** Decimation that EN 1064 allows at most. */
const MAX_FACTOR = 4;
/** Bytes of samples for a byte of the file, at most; real records unpack to 10 at most. */
const MAX_RATIO = 100;
/** Marks the samples of a lead that was not recorded over the whole time: outside of anything the format can hold. */
const NOT_RECORDED = -(2 ** 31);

export const scpReader: FormatReader = {
  formats: ["scp"],
  recognises: isScpStart,
  async open(file) {
    const { path } = file;
    if (file.size > MAX_BYTE_COUNT) throw scpError("too-large", path, 0, `an SCP-ECG record of ${file.size} bytes is not read`);
    const bytes = await file.bytes();
    if (!isScpStart(bytes)) throw scpError("malformed", path, 0, "this is no SCP-ECG record");
    const record = readScpRecord(bytes, path);
    const notes = [...record.notes];
    const { facts, version } = readScpFacts(record, bytes[15]!);
    const tables = readHuffmanTables(record.sections.get(2), path);
    const { leads, subtractsReferenceBeat } = readLeads(record, path);
    const beats = readBeats(record, path);
    const rhythm = readPackedLeads(sectionWith(record, 6, 6, path), leads.length, path);
    const fifth = record.sections.get(5);
    const reference = fifth === undefined || fifth.body.length < 6 ? null : readPackedLeads(fifth, leads.length, path);

    const referenceCount = reference === null || beats === null ? 0 : Math.round((beats.referenceLengthMs * 1000) / reference.intervalUs);
    const hasReference = reference !== null && referenceCount > 0 && reference.packed.every((packed) => referenceCount <= mostSamples(packed, tables));
    const adds = subtractsReferenceBeat && hasReference;
    if (subtractsReferenceBeat && !adds) notes.push("The record says that a reference beat was subtracted, but holds none; the samples were taken as they are.");
    if (record.sections.has(12)) notes.push("The long-term recording of section 12 was left out.");

    // Version 3 has no bimodal compression; the byte is reserved there.
    const decimates = rhythm.isBimodal && (version ?? 0) < 30;
    const factor = (decimates || adds) && reference !== null ? rhythm.intervalUs / reference.intervalUs : 1;
    if (!Number.isInteger(factor) || factor < 1 || factor > MAX_FACTOR) throw scpError("unsupported", path, rhythm.offset, `samples every ${rhythm.intervalUs} µs cannot be joined to a reference beat with samples every ${reference!.intervalUs} µs`);
    if (factor > 1 && beats === null) throw scpError("malformed", path, rhythm.offset, "the samples were decimated, but the areas kept whole are not stated");

    const zones = beats?.beats ?? [];
    const storedCounts = leads.map((lead) => (factor === 1 ? lead.end - lead.start + 1 : decimatedCount(lead, zones, factor)));
    leads.forEach((_, index) => {
      if (storedCounts[index]! > mostSamples(rhythm.packed[index]!, tables)) throw scpError("truncated", path, rhythm.offset, `${rhythm.packed[index]!.length} bytes of lead ${index + 1} cannot hold its ${storedCounts[index]} samples`);
    });
    const first = Math.min(...leads.map(({ start }) => start));
    const frameCount = Math.max(...leads.map(({ end }) => end)) - first + 1;
    // Leads recorded one after the other stretch the time axis: no further than all of them end to end.
    if (frameCount > leads.reduce((sum, { start, end }) => sum + end - start + 1, 0)) throw scpError("malformed", path, 0, `its leads leave gaps in ${frameCount} samples`);

    if (4 * frameCount * leads.length > MAX_RATIO * bytes.length) throw scpError("too-large", path, rhythm.offset, `${leads.length} leads of ${frameCount} samples are too much for a record of ${bytes.length} bytes`);

    const [unit, referenceUnit] = scalesOf(rhythm, adds ? reference : null);
    const nanovolt = rhythm.nanovoltPerCount / unit;
    if (rhythm.nanovoltPerCount === 0) notes.push("The record states no amplitude of a count; the samples are in counts.");
    const names = leads.map(({ code }, index) => leadNameOf(code) ?? `lead ${index + 1}`);
    const [one, two] = [leads[names.indexOf("I")], leads[names.indexOf("II")]];
    const derived = one !== undefined && two !== undefined && one.start === two.start && one.end === two.end ? limbLeadsFor(names) : [];
    if (derived.length > 0) notes.push(`${derived.map(({ name }) => name).join(", ")} are not stored and were computed from I and II.`);
    const framesPerSecond = 1e6 / (rhythm.intervalUs / factor);
    const isWhole = leads.every(({ start, end }) => start === first && end - start + 1 === frameCount);
    const groups = [groupOf("rhythm", names, derived, framesPerSecond, frameCount, nanovolt, isWhole ? null : NOT_RECORDED)];
    if (hasReference) groups.push(groupOf("representative-beat", names, derived, 1e6 / reference.intervalUs, referenceCount, reference.nanovoltPerCount, null));

    const unpackReference = (index: number) => unpackLead(reference!, index, referenceCount, tables, path);
    const unpackRhythm = (lead: ScpLead, index: number): Int32Array => {
      const stored = unpackLead(rhythm, index, storedCounts[index]!, tables, path);
      const samples = factor === 1 ? stored : expandDecimated(stored, lead, zones, factor);
      // The common unit first: the mean then has the finer steps of the reference beat.
      if (unit !== 1) for (let i = 0; i < samples.length; i++) samples[i]! *= unit;
      if (adds || factor > 1) smoothResidual(samples, lead, zones, factor > 1, adds);
      if (adds) addReferenceBeat(samples, unpackReference(index), referenceUnit, lead, beats!);
      if (isWhole) return samples;
      const placed = new Int32Array(frameCount).fill(NOT_RECORDED);
      placed.set(samples, lead.start - first);
      return placed;
    };
    const unpacked: (readonly Int32Array[] | undefined)[] = [];
    const recording: OpenedRecording = {
      format: "scp",
      formatDetail: version === null ? "SCP-ECG" : `SCP-ECG ${(version / 10).toFixed(1)}`,
      id: stemOf(path),
      files: [path],
      groups,
      annotations: beatMarks(beats, first, frameCount),
      annotationRateHz: framesPerSecond,
      facts,
      notes,
      readSamples: async (group, fromFrame, toFrame) => {
        checkFrames(groups, group, fromFrame, toFrame);
        // A lead can only be decoded from its start; ten seconds take a few milliseconds, so it is done once.
        unpacked[group] ??= withDerived(leads.map((lead, index) => (group === 0 ? unpackRhythm(lead, index) : unpackReference(index))), derived, names.indexOf("I"));
        return unpacked[group].map((samples) => samples.slice(fromFrame, toFrame));
      },
    };
    return [recording];
  },
};

/** Factors that bring both sections to one unit, their greatest common divisor. */
function scalesOf(rhythm: ScpPackedLeads, reference: ScpPackedLeads | null): readonly [number, number] {
  if (reference === null || reference.nanovoltPerCount === 0 || rhythm.nanovoltPerCount === 0) return [1, 1];
  let [a, b] = [rhythm.nanovoltPerCount, reference.nanovoltPerCount];
  while (b !== 0) [a, b] = [b, a % b];
  return [rhythm.nanovoltPerCount / a, reference.nanovoltPerCount / a];
}

function groupOf(kind: SignalGroup["kind"], names: readonly string[], derived: readonly DerivedLead[], framesPerSecond: number, frameCount: number, nanovoltPerCount: number, invalidCount: number | null): SignalGroup {
  const signal = (name: string): SignalInfo => ({
    name, unit: nanovoltPerCount === 0 ? "" : "mV", samplingRateHz: framesPerSecond, samplesPerFrame: 1, sampleCount: frameCount,
    gainPerUnit: nanovoltPerCount === 0 ? 1 : 1e6 / nanovoltPerCount, baselineCount: 0, invalidCount,
  });
  return { kind, framesPerSecond, frameCount, signals: [...names, ...derived.map(({ name }) => name)].map(signal), pieces: [{ fromFrame: 0, startS: 0 }] };
}

/** Adds the derived leads; they are recorded where lead I (at `leadOne`) is. */
function withDerived(stored: readonly Int32Array[], derived: readonly DerivedLead[], leadOne: number): readonly Int32Array[] {
  return [...stored, ...derived.map(({ compute }) => stored[leadOne]!.map((count, frame) => (count === NOT_RECORDED ? count : compute(stored, frame))))];
}

/** Fiducial points of section 4; the type of a beat is its cluster, not a diagnosis, and is kept as the subtype. */
function beatMarks(beats: ScpBeats | null, first: number, frameCount: number): readonly FileAnnotation[] {
  return (beats?.beats ?? [])
    .filter(({ fiducial }) => fiducial >= first && fiducial < first + frameCount)
    .map(({ type, fiducial }) => plainMark(fiducial - first, "N", { subtype: type }))
    .sort((a, b) => a.sampleIndex - b.sampleIndex);
}
