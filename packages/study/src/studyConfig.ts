/**
 * Settings of a personal-transfer study. `paper` marks values printed in Chiu 2022; the rest is Kalium's choice, made so that
 * a small network finishes within minutes on two cores.
 */
import type { GenericTrainingConfig } from "./genericTraining.ts";
import type { PersonalRoundsConfig } from "./personalRounds.ts";

export interface StudyConfig {
  readonly seed: number;
  readonly baseWidth: number;
  /** Share of a batch norm's running statistics that a step keeps. */
  readonly batchNormMomentum: number;
  readonly generic: GenericTrainingConfig;
  readonly personal: PersonalRoundsConfig;
}

/** The protocol as published, with the gaps filled as the specification of the protocol says. */
export const publishedProtocol: StudyConfig = {
  seed: 1,
  baseWidth: 64,
  batchNormMomentum: 0.99,
  generic: { epochs: 50, batchSize: 1024, learningRate: 5e-5, plateauPatienceEpochs: 3, plateauFactor: 0.5, maxBeatsPerRecord: 200, maxStepsPerEpoch: null },
  personal: {
    rounds: 5,
    epochsPerRound: 5,
    batchSize: 64,
    learningRate: 1e-4,
    roundMode: "sequential",
    holdOutFraction: 0.25,
    maxBeatsPerRecord: 200,
    beatsPerRecordAndEpoch: null,
    cutNode: "stage2.out",
    classifierPrefix: "head.classifier.",
    holdOutModes: ["chronological", "random"],
    controlPairs: 1,
  },
};

/**
 * The same protocol scaled down: base width 8, fewer epochs, smaller batches and a higher learning rate to match; a round
 * learns all pairs so far, because one pair of short strips places the border between the classes too loosely. An epoch draws 8 of the 30 beats
 * of a record, which are much alike: where both were tried, no round differed by more than .02 from taking all of them at a learning rate of 5e-4,
 * and the personal rounds take a third of the time.
 */
export const demoProtocol: StudyConfig = {
  ...publishedProtocol,
  baseWidth: 8,
  batchNormMomentum: 0.9,
  generic: { ...publishedProtocol.generic, epochs: 8, batchSize: 32, learningRate: 1e-3, maxBeatsPerRecord: 20, maxStepsPerEpoch: 120 },
  personal: { ...publishedProtocol.personal, batchSize: 16, learningRate: 8e-4, roundMode: "cumulative", maxBeatsPerRecord: 30, beatsPerRecordAndEpoch: 8 },
};
