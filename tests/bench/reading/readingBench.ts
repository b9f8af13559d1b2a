/** `npm run bench -- reading`: how fast recordings are decoded, beside Python wfdb on the same files in the same run. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { openRecordings, type OpenedRecording, type RawSamples } from "../../../packages/ecg/src/index.ts";
import { writeWfdb } from "../../../packages/ecg/src/write/wfdb/writeWfdb.ts";
import type { RecordingToWrite } from "../../../packages/ecg/src/write/recordingToWrite.ts";
import { describeMachine } from "../machine.ts";
import { median, pairedRatio } from "../statistics.ts";
import { fileOnDisk } from "./fileOnDisk.ts";
import { startTimedReader, type TimedReader, type Timing } from "./timedReader.ts";

export const READING_USAGE = "npm run bench -- reading [--python PYTHON] [--rounds N] [--megabytes N] [--json]";

const DATA = fileURLToPath(new URL("../../../../shared/data/mitdb/", import.meta.url));
const FORMATS = [16, 212] as const;
const LEAST_MB_PER_S = 100;
const LEAST_RATIO = 5;
/** A ten-second record of 12 leads at 500 Hz. */
const SHORT_FRAMES = 5000;
const SHORT_LEADS = 12;
const WARM_UP_ROUNDS = 3;

export interface ReadingRow {
  readonly format: number;
  /** One long record of two leads, or many of ten seconds with twelve. */
  readonly files: "long" | "short";
  /** What Kalium gives: whole counts ("raw"), or millivolts; and what rdrecord is asked for beside it. */
  readonly task: "raw : raw" | "mV : mV" | "raw : mV";
  readonly megabytes: number;
  readonly rounds: number;
  readonly megabytesPerSecond: number;
  readonly pythonMegabytesPerSecond: number | null;
  /** How many times longer Python takes, by the clock: median over rounds. */
  readonly ratio: number | null;
  /** The same by time of the processor, which other work on the machine stretches less. */
  readonly cpuRatio: number | null;
}

interface ReadingArguments {
  readonly python: string | null;
  readonly rounds: number;
  readonly megabytes: number;
  readonly json: boolean;
}

function parseReadingArguments(args: readonly string[]): ReadingArguments | string {
  const parsed: { -readonly [key in keyof ReadingArguments]: ReadingArguments[key] } = { python: null, rounds: 15, megabytes: 20, json: false };
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
  const readers: TimedReader[] = [];
  try {
    await build({ configFile: false, logLevel: "error", build: { ssr: fileURLToPath(new URL("timeKalium.ts", import.meta.url)), outDir: join(folder, "own"), rollupOptions: { output: { entryFileNames: "timeKalium.mjs" } } } });
    const own = await startTimedReader(process.execPath, [join(folder, "own/timeKalium.mjs")], "the bundle does not run");
    readers.push(own);
    const python = options.python === null ? null : await startTimedReader(options.python, [fileURLToPath(new URL("time_rdrecord.py", import.meta.url))], "it needs wfdb (PYTHONPATH may name it)");
    if (python !== null) readers.push(python);
    const rows: ReadingRow[] = [];
    for (const format of FORMATS) {
      const parts = await readParts((options.megabytes * 1e6) / (format === 16 ? 4 : 3));
      rows.push(...(await timeRecords(writeLong(folder, format, parts), "long", format, options.rounds, own, python)));
      rows.push(...(await timeRecords(writeShort(folder, format, parts), "short", format, options.rounds, own, python)));
    }
    const machine = describeMachine();
    const report = options.json ? console.error : console.log;
    report(`${machine.processor}, ${machine.cores} cores, load ${loadavg()[0]!.toFixed(1)}, ${own.version}, ${machine.system}, sources ${machine.sources}${python === null ? "; no --python, no comparison" : `; ${python.version}`}`);
    report("format  records  Kalium : rdrecord     MB     n    MB/s   Python MB/s   Python takes   of the processor");
    for (const row of rows) {
      const compared = row.ratio === null || row.cpuRatio === null ? "–" : `${row.ratio.toFixed(1)} times as long   ${row.cpuRatio.toFixed(1)} times as much`;
      report([String(row.format).padEnd(7), row.files.padEnd(8), row.task.padEnd(17), row.megabytes.toFixed(1).padStart(5), String(row.rounds).padStart(5), row.megabytesPerSecond.toFixed(0).padStart(7), (row.pythonMegabytesPerSecond?.toFixed(0) ?? "–").padStart(13), ` ${compared}`].join(" "));
    }
    const verdicts = judge(rows);
    for (const { text, met } of verdicts) report(`${met === null ? "open  " : met ? "met   " : "MISSED"} ${text}`);
    if (options.json) console.log(JSON.stringify({ machine, python: python?.version ?? null, rows, verdicts }, null, 1));
    return verdicts.some(({ met }) => met === false) ? 1 : 0;
  } finally {
    for (const reader of readers) reader.close();
    rmSync(folder, { recursive: true });
  }
}

interface Parts {
  readonly first: OpenedRecording;
  readonly frameCount: number;
  /** Two signals, MIT-BIH records end to end. */
  readonly signals: readonly Int32Array[];
}

