/** Questions of the quiz: people and potassium drawn as in a stated setting, from a seed. */
import { drawDayBias, drawPatient, drawPotassium, seededStreams } from "@kalium/lab";
import type { SimulatedRecording } from "@kalium/lab";
import { drawLessonEcg } from "./lessonEcg.ts";

export const QUIZ_THRESHOLD_MMOL_PER_L = 6;

export type QuizSetting = "practice" | "dialysis" | "emergency";

export interface QuizQuestion {
  readonly number: number;
  readonly potassiumMmolPerL: number;
  readonly isAbove: boolean;
  readonly simulated: SimulatedRecording;
}

/** Share above the threshold when practising, and how far above (Kalium's choice: enough of them to learn from, far more than any setting has). */
export const PRACTICE_SHARE = 0.25;
const PRACTICE_MEAN_ABOVE = 0.9;
const HIGHEST = 8.4;

/** A question depends on seed, setting and number only. */
export function quizQuestion(seed: number, setting: QuizSetting, number: number): QuizQuestion {
  const stream = seededStreams(seed);
  const random = stream(`quiz/${setting}/${number}`);
  const potassiumMmolPerL = Math.round(drawQuizPotassium(setting, random) * 10) / 10;
  const patient = drawPatient(stream(`quiz/${setting}/${number}/person`), `quiz-${number}`);
  const bias = drawDayBias(random);
  // A person's own day: the bias is laid on their shift, as in the simulator's cohorts.
  const today = { ...patient, potassiumShiftMmolPerL: patient.potassiumShiftMmolPerL + bias };
  const simulated = drawLessonEcg({ patient: today, potassiumMmolPerL, seed: seed + number, noise: "quiet", recordingId: `quiz-${number}` });
  return { number, potassiumMmolPerL, isAbove: potassiumMmolPerL > QUIZ_THRESHOLD_MMOL_PER_L, simulated };
}

function drawQuizPotassium(setting: QuizSetting, random: () => number): number {
  if (setting !== "practice") return drawPotassium(setting, random);
  if (random() < PRACTICE_SHARE) return Math.min(HIGHEST, QUIZ_THRESHOLD_MMOL_PER_L + 0.1 - PRACTICE_MEAN_ABOVE * Math.log(1 - random()));
  for (;;) {
    const potassium = drawPotassium("dialysis", random);
    if (potassium <= QUIZ_THRESHOLD_MMOL_PER_L) return potassium;
  }
}

/** Share above the threshold, counted in many draws of the setting's own distribution. */
export function shareAbove(setting: QuizSetting, draws = 20_000): number {
  if (setting === "practice") return PRACTICE_SHARE;
  const random = seededStreams(0)(`share/${setting}`);
  let above = 0;
  for (let draw = 0; draw < draws; draw++) if (Math.round(drawPotassium(setting, random) * 10) / 10 > QUIZ_THRESHOLD_MMOL_PER_L) above++;
  return above / draws;
}
