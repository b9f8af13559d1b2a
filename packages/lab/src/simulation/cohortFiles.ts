/** A simulated cohort as files: WFDB records with true marks, and the table of potassium that goes with them. */
import { writeRecording, type WrittenFile } from "@kalium/ecg";
import { potassiumTable, seededStreams, simulateCohortPeople, writtenRecording, type CohortName } from "@kalium/simulator";

export interface CohortFileSettings {
  readonly cohort: CohortName;
  readonly people: number;
  /** At most this many recordings a person; left out: all of the history. */
  readonly recordingsPerPerson?: number;
  /** Default 10. */
  readonly durationS?: number;
  /** Default 500. */
  readonly samplingRateHz?: number;
  /** Default the twelve standard leads. */
  readonly leadNames?: readonly string[];
  /** Default 1. The same settings give the same bytes. */
  readonly seed?: number;
}

/** Tells after each person how many are done. @throws SimulationError */
export async function cohortFiles(settings: CohortFileSettings, onPerson: (done: number) => Promise<void> | void): Promise<WrittenFile[]> {
  const { cohort, people, recordingsPerPerson, durationS = 10, samplingRateHz, leadNames, seed = 1 } = settings;
  const files: WrittenFile[] = [];
  const labels: Parameters<typeof potassiumTable>[0][number][] = [];
  let done = 0;
  for (const { recordings } of simulateCohortPeople({ cohort, people, recordingsPerPerson, recording: { durationS, samplingRateHz, leadNames }, randomOf: seededStreams(seed) })) {
    for (const made of recordings) {
      files.push(...(await writeRecording(writtenRecording(made), "wfdb")));
      const { id, personId, potassiumMmolPerL, timeS } = made.recording;
      labels.push({ id, personId, potassiumMmolPerL, timeS });
    }
    done += 1;
    await onPerson(done);
  }
  return [...files, { name: "potassium.csv", bytes: new TextEncoder().encode(potassiumTable(labels)) }];
}
