/** People of a setting, one at a time: each with a history of potassium and ECGs along it. */
import type { CohortName } from "./cohortDistributions.ts";
import { SimulationError } from "./errors.ts";
import { drawPotassiumHistory, potassiumAt } from "./history/potassiumHistory.ts";
import type { PotassiumHistory } from "./history/potassiumHistory.ts";
import { drawElectrodePlacement } from "./noise/electrodePlacement.ts";
import type { ElectrodePlacement } from "./noise/electrodePlacement.ts";
import { drawDayBias, drawPatient } from "./patient.ts";
import type { SimulatedPatient } from "./patient.ts";
import { HIGHEST_POTASSIUM_MMOL_PER_L, LOWEST_POTASSIUM_MMOL_PER_L } from "./potassiumCurve.ts";
import type { Random } from "./randomDraws.ts";
import { simulateRecording } from "./simulateRecording.ts";
import type { RecordingOptions, SimulatedRecording } from "./simulateRecording.ts";

export interface CohortPeopleOptions {
  readonly cohort: CohortName;
  readonly people: number;
  /** Length of each history. Default: 1 day in emergency, 7 in dialysis, 365 in primary care. */
  readonly days?: number;
  /** At most this many ECGs a person, the first ones. Default: all of the history. */
  readonly recordingsPerPerson?: number;
  /** SD of where the chest electrodes of a day lie, cm. Default `PLACEMENT_SD_CM`. */
  readonly placementSdCm?: number;
  /** Settings of every recording; what the history decides is not among them. */
  readonly recording: Omit<RecordingOptions, "patient" | "potassiumMmolPerL" | "dayBiasMmolPerL" | "electrodePlacement" | "random" | "recordingId" | "timeS">;
  /** A uniform generator for a named stream. Streams are named by person, so adding people changes nobody else. */
  readonly randomOf: (stream: string) => Random;
}

export interface CohortRecording extends SimulatedRecording {
  /** Serum potassium when the ECG was taken; the recording's own is the laboratory's nearest result. */
  readonly trueMmolPerL: number;
}

export interface CohortPerson {
  readonly patient: SimulatedPatient;
  readonly history: PotassiumHistory;
  readonly recordings: readonly CohortRecording[];
}

/** Kalium's choice: a visit, a week of three sessions, a year of usual visits. */
const defaultDays: Readonly<Record<CohortName, number>> = { "primary-care": 365, emergency: 1, dialysis: 7 };
const DAY_S = 86_400;

/**
 * The people of a cohort. The heart answers to the true potassium; `recording.potassiumMmolPerL` is what the laboratory reported
 * nearest in time, so labels carry the laboratory's error as real ones do.
 *
 * @throws SimulationError for an impossible count.
 */
export function* simulateCohortPeople(options: CohortPeopleOptions): Generator<CohortPerson, void, void> {
  const { people, recordingsPerPerson = Infinity } = options;
  if (!(Number.isInteger(people) && people >= 0)) throw new SimulationError("bad-option", "people", `${people} is not a possible count`, "Give a whole number of at least 0.");
  if (!(recordingsPerPerson >= 1)) throw new SimulationError("bad-option", "recordingsPerPerson", `${recordingsPerPerson} is not a possible count`, "Give a whole number of at least 1.");
  for (let index = 0; index < people; index++) yield simulatePersonOf(options, `${options.cohort}-${String(index + 1).padStart(5, "0")}`);
}

function simulatePersonOf({ cohort, days = defaultDays[cohort], recordingsPerPerson, placementSdCm, recording, randomOf }: CohortPeopleOptions, personId: string): CohortPerson {
  const patient = drawPatient(randomOf(`${personId}/patient`), personId);
  const history = drawPotassiumHistory({ kind: cohort, days, random: randomOf(`${personId}/history`) });
  const daily = randomOf(`${personId}/days`);
  const sessions = new Map<number, { readonly dayBiasMmolPerL: number; readonly electrodePlacement: ElectrodePlacement }>();
  const recordings = history.ecgTimesS.slice(0, recordingsPerPerson).map((timeS, index): CohortRecording => {
    const day = Math.floor(timeS / DAY_S);
    if (!sessions.has(day)) sessions.set(day, { dayBiasMmolPerL: drawDayBias(daily), electrodePlacement: drawElectrodePlacement(daily, placementSdCm) });
    const trueMmolPerL = Math.min(HIGHEST_POTASSIUM_MMOL_PER_L, Math.max(LOWEST_POTASSIUM_MMOL_PER_L, potassiumAt(history, timeS)));
    const made = simulateRecording({
      ...recording,
      patient,
      potassiumMmolPerL: trueMmolPerL,
      ...sessions.get(day)!,
      random: randomOf(`${personId}/recording/${index}`),
      recordingId: `${personId}-${String(index + 1).padStart(2, "0")}`,
      timeS,
    });
    // ECG n was taken beside blood sample n.
    return { ...made, recording: { ...made.recording, potassiumMmolPerL: history.labs[index].measuredMmolPerL }, trueMmolPerL };
  });
  return { patient, history, recordings };
}
