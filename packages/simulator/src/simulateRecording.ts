/** One simulated recording: signal, true R peaks, true wave marks, and every number that made it. */
import type { Annotation, LeadSignal, Recording } from "@kalium/ecg";
import { beatTiming, leadAmplitudes, simulatedLeadNames, FWHM_PER_SD } from "./beatShape.ts";
import type { BeatTiming, LeadAmplitudes, Rhythm, SimulatedLeadName } from "./beatShape.ts";
import { SimulationError } from "./errors.ts";
import { addNoise, assertNoise, bedsideNoise } from "./noise.ts";
import type { NoiseOptions } from "./noise.ts";
import type { SimulatedPatient } from "./patient.ts";
import {
  assertPotassiumInRange,
  basisAtPotassium,
  HIGHEST_POTASSIUM_MMOL_PER_L,
  LOWEST_POTASSIUM_MMOL_PER_L,
  parametersAtPotassium,
  potassiumKnots,
} from "./potassiumCurve.ts";
import type { CurveParameter, KnotBasis, PotassiumParameters } from "./potassiumCurve.ts";
import type { Random } from "./randomDraws.ts";
import { drawBeatTimes, drawRhythm } from "./rhythm.ts";
import { addBeat, beatFiducials, blendSine } from "./waveform.ts";
import type { BeatFiducials } from "./waveform.ts";

/** Words to show wherever a simulated recording is shown. */
export const simulatedMark = "Simulated data";
/** Words to show beside the simulator's controls. */
export const simulatorPurpose = "For teaching and method testing, not for diagnosis";

export interface RecordingOptions {
  readonly patient: SimulatedPatient;
  /** Serum potassium as the laboratory measures it, 2.0–9.0 mmol/L. */
  readonly potassiumMmolPerL: number;
  readonly durationS: number;
  /** Default 125. */
  readonly samplingRateHz?: number;
  /** Default ["II"], the only lead drawn today. */
  readonly leadNames?: readonly string[];
  /** Bias that the recordings of one day share (`drawDayBias`), mmol/L. Default 0. */
  readonly dayBiasMmolPerL?: number;
  /** Parts left out keep `bedsideNoise`. */
  readonly noise?: Partial<NoiseOptions>;
  readonly random: Random;
  /** Default "simulated". */
  readonly recordingId?: string;
  /** Seconds on the person's own clock. Default null. */
  readonly timeS?: number | null;
}

/** What made a recording. */
export interface RecordingParameters {
  readonly potassiumMmolPerL: number;
  readonly dayBiasMmolPerL: number;
  /** What the heart answers to: measured potassium, the person's shift and the day's bias, held within 2.0–9.0. */
  readonly effectivePotassiumMmolPerL: number;
  readonly rhythm: Rhythm;
  readonly heartRatePerMinute: number;
  /** The mean patient at the effective potassium, and what each of those numbers rests on. */
  readonly curve: PotassiumParameters;
  readonly basis: Readonly<Record<CurveParameter | "sineBlend", KnotBasis>>;
  readonly timing: BeatTiming;
  /** Full width of T at half its height, ms. */
  readonly tFwhmMs: number;
  /** By lead name, before noise and before the sine blend. */
  readonly amplitudes: Readonly<Record<string, LeadAmplitudes>>;
  readonly noise: NoiseOptions;
}

export interface SimulatedRecording {
  /** `annotations` holds an "N" at the sample nearest every true R peak. */
  readonly recording: Recording;
  /** Marks of the beats that lie wholly inside the recording, in order; beats cut by an edge are left out. */
  readonly fiducials: readonly BeatFiducials[];
  readonly parameters: RecordingParameters;
}

const SINE_BLEND_FLOOR = 0.005;
const GAIN_PER_MILLIVOLT = 1000;

/**
 * Simulates one recording. The same options with a generator of the same seed give the same bits.
 *
 * @throws SimulationError for a potassium outside 2.0–9.0, a lead that is not drawn, or an impossible option.
 */
