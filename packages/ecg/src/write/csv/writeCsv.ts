/**
 * Writes a recording as a CSV table of raw counts, one column a signal, behind comment lines with the rate, the scale and the facts
 * as JSON, from which everything comes back exactly. Signals of different rates go to a file for each rate.
 */
import type { FileAnnotation } from "../../open/openedRecording.ts";
import type { KaliumArrays } from "../../read/numpy/kaliumArrays.ts";
import { KALIUM_COLUMNS, KALIUM_FACTS_START, KALIUM_TABLE_LINE } from "../../read/table/kaliumTable.ts";
import type { RecordingToWrite, SignalToWrite, WrittenFile } from "../recordingToWrite.ts";

/** Rows turned into text at a time. */
const ROWS_PER_PIECE = 4096;

/** `<id>.csv` with the signals of the rate that most have, and `<id>_<rate>Hz.csv` for each other rate. Annotations go to the first. */
export function writeCsv(recording: RecordingToWrite): readonly WrittenFile[] {
  const byRate = groupByRate(recording.signals);
  const groups = [...byRate].sort(([, a], [, b]) => b.length - a.length);
  if (groups.length === 0) throw new RangeError("a recording without signals cannot be written");
  return groups.map(([samplesPerFrame, signals], index) => {
    const rateHz = recording.framesPerSecond * samplesPerFrame;
    return { name: index === 0 ? `${recording.id}.csv` : `${recording.id}_${rateHz}Hz.csv`, bytes: tableBytes(recording, signals, samplesPerFrame, index === 0 ? recording.annotations : []) };
  });
}

function groupByRate(signals: readonly SignalToWrite[]): ReadonlyMap<number, readonly SignalToWrite[]> {
  const groups = new Map<number, SignalToWrite[]>();
  for (const signal of signals) {
    const group = groups.get(signal.samplesPerFrame) ?? [];
    group.push(signal);
    groups.set(signal.samplesPerFrame, group);
  }
  return groups;
}

function tableBytes(recording: RecordingToWrite, signals: readonly SignalToWrite[], samplesPerFrame: number, annotations: readonly FileAnnotation[]): Uint8Array {
  const framesPerSecond = recording.framesPerSecond * samplesPerFrame;
  const frameCount = recording.frameCount * samplesPerFrame;
  const facts: KaliumArrays = {
    version: 1, id: recording.id, framesPerSecond, frameCount, annotationRateHz: recording.annotationRateHz, annotations, facts: recording.facts,
    signals: signals.map(({ samples: _samples, calibrations, ...signal }, row) => ({
      ...signal, samplesPerFrame: 1, array: KALIUM_COLUMNS, row,
      ...(calibrations && { calibrations: calibrations.map((rule) => ({ ...rule, fromFrame: rule.fromFrame * samplesPerFrame })) }),
    })),
  };
  const lines = [
    KALIUM_TABLE_LINE,
    `# Sampling Rate (Hz):= ${framesPerSecond}`,
    ...signals.map(({ name, unit, gainPerUnit, baselineCount }) => `# ${JSON.stringify(name)}: ${JSON.stringify(unit)} = (count - ${baselineCount}) / ${gainPerUnit}`),
    `${KALIUM_FACTS_START}${JSON.stringify(facts)}`,
    signals.map(({ name }) => `"${name.replace(/[\r\n"]/g, " ")}"`).join(","),
    "",
  ];
  const pieces = [new TextEncoder().encode(lines.join("\n"))];
  for (let from = 0; from < frameCount; from += ROWS_PER_PIECE) {
    let text = "";
    for (let row = from; row < Math.min(frameCount, from + ROWS_PER_PIECE); row++) text += `${signals.map(({ samples }) => cellText(samples, row)).join(",")}\n`;
    pieces.push(new TextEncoder().encode(text));
  }
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Shortest text that gives the number back. The first of a column of doubles shows by a point that it is one. */
function cellText(samples: SignalToWrite["samples"], row: number): string {
  const value = samples[row]!;
  if (samples instanceof Int32Array) return String(value);
  const text = Object.is(value, -0) ? "-0" : String(value);
  return row === 0 && /^-?\d+$/.test(text) ? `${text}.0` : text;
}
