/**
 * The simulator for notebook cells. It runs where it is called: a 12-lead record takes a few milliseconds, so a slider needs no
 * worker. Cohorts are made in one (`simulateCohort` of the lab).
 */
export { seededRandom } from "@kalium/engine";
export {
  basisAtPotassium, bedsideNoise, citations, drawDayBias, drawPatient, noNoise, parametersAtPotassium, patientSpread, planRhythm,
  potassiumKnots, rhythmChances, rhythmNames, simulatedLeadNames, simulatedMark, simulateRecording, SimulationError, simulatorPurpose,
} from "@kalium/simulator";
export type {
  BasisMark, BeatFiducials, CitationKey, CurveParameter, KnotBasis, NoiseOptions, PotassiumParameters, RecordingOptions,
  RecordingParameters, RhythmName, RhythmPlan, SimulatedPatient, SimulatedRecording,
} from "@kalium/simulator";
