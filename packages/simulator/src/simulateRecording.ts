/** One simulated recording: signal, true R peaks, true wave marks, and every number that made it. */
import type { Annotation, LeadSignal, Recording } from "@kalium/ecg";
import { beatFiducials, pWaveFiducials } from "./beatFiducials.ts";
import type { BeatFiducials, PWaveFiducials } from "./beatFiducials.ts";
import { atRate, beatModel, ventricularModel } from "./beatModel.ts";
import { addP, addVentricularBeat, leadModel } from "./drawBeats.ts";
import type { Channels } from "./drawBeats.ts";
import { SimulationError } from "./errors.ts";
import { channelsFor, derivedFromIAndII, dot, isDerivedLead, simulatedLeadNames, twelveLeadNames } from "./leadSystem.ts";
import type { ChannelName, SimulatedLeadName } from "./leadSystem.ts";
import { leadAmplitudes } from "./leadAmplitudes.ts";
import type { LeadAmplitudes } from "./leadAmplitudes.ts";
import { placedLeadVector } from "./noise/electrodePlacement.ts";
import type { ElectrodePlacement } from "./noise/electrodePlacement.ts";
import { drawLeadNoise } from "./noise/leadNoise.ts";
import { assertNoise, bedsideNoise } from "./noise/noiseOptions.ts";
import type { NoiseOptions } from "./noise/noiseOptions.ts";
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
import { atrialFibrillationDipole, fibrillationDipole } from "./rhythm/fibrillationDipole.ts";
import type { DipoleSamples } from "./rhythm/fibrillationDipole.ts";
import { planRhythm } from "./rhythm/planRhythm.ts";
import type { RhythmName, RhythmPlan } from "./rhythm/rhythmPlan.ts";
import { blendSine } from "./sineWave.ts";

/** Words to show wherever a simulated recording is shown. */
export const simulatedMark = "Simulated data";
/** Words to show beside the simulator's controls. */
export const simulatorPurpose = "For teaching and method testing, not for diagnosis";

export interface RecordingOptions {
  readonly patient: SimulatedPatient;
  /** Serum potassium as the laboratory measures it, 2.0–9.0 mmol/L. */
  readonly potassiumMmolPerL: number;
  readonly durationS: number;
  /** Default 500. */
  readonly samplingRateHz?: number;
  /** Any of `simulatedLeadNames`. Default the twelve standard leads. */
  readonly leadNames?: readonly string[];
  /** Bias that the recordings of one day share (`drawDayBias`), mmol/L. Default 0. */
  readonly dayBiasMmolPerL?: number;
  /** Where the chest electrodes lie (`drawElectrodePlacement`). Default: where they belong. */
  readonly electrodePlacement?: ElectrodePlacement;
  /** Default "by-potassium": drawn with the chances of `rhythmChances`. */
  readonly rhythm?: RhythmName | "by-potassium";
  /** Rate of the pacemaker, per minute. Left out: drawn. */
  readonly heartRatePerMinute?: number;
  /** Share of sinus beats that a premature ventricular beat replaces, 0 to 0.5. Default 0. */
  readonly prematureShare?: number;
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
  readonly rhythm: RhythmName;
  /** Mean rate of the ventricles. */
  readonly heartRatePerMinute: number;
  /** The mean patient at the effective potassium, and what each of those numbers rests on. */
  readonly curve: PotassiumParameters;
  readonly basis: Readonly<Record<CurveParameter | "sineBlend", KnotBasis>>;
  /** Intervals of a conducted beat, ms. `prMs` is null where no P wave can be marked. */
  readonly timing: { readonly prMs: number | null; readonly pDurationMs: number; readonly qrsMs: number; readonly qtcMs: number };
  /** Full width of T at half its height, ms. */
  readonly tFwhmMs: number;
  /** Of a conducted beat by lead name, before noise and before the sine blend. */
  readonly amplitudes: Readonly<Record<string, LeadAmplitudes>>;
  readonly noise: NoiseOptions;
  /** Null where the chest electrodes lie where they belong. */
  readonly electrodePlacement: ElectrodePlacement | null;
}

export interface SimulatedRecording {
  /** `annotations` holds a beat mark at the sample nearest every true R peak: N, j (junctional escape), E (ventricular escape) or V (premature). */
  readonly recording: Recording;
  /**
   * Marks of the beats that lie wholly inside the recording, in order; beats cut by an edge are left out. Empty where a sine wave
   * carries half of the signal or more: it has crests but no waves to mark.
   */
  readonly fiducials: readonly BeatFiducials[];
  /** P waves inside the recording that no beat followed. */
  readonly blockedP: readonly PWaveFiducials[];
  /** From here on the ventricles fibrillate, s; null when they do not. */
  readonly fibrillationFromS: number | null;
  readonly parameters: RecordingParameters;
}

