/**
 * The simulator for notebook cells. It runs where it is called: a 12-lead record takes a few milliseconds, so a slider needs no
 * worker. Whole cohorts are made in one.
 */
export { seededRandom } from "@kalium/engine";
export {
  basisAtPotassium, bedsideNoise, citations, cohortNames, drawDayBias, drawElectrodePlacement, drawPatient, drawPotassiumHistory, frankLeadNames,
  historyBasis, mimicNames, noNoise, parametersAtPotassium, patientSpread, planRhythm, potassiumAt, potassiumDistributions, potassiumKnots,
  restlessNoise, rhythmChances, rhythmNames, simulatedLeadNames, simulatedMark, simulateRecording, SimulationError, simulatorPurpose,
  twelveLeadNames, typicalPatient,
} from "@kalium/simulator";
export type {
  BasisMark, BeatFiducials, CitationKey, CohortName, CurveParameter, ElectrodePlacement, KnotBasis, Mimic, MimicName, NoiseOptions,
  PotassiumHistory, PotassiumParameters, RecordingOptions, RecordingParameters, RhythmName, RhythmPlan, SimulatedPatient, SimulatedRecording,
} from "@kalium/simulator";
export { simulateTwelveLeads } from "./simulateTwelveLeads.ts";
export type { TwelveLeadSettings } from "./simulateTwelveLeads.ts";
export { simulateCohortFiles } from "./simulateCohortFiles.ts";
export type { CohortFileSettings } from "./cohortFiles.ts";
