/**
 * `npm run bench -- qrs`: the three detectors on the open records, under noise, and beside XQRS of Python wfdb on the same records in
 * the same run; and how long they take.
 */
import { loadavg } from "node:os";
import { QRS_DETECTOR_NAMES, detectQrs, scoreBeats, type AnalysedLead, type BeatScore, type QrsDetectorName } from "../../../packages/ecg/src/index.ts";
import { describeMachine } from "../machine.ts";
import { NOISE_KINDS, hasData, readNoise, readRecords, type ScoredRecord } from "./databases.ts";
import { addNoise } from "./noiseStress.ts";
import { runXqrs } from "./xqrs.ts";

export const QRS_USAGE = "npm run bench -- qrs [--python PYTHON] [--detector NAME] [--only records,noise,xqrs,speed] [--json]";

const SNRS_DB = [24, 18, 12, 6, 0] as const;
/** Records without noise of their own, of the kind that the noise stress test database is made from. */
const CLEAN_RECORDS = ["100", "119"] as const;
const XQRS_RECORDS = ["105", "108", "200", "203", "208"] as const;
/** Those of them on which it has to be beaten. */
const XQRS_BARS = ["200", "203", "208"] as const;
const PARTS = ["records", "noise", "xqrs", "speed"] as const;
const DAY = { hours: 24, leadCount: 3, samplingRateHz: 250 };

export interface QrsRow {
  readonly part: (typeof PARTS)[number];
  readonly data: string;
  readonly record: string;
  readonly detector: QrsDetectorName | "xqrs";
  readonly leads: "all" | "first";
  readonly truePositiveCount: number;
  readonly falsePositiveCount: number;
  readonly falseNegativeCount: number;
  readonly timeMs: number;
}

export interface Verdict {
  readonly text: string;
  /** Null where there is nothing to judge by. */
  readonly met: boolean | null;
}

interface QrsArguments {
  readonly python: string;
  readonly detectors: readonly QrsDetectorName[];
  readonly parts: readonly string[];
  readonly json: boolean;
}

export function parseQrsArguments(args: readonly string[]): QrsArguments | string {
  const parsed: { -readonly [key in keyof QrsArguments]: QrsArguments[key] } = { python: process.env.KALIUM_PYTHON ?? "python3", detectors: QRS_DETECTOR_NAMES, parts: PARTS, json: false };
  for (let at = 0; at < args.length; at++) {
    const next = args[at + 1];
    if (args[at] === "--json") parsed.json = true;
    else if (args[at] === "--python" && next !== undefined) parsed.python = args[++at]!;
    else if (args[at] === "--detector" && QRS_DETECTOR_NAMES.some((name) => name === next)) parsed.detectors = [args[++at] as QrsDetectorName];
    else if (args[at] === "--only" && next !== undefined && next.split(",").every((part) => PARTS.some((known) => known === part))) parsed.parts = args[++at]!.split(",");
    else return `"${args[at]}" is not understood`;
  }
  return parsed;
}

