import { executorNames, isExecutorName, type ExecutorName } from "./executorHelp.ts";

/** What a notebook is run with. */
export interface NotebookParameters {
  /** Seed of everything random, a whole number from 0 to 2³² − 1. */
  readonly seed: number;
  /** The executor that was asked for, or null: the lab then chooses and says why. */
  readonly executor: ExecutorName | null;
}

const defaultSeed = 1;

/** Who asked for an executor, and for which. */
export type AskedExecutor = { readonly by: "nobody" } | { readonly by: "address" | "settings"; readonly name: string };

/** A wrong setting in an address is said, not quietly replaced. */
export interface ReadParameters {
  readonly parameters: NotebookParameters;
  readonly asked: AskedExecutor;
  readonly problems: readonly string[];
}

/**
 * Reads `?seed=7&executor=wasm`.
 *
 * @param storedExecutor the choice made in Settings, used when the address names none.
 */
export function readParameters(search: string, storedExecutor: string | null): ReadParameters {
  const query = new URLSearchParams(search);
  const problems: string[] = [];
  const seedText = query.get("seed");
  let seed = defaultSeed;
  if (seedText !== null) {
    if (/^\d{1,10}$/.test(seedText) && Number(seedText) < 2 ** 32) seed = Number(seedText);
    else problems.push(`The seed “${seedText}” in the address is not a whole number from 0 to 4294967295; seed ${defaultSeed} is used.`);
  }
  const inAddress = query.get("executor");
  const by = inAddress !== null && inAddress !== "" ? "address" : "settings";
  const name = by === "address" ? inAddress : storedExecutor;
  if (name === null || name === "auto") return { parameters: { seed, executor: null }, asked: { by: "nobody" }, problems };
  if (!isExecutorName(name)) {
    problems.push(`The executor “${name}” ${by === "address" ? "in the address" : "kept in Settings"} is none of ${executorNames.join(", ")}; the best one here is taken.`);
    return { parameters: { seed, executor: null }, asked: { by: "nobody" }, problems };
  }
  return { parameters: { seed, executor: name }, asked: { by, name }, problems };
}