const SINE_BLEND_FLOOR = 0.005;
/** From this weight on the sine wave leaves no boundaries to mark (Kalium's choice). */
const MARKABLE_SINE_BLEND = 0.5;
/** P counts as absent, and is not marked, below this share of its size (Kalium's choice). */
const VISIBLE_P_RATIO = 0.05;
const GAIN_PER_MILLIVOLT = 1000;
const LAST_PR_CHANGE_MS = potassiumKnots.prChangeMs.at(-1)!.value;

/**
 * Simulates one recording. The same options with a generator of the same seed give the same bits.
 *
 * @throws SimulationError for a potassium outside 2.0–9.0, a lead that is not drawn, or an impossible option.
 */
export function simulateRecording(options: RecordingOptions): SimulatedRecording {
  const { potassiumMmolPerL, durationS, random, electrodePlacement } = options;
  const patient: SimulatedPatient = electrodePlacement === undefined ? options.patient : { ...options.patient, electrodePlacement };
  const samplingRateHz = options.samplingRateHz ?? 500;
  const dayBiasMmolPerL = options.dayBiasMmolPerL ?? 0;
  const noise: NoiseOptions = { ...bedsideNoise, ...options.noise };
  const leadNames = (options.leadNames ?? twelveLeadNames).map(asSimulatedLead);
  assertPotassiumInRange(potassiumMmolPerL, "potassiumMmolPerL");
  assertPositive(durationS, "durationS");
  assertPositive(samplingRateHz, "samplingRateHz");
  assertNoise(noise, samplingRateHz);

  const effectivePotassiumMmolPerL = Math.min(
    HIGHEST_POTASSIUM_MMOL_PER_L,
    Math.max(LOWEST_POTASSIUM_MMOL_PER_L, potassiumMmolPerL + patient.potassiumShiftMmolPerL + dayBiasMmolPerL),
  );
  const curve = parametersAtPotassium(effectivePotassiumMmolPerL);
  const showsP = curve.prChangeMs !== null && curve.pAmplitudeRatio >= VISIBLE_P_RATIO;
  const slow = beatModel(patient, curve, LAST_PR_CHANGE_MS);
  const plan = planRhythm({
    random,
    patient,
    effectivePotassiumMmolPerL,
    durationS,
    prMs: curve.pAmplitudeRatio > 0 ? slow.prMs : null,
    qrsOnsetToRPeakMs: -slow.conducted.qrsBounds.onsetMs,
    rhythm: options.rhythm === "by-potassium" ? undefined : options.rhythm,
    heartRatePerMinute: options.heartRatePerMinute,
    prematureShare: options.prematureShare,
  });
  const model = atRate(slow, plan.heartRatePerMinute);
  const hasVentricularBeats = plan.beats.some(({ origin }) => origin === "ventricular");
  const ventricularShape = hasVentricularBeats ? ventricularModel(patient, curve) : model.conducted;
  const marks = plan.beats.map((beat) => beatFiducials(model, beat.origin === "ventricular" ? ventricularShape : model.conducted, beat, showsP));

  const sampleCount = Math.round(durationS * samplingRateHz);
  const names = channelsFor(leadNames);
  const channels: Channels = { names, samplingRateHz, samples: names.map(() => new Float64Array(sampleCount)) };
  const seen = leadModel(model, ventricularShape, patient, names);
  for (const { pOnsetS } of plan.beats) if (pOnsetS !== null) addP(channels, seen, pOnsetS);
  for (const onsetS of plan.blockedPOnsetS) addP(channels, seen, onsetS);
  for (const beat of marks) addVentricularBeat(channels, seen, beat);
  if (curve.sineBlend > SINE_BLEND_FLOOR && plan.beats.length > 1) blendSine(channels, plan.beats, model, patient, curve.sineBlend);
  addFibrillation(channels, plan, patient, random);
  addNoise(channels, noise, patient.breathsPerMinute, plan.breathPhase, random);

  const endS = (sampleCount - 1) / samplingRateHz;
  const untilS = plan.fibrillationFromS ?? Infinity;
  const isMarkable = curve.sineBlend < MARKABLE_SINE_BLEND;
  return {
    recording: {
      id: options.recordingId ?? "simulated",
      personId: patient.personId,
      samplingRateHz,
      sampleCount,
      leads: leadNames.map((name): LeadSignal => ({ name, samplesMillivolt: leadSamples(name, channels), gainPerMillivolt: GAIN_PER_MILLIVOLT, baselineCount: 0 })),
      annotations: beatAnnotations(plan, samplingRateHz, sampleCount),
      potassiumMmolPerL,
      timeS: options.timeS ?? null,
      simulated: true,
    },
    fiducials: isMarkable
      ? marks.filter((beat) => (beat.pOnsetS ?? beat.qrsOnsetS) >= 0 && Math.max(beat.tOffsetS, beat.uOffsetS ?? 0) <= Math.min(endS, untilS))
      : [],
    blockedP: showsP && isMarkable
      ? plan.blockedPOnsetS.map((onsetS) => pWaveFiducials(model, onsetS)).filter(({ onsetS, offsetS }) => onsetS >= 0 && offsetS <= Math.min(endS, untilS))
      : [],
    fibrillationFromS: plan.fibrillationFromS,
    parameters: {
      potassiumMmolPerL,
      dayBiasMmolPerL,
      effectivePotassiumMmolPerL,
      rhythm: plan.name,
      heartRatePerMinute: plan.heartRatePerMinute,
      curve,
      basis: basisAtPotassium(effectivePotassiumMmolPerL),
      timing: {
        prMs: showsP ? model.prMs : null,
        pDurationMs: model.atrial.bounds.offsetMs - model.atrial.bounds.onsetMs,
        qrsMs: model.conducted.qrsBounds.offsetMs - model.conducted.qrsBounds.onsetMs,
        qtcMs: model.conducted.qtcMs,
      },
      tFwhmMs: model.conducted.tFwhmMs,
      amplitudes: leadAmplitudes(seen, names, leadNames),
      noise,
      electrodePlacement: electrodePlacement ?? null,
    },
  };
}

