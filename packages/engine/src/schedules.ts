/**
 * Learning rates over a training: what to do (`LearningRateSchedule`) and where it stands (`ScheduleState`) are plain data, so that a checkpoint
 * holds both. The caller says what one advance is, an epoch or a step; the figures are those of PyTorch's `lr_scheduler`.
 */

import { EngineError } from "./engineError.ts";

/** Numbers of advances are counted from the start of the training. */
export type LearningRateSchedule =
  | { readonly kind: "constant" }
  /** Times `factor` after every `every` advances (`StepLR`). */
  | { readonly kind: "step"; readonly every: number; readonly factor: number }
  /**
   * Rises in a line from `warmUpStart` (default: 1 / (warmUp + 1)) times the rate over `warmUp` advances, then falls along half a cosine to `minimum` (default 0) at
   * `total`, and stays (`LinearLR`, then `CosineAnnealingLR`; Loshchilov and Hutter 2017).
   */
  | { readonly kind: "cosine"; readonly total: number; readonly warmUp?: number; readonly warmUpStart?: number; readonly minimum?: number }
  /**
   * Times `factor` when the watched metric has not improved for more than `patience` advances (`ReduceLROnPlateau`): better by the share `threshold` (default 1e-4)
   * of the best. Not below `minimum` (default 0), at most `mostReductions` times (default: no limit), with `cooldown` advances (default 0) of grace after each.
   */
  | {
      readonly kind: "plateau";
      readonly factor: number;
      readonly patience: number;
      /** Default `min`: smaller is better. */
      readonly mode?: "min" | "max";
      readonly threshold?: number;
      readonly cooldown?: number;
      readonly minimum?: number;
      readonly mostReductions?: number;
    };

/** Survives JSON and a structured clone. */
export interface ScheduleState {
  readonly baseLearningRate: number;
  /** The rate to use now. */
  readonly learningRate: number;
  readonly advances: number;
  /** Best metric so far; null before the first. */
  readonly best: number | null;
  /** Advances since the best one, outside cooldown. */
  readonly stale: number;
  readonly cooldownLeft: number;
  readonly reductions: number;
}

/** @throws {EngineError} for a schedule that means nothing */
export function startSchedule(schedule: LearningRateSchedule, learningRate: number): ScheduleState {
  checkSchedule(schedule);
  if (!(learningRate >= 0 && Number.isFinite(learningRate))) throw new EngineError("bad-input", `The learning rate is ${learningRate}.`, "Give a number of at least 0.");
  const state: ScheduleState = { baseLearningRate: learningRate, learningRate, advances: 0, best: null, stale: 0, cooldownLeft: 0, reductions: 0 };
  return { ...state, learningRate: rateAfter(schedule, state) };
}

/**
 * The state after one more epoch or step.
 * @param metric what a plateau schedule watches; others ignore it
 * @throws {EngineError} when a plateau schedule gets no metric
 */
export function advanceSchedule(schedule: LearningRateSchedule, state: ScheduleState, metric?: number): ScheduleState {
  const advanced: ScheduleState = { ...state, advances: state.advances + 1 };
  if (schedule.kind !== "plateau") return { ...advanced, learningRate: rateAfter(schedule, advanced) };
  if (metric === undefined) throw new EngineError("bad-input", "A plateau schedule watches a metric, and there is none.", "Give the validation loss, or another one.");
  const { mode = "min", threshold = 1e-4, cooldown = 0, minimum = 0, mostReductions = Number.POSITIVE_INFINITY, factor, patience } = schedule;
  const better = advanced.best === null ? !Number.isNaN(metric) : mode === "min" ? metric < advanced.best * (1 - threshold) : metric > advanced.best * (1 + threshold);
  const cooling = advanced.cooldownLeft > 0;
  const stale = better || cooling ? 0 : advanced.stale + 1;
  const watched = { ...advanced, best: better ? metric : advanced.best, stale, cooldownLeft: cooling ? advanced.cooldownLeft - 1 : 0 };
  if (stale <= patience) return watched;
  const waited = { ...watched, stale: 0, cooldownLeft: cooldown };
  const lower = Math.max(advanced.learningRate * factor, minimum);
  if (advanced.reductions >= mostReductions || advanced.learningRate - lower <= LEAST_CHANGE) return waited;
  return { ...waited, learningRate: lower, reductions: advanced.reductions + 1 };
}

/** PyTorch's `eps`: a smaller change of the rate is not made. */
const LEAST_CHANGE = 1e-8;

/** The rate of every schedule but the plateau, in closed form, so that a resumed training cannot drift. */
function rateAfter(schedule: LearningRateSchedule, { baseLearningRate, learningRate, advances }: ScheduleState): number {
  switch (schedule.kind) {
    case "constant":
    case "plateau":
      return learningRate;
    case "step":
      return baseLearningRate * schedule.factor ** Math.floor(advances / schedule.every);
    case "cosine": {
      const { total, warmUp = 0, warmUpStart = 1 / (warmUp + 1), minimum = 0 } = schedule;
      if (advances < warmUp) return baseLearningRate * (warmUpStart + ((1 - warmUpStart) * advances) / warmUp);
      const share = Math.min(1, (advances - warmUp) / (total - warmUp));
      return minimum + ((baseLearningRate - minimum) * (1 + Math.cos(Math.PI * share))) / 2;
    }
    default:
      return schedule satisfies never;
  }
}

function checkSchedule(schedule: LearningRateSchedule): void {
  const require = (holds: boolean, remedy: string): void => {
    if (!holds) throw new EngineError("bad-input", `The ${schedule.kind} schedule means nothing.`, remedy);
  };
  const isShare = (value: number): boolean => value >= 0 && value <= 1;
  switch (schedule.kind) {
    case "constant":
      break;
    case "step":
      require(Number.isInteger(schedule.every) && schedule.every >= 1, "Give a whole number of at least 1 for every.");
      require(isShare(schedule.factor), "Give a factor from 0 to 1.");
      break;
    case "cosine":
      require(Number.isInteger(schedule.warmUp ?? 0) && (schedule.warmUp ?? 0) >= 0, "Give a whole number of at least 0 for warmUp.");
      require(Number.isInteger(schedule.total) && schedule.total > (schedule.warmUp ?? 0), "Give a whole total above warmUp.");
      require(isShare(schedule.warmUpStart ?? 1), "Give a warmUpStart from 0 to 1.");
      require((schedule.minimum ?? 0) >= 0, "Give a minimum of at least 0.");
      break;
    case "plateau":
      require(schedule.factor > 0 && schedule.factor < 1, "Give a factor between 0 and 1.");
      require(Number.isInteger(schedule.patience) && schedule.patience >= 0, "Give a whole number of at least 0 for patience.");
      require((schedule.threshold ?? 0) >= 0 && (schedule.cooldown ?? 0) >= 0 && (schedule.minimum ?? 0) >= 0 && (schedule.mostReductions ?? 0) >= 0, "Give threshold, cooldown, minimum and mostReductions of at least 0.");
      break;
    default:
      schedule satisfies never;
  }
}
