/** What `kalium read` says about a recording: facts of the signals, and a hash by which another program can be compared. */
import { createHash } from "node:crypto";
import { sampleBytes, type OpenedRecording, type RawSamples, type SignalInfo } from "@kalium/ecg";

/** One signal. Physical value = (raw − baseline) ÷ gain, in `unit`. */
export interface SignalDescription {
  readonly group: number;
  readonly name: string;
  readonly unit: string;
  readonly samplingRateHz: number;
  readonly samplesPerFrame: number;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
  readonly invalidCount: number | null;
  readonly sampleCount: number;
  readonly sha256: string;
  /** What the hash is over: raw samples as int32 little-endian, or float64 little-endian where the format holds no whole numbers. */
  readonly sha256Of: "int32-le" | "float64-le";
  readonly firstRaw?: readonly (number | null)[];
  readonly firstPhysical?: readonly (number | null)[];
  readonly calibrations?: SignalInfo["calibrations"];
}

export interface RecordingDescription {
  readonly format: string;
  readonly formatDetail: string;
  readonly groups: readonly {
    readonly kind: string;
    readonly framesPerSecond: number;
    readonly frameCount: number;
    readonly durationS: number;
    /** Frames that were read: hashes and first samples are of these. */
    readonly fromFrame: number;
    readonly toFrame: number;
    readonly pieces: OpenedRecording["groups"][number]["pieces"];
  }[];
  readonly signals: readonly SignalDescription[];
  readonly annotationCount: number;
  readonly annotationRateHz: number;
  readonly notes: readonly string[];
  /** Personal facts; only when asked for. */
  readonly id?: string;
  readonly files?: readonly string[];
  readonly facts?: OpenedRecording["facts"];
}

const CHUNK_FRAMES = 1 << 18;

/** What of a recording to describe. */
export interface DescribeOptions {
  readonly firstSamples: number;
  readonly withFacts: boolean;
  /** Frames to read; all when left out. Groups that end earlier are read to their end. */
  readonly fromFrame?: number;
  readonly toFrame?: number;
}

/** Reads the samples once, a stretch at a time. @throws FormatError */
export async function describeOpened(opened: OpenedRecording, { firstSamples, withFacts, fromFrame = 0, toFrame = Infinity }: DescribeOptions): Promise<RecordingDescription> {
  const rangeOf = (frameCount: number) => ({ fromFrame: Math.min(fromFrame, frameCount), toFrame: Math.min(Math.max(fromFrame, toFrame), frameCount) });
  const signals: SignalDescription[] = [];
  for (const [groupIndex, group] of opened.groups.entries()) {
    const hashes = group.signals.map(() => createHash("sha256"));
    const firsts: RawSamples[] = group.signals.map(() => new Int32Array(0));
    let isFloat = group.signals.map(() => false);
    // Without a frame there is nothing to read, and the hash is that of nothing.
    const range = rangeOf(group.frameCount);
    for (let from = range.fromFrame; from < range.toFrame; from += CHUNK_FRAMES) {
      const samples = await opened.readSamples(groupIndex, from, Math.min(range.toFrame, from + CHUNK_FRAMES));
      samples.forEach((part, index) => hashes[index]!.update(sampleBytes(part)));
      if (from > range.fromFrame) continue;
      isFloat = samples.map((part) => part instanceof Float64Array);
      samples.forEach((part, index) => (firsts[index] = part.slice(0, firstSamples)));
    }
    group.signals.forEach((signal, index) => {
      const raw = firsts[index]!;
      signals.push({
        group: groupIndex,
        name: signal.name, unit: signal.unit, samplingRateHz: signal.samplingRateHz, samplesPerFrame: signal.samplesPerFrame,
        gainPerUnit: signal.gainPerUnit, baselineCount: signal.baselineCount, invalidCount: signal.invalidCount, sampleCount: signal.sampleCount,
        sha256: hashes[index]!.digest("hex"), sha256Of: isFloat[index] ? "float64-le" : "int32-le",
        ...(signal.calibrations === undefined ? {} : { calibrations: signal.calibrations }),
        ...(firstSamples === 0 ? {} : { firstRaw: Array.from(raw, finiteOrNull), firstPhysical: Array.from(raw, (value, i) => physicalValue(signal, value, i + range.fromFrame * signal.samplesPerFrame)) }),
      });
    });
  }
  return {
    format: opened.format, formatDetail: opened.formatDetail,
    groups: opened.groups.map(({ kind, framesPerSecond, frameCount, pieces }) => ({ kind, framesPerSecond, frameCount, durationS: frameCount / framesPerSecond, ...rangeOf(frameCount), pieces })),
    signals, annotationCount: opened.annotations.length, annotationRateHz: opened.annotationRateHz, notes: opened.notes,
    ...(withFacts ? { id: opened.id, files: opened.files, facts: opened.facts } : {}),
  };
}

function physicalValue(signal: SignalInfo, raw: number, sampleIndex: number): number | null {
  if (raw === signal.invalidCount) return null;
  const frame = Math.floor(sampleIndex / signal.samplesPerFrame);
  const rule = signal.calibrations?.findLast(({ fromFrame }) => fromFrame <= frame) ?? signal;
  return finiteOrNull((raw - rule.baselineCount) / rule.gainPerUnit);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The description as lines for a terminal. */
export function printDescription(description: RecordingDescription): readonly string[] {
  const { format, formatDetail, groups, signals, annotationCount, notes, facts, id } = description;
  const lines = [`format       ${formatDetail || format}`];
  if (id !== undefined) lines.push(`record       ${id}`);
  groups.forEach(({ kind, framesPerSecond, frameCount, durationS, fromFrame, toFrame, pieces }, index) => {
    const range = toFrame - fromFrame === frameCount ? "" : `, read from frame ${fromFrame} to ${toFrame}`;
    lines.push(`group ${index}      ${kind}, ${frameCount} frames at ${framesPerSecond} Hz, ${Number(durationS.toFixed(3))} s${pieces.length > 1 ? `, ${pieces.length} pieces` : ""}${range}`);
  });
  for (const signal of signals) {
    lines.push(`signal       ${signal.name} [${signal.unit || "no unit"}]  group ${signal.group}, ${signal.samplingRateHz} Hz, gain ${signal.gainPerUnit}, baseline ${signal.baselineCount}, ${signal.sampleCount} samples`);
    lines.push(`  sha256     ${signal.sha256} (${signal.sha256Of})`);
    if (signal.firstRaw !== undefined) {
      lines.push(`  raw        ${signal.firstRaw.map((value) => value ?? "NaN").join(" ")}`);
      lines.push(`  physical   ${signal.firstPhysical!.map((value) => (value === null ? "invalid" : Number(value.toPrecision(9)))).join(" ")}`);
    }
  }
  lines.push(`annotations  ${annotationCount}`);
  for (const note of notes) lines.push(`note         ${note}`);
  if (facts !== undefined) {
    for (const [name, value] of Object.entries(facts)) if (name !== "texts" && value !== null) lines.push(`fact         ${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`);
    for (const { place, kind, value } of facts.texts) lines.push(`text         ${place} (${kind}): ${JSON.stringify(value)}`);
  }
  return lines;
}
