/** Runs steps of a session against the clock; the same in a browser's worker and in Node. */
import type { Session } from "./contender.ts";
import { gpuCounts } from "./gpuCounters.ts";
import type { BlockReport } from "./runner.ts";

/** At most `count` steps; no step begins after `budgetMs`, but the first always does. */
export async function runSteps(session: Session, count: number, budgetMs: number): Promise<BlockReport> {
  const report = { timesMs: [] as number[], losses: [] as number[], dispatches: [] as number[], submits: [] as number[] };
  const beganMs = performance.now();
  for (let step = 0; step < count && (step === 0 || performance.now() - beganMs < budgetMs); step++) {
    const before = gpuCounts();
    const startMs = performance.now();
    const loss = await session.run();
    report.timesMs.push(performance.now() - startMs);
    report.losses.push(loss);
    const after = gpuCounts();
    report.dispatches.push(after.dispatches - before.dispatches);
    report.submits.push(after.submits - before.submits);
  }
  const output = session.output?.();
  return { ...report, memory: session.memory(), output: output === undefined ? null : [...output] };
}
