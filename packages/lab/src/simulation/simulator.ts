/**
 * The simulator for notebook cells. It runs where it is called: a 12-lead record takes a few milliseconds, so a slider needs no
 * worker. Cohorts are made in one (`simulateCohort` of the lab).
 */
export { seededRandom } from "@kalium/engine";
export {
  basisAtPotassium, bedsideNoise, citations, drawDayBias, drawPotassiumHistory, drawPatient, noNoise, parametersAtPotassium, patientSpread, planRhythm,
  frankLeadNames, historyBasis, mimicNames, potassiumAt, potassiumDistributions, potassiumKnots, restlessNoise, rhythmChances, rhythmNames, simulatedLeadNames, simulatedMark, simulateRecording, SimulationError, simulatorPurpose, typicalPatient, twelveLeadNames,
} from "@kalium/simulator";
export type {
  BasisMark, BeatFiducials, CitationKey, CurveParameter, KnotBasis, Mimic, MimicName, NoiseOptions, PotassiumHistory, PotassiumParameters, RecordingOptions,
  RecordingParameters, RhythmName, RhythmPlan, SimulatedPatient, SimulatedRecording,
} from "@kalium/simulator";
