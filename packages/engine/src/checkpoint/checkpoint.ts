/**
 * Everything a training needs to continue to the same bits: what is in memory here, what `writeCheckpoint` and `readCheckpoint` turn into a
 * file. The dropout masks follow from `trainerOptions.dropoutSeed` and the step count, so they need nothing of their own.
 */
import type { OptimizerState, TrainerOptions, Weights } from "../executor.ts";
import type { LoaderPosition } from "../loader/batchLoader.ts";
import type { LearningRateSchedule, ScheduleState } from "../schedules.ts";
import type { RandomState } from "./resumableRandom.ts";

export interface Checkpoint {
  /** From `graphHash`. */
  readonly graphHash: string;
  readonly graphName: string;
  readonly weights: Weights;
  /** Step count and slots of the trainer: moments, averaged weights and the gradient accumulated since the last update. */
  readonly optimizer: OptimizerState;
  readonly trainerOptions: TrainerOptions;
  /** The rate in force, which a schedule may have moved away from that of the options. */
  readonly learningRate: number;
  /** Null when the rate stays, or when the caller keeps a rule of its own in `notes`. */
  readonly schedule: { readonly rule: LearningRateSchedule; readonly state: ScheduleState } | null;
  /** How much was drawn of each named random stream; null when the caller draws none. */
  readonly random: RandomState | null;
  /** The next batch; null when the caller feeds its own. */
  readonly position: LoaderPosition | null;
  /** Further weights by name, such as the best so far. */
  readonly otherWeights: Readonly<Record<string, Weights>>;
  /** What the caller wants to know again, such as the losses so far: anything that JSON holds, and NaN, ±Infinity and −0. */
  readonly notes: unknown;
}
