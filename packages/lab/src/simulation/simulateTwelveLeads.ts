/** One 12-lead record in one line of a cell. */
import { seededRandom } from "@kalium/engine";
import { bedsideNoise, noNoise, restlessNoise, simulateRecording, typicalPatient, type RhythmName, type SimulatedPatient, type SimulatedRecording } from "@kalium/simulator";

export interface TwelveLeadSettings {
  /** 2.0–9.0 mmol/L. */
  readonly potassiumMmolPerL: number;
  /** Default the typical person. */
  readonly patient?: SimulatedPatient;
  /** Default: by potassium. */
  readonly rhythm?: RhythmName;
  /** Rate of the pacemaker, per minute; left out: drawn. */
  readonly heartRatePerMinute?: number;
  /** Default 10. */
  readonly durationS?: number;
  /** Default 500. */
  readonly samplingRateHz?: number;
  /** Default "none". */
  readonly noise?: "none" | "bedside" | "restless";
  /** Default 1. The same settings give the same record. */
  readonly seed?: number;
}

const noiseByName = { none: noNoise, bedside: bedsideNoise, restless: restlessNoise } as const;

/**
 * Twelve leads at a potassium.
 *
 * @throws SimulationError for a potassium outside 2.0–9.0 mmol/L or an impossible setting.
 * @example kalium.simulateTwelveLeads({ potassiumMmolPerL: 6.5 }).recording.leads
 */
export function simulateTwelveLeads(settings: TwelveLeadSettings): SimulatedRecording {
  const { potassiumMmolPerL, rhythm, heartRatePerMinute, durationS = 10, samplingRateHz, noise = "none", seed = 1 } = settings;
  return simulateRecording({
    patient: settings.patient ?? typicalPatient(),
    potassiumMmolPerL,
    rhythm,
    heartRatePerMinute,
    durationS,
    samplingRateHz,
    noise: noiseByName[noise],
    random: seededRandom(seed)("twelve leads"),
  });
}
