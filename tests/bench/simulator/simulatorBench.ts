/** `npm run bench -- simulator`: how fast 12-lead records and whole cohorts are simulated in a worker. */
import { loadavg, tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "vite";
import { describeMachine } from "../machine.ts";
import { median } from "../statistics.ts";
import type { SimulatorTimes, TimingOrder } from "./simulatorTimes.ts";

export const SIMULATOR_USAGE = "npm run bench -- simulator [--records N] [--people N] [--json]";

const MOST_MS_PER_RECORD = 5;
/** Bar for 10 000 people; fewer are held to their share. */
const MOST_S_FOR_ALL = 60;
const ALL_PEOPLE = 10_000;

interface SimulatorArguments {
  readonly records: number;
  readonly people: number;
  readonly json: boolean;
}

function parseArguments(args: readonly string[]): SimulatorArguments | string {
  const parsed = { records: 500, people: ALL_PEOPLE, json: false };
  for (let at = 0; at < args.length; at++) {
    const name = args[at] === "--records" ? "records" : args[at] === "--people" ? "people" : null;
    if (args[at] === "--json") parsed.json = true;
    else if (name !== null && Number(args[at + 1]) >= 1) parsed[name] = Math.floor(Number(args[++at]));
    else return `"${args[at]}" is not understood`;
  }
  return parsed;
}

/** Runs it and returns the exit status: 0 when both bars are met. */
export async function runSimulatorBench(args: readonly string[]): Promise<number> {
  const options = parseArguments(args);
  if (typeof options === "string") {
    console.error(`${options}\n${SIMULATOR_USAGE}`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "kalium-simulator-"));
  try {
    await build({ configFile: false, logLevel: "error", build: { ssr: fileURLToPath(new URL("timeSimulator.ts", import.meta.url)), outDir: folder, rollupOptions: { output: { entryFileNames: "timeSimulator.mjs" } } } });
    const times = await timeInWorker(join(folder, "timeSimulator.mjs"), { seed: 1, records: options.records, people: options.people });
    const machine = describeMachine();
    const report = options.json ? console.error : console.log;
    report(`${machine.processor}, ${machine.cores} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${machine.node}, ${machine.system}, sources ${machine.sources}`);
    report("12 leads, 10 s, 500 Hz        n   median ms   p95 ms   of the processor: median ms   p95 ms");
    for (const [name, records] of [["with bedside noise", times.noisy], ["without noise", times.quiet]] as const) {
      const [ms, cpuMs] = [records.map((record) => record.ms), records.map((record) => record.cpuMs)];
      const cells = [median(ms).toFixed(2).padStart(11), percentile95(ms).toFixed(2).padStart(8), median(cpuMs).toFixed(2).padStart(29), percentile95(cpuMs).toFixed(2).padStart(8)];
      report(`${name.padEnd(25)} ${String(records.length).padStart(5)} ${cells.join(" ")}`);
    }
    report(`${options.people} people: ${times.peopleS.toFixed(1)} s by the clock, ${times.peopleCpuS.toFixed(1)} s of the processor`);
    const verdicts = judge(times, options.people);
    for (const { text, met } of verdicts) report(`${met ? "met   " : "MISSED"} ${text}`);
    if (options.json) console.log(JSON.stringify({ machine, ...options, times, verdicts }, null, 1));
    return verdicts.every(({ met }) => met) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By time of the processor. */
export function judge(times: Pick<SimulatorTimes, "noisy" | "peopleCpuS">, people: number): readonly { readonly text: string; readonly met: boolean }[] {
  return [
    { text: `a record of 12 leads takes at most ${MOST_MS_PER_RECORD} ms, median`, met: median(times.noisy.map(({ cpuMs }) => cpuMs)) <= MOST_MS_PER_RECORD },
    { text: `${ALL_PEOPLE} people take at most ${MOST_S_FOR_ALL} s`, met: times.peopleCpuS <= (MOST_S_FOR_ALL * people) / ALL_PEOPLE },
  ];
}

function percentile95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1]!;
}

function timeInWorker(path: string, order: TimingOrder): Promise<SimulatorTimes> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path, { workerData: order });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
