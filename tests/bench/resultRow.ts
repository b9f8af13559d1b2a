/** One contender's figures on one task. */
import type { FrameworkMemory } from "./contender.ts";
import { ONNX_RUNTIME, PYTORCH_ONE_THREAD, STOCK_WEBGPU } from "./contenders.ts";
import { LOSS_STEPS } from "./rounds.ts";
import type { Outcome } from "./rounds.ts";
import { largestDeviation, median, pairedRatio } from "./statistics.ts";

export interface ResultRow {
  readonly contender: string;
  readonly adapter: string;
  readonly problem: string | null;
  readonly timedSteps: number;
  readonly firstStepOnly: boolean;
  readonly medianMs: number | null;
  readonly bestMs: number | null;
  readonly gflops: number | null;
  /** Median of stock tfjs-webgpu over this one's: above 1 is faster. */
  readonly timesStock: number | null;
  /** This one's median over that of PyTorch on one thread: below 1 is faster. */
  readonly overPytorch: number | null;
  /** The same from round to round, for a machine with other work. */
  readonly pairedOverPytorch: number | null;
  readonly dispatches: number | null;
  readonly submits: number | null;
  readonly memory: FrameworkMemory | null;
  readonly peakGrowthBytes: number | null;
  readonly pageBytes: number | null;
  readonly losses: readonly number[];
  /** From the losses of float64 PyTorch; of inference from the logits of PyTorch, or else of onnxruntime-web. */
  readonly deviation: number | null;
}

export interface TaskReference {
  /** Operations of one step. */
  readonly flops: number;
  readonly losses: readonly number[];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function makeRows(outcomes: readonly Outcome[], { flops, losses }: TaskReference): readonly ResultRow[] {
  const named = (name: string): Outcome | undefined => outcomes.find((outcome) => outcome.name === name);
  const medianOf = (outcome: Outcome | undefined): number => median(outcome?.rounds.flat() ?? []);
  const stockMs = medianOf(named(STOCK_WEBGPU));
  const pytorch = named(PYTORCH_ONE_THREAD);
  const logits = pytorch?.output ?? named(ONNX_RUNTIME)?.output ?? null;
  return outcomes.map((outcome): ResultRow => {
    const timesMs = outcome.rounds.flat();
    const medianMs = median(timesMs);
    // Of a network that breaks down a loss is no number from some step on; inference and queued steps have none at all.
    const compared = outcome.losses.some(Number.isFinite) ? outcome.losses.slice(0, LOSS_STEPS) : [];
    const usesGpu = (outcome.dispatches ?? 0) > 0;
    return {
      contender: outcome.name,
      adapter: outcome.adapter,
      problem: outcome.problem,
      timedSteps: timesMs.length,
      firstStepOnly: outcome.firstStepOnly,
      medianMs: finite(medianMs),
      bestMs: timesMs.length > 0 ? Math.min(...timesMs) : null,
      gflops: finite(flops / medianMs / 1e6),
      timesStock: finite(stockMs / medianMs),
      overPytorch: finite(medianMs / medianOf(pytorch)),
      pairedOverPytorch: finite(pairedRatio(outcome.rounds, pytorch?.rounds ?? [])),
      dispatches: usesGpu ? outcome.dispatches : null,
      submits: usesGpu ? outcome.submits : null,
      memory: outcome.memory,
      ...outcome.processMemory,
      losses: compared,
      deviation: outcome.output !== null && logits !== null && outcome.output !== logits ? largestDeviation(outcome.output, logits) : largestDeviation(compared, losses),
    };
  });
}
