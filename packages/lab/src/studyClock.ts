/** Steps, rates and the time left of a study, out of the events of its workers. */
import type { JobEvent, StudyConfig, StudyFold } from "@kalium/study";
import type { StudyState } from "./studyState.ts";
import { secondsLeft } from "./timeLeft.ts";

export type StudyStage = "generic" | "personal";

export interface StudyClock {
  see(event: JobEvent): void;
  personDone(personId: string): void;
  /** Begins a stage, or begins it anew; `workers` work on it side by side. */
  startStage(stage: StudyStage, workers: number): void;
  /** Time spent on each stage so far; a stage that was begun twice counts twice. */
  secondsByStage(): Record<StudyStage, number>;
}

/** Starts at nothing done; `publish` receives what changed for the eye. */
export function createStudyClock(folds: readonly StudyFold[], config: StudyConfig, nowMs: () => number, publish: (change: Partial<StudyState>) => void): StudyClock {
  const spentMs: Record<StudyStage, number> = { generic: 0, personal: 0 };
  let stage: StudyStage | null = null;
  let stageSinceMs = 0;
  let workers = 1;
  let firstSteps = new Map<string, number>();
  let lastSteps = new Map<string, number>();
  let personSteps = new Map<string, number>();
  let stepsPerFold = 0;
  let peopleDone = 0;
  const peopleTotal = folds.reduce((sum, fold) => sum + fold.personal.length, 0);
  const stepsPerPerson = stepsOfPerson(config);
  const stageSeconds = () => (nowMs() - stageSinceMs) / 1000;
  const sumOf = (steps: ReadonlyMap<string, number>) => [...steps.values()].reduce((sum, own) => sum + own, 0);
  let genericSeconds = 0;
  let genericStepsTaken = 0;
  const estimate = () => {
    if (stage === "generic") {
      genericSeconds = stageSeconds();
      // A resumed training begins at a high step; only those taken here tell the speed.
      genericStepsTaken = sumOf(lastSteps) - sumOf(firstSteps) + firstSteps.size;
    }
    const genericStepsLeft = stage === "generic" ? Math.max(0, stepsPerFold * folds.length - sumOf(lastSteps)) : 0;
    publish({
      secondsLeft: secondsLeft(
        { genericStepsTotal: genericStepsTaken + genericStepsLeft, peopleTotal, stepsPerPerson, workers },
        { genericStepsDone: genericStepsTaken, genericSeconds, peopleDone, personalSeconds: stage === "personal" ? stageSeconds() : 0 },
      ),
    });
  };
  return {
    startStage(name, besides) {
      if (stage !== null) spentMs[stage] += nowMs() - stageSinceMs;
      stage = name;
      stageSinceMs = nowMs();
      workers = besides;
      peopleDone = 0;
      personSteps = new Map();
      if (name === "generic") {
        firstSteps = new Map();
        lastSteps = new Map();
      }
    },
    see(event) {
      if (event.kind === "personalStep") {
        personSteps.set(event.personId, event.stepsDone);
        const steps = sumOf(personSteps);
        publish({ stepsDone: Math.min(steps, stepsPerPerson * peopleTotal), stepsTotal: stepsPerPerson * peopleTotal, stepsPerSecond: steps / Math.max(1e-3, stageSeconds()) });
      }
      if (event.kind !== "step") return;
      if (!firstSteps.has(event.stage)) firstSteps.set(event.stage, event.stepsDone);
      lastSteps.set(event.stage, event.stepsDone);
      stepsPerFold = event.stepsTotal;
      estimate();
    },
    personDone(personId) {
      peopleDone += 1;
      personSteps.set(personId, stepsPerPerson);
      estimate();
    },
    secondsByStage() {
      const ongoing = stage === null ? 0 : nowMs() - stageSinceMs;
      const seconds = (name: StudyStage) => (spentMs[name] + (stage === name ? ongoing : 0)) / 1000;
      return { generic: seconds("generic"), personal: seconds("personal") };
    },
  };
}

/** Training steps of the personal rounds of one person, all runs together, if every record is full. */
function stepsOfPerson({ personal }: StudyConfig): number {
  const { rounds, roundMode, epochsPerRound, holdOutModes, controlPairs, batchSize } = personal;
  const beatsPerRecord = personal.beatsPerRecordAndEpoch ?? personal.maxBeatsPerRecord;
  const pairsLearnt = roundMode === "cumulative" ? (rounds * (rounds + 1)) / 2 : rounds;
  return Math.ceil(((holdOutModes.length + 2 * controlPairs) * pairsLearnt * epochsPerRound * 2 * beatsPerRecord) / batchSize);
}
