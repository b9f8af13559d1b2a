/** What a notebook is run with. */
export interface NotebookParameters {
  /** Seed of everything random, a whole number from 0 to 2³² − 1. */
  readonly seed: number;
  /** The executor that was asked for, or null: the lab then chooses and says why. */
  readonly executor: string | null;
}

const defaultSeed = 1;

/** A wrong setting in an address is said, not quietly replaced. */
export interface ReadParameters {
  readonly parameters: NotebookParameters;
  readonly problems: readonly string[];
}

/**
 * Reads `?seed=7&executor=tfjs:wasm`.
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
  const executorText = query.get("executor") ?? storedExecutor;
  const executor = executorText === null || executorText === "" || executorText === "auto" ? null : executorText;
  return { parameters: { seed, executor }, problems };
}
