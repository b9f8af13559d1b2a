/** `npm run bench -- reading`: how fast recordings are decoded, beside Python wfdb on the same files in the same run. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRecordings, toMillivolts, type OpenedRecording, type RawSamples } from "../../../packages/ecg/src/index.ts";
import { writeWfdb } from "../../../packages/ecg/src/write/wfdb/writeWfdb.ts";
import type { RecordingToWrite } from "../../../packages/ecg/src/write/recordingToWrite.ts";
import { describeMachine } from "../machine.ts";
import { median, pairedRatio } from "../statistics.ts";
import { fileOnDisk } from "./fileOnDisk.ts";
import { startPythonReader, type PythonReader } from "./pythonReader.ts";

export const READING_USAGE = "npm run bench -- reading [--python PYTHON] [--rounds N] [--megabytes N] [--json]";

const DATA = fileURLToPath(new URL("../../../../shared/data/mitdb/", import.meta.url));
const FORMATS = [16, 212] as const;
const LEAST_MB_PER_S = 100;
const LEAST_RATIO = 5;

export interface ReadingRow {
  readonly format: number;
  /** "raw" gives whole counts, "physical" units beside them. */
  readonly kind: "raw" | "physical";
  readonly megabytes: number;
  readonly rounds: number;
  readonly megabytesPerSecond: number;
  readonly pythonMegabytesPerSecond: number | null;
  /** How many times longer Python takes: median over rounds. */
  readonly ratio: number | null;
}

interface ReadingArguments {
  readonly python: string | null;
  readonly rounds: number;
  readonly megabytes: number;
  readonly json: boolean;
}

function parseReadingArguments(args: readonly string[]): ReadingArguments | string {
  const parsed: { -readonly [key in keyof ReadingArguments]: ReadingArguments[key] } = { python: null, rounds: 15, megabytes: 24, json: false };
  for (let at = 0; at < args.length; at++) {
    const next = args[at + 1];
    if (args[at] === "--json") parsed.json = true;
    else if (args[at] === "--python" && next !== undefined) parsed.python = args[++at]!;
    else if ((args[at] === "--rounds" || args[at] === "--megabytes") && Number(next) > 0) parsed[args[at] === "--rounds" ? "rounds" : "megabytes"] = Number(args[++at]);
    else return `"${args[at]}" is not understood`;
  }
  return parsed;
}

/** Runs it and returns the exit status: 0 when every bar that could be judged is met. */
export async function runReadingBench(args: readonly string[]): Promise<number> {
  const options = parseReadingArguments(args);
  if (typeof options === "string" || !existsSync(DATA)) {
    console.error(typeof options === "string" ? `${options}\n${READING_USAGE}` : `The bench repeats MIT-BIH records, which are not at ${DATA}`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "kalium-reading-"));
  let python: PythonReader | null = null;
  try {
    if (options.python !== null) python = await startPythonReader(options.python);
    const rows: ReadingRow[] = [];
    for (const format of FORMATS) {
      const record = await writeLongRecord(folder, format, options.megabytes);
      for (const kind of ["raw", "physical"] as const) rows.push(await timeRecord(record, format, kind, options.rounds, python));
    }
    const machine = describeMachine();
    const report = options.json ? console.error : console.log;
    report(`${machine.processor}, ${machine.cores} cores, Node ${machine.node.slice(1)}, ${machine.system}, sources ${machine.sources}${python === null ? "; no --python, no comparison" : `; ${python.version}`}`);
    report("format  what      MB     n    MB/s   Python MB/s   Python takes");
    for (const row of rows) {
      report([String(row.format).padEnd(7), row.kind.padEnd(9), row.megabytes.toFixed(1).padStart(5), String(row.rounds).padStart(4), row.megabytesPerSecond.toFixed(0).padStart(7), (row.pythonMegabytesPerSecond?.toFixed(0) ?? "–").padStart(13), row.ratio === null ? "–" : `${row.ratio.toFixed(1)} times as long`].join(" "));
    }
    const verdicts = judge(rows);
    for (const { text, met } of verdicts) report(`${met === null ? "open  " : met ? "met   " : "MISSED"} ${text}`);
    if (options.json) console.log(JSON.stringify({ machine, python: python?.version ?? null, rows, verdicts }, null, 1));
    return verdicts.some(({ met }) => met === false) ? 1 : 0;
  } finally {
    python?.close();
    rmSync(folder, { recursive: true });
  }
}