/** Runs it and returns the exit status: 0 when every bar that could be judged is met. */
export async function runQrsBench(args: readonly string[]): Promise<number> {
  const options = parseQrsArguments(args);
  if (typeof options === "string" || !hasData) {
    console.error(typeof options === "string" ? `${options}\n${QRS_USAGE}` : "The bench wants the open data at ../shared/data");
    return 2;
  }
  const report = options.json ? console.error : console.log;
  const machine = describeMachine();
  report(`${machine.processor}, ${machine.cores} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}, sources ${machine.sources}`);
  const rows: QrsRow[] = [];
  const verdicts: Verdict[] = [];
  const mitBih = await readRecords("mitdb");
  if (options.parts.includes("records")) {
    const ludb = await readRecords("ludb/data", "ii");
    const qtdb = await readRecords("qtdb");
    for (const detector of options.detectors) {
      for (const leads of ["all", "first"] as const) {
        rows.push(...mitBih.map((record) => measure(record, detector, leads, "records", "mitdb")));
        rows.push(...qtdb.map((record) => measure(record, detector, leads, "records", "qtdb")));
        rows.push(...ludb.map((record) => measure(record, detector, leads, "records", leads === "first" ? "ludb II" : "ludb", (all) => [all.find(({ name }) => name === "ii")!])));
      }
    }
    printRecords(rows, report);
  }
  if (options.parts.includes("noise")) {
    for (const kind of NOISE_KINDS) {
      const noise = await readNoise(kind);
      for (const snr of SNRS_DB) {
        for (const record of mitBih.filter(({ id }) => CLEAN_RECORDS.some((clean) => clean === id))) {
          const leads = record.leads.map(({ name, samplesMillivolt }, lead) => ({ name, samplesMillivolt: addNoise(Float32Array.from(samplesMillivolt), noise[lead % noise.length]!, record.reference.sampleIndices, record.samplingRateHz, snr) }));
          for (const detector of options.detectors) for (const which of ["all", "first"] as const) rows.push(measure({ ...record, leads }, detector, which, "noise", `${kind} ${snr} dB`));
        }
      }
    }
    report("\nNoise after nst of the WFDB package: S = (QRS height from peak to peak)²/8, N = mean square; 2 min with, 2 min without, from 5 min on; whole records 100 and 119 count.");
    printGross(rows.filter(({ part }) => part === "noise"), report);
  }
  if (options.parts.includes("xqrs")) {
    const records = mitBih.filter(({ id }) => XQRS_RECORDS.some((wanted) => wanted === id));
    for (const record of records) for (const leads of ["all", "first"] as const) rows.push(measure(record, "two-average", leads, "xqrs", "mitdb"));
    const results = runXqrs(options.python, records.map(({ path }) => path));
    if (typeof results === "string") report(`\nNo comparison with XQRS: ${results}`);
    else {
      for (const { path, beats, seconds } of results) {
        const record = records.find((known) => known.path === path)!;
        rows.push(rowOf(record.id, "xqrs", "first", "xqrs", "mitdb", scoreBeats(record.reference, beats, record.samplingRateHz), 1000 * seconds));
      }
      report(`\nBeside XQRS of Python wfdb ${results[0]!.version}, which takes one lead: the first`);
      for (const row of rows.filter(({ part }) => part === "xqrs").sort((a, b) => a.record.localeCompare(b.record))) report(line(row.record, row));
    }
  }
  if (options.parts.includes("speed")) verdicts.push(...timeDetectors(mitBih, report));
  verdicts.unshift(...judge(rows));
  report("");
  for (const { text, met } of verdicts) report(`${met === null ? "open  " : met ? "met   " : "MISSED"} ${text}`);
  if (options.json) console.log(JSON.stringify({ machine, rows, verdicts }, null, 1));
  return verdicts.some(({ met }) => met === false) ? 1 : 0;
}

function measure(record: ScoredRecord, detector: QrsDetectorName, which: "all" | "first", part: QrsRow["part"], data: string, first = (leads: readonly AnalysedLead[]) => leads.slice(0, 1)): QrsRow {
  const startedAt = performance.now();
  const { sampleIndices } = detectQrs(which === "all" ? record.leads : first(record.leads), record.samplingRateHz, detector);
  const timeMs = performance.now() - startedAt;
  return rowOf(record.id, detector, which, part, data, scoreBeats(record.reference, sampleIndices, record.samplingRateHz), timeMs);
}

function rowOf(record: string, detector: QrsRow["detector"], leads: QrsRow["leads"], part: QrsRow["part"], data: string, score: BeatScore, timeMs: number): QrsRow {
  const { truePositiveCount, falsePositiveCount, falseNegativeCount } = score;
  return { part, data, record, detector, leads, truePositiveCount, falsePositiveCount, falseNegativeCount, timeMs };
}

