export type TrainingStatus = "idle" | "running" | "paused" | "cancelling" | "cancelled" | "done" | "failed";

export interface LossPoint {
  /** Step or epoch. */
  readonly x: number;
  readonly train: number;
  readonly validation: number | null;
}

export interface AccuracyPoint {
  readonly x: number;
  readonly validation: number;
}

/** All a training panel shows. Plain data; a new object per update. */
export interface TrainingPanelState {
  readonly status: TrainingStatus;
  /** The stage in words: "Teaching the general model". */
  readonly stage: string;
  readonly detail: string;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number | null;
  /** "webgpu", "wasm", … */
  readonly executorName: string;
  readonly adapter: string;
  /** Why this executor was taken. */
  readonly executorReason: string;
  readonly lossCurve: readonly LossPoint[];
  readonly accuracyCurve: readonly AccuracyPoint[];
  readonly message: string;
  /** A saved state to go on from; null when there is none. */
  readonly resumable: null | { readonly savedAt: string; readonly detail: string };
}

/** Nothing has run yet. */
export const IDLE_TRAINING: TrainingPanelState = {
  status: "idle", stage: "", detail: "", stepsDone: 0, stepsTotal: 0, stepsPerSecond: 0, secondsLeft: null,
  executorName: "", adapter: "", executorReason: "", lossCurve: [], accuracyCurve: [], message: "", resumable: null,
};
