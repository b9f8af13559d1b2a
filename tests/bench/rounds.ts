/**
 * The order of work. All contenders of a task are open at once, each in its own processes, and take turns round by round, so that
 * another program's load meets all of them alike.
 */
import type { BlockReport, MemoryFigures, Runner } from "./runner.ts";
import { median } from "./statistics.ts";

export interface Entrant {
  readonly name: string;
  open(): Promise<Runner>;
}

export interface RoundOptions {
  /** Timed steps of a fast contender. */
  readonly steps: number;
  /** Time of its own after which a contender starts no further step. */
  readonly budgetMs: number;
  readonly report?: (line: string) => void;
}

export interface Outcome {
  readonly name: string;
  readonly adapter: string;
  /** Why there are no figures, or fewer; null when all went well. */
  readonly problem: string | null;
  /** Timed steps of each round. */
  readonly rounds: readonly (readonly number[])[];
  /** The only step there was time for, with whatever it compiled on the way, stands as the timed one. */
  readonly firstStepOnly: boolean;
  /** Of all steps, from the first. */
  readonly losses: readonly number[];
  /** Of the last step. */
  readonly dispatches: number | null;
  readonly submits: number | null;
  readonly memory: BlockReport["memory"];
  readonly processMemory: MemoryFigures;
  readonly output: readonly number[] | null;
}

/** Losses of so many steps are compared; they warm a fast contender up. */
export const LOSS_STEPS = 5;
const ROUND_COUNT = 5;
/** A contender whose steps take longer is slow: it warms up with one step and is timed with few. */
const SLOW_STEP_MS = 1000;
const SLOW_STEPS = 3;
/** A contender whose first step takes longer than this makes no second one only to warm up. */
const SECOND_WARM_UP_LIMIT_MS = 5000;

interface Turn {
  outcome: Outcome;
  readonly runner: Runner | null;
  spentMs: number;
  stepMs: number;
}

export async function runRounds(entrants: readonly Entrant[], options: RoundOptions): Promise<readonly Outcome[]> {
  const report = options.report ?? (() => undefined);
  const turns: Turn[] = [];
  try {
    for (const entrant of entrants) {
      const turn = await openTurn(entrant);
      turns.push(turn);
      await attempt(turn, () => warmUp(turn, options));
      report(`${entrant.name}: ${turn.outcome.problem ?? `${turn.stepMs.toFixed(turn.stepMs < 100 ? 1 : 0)} ms`}`);
    }
    for (let round = 0; round < ROUND_COUNT; round++) {
      for (const turn of turns) await attempt(turn, () => runRound(turn, round, options));
      report(`round ${round + 1} of ${ROUND_COUNT}`);
    }
    for (const turn of turns) await attempt(turn, async () => void (turn.outcome = { ...turn.outcome, processMemory: await turn.runner!.measureMemory() }));
    return turns.map(({ outcome }) => outcome);
  } finally {
    for (const { runner } of turns) await runner?.close().catch(() => undefined);
  }
}

async function openTurn({ name, open }: Entrant): Promise<Turn> {
  const empty: Outcome = {
    name, adapter: "", problem: null, rounds: Array.from({ length: ROUND_COUNT }, () => []), firstStepOnly: false,
    losses: [], dispatches: null, submits: null, memory: null, processMemory: { peakGrowthBytes: null, pageBytes: null }, output: null,
  };
  try {
    const runner = await open();
    return { outcome: { ...empty, adapter: runner.adapter }, runner, spentMs: 0, stepMs: NaN };
  } catch (error) {
    return { outcome: { ...empty, problem: describeProblem(error) }, runner: null, spentMs: 0, stepMs: NaN };
  }
}

const describeProblem = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A contender that fails keeps the figures it has, and takes no further turn. */
async function attempt(turn: Turn, work: () => Promise<void>): Promise<void> {
  if (turn.runner === null || turn.outcome.problem !== null) return;
  try {
    await work();
  } catch (error) {
    turn.outcome = { ...turn.outcome, problem: describeProblem(error) };
  }
}

async function runBlock(turn: Turn, count: number, budgetMs: number): Promise<readonly number[]> {
  const block = await turn.runner!.run(count, budgetMs);
  turn.spentMs += block.timesMs.reduce((sum, ms) => sum + ms, 0);
  turn.stepMs = median(block.timesMs);
  const { outcome } = turn;
  turn.outcome = {
    ...outcome,
    losses: [...outcome.losses, ...block.losses],
    dispatches: block.dispatches.at(-1) ?? null,
    submits: block.submits.at(-1) ?? null,
    memory: block.memory ?? outcome.memory,
    output: block.output,
  };
  return block.timesMs;
}

async function warmUp(turn: Turn, { budgetMs }: RoundOptions): Promise<void> {
  const first = await runBlock(turn, 1, 0);
  if (first[0] > budgetMs / 2) turn.outcome = { ...turn.outcome, firstStepOnly: true, rounds: [first, ...turn.outcome.rounds.slice(1)] };
  else if (first[0] < SECOND_WARM_UP_LIMIT_MS) await runBlock(turn, LOSS_STEPS - 1, SLOW_STEP_MS);
}

async function runRound(turn: Turn, round: number, { steps, budgetMs }: RoundOptions): Promise<void> {
  const { rounds, firstStepOnly } = turn.outcome;
  const wanted = turn.stepMs > SLOW_STEP_MS ? Math.min(steps, SLOW_STEPS) : steps;
  const done = rounds.reduce((sum, times) => sum + times.length, 0);
  const leftMs = budgetMs - turn.spentMs;
  if (firstStepOnly || done >= wanted || (done > 0 && leftMs < turn.stepMs)) return;
  const times = await runBlock(turn, Math.ceil((wanted - done) / (ROUND_COUNT - round)), leftMs);
  turn.outcome = { ...turn.outcome, rounds: rounds.map((before, at) => (at === round ? times : before)) };
}