async function readParts(leastFrames: number): Promise<Parts> {
  const headers = readdirSync(DATA).filter((name) => name.endsWith(".hea"));
  const files = readdirSync(DATA).map((name) => fileOnDisk(join(DATA, name)));
  const parts: (readonly RawSamples[])[] = [];
  let first: OpenedRecording | null = null;
  let frameCount = 0;
  for (let k = 0; frameCount < leastFrames; k++) {
    const [opened] = await openRecordings(files.find(({ path }) => path.endsWith(`/${headers[k % headers.length]!}`))!, files);
    first ??= opened!;
    parts.push(await opened!.readSamples(0, 0, opened!.groups[0]!.frameCount));
    frameCount += opened!.groups[0]!.frameCount;
  }
  const signals = [0, 1].map((s) => {
    const samples = new Int32Array(frameCount);
    let at = 0;
    for (const part of parts) {
      samples.set(part[s]!, at);
      at += part[s]!.length;
    }
    return samples;
  });
  return { first: first!, frameCount, signals };
}

function write(folder: string, id: string, format: 16 | 212, first: OpenedRecording, framesPerSecond: number, leads: readonly Int32Array[]): string {
  const recording: RecordingToWrite = {
    id, framesPerSecond, frameCount: leads[0]!.length, annotations: [], annotationRateHz: framesPerSecond,
    signals: leads.map((samples, s) => {
      const { name, unit, gainPerUnit, baselineCount } = first.groups[0]!.signals[s % 2]!;
      return { name: `${name} ${s}`, unit, samplesPerFrame: 1, gainPerUnit, baselineCount, invalidCount: null, samples };
    }),
    facts: { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: false },
  };
  for (const { name, bytes } of writeWfdb(recording, { format })) writeFileSync(join(folder, name), bytes);
  return join(folder, id);
}

function writeLong(folder: string, format: 16 | 212, { first, signals }: Parts): readonly string[] {
  return [write(folder, `long${format}`, format, first, 360, signals)];
}

function writeShort(folder: string, format: 16 | 212, { first, frameCount, signals }: Parts): readonly string[] {
  const count = Math.floor((2 * frameCount) / (SHORT_FRAMES * SHORT_LEADS));
  return Array.from({ length: count }, (_, r) => {
    const leads = Array.from({ length: SHORT_LEADS }, (_lead, s) => {
      const from = ((r * SHORT_LEADS + s) >> 1) * SHORT_FRAMES;
      return signals[s % 2]!.slice(from, from + SHORT_FRAMES);
    });
    return write(folder, `short${format}_${r}`, format, first, 500, leads);
  });
}

async function timeRecords(paths: readonly string[], files: "long" | "short", format: number, rounds: number, own: TimedReader, python: TimedReader | null): Promise<readonly ReadingRow[]> {
  const megabytes = paths.reduce((sum, path) => sum + fileOnDisk(`${path}.dat`).size, 0) / 1e6;
  const timings = { ownRaw: [] as Timing[], ownMillivolts: [] as Timing[], theirRaw: [] as Timing[], theirMillivolts: [] as Timing[] };
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const kind of ["raw", "physical"] as const) {
      const mine = await own.read(kind, paths);
      const theirs = await python?.read(kind, paths);
      // Both must have read the same; millivolts are single precision here.
      if (theirs !== undefined && Math.abs(mine.sum - theirs.sum) > (kind === "raw" ? 0 : 1e-7 * megabytes * 1e6)) throw new Error(`${paths[0]}: the sums of the samples are ${mine.sum} and ${theirs.sum}`);
      if (round < 0) continue;
      (kind === "raw" ? timings.ownRaw : timings.ownMillivolts).push(mine);
      if (theirs !== undefined) (kind === "raw" ? timings.theirRaw : timings.theirMillivolts).push(theirs);
    }
  }
  const perSecond = (times: readonly Timing[]) => (times.length === 0 ? null : (1000 * megabytes) / median(times.map(({ ms }) => ms)));
  const row = (task: ReadingRow["task"], mine: readonly Timing[], theirs: readonly Timing[]): ReadingRow => ({
    format, files, task, megabytes, rounds,
    megabytesPerSecond: perSecond(mine)!,
    pythonMegabytesPerSecond: perSecond(theirs),
    ratio: theirs.length === 0 ? null : pairedRatio(theirs.map(({ ms }) => [ms]), mine.map(({ ms }) => [ms])),
    cpuRatio: theirs.length === 0 ? null : pairedRatio(theirs.map(({ cpuMs }) => [cpuMs]), mine.map(({ cpuMs }) => [cpuMs])),
  });
  return [
    row("raw : raw", timings.ownRaw, timings.theirRaw),
    row("mV : mV", timings.ownMillivolts, timings.theirMillivolts),
    row("raw : mV", timings.ownRaw, timings.theirMillivolts),
  ];
}

/**
 * The bars of the reading speed; null where the run cannot tell. "raw : mV" is how each is used by default: rdrecord
 * gives physical units, `readSamples` counts with their calibration.
 */
export function judge(rows: readonly ReadingRow[]): readonly { readonly text: string; readonly met: boolean | null }[] {
  return rows.flatMap(({ format, files, task, megabytesPerSecond, ratio }) => [
    ...(task === "raw : mV" ? [] : [{ text: `format ${format}, ${files}, ${task.slice(0, 3).trim()}: at least ${LEAST_MB_PER_S} MB/s`, met: megabytesPerSecond >= LEAST_MB_PER_S }]),
    ...(task === "raw : raw" ? [] : [{ text: `format ${format}, ${files}, ${task}: rdrecord takes at least ${LEAST_RATIO} times as long`, met: ratio === null ? null : ratio >= LEAST_RATIO }]),
  ]);
}
