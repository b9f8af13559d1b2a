/** The recordings that a command asks for, one at a time. */
import { addRecordedNoise, bedsideNoise, drawPatient, noNoise, restlessNoise, seededStreams, simulateCohortPeople, simulateRecording, type NoiseOptions, type SimulatedRecording } from "@kalium/simulator";
import type { SimulateRecordsCommand } from "./simulateCommandLine.ts";

/** A recording, and what is true of its person's potassium. */
export interface MadeRecording {
  readonly made: SimulatedRecording;
  /** Serum potassium when the ECG was taken; the recording carries the laboratory's result. */
  readonly trueMmolPerL: number;
  /** Which person of how many. */
  readonly personNumber: number;
}

const noiseByName = { none: noNoise, bedside: bedsideNoise, restless: restlessNoise } as const;

/** @param noiseChannels recorded noise at the recordings' rate; null where none was asked for. */
export function* recordingsToMake(command: SimulateRecordsCommand, noiseChannels: readonly ArrayLike<number>[] | null): Generator<MadeRecording, void, void> {
  const randomOf = seededStreams(command.seed);
  const { noise } = command;
  const withNoise = (made: SimulatedRecording): SimulatedRecording =>
    noise.kind !== "folder" || noiseChannels === null
      ? made
      : { ...made, recording: addRecordedNoise(made.recording, { channels: noiseChannels, snrDb: noise.snrDb }, randomOf(`${made.recording.id}/noise`)) };
  for (const one of command.cohort === null ? atEveryPotassium(command, randomOf) : alongHistories(command, command.cohort, randomOf)) yield { ...one, made: withNoise(one.made) };
}

function settingsOf({ durationS, samplingRateHz, leadNames, rhythm, heartRatePerMinute, noise, mainsHz }: SimulateRecordsCommand) {
  const named: NoiseOptions = noise.kind === "folder" ? noNoise : noiseByName[noise.kind];
  return { durationS, samplingRateHz, leadNames, rhythm: rhythm ?? undefined, heartRatePerMinute: heartRatePerMinute ?? undefined, noise: { ...named, mainsHz } };
}

function* atEveryPotassium(command: SimulateRecordsCommand, randomOf: (stream: string) => () => number): Generator<MadeRecording> {
  for (let index = 0; index < command.people; index++) {
    const personId = `person-${String(index + 1).padStart(5, "0")}`;
    const patient = drawPatient(randomOf(`${personId}/patient`), personId);
    for (const [at, potassiumMmolPerL] of command.potassiumMmolPerL.entries()) {
      const recordingId = `${personId}-${String(at + 1).padStart(2, "0")}`;
      const made = simulateRecording({ ...settingsOf(command), patient, potassiumMmolPerL, random: randomOf(`${personId}/recording/${at}`), recordingId });
      yield { made, trueMmolPerL: potassiumMmolPerL, personNumber: index + 1 };
    }
  }
}

function* alongHistories(command: SimulateRecordsCommand, cohort: NonNullable<SimulateRecordsCommand["cohort"]>, randomOf: (stream: string) => () => number): Generator<MadeRecording> {
  let personNumber = 0;
  for (const { recordings } of simulateCohortPeople({ cohort, people: command.people, recording: settingsOf(command), randomOf })) {
    personNumber += 1;
    for (const made of recordings) yield { made, trueMmolPerL: made.trueMmolPerL, personNumber };
  }
}