/** Fibrillating ventricles take the place of beats; fibrillating atria that of P waves. */
function addFibrillation(channels: Channels, plan: RhythmPlan, { electrodePlacement }: SimulatedPatient, random: Random): void {
  const { samplingRateHz } = channels;
  const sampleCount = channels.samples[0].length;
  if (plan.name === "atrial-fibrillation") addDipole(channels, atrialFibrillationDipole({ random, samplingRateHz, sampleCount }), electrodePlacement);
  if (plan.fibrillationFromS === null) return;
  addDipole(channels, fibrillationDipole({ random, samplingRateHz, sampleCount, fromSample: plan.fibrillationFromS * samplingRateHz }), electrodePlacement);
}

function addDipole({ names, samples }: Channels, { x, y, z }: DipoleSamples, placement: ElectrodePlacement | undefined): void {
  names.forEach((name, c) => {
    const lead = placedLeadVector(name, placement);
    for (let i = 0; i < x.length; i++) samples[c][i] += dot([x[i], y[i], z[i]], lead);
  });
}

/** Noise goes to the drawn leads only: what follows from I and II gets theirs, as from real electrodes. */
function addNoise({ names, samples, samplingRateHz }: Channels, noise: NoiseOptions, breathsPerMinute: number, breathPhase: number, random: Random): void {
  const sampleCount = samples[0].length;
  const { size, added } = drawLeadNoise({ random, samplingRateHz, sampleCount, noise, leadNames: names, breathsPerMinute, breathPhase });
  names.forEach((name, c) => {
    const lead = samples[c];
    const own = added[name];
    if (size === null) for (let i = 0; i < sampleCount; i++) lead[i] += own[i];
    else for (let i = 0; i < sampleCount; i++) lead[i] = lead[i] * size[i] + own[i];
  });
}

function leadSamples(name: SimulatedLeadName, { names, samples }: Channels): Float32Array {
  if (!isDerivedLead(name)) return new Float32Array(samples[names.indexOf(name as ChannelName)]);
  const [ofI, ofII] = derivedFromIAndII[name];
  // From the rounded samples of I and II, so that the identities hold for what is stored.
  const leadI = samples[names.indexOf("I")];
  const leadII = samples[names.indexOf("II")];
  const derived = new Float32Array(leadI.length);
  for (let i = 0; i < derived.length; i++) derived[i] = ofI * Math.fround(leadI[i]) + ofII * Math.fround(leadII[i]);
  return derived;
}

function beatAnnotations({ beats, fibrillationFromS, name }: RhythmPlan, samplingRateHz: number, sampleCount: number): Annotation[] {
  const annotations: Annotation[] = [];
  for (const { rPeakS, origin } of beats) {
    const sampleIndex = Math.round(rPeakS * samplingRateHz);
    if (sampleIndex < 0 || sampleIndex >= sampleCount || rPeakS >= (fibrillationFromS ?? Infinity)) continue;
    // A ventricular beat within a sinus rhythm is premature, elsewhere an escape.
    const symbol = origin === "junctional" ? "j" : origin === "sinus" ? "N" : name === "sinus" ? "V" : "E";
    annotations.push({ sampleIndex, symbol, aux: "" });
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