/** MIT-BIH records end to end, until the file is long enough; returns the record's path without extension. */
async function writeLongRecord(folder: string, format: 16 | 212, megabytes: number): Promise<string> {
  const headers = readdirSync(DATA).filter((name) => name.endsWith(".hea"));
  const files = readdirSync(DATA).map((name) => fileOnDisk(join(DATA, name)));
  const parts: (readonly RawSamples[])[] = [];
  let first: OpenedRecording | null = null;
  let frameCount = 0;
  for (let k = 0; frameCount * 2 * (format === 16 ? 2 : 1.5) < megabytes * 1e6; k++) {
    const header = files.find(({ path }) => path.endsWith(`/${headers[k % headers.length]!}`))!;
    const [opened] = await openRecordings(header, files);
    first ??= opened!;
    parts.push(await opened!.readSamples(0, 0, opened!.groups[0]!.frameCount));
    frameCount += opened!.groups[0]!.frameCount;
  }
  const recording: RecordingToWrite = {
    id: `long${format}`, framesPerSecond: 360, frameCount, annotations: [], annotationRateHz: 360,
    signals: first!.groups[0]!.signals.map(({ name, unit, gainPerUnit, baselineCount }, s) => {
      const samples = new Int32Array(frameCount);
      let at = 0;
      for (const part of parts) {
        samples.set(part[s]!, at);
        at += part[s]!.length;
      }
      return { name, unit, samplesPerFrame: 1, gainPerUnit, baselineCount, invalidCount: null, samples };
    }),
    facts: { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: false },
  };
  for (const { name, bytes } of writeWfdb(recording, { format })) writeFileSync(join(folder, name), bytes);
  return join(folder, recording.id);
}

async function timeRecord(path: string, format: number, kind: "raw" | "physical", rounds: number, python: PythonReader | null): Promise<ReadingRow> {
  const own: number[][] = [];
  const theirs: number[][] = [];
  const megabytes = fileOnDisk(`${path}.dat`).size / 1e6;
  // The first rounds warm up both and are left out.
  for (let round = -2; round < rounds; round++) {
    const started = performance.now();
    const files = [`${path}.hea`, `${path}.dat`].map(fileOnDisk);
    const [opened] = await openRecordings(files[0]!, files);
    const { frameCount, signals } = opened!.groups[0]!;
    const samples: readonly ArrayLike<number>[] = await opened!.readSamples(0, 0, frameCount);
    const values = kind === "raw" ? samples : samples.map((counts, s) => toMillivolts(signals[s]!, counts as RawSamples));
    const ms = performance.now() - started;
    if (round >= 0) own.push([ms]);
    const answer = await python?.read(kind === "raw" ? "digital" : "physical", path);
    if (answer === undefined) continue;
    if (round >= 0) theirs.push([answer.ms]);
    const difference = Math.abs(values.reduce((sum, array) => sum + sumOf(array), 0) - answer.sum);
    // Both must have read the same; millivolts are single precision here.
    if (difference > (kind === "raw" ? 0 : 1e-6 * frameCount)) throw new Error(`${path}: the sums of the samples differ by ${difference}`);
  }
  const perSecond = (times: readonly number[][]) => (times.length === 0 ? null : (1000 * megabytes) / median(times.flat()));
  return { format, kind, megabytes, rounds, megabytesPerSecond: perSecond(own)!, pythonMegabytesPerSecond: perSecond(theirs), ratio: theirs.length === 0 ? null : pairedRatio(theirs, own) };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** The bars of the reading speed; null where the run cannot tell. */
export function judge(rows: readonly ReadingRow[]): readonly { readonly text: string; readonly met: boolean | null }[] {
  return rows.flatMap(({ format, kind, megabytesPerSecond, ratio }) => [
    { text: `format ${format}, ${kind}: at least ${LEAST_MB_PER_S} MB/s`, met: megabytesPerSecond >= LEAST_MB_PER_S },
    ...(kind === "physical" ? [{ text: `format ${format}: rdrecord takes at least ${LEAST_RATIO} times as long`, met: ratio === null ? null : ratio >= LEAST_RATIO }] : []),
  ]);
}
