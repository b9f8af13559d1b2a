/** `npm run bench -- training`: every contender on every task, in one run. */
import { ArgumentError, readArguments } from "./arguments.ts";
import type { BenchArguments } from "./arguments.ts";
import { browserRunner, describeBrowser, serveSite } from "./browserRunner.ts";
import type { BenchSite } from "./browserRunner.ts";
import { CONTENDERS, DAWN_CONTENDERS, selectContenders } from "./contenders.ts";
import type { NamedContender } from "./contenders.ts";
import { startDawn } from "./dawnRunner.ts";
import { FLOP_RULE, countFlops } from "./flops.ts";
import { checkGates, formatGates } from "./gates.ts";
import type { Gate } from "./gates.ts";
import { describeMachine, readLoad } from "./machine.ts";
import { pytorchRunner } from "./pytorchRunner.ts";
import { makeRows } from "./resultRow.ts";
import type { ResultRow } from "./resultRow.ts";
import { formatRows } from "./resultTable.ts";
import { runRounds } from "./rounds.ts";
import type { Entrant } from "./rounds.ts";
import type { Runner } from "./runner.ts";
import { TASK_TITLES, makeWorkload } from "./workload.ts";
import type { TaskName } from "./workload.ts";

interface TaskResult {
  readonly task: TaskName;
  readonly title: string;
  readonly flops: number;
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly rows: readonly ResultRow[];
  readonly gates: readonly Gate[];
}

interface Venue {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly contenders: readonly NamedContender[];
  /** Measured or given; null where no roofline is asked for. */
  readonly peakGflops: number | null;
  open(contender: NamedContender, task: TaskName): Promise<Runner>;
  close(): Promise<void>;
}

async function openBrowserVenue({ pytorch, only }: BenchArguments): Promise<Venue> {
  const contenders = selectContenders(CONTENDERS, only).filter(({ spec }) => spec.kind !== "pytorch" || pytorch !== null);
  const site: BenchSite = await serveSite();
  const { version, adapter, isolated } = await describeBrowser(site);
  return {
    facts: { browser: `Chromium ${version}`, adapter, crossOriginIsolated: isolated },
    contenders,
    peakGflops: null,
    open: ({ spec }, task) => (spec.kind === "pytorch" ? pytorchRunner(pytorch!, spec, task) : browserRunner(site, spec, task)),
    close: () => site.close(),
  };
}

async function openDawnVenue({ only, peakGflops }: BenchArguments): Promise<Venue> {
  const contenders = selectContenders(DAWN_CONTENDERS, only);
  const dawn = await startDawn();
  const peak = peakGflops ?? (await dawn.measurePeakGflops());
  return {
    facts: { runtime: "Dawn for Node", adapter: dawn.adapter, peakGflops: peak, peakIs: peakGflops === null ? "measured with chains of fused multiply-adds" : "given" },
    contenders,
    peakGflops: peak,
    open: ({ spec }, task) => dawn.open(spec, task),
    close: async () => undefined,
  };
}

/** @returns the exit code */
export async function runTrainingBench(words: readonly string[]): Promise<number> {
  const say = (line: string): void => console.error(line);
  let venue: Venue;
  let options: BenchArguments;
  try {
    options = readArguments(words);
    venue = options.dawn ? await openDawnVenue(options) : await openBrowserVenue(options);
  } catch (error) {
    if (!(error instanceof ArgumentError || error instanceof RangeError)) throw error;
    say(error.message);
    return 2;
  }
  const machine = describeMachine();
  const results: TaskResult[] = [];
  const print = options.json ? say : (line: string): void => console.log(line);
  print(`${machine.cores} × ${machine.processor}, ${machine.system}, Node ${machine.node}, sources ${machine.sources}`);
  print(Object.entries(venue.facts).map(([name, value]) => `${name}: ${String(value)}`).join(", "));
  try {
    for (const task of options.tasks) {
      const result = await runTask(task, venue, options, say);
      results.push(result);
      print(`\n${result.title}. ${(result.flops / 1e9).toPrecision(3)} GFLOP. Load ${result.loadBefore.toFixed(1)} before, ${result.loadAfter.toFixed(1)} after.\n${formatRows(result.rows)}`);
      if (venue.peakGflops !== null) for (const { contender, gflops } of result.rows) if (gflops !== null) print(`${contender}: ${((100 * gflops) / venue.peakGflops).toPrecision(2)} % of the f32 peak`);
      if (result.gates.length > 0) print(formatGates(result.gates));
    }
  } finally {
    await venue.close();
  }
  const adapters = new Map(results.flatMap(({ rows }) => rows.filter(({ adapter }) => adapter !== "").map(({ contender, adapter }) => [contender, adapter] as const)));
  print(`\n${[...adapters].map(([contender, adapter]) => `${contender}: ${adapter}`).join("\n")}`);
  if (options.json) console.log(JSON.stringify({ made: new Date().toISOString(), machine, ...venue.facts, arguments: options, flopRule: FLOP_RULE, tasks: results }, null, 1));
  return 0;
}

async function runTask(task: TaskName, venue: Venue, { steps, budgetMs }: BenchArguments, say: (line: string) => void): Promise<TaskResult> {
  const { graph, batch, losses, loss } = makeWorkload(task);
  const count = countFlops(graph, batch);
  const flops = loss === null ? count.forward : count.step;
  const entrants = venue.contenders
    // It cannot train.
    .filter(({ spec }) => spec.kind !== "onnxruntime" || loss === null)
    .map((contender): Entrant => ({ name: contender.name, open: () => venue.open(contender, task) }));
  const loadBefore = readLoad();
  const outcomes = await runRounds(entrants, { steps, budgetMs, report: (line) => say(`${task}: ${line}`) });
  const rows = makeRows(outcomes, { flops, losses });
  return { task, title: TASK_TITLES[task], flops, loadBefore, loadAfter: readLoad(), rows, gates: checkGates(task, rows, venue.peakGflops !== null) };
}
