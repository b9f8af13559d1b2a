/** Runs steps of a session against the clock; the same in a browser's worker and in Node. */
import type { Session } from "./contender.ts";
import { gpuCounts } from "./gpuCounters.ts";
import type { BlockReport } from "./runner.ts";

/** At most `count` steps; no step begins after `budgetMs`, but the first always does. Of a run of several steps, what one of them takes is reported. */
export async function runSteps(session: Session, count: number, budgetMs: number): Promise<BlockReport> {
  const report = { timesMs: [] as number[], losses: [] as number[], dispatches: [] as number[], submits: [] as number[] };
  const { stepsPerRun = 1 } = session;
  const beganMs = performance.now();
  for (let step = 0; step < count && (step === 0 || performance.now() - beganMs < budgetMs); step++) {
    const before = gpuCounts();
    const startMs = performance.now();
    const loss = await session.run();
    report.timesMs.push((performance.now() - startMs) / stepsPerRun);
    report.losses.push(loss);
    const after = gpuCounts();
    report.dispatches.push((after.dispatches - before.dispatches) / stepsPerRun);
    report.submits.push((after.submits - before.submits) / stepsPerRun);
  }
  const output = session.output?.();
  return { ...report, memory: session.memory(), output: output === undefined ? null : [...output] };
}
