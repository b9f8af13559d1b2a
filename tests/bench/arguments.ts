/** The command line of the bench. */
import { TASK_NAMES } from "./workload.ts";
import type { TaskName } from "./workload.ts";

export interface BenchArguments {
  /** Print JSON to the standard output; the table goes to the other one. */
  readonly json: boolean;
  /** Path of a Python with PyTorch. */
  readonly pytorch: string | null;
  /** WebGPU contenders in Node, through Dawn, on whatever GPU there is. */
  readonly dawn: boolean;
  /** Names or groups of contenders; null: all. */
  readonly only: readonly string[] | null;
  readonly tasks: readonly TaskName[];
  /** Timed steps of a fast contender. */
  readonly steps: number;
  /** A contender starts no further step of a task after this much time of its own. */
  readonly budgetMs: number;
  /** The GPU's peak in single precision; null: it is measured. */
  readonly peakGflops: number | null;
}

export class ArgumentError extends Error {}

export const USAGE = `npm run bench -- training [--json] [--pytorch PYTHON] [--only NAMES] [--tasks NAMES] [--steps N] [--budget SECONDS]
npm run bench -- training --dawn [--peak-gflops N] [--json] [--only NAMES] [--tasks NAMES] [--steps N] [--budget SECONDS]
Names are separated by commas; "stock" means all of "stock:…". Tasks: ${TASK_NAMES.join(", ")}. tests/bench/README.md says more.`;

const DEFAULT_STEPS = 30;
const DEFAULT_BUDGET_S = 150;
const DEFAULT_TASKS: readonly TaskName[] = ["small", "large", "notebook", "inference"];
const FLAGS = ["json", "dawn"];
const VALUED = ["pytorch", "only", "tasks", "steps", "budget", "peak-gflops"];

/** @throws {ArgumentError} with the usage */
export function readArguments(words: readonly string[]): BenchArguments {
  const fail = (what: string): never => {
    throw new ArgumentError(`${what}\n${USAGE}`);
  };
  const [command, ...rest] = words;
  if (command !== "training") return fail(command === undefined ? "Say what to bench." : `There is no bench "${command}".`);
  const values = new Map<string, string>();
  for (let at = 0; at < rest.length; at++) {
    const [name, inline] = rest[at].replace(/^--/, "").split(/=(.*)/s, 2);
    if (!rest[at].startsWith("--") || ![...FLAGS, ...VALUED].includes(name)) return fail(`What is "${rest[at]}"?`);
    values.set(name, FLAGS.includes(name) ? "" : (inline ?? rest[++at] ?? fail(`--${name} wants a value.`)));
  }
  const list = (name: string): readonly string[] | null => values.get(name)?.split(",").map((word) => word.trim()).filter((word) => word !== "") ?? null;
  const positive = (name: string, otherwise: number): number => {
    const value = values.has(name) ? Number(values.get(name)) : otherwise;
    return Number.isFinite(value) && value > 0 ? value : fail(`--${name} wants a number above 0.`);
  };
  const tasks = list("tasks") ?? DEFAULT_TASKS;
  const unknown = tasks.find((task) => !(TASK_NAMES as readonly string[]).includes(task));
  if (unknown !== undefined) return fail(`There is no task "${unknown}".`);
  const steps = positive("steps", DEFAULT_STEPS);
  if (!Number.isInteger(steps)) return fail("--steps wants a whole number.");
  const dawn = values.has("dawn");
  if (values.has("peak-gflops") && !dawn) return fail("--peak-gflops belongs to --dawn.");
  if (values.has("pytorch") && dawn) return fail("--pytorch compares processors: leave it out with --dawn.");
  return {
    json: values.has("json"),
    pytorch: values.get("pytorch") ?? null,
    dawn,
    only: list("only"),
    tasks: tasks as readonly TaskName[],
    steps,
    budgetMs: positive("budget", DEFAULT_BUDGET_S) * 1000,
    peakGflops: values.has("peak-gflops") ? positive("peak-gflops", 0) : null,
  };
}