export function simulateRecording(options: RecordingOptions): SimulatedRecording {
  const { patient, potassiumMmolPerL, durationS, random } = options;
  const samplingRateHz = options.samplingRateHz ?? 125;
  const dayBiasMmolPerL = options.dayBiasMmolPerL ?? 0;
  const noise: NoiseOptions = { ...bedsideNoise, ...options.noise };
  const leadNames = (options.leadNames ?? ["II"]).map(asSimulatedLead);
  assertPotassiumInRange(potassiumMmolPerL, "potassiumMmolPerL");
  assertPositive(durationS, "durationS");
  assertPositive(samplingRateHz, "samplingRateHz");
  assertNoise(noise, samplingRateHz);

  const effectivePotassiumMmolPerL = Math.min(
    HIGHEST_POTASSIUM_MMOL_PER_L,
    Math.max(LOWEST_POTASSIUM_MMOL_PER_L, potassiumMmolPerL + patient.potassiumShiftMmolPerL + dayBiasMmolPerL),
  );
  const curve = parametersAtPotassium(effectivePotassiumMmolPerL);
  const { rhythm, heartRatePerMinute } = drawRhythm(random, patient, effectivePotassiumMmolPerL);
  const timing = beatTiming(patient, curve, rhythm, potassiumKnots.prChangeMs.at(-1)!.value);
  const { rPeakS, breathPhase } = drawBeatTimes(random, patient, heartRatePerMinute, durationS);
  const marks = Array.from(rPeakS, (peakS, i) => beatFiducials(timing, peakS, i > 0 ? peakS - rPeakS[i - 1] : 60 / heartRatePerMinute));

  const sampleCount = Math.round(durationS * samplingRateHz);
  const amplitudes: Record<string, LeadAmplitudes> = {};
  const leads = leadNames.map((name): LeadSignal => {
    amplitudes[name] = leadAmplitudes(patient, curve, rhythm, heartRatePerMinute, name);
    const samples = new Float64Array(sampleCount);
    for (const beat of marks) addBeat(samples, samplingRateHz, timing, amplitudes[name], beat);
    if (curve.sineBlend > SINE_BLEND_FLOOR) blendSine(samples, samplingRateHz, rPeakS, amplitudes[name].rMillivolt, curve.sineBlend);
    addNoise(samples, samplingRateHz, noise, patient.breathsPerMinute, breathPhase, random);
    return { name, samplesMillivolt: Float32Array.from(samples), gainPerMillivolt: GAIN_PER_MILLIVOLT, baselineCount: 0 };
  });

  return {
    recording: {
      id: options.recordingId ?? "simulated",
      personId: patient.personId,
      samplingRateHz,
      sampleCount,
      leads,
      annotations: rPeakAnnotations(rPeakS, samplingRateHz, sampleCount),
      potassiumMmolPerL,
      timeS: options.timeS ?? null,
      simulated: true,
    },
    fiducials: marks.filter((beat) => (beat.pOnsetS ?? beat.qrsOnsetS) >= 0 && beat.tOffsetS * samplingRateHz <= sampleCount - 1),
    parameters: {
      potassiumMmolPerL,
      dayBiasMmolPerL,
      effectivePotassiumMmolPerL,
      rhythm,
      heartRatePerMinute,
      curve,
      basis: basisAtPotassium(effectivePotassiumMmolPerL),
      timing,
      tFwhmMs: (FWHM_PER_SD / 2) * (timing.tRiseSdMs + timing.tFallSdMs),
      amplitudes,
      noise,
    },
  };
}

function rPeakAnnotations(rPeakS: Float64Array, samplingRateHz: number, sampleCount: number): Annotation[] {
  const annotations: Annotation[] = [];
  for (const peakS of rPeakS) {
    const sampleIndex = Math.round(peakS * samplingRateHz);
    if (sampleIndex >= 0 && sampleIndex < sampleCount) annotations.push({ sampleIndex, symbol: "N", aux: "" });
  }
  return annotations;
}

function asSimulatedLead(name: string): SimulatedLeadName {
  const known = simulatedLeadNames.find((lead) => lead === name);
  if (known) return known;
  throw new SimulationError("unknown-lead", "leadNames", `lead "${name}" is not simulated`, `Leads available: ${simulatedLeadNames.join(", ")}.`);
}

function assertPositive(value: number, option: string): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new SimulationError("bad-option", option, `${value} is not a positive number`, "Give a number above 0.");
}
