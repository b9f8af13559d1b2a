export { SimulationError } from "./errors.ts";
export type { SimulationErrorCode } from "./errors.ts";
export type { Random } from "./randomDraws.ts";
export {
  assertPotassiumInRange,
  basisAtPotassium,
  citations,
  citationUrls,
  HIGHEST_POTASSIUM_MMOL_PER_L,
  LOWEST_POTASSIUM_MMOL_PER_L,
  parametersAtPotassium,
  potassiumKnots,
  REFERENCE_POTASSIUM_MMOL_PER_L,
} from "./potassiumCurve.ts";
export type { BasisMark, CitationKey, CurveParameter, Knot, KnotBasis, PotassiumParameters } from "./potassiumCurve.ts";
export { modelBasis } from "./modelBasis.ts";
export type { ModelBasis } from "./modelBasis.ts";
export { DAY_BIAS_SD_MMOL_PER_L, drawDayBias, drawPatient, patientSpread, typicalPatient } from "./patient.ts";
export type { DrawOptions, SimulatedPatient } from "./patient.ts";
export { mimicNames } from "./mimics.ts";
export type { Mimic, MimicName } from "./mimics.ts";
export type { LeadAmplitudes } from "./leadAmplitudes.ts";
export { frankLeadNames, simulatedLeadNames, twelveLeadNames } from "./leadSystem.ts";
export type { SimulatedLeadName } from "./leadSystem.ts";
export { bedsideNoise, noNoise, restlessNoise } from "./noise/noiseOptions.ts";
export type { NoiseOptions } from "./noise/noiseOptions.ts";
export type { BeatFiducials, PWaveFiducials } from "./beatFiducials.ts";
export { simulatedMark, simulateRecording, simulatorPurpose } from "./simulateRecording.ts";
export type { RecordingOptions, RecordingParameters, SimulatedRecording } from "./simulateRecording.ts";
export { hyperPotassium, normalPotassium, simulateCohort, simulatePeople } from "./cohort.ts";
export type { CohortOptions, SimulatedCohort, SimulatedPerson } from "./cohort.ts";
export { planRhythm } from "./rhythm/planRhythm.ts";
export type { RhythmPlanOptions } from "./rhythm/planRhythm.ts";
export { rhythmNames } from "./rhythm/rhythmPlan.ts";
export type { PlannedBeat, RhythmName, RhythmPlan } from "./rhythm/rhythmPlan.ts";
export { escapeRates, rhythmChances } from "./rhythm/rhythmChances.ts";
export { cohortNames, drawPotassium, potassiumDistributions } from "./cohortDistributions.ts";
export type { CohortName, PotassiumDistribution } from "./cohortDistributions.ts";
export { potassiumTable } from "./cohortTable.ts";
export { simulateCohortPeople } from "./cohortPeople.ts";
export type { CohortPeopleOptions, CohortPerson, CohortRecording } from "./cohortPeople.ts";
export { drawPotassiumHistory, potassiumAt } from "./history/potassiumHistory.ts";
export type { CoursePoint, HistoryEvent, HistoryKind, HistoryOptions, LabResult, PotassiumHistory } from "./history/potassiumHistory.ts";
export { historyBasis } from "./history/historyBasis.ts";
export { waveAnnotations } from "./waveAnnotations.ts";
export type { WaveAnnotation } from "./waveAnnotations.ts";
export { runAcceptance } from "./acceptance/runAcceptance.ts";
export type { AcceptanceOptions } from "./acceptance/runAcceptance.ts";
export type { AcceptanceRow } from "./acceptance/acceptanceRow.ts";
export { seededStreams } from "./seededStreams.ts";
export { addRecordedNoise } from "./noise/recordedNoise.ts";
export type { RecordedNoise } from "./noise/recordedNoise.ts";
export { writtenRecording } from "./writtenRecording.ts";
export { drawElectrodePlacement } from "./noise/electrodePlacement.ts";
export type { ElectrodePlacement } from "./noise/electrodePlacement.ts";
export { averageHeartRate, simulateForTeaching, TEACHING_RATE_HZ, usualRhythm } from "./teachingRecording.ts";
export type { TeachingNoise, TeachingRecordingOptions } from "./teachingRecording.ts";
