/** The built-in default: a simulated cohort in the shape of the published one, turned into study data. */
import { simulatePeople } from "@kalium/simulator";
import { seededRandom } from "@kalium/engine";
import type { Recording } from "@kalium/ecg";
import { potassiumStudyData } from "./potassiumCohort.ts";
import type { StudyData } from "./studyData.ts";

export interface SimulatedCohortSettings {
  readonly seed: number;
  readonly genericPeople: number;
  readonly personalPeople: number;
  readonly recordsPerClass: number;
  readonly durationS: number;
  /**
   * SD of the bias that the strips of one day share. 0.1 stands for a monitor whose electrodes stay in place, a quarter of what
   * the simulator assumes where electrodes are placed anew (Kalium's choice).
   */
  readonly dayBiasSdMmolPerL: number;
  readonly maxBeatsPerRecord: number;
}

/** Size of the default cohort: finishes within minutes on two cores (Kalium's choice). */
export const defaultCohort: SimulatedCohortSettings = {
  seed: 1,
  genericPeople: 120,
  personalPeople: 12,
  recordsPerClass: 8,
  durationS: 40,
  dayBiasSdMmolPerL: 0.1,
  maxBeatsPerRecord: 30,
};

/** Simulates the people one after another and cuts their beats. Seeded: the same settings give the same bytes. */
export async function simulatedStudyData(
  settings: SimulatedCohortSettings,
  onProgress: (done: number, total: number) => Promise<void> | void = () => {},
): Promise<StudyData> {
  const recordings: Recording[] = [];
  const total = settings.genericPeople + settings.personalPeople;
  let done = 0;
  for (const person of simulatePeople({
    genericPeople: settings.genericPeople,
    personalPeople: settings.personalPeople,
    personalRecordsPerClass: settings.recordsPerClass,
    durationS: settings.durationS,
    dayBiasSdMmolPerL: settings.dayBiasSdMmolPerL,
    randomOf: seededRandom(settings.seed),
  })) {
    recordings.push(...person.recordings.map((simulated) => simulated.recording));
    done += 1;
    await onProgress(done, total);
  }
  return potassiumStudyData(recordings, {
    title: "Simulated cohort",
    leadName: "II",
    minimumRecordsPerClass: settings.recordsPerClass,
    maxBeatsPerRecord: settings.maxBeatsPerRecord,
    previewCount: recordings.length,
  });
}
