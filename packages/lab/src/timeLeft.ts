/**
 * Time left of a study: generic training is counted in steps, personal rounds in people. Until the first person is done, a
 * person is guessed from the speed of the generic steps.
 */

export interface StudyWork {
  readonly genericStepsTotal: number;
  readonly peopleTotal: number;
  /** Training steps of the rest of the network for one person, all runs together. */
  readonly stepsPerPerson: number;
  readonly workers: number;
}

export interface StudyProgress {
  readonly genericStepsDone: number;
  readonly genericSeconds: number;
  readonly peopleDone: number;
  readonly personalSeconds: number;
}

/** Cost of a step of the personal rounds against a generic one, before anything is measured (Kalium's estimate). */
const PERSONAL_STEP_COST = 0.25;

/** Seconds left, or null while nothing is known. */
export function secondsLeft(work: StudyWork, progress: StudyProgress): number | null {
  const genericLeft = work.genericStepsTotal - progress.genericStepsDone;
  const perStep = progress.genericStepsDone > 0 ? progress.genericSeconds / progress.genericStepsDone : null;
  const perPerson =
    progress.peopleDone > 0
      ? progress.personalSeconds / progress.peopleDone
      : perStep === null
        ? null
        : (perStep * PERSONAL_STEP_COST * work.stepsPerPerson) / work.workers;
  if (perPerson === null || (genericLeft > 0 && perStep === null)) return null;
  return genericLeft * (perStep ?? 0) + (work.peopleTotal - progress.peopleDone) * perPerson;
}