export function grossOf(rows: readonly QrsRow[]): { readonly sensitivity: number; readonly predictivity: number; readonly errors: number } {
  const sum = (pick: (row: QrsRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const [tp, fp, fn] = [sum((row) => row.truePositiveCount), sum((row) => row.falsePositiveCount), sum((row) => row.falseNegativeCount)];
  return { sensitivity: (100 * tp) / (tp + fn), predictivity: (100 * tp) / (tp + fp), errors: fp + fn };
}

/** The bars of the default detector that the rows can decide. */
export function judge(rows: readonly QrsRow[]): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const bar = (text: string, chosen: readonly QrsRow[], least: number) => {
    if (chosen.length === 0) return;
    const { sensitivity, predictivity } = grossOf(chosen);
    verdicts.push({ text: `${text}: Se ${sensitivity.toFixed(2)}, +P ${predictivity.toFixed(2)}, at least ${least} both`, met: sensitivity >= least && predictivity >= least });
  };
  const own = rows.filter(({ detector }) => detector === "two-average");
  for (const data of ["mitdb", "ludb", "ludb II"]) bar(data, own.filter((row) => row.part === "records" && row.data === data && (data === "ludb II" || row.leads === "all")), 99.5);
  for (const kind of NOISE_KINDS) for (const [snr, least] of [[12, 99], [6, 95]] as const) bar(`${kind} ${snr} dB`, own.filter((row) => row.data === `${kind} ${snr} dB` && row.leads === "all"), least);
  const compared = rows.filter(({ part }) => part === "xqrs");
  for (const record of compared.length === 0 ? [] : XQRS_BARS) {
    const xqrs = compared.find((row) => row.record === record && row.detector === "xqrs");
    for (const leads of ["all", "first"] as const) {
      const ours = compared.find((row) => row.record === record && row.detector !== "xqrs" && row.leads === leads);
      if (ours === undefined) continue;
      const text = `record ${record}, ${leads === "all" ? "all leads" : "first lead"}: fewer errors than XQRS`;
      verdicts.push(xqrs === undefined ? { text, met: null } : { text: `${text}, ${grossOf([ours]).errors} and ${grossOf([xqrs]).errors}`, met: grossOf([ours]).errors < grossOf([xqrs]).errors });
    }
  }
  return verdicts;
}

/** A day of three leads at 250 Hz, made of the half hours that are here, and half an hour of one lead. */
function timeDetectors(mitBih: readonly ScoredRecord[], report: (line: string) => void): readonly Verdict[] {
  const sampleCount = DAY.hours * 3600 * DAY.samplingRateHz;
  const leads = Array.from({ length: DAY.leadCount }, (_lead, l) => {
    const samplesMillivolt = new Float32Array(sampleCount);
    for (let at = 0, k = 0; at < sampleCount; k++) {
      const { samplesMillivolt: part } = mitBih[k % mitBih.length]!.leads[l % 2]!;
      samplesMillivolt.set(part.subarray(0, sampleCount - at), at);
      at += part.length;
    }
    return { name: `${l + 1}`, samplesMillivolt };
  });
  const half = mitBih[0]!;
  // Of the processor: by the clock, other work on the machine counts along.
  const timeOf = (run: () => unknown) => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  detectQrs([half.leads[0]!], half.samplingRateHz);
  const halfHour = Math.min(...[0, 1, 2].map(() => timeOf(() => detectQrs([half.leads[0]!], half.samplingRateHz))));
  const day = timeOf(() => detectQrs(leads, DAY.samplingRateHz));
  report(`\n30 min, 1 lead, 360 Hz: ${halfHour.toFixed(0)} ms; 24 h, 3 leads, 250 Hz: ${(day / 1000).toFixed(2)} s, of the processor, load ${loadavg()[0]!.toFixed(1)}`);
  return [
    { text: `30 min, 1 lead, 360 Hz: ${halfHour.toFixed(0)} ms of the processor, at most 150`, met: halfHour <= 150 },
    { text: `24 h, 3 leads, 250 Hz: ${(day / 1000).toFixed(2)} s of the processor, at most 5`, met: day <= 5000 },
  ];
}

function printRecords(rows: readonly QrsRow[], report: (line: string) => void): void {
  for (const row of rows.filter(({ data }) => data === "mitdb")) report(line(row.record, row));
  printGross(rows, report);
}

function printGross(rows: readonly QrsRow[], report: (line: string) => void): void {
  for (const key of new Set(rows.map(({ data, detector, leads }) => `${data}|${detector}|${leads}`))) {
    const [data, detector, leads] = key.split("|");
    const chosen = rows.filter((row) => row.data === data && row.detector === detector && row.leads === leads);
    const sum = (pick: (row: QrsRow) => number) => chosen.reduce((total, row) => total + pick(row), 0);
    report(line(`${data}, gross`, { ...chosen[0]!, truePositiveCount: sum((row) => row.truePositiveCount), falsePositiveCount: sum((row) => row.falsePositiveCount), falseNegativeCount: sum((row) => row.falseNegativeCount), timeMs: sum((row) => row.timeMs) }));
  }
}

function line(name: string, row: QrsRow): string {
  const { sensitivity, predictivity } = grossOf([row]);
  return [
    name.padEnd(16), row.detector.padEnd(13), (row.leads === "all" ? "all leads" : row.data.startsWith("ludb") ? "lead II" : "first lead").padEnd(11),
    `TP ${row.truePositiveCount}`.padStart(9), `FP ${row.falsePositiveCount}`.padStart(8), `FN ${row.falseNegativeCount}`.padStart(8),
    `Se ${sensitivity.toFixed(2)}`.padStart(10), `+P ${predictivity.toFixed(2)}`.padStart(10), `${row.timeMs.toFixed(0)} ms`.padStart(9),
  ].join(" ");
}
