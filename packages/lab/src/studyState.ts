/** What a study job shows while it runs. Plain data, made anew at each change, shaped as the training panel takes it. */
import { percentText, type JobEvent } from "@kalium/study";

export type StudyStatus = "idle" | "running" | "paused" | "cancelling" | "cancelled" | "done" | "failed";

export interface StudyState {
  readonly status: StudyStatus;
  readonly stage: string;
  readonly detail: string;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number | null;
  readonly executorName: string;
  readonly adapter: string;
  readonly executorReason: string;
  readonly lossCurve: readonly { readonly x: number; readonly train: number; readonly validation: number | null }[];
  readonly accuracyCurve: readonly { readonly x: number; readonly validation: number }[];
  readonly message: string;
  readonly resumable: { readonly savedAt: string; readonly detail: string } | null;
}

export const idleState: StudyState = {
  status: "idle",
  stage: "",
  detail: "",
  stepsDone: 0,
  stepsTotal: 0,
  stepsPerSecond: 0,
  secondsLeft: null,
  executorName: "",
  adapter: "",
  executorReason: "",
  lossCurve: [],
  accuracyCurve: [],
  message: "",
  resumable: null,
};

/** The state after an event of the training or of the personal rounds. */
export function stateAfter(state: StudyState, event: JobEvent): StudyState {
  switch (event.kind) {
    case "stage":
      return { ...state, stage: event.stage, detail: event.detail };
    case "step":
      return {
        ...state,
        stage: event.stage,
        detail: `step ${event.stepsDone} of ${event.stepsTotal}, loss ${event.loss.toFixed(3)}, waited ${percentText(event.waitedShare)} for data`,
        stepsDone: event.stepsDone,
        stepsTotal: event.stepsTotal,
        stepsPerSecond: event.stepsPerSecond,
      };
    case "epoch":
      return {
        ...state,
        stepsDone: Math.max(state.stepsDone, Math.round((state.stepsTotal * event.epoch) / event.epochsTotal)),
        lossCurve: [...state.lossCurve, { x: state.lossCurve.length + 1, train: event.trainLoss, validation: event.validationLoss }],
        accuracyCurve: [...state.accuracyCurve, { x: state.accuracyCurve.length + 1, validation: event.validationAccuracy }],
      };
    case "personalStep":
      return state;
    case "round":
      return {
        ...state,
        stage: "Personal rounds",
        detail: `${event.personId}${event.control ? ", labels shuffled (control)" : ""}: round ${event.round}, accuracy ${Number.isNaN(event.accuracy) ? "–" : event.accuracy.toFixed(2)}`,
      };
    case "note":
      return { ...state, message: event.text };
    default:
      return event satisfies never;
  }
}
