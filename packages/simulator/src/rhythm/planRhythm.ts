/** Plans when atria and ventricles of one recording are activated: rate, conduction, escape, and the end states. */
import { SimulationError } from "../errors.ts";
import type { SimulatedPatient } from "../patient.ts";
import { drawInteger, drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import { withPrematureBeats } from "./prematureBeats.ts";
import { drawEscapeRate, drawRhythmName, drawSinusRate, SINE_WAVE_FROM_MMOL_PER_L } from "./rhythmChances.ts";
import type { PlannedBeat, RhythmName, RhythmPlan } from "./rhythmPlan.ts";
import { drawBeatTimes, pacemakerTimes } from "./sinusNode.ts";

export interface RhythmPlanOptions {
  readonly random: Random;
  readonly patient: SimulatedPatient;
  /** What the heart answers to, mmol/L. */
  readonly effectivePotassiumMmolPerL: number;
  readonly durationS: number;
  /** From P onset to QRS onset of a conducted beat; null where no P wave is left to mark. */
  readonly prMs: number | null;
  /** From QRS onset to the R peak. Default 44, that of a QRS of 92 ms. */
  readonly qrsOnsetToRPeakMs?: number;
  /** Left out: drawn by potassium, see `rhythmChances`. */
  readonly rhythm?: RhythmName;
  /**
   * Rate of the pacemaker: the sinus node in sinus rhythm and second-degree block, the escape pacemaker in complete block, the
   * ventricles elsewhere. Left out: drawn.
   */
  readonly heartRatePerMinute?: number;
  /** Conduction of a second-degree block. Left out: drawn. */
  readonly secondDegree?: "wenckebach" | "two-to-one";
  /** When the ventricles begin to fibrillate where that rhythm is asked for. Left out: after 20–40 % of the recording. */
  readonly fibrillationFromS?: number;
  /** Share of sinus beats that a premature ventricular beat replaces, 0 to 0.5. Default 0. */
  readonly prematureShare?: number;
}

/** RR variation of escape pacemakers and of a sine wave, as a share of RR (Kalium's choice: they are nearly regular). */
const ESCAPE_RR_VARIABILITY = 0.01;
/** RR variation of atrial fibrillation as SD of log RR (Kalium's choice; most published series give 0.15 to 0.3 of the mean). */
const FIBRILLATING_ATRIA_LOG_SD = 0.2;
/** Shortest RR that the node lets through in atrial fibrillation (Kalium's choice). */
const NODE_REFRACTORY_S = 0.3;
/** Ventricular rate in atrial fibrillation, per minute (Kalium's choice). */
const FIBRILLATING_ATRIA_RATE = { lowest: 65, highest: 115 };
/** A sine wave slows by this share of its period in each second, up to a half (Kalium's choice). */
const SINE_SLOWING_PER_S = 0.01;
const SINE_SLOWEST_RATIO = 1.5;
/** A sine wave that the junction does not drive begins at least this fast (Kalium's choice). */
const SINE_SLOWEST_START_PER_MINUTE = 60;
/** Increments of PR within a Wenckebach cycle, s: the first is the largest, so RR shortens before the pause (order: textbook; size: Kalium's choice). */
const WENCKEBACH_INCREMENTS_S = [0.08, 0.04, 0.02];
/** P waves per cycle, 3:2 to 5:4 (Kalium's choice). */
const WENCKEBACH_CYCLE = { lowest: 3, highest: 5 };
/** Share of second-degree blocks of this kind; the others conduct every other beat (Kalium's choice). */
const WENCKEBACH_SHARE = 0.5;
/** Share of complete blocks whose escape comes from the junction (Kalium's choice). */
const JUNCTIONAL_ESCAPE_SHARE = 0.6;
/** The first fibrillating wave comes no sooner than this after the last R peak: in its T wave (Kalium's choice). */
const LAST_BEAT_TO_FIBRILLATION_S = 0.3;
/** The beat model's own for its usual QRS of 92 ms (Kalium's choice). */
const USUAL_QRS_ONSET_TO_R_MS = 44;

/**
 * Plans the activations of one recording.
 *
 * @throws SimulationError for an impossible rate, share or time.
 */
export function planRhythm(options: RhythmPlanOptions): RhythmPlan {
  assertOptions(options);
  const { random, effectivePotassiumMmolPerL } = options;
  // Drawn even where a rhythm is asked for, so that asking for "sinus" does not shift what is drawn after it.
  const drawn = drawRhythmName(random, effectivePotassiumMmolPerL);
  const name = options.rhythm ?? (effectivePotassiumMmolPerL >= SINE_WAVE_FROM_MMOL_PER_L ? "sine-wave" : drawn);
  switch (name) {
    case "sinus":
      return planSinus(options);
    case "second-degree-block":
      return planSecondDegreeBlock(options);
    case "complete-block":
      return planCompleteBlock(options);
    case "junctional":
      return planSteady(options, name, "junctional", options.heartRatePerMinute ?? drawEscapeRate(random, "junctional"));
    case "sine-wave":
      // Who asks for a sine wave gets it at its usual rate.
      return planSineWave(options, options.rhythm === undefined && drawn === "junctional");
    case "ventricular-fibrillation":
      return planFibrillation(options);
    case "atrial-fibrillation":
      return planAtrialFibrillation(options);
    default:
      return name satisfies never;
  }
}

function sinusRateOf({ random, patient, effectivePotassiumMmolPerL, heartRatePerMinute }: RhythmPlanOptions): number {
  const drawn = drawSinusRate(random, patient, effectivePotassiumMmolPerL);
  return heartRatePerMinute ?? drawn;
}

/** From P onset to R peak of a conducted beat, s; null without a P wave. */
function conductionS({ prMs, qrsOnsetToRPeakMs }: RhythmPlanOptions): number | null {
  return prMs === null ? null : (prMs + (qrsOnsetToRPeakMs ?? USUAL_QRS_ONSET_TO_R_MS)) / 1000;
}

function planSinus(options: RhythmPlanOptions): RhythmPlan {
  const heartRatePerMinute = sinusRateOf(options);
  const { rPeakS, breathPhase } = drawBeatTimes(options.random, options.patient, heartRatePerMinute, options.durationS);
  const toR = conductionS(options);
  const plan: RhythmPlan = {
    name: "sinus",
    heartRatePerMinute,
    beats: beatsAt(rPeakS, "sinus", heartRatePerMinute, (peakS) => (toR === null ? null : peakS - toR)),
    blockedPOnsetS: [],
    fibrillationFromS: null,
    breathPhase,
  };
  return (options.prematureShare ?? 0) > 0 ? withPrematureBeats(plan, options.random, options.prematureShare!) : plan;
}

function planSecondDegreeBlock(options: RhythmPlanOptions): RhythmPlan {
  const { random, patient, durationS } = options;
  const sinusRate = sinusRateOf(options);
  const drawnKind = random() < WENCKEBACH_SHARE ? "wenckebach" : "two-to-one";
  const kind = options.secondDegree ?? drawnKind;
  const toR = conductionS(options) ?? 0;
  const { rPeakS, breathPhase } = drawBeatTimes(random, patient, sinusRate, durationS);
  // Two beats more, so that one lies before 0 even if the first P is blocked.
  const nodeTimes = [rPeakS[0] - 120 / sinusRate, rPeakS[0] - 60 / sinusRate, ...rPeakS];
  const peaks: number[] = [];
  const onsets: number[] = [];
  const blocked: number[] = [];
  let cycle = 0;
  let inCycle = 0;
  let delayS = 0;
  for (const nodeS of nodeTimes) {
    if (inCycle === cycle) {
      cycle = kind === "two-to-one" ? 2 : drawInteger(random, WENCKEBACH_CYCLE.lowest, WENCKEBACH_CYCLE.highest);
      inCycle = 0;
      delayS = 0;
    }
    inCycle++;
    if (inCycle === cycle) {
      blocked.push(nodeS - toR);
      continue;
    }
    onsets.push(nodeS - toR);
    peaks.push(nodeS + delayS);
    delayS += WENCKEBACH_INCREMENTS_S[inCycle - 1] ?? 0;
  }
  const heartRatePerMinute = meanRate(peaks);
  const hasP = options.prMs !== null;
  return {
    name: "second-degree-block",
    heartRatePerMinute,
    beats: beatsAt(peaks, "sinus", heartRatePerMinute, (_, index) => (hasP ? onsets[index] : null)),
    blockedPOnsetS: hasP ? blocked : [],
    fibrillationFromS: null,
    breathPhase,
  };
}

function planCompleteBlock(options: RhythmPlanOptions): RhythmPlan {
  const { random, patient, effectivePotassiumMmolPerL, durationS } = options;
  const origin = random() < JUNCTIONAL_ESCAPE_SHARE ? "junctional" : "ventricular";
  const drawnRate = drawEscapeRate(random, origin);
  const sinusRate = drawSinusRate(random, patient, effectivePotassiumMmolPerL);
  const plan = planSteady(options, "complete-block", origin, options.heartRatePerMinute ?? drawnRate);
  const atria = drawBeatTimes(random, patient, sinusRate, durationS);
  return { ...plan, blockedPOnsetS: options.prMs === null ? [] : [...atria.rPeakS], breathPhase: atria.breathPhase };
}

function planSteady({ random, durationS }: RhythmPlanOptions, name: RhythmName, origin: PlannedBeat["origin"], heartRatePerMinute: number): RhythmPlan {
  const rrS = 60 / heartRatePerMinute;
  const breathPhase = 2 * Math.PI * random();
  const peaks = pacemakerTimes(random, rrS, durationS, () => rrS * (1 + ESCAPE_RR_VARIABILITY * drawStandardNormal(random)));
  return { name, heartRatePerMinute, beats: beatsAt(peaks, origin, heartRatePerMinute, () => null), blockedPOnsetS: [], fibrillationFromS: null, breathPhase };
}

function planSineWave(options: RhythmPlanOptions, isJunctional: boolean): RhythmPlan {
  const { random, durationS } = options;
  const sinusRate = Math.max(SINE_SLOWEST_START_PER_MINUTE, sinusRateOf(options));
  const startRate = options.heartRatePerMinute ?? (isJunctional ? drawEscapeRate(random, "junctional") : sinusRate);
  const rrS = 60 / startRate;
  const breathPhase = 2 * Math.PI * random();
  const peaks = pacemakerTimes(random, rrS, durationS, (timeS) => {
    const slowing = Math.min(SINE_SLOWEST_RATIO, 1 + SINE_SLOWING_PER_S * Math.max(0, timeS));
    return rrS * slowing * (1 + ESCAPE_RR_VARIABILITY * drawStandardNormal(random));
  });
  const heartRatePerMinute = meanRate(peaks);
  return { name: "sine-wave", heartRatePerMinute, beats: beatsAt(peaks, "sinus", startRate, () => null), blockedPOnsetS: [], fibrillationFromS: null, breathPhase };
}

/** What goes before is a sine wave where potassium makes one, else sinus rhythm. */
function planFibrillation(options: RhythmPlanOptions): RhythmPlan {
  const drawnShare = 0.2 + 0.2 * options.random();
  const wantedS = options.fibrillationFromS ?? drawnShare * options.durationS;
  const before = options.effectivePotassiumMmolPerL >= SINE_WAVE_FROM_MMOL_PER_L ? planSineWave(options, false) : planSinus({ ...options, prematureShare: 0 });
  const beats = before.beats.filter(({ rPeakS }) => rPeakS < wantedS - LAST_BEAT_TO_FIBRILLATION_S);
  return { ...before, name: "ventricular-fibrillation", beats, fibrillationFromS: wantedS };
}

function planAtrialFibrillation({ random, durationS, heartRatePerMinute: asked }: RhythmPlanOptions): RhythmPlan {
  const { lowest, highest } = FIBRILLATING_ATRIA_RATE;
  const drawnRate = lowest + (highest - lowest) * random();
  const heartRatePerMinute = asked ?? drawnRate;
  const rrS = 60 / heartRatePerMinute;
  const breathPhase = 2 * Math.PI * random();
  // exp(σz − σ²/2) has mean 1, so the mean rate stays as stated.
  const peaks = pacemakerTimes(random, rrS, durationS, () =>
    Math.max(NODE_REFRACTORY_S, rrS * Math.exp(FIBRILLATING_ATRIA_LOG_SD * drawStandardNormal(random) - FIBRILLATING_ATRIA_LOG_SD ** 2 / 2)),
  );
  return { name: "atrial-fibrillation", heartRatePerMinute, beats: beatsAt(peaks, "sinus", heartRatePerMinute, () => null), blockedPOnsetS: [], fibrillationFromS: null, breathPhase };
}

function beatsAt(
  peaks: ArrayLike<number>,
  origin: PlannedBeat["origin"],
  ratePerMinute: number,
  pOnsetOf: (rPeakS: number, index: number) => number | null,
): PlannedBeat[] {
  return Array.from(peaks, (rPeakS, index) => ({
    rPeakS,
    precedingRrS: index > 0 ? rPeakS - peaks[index - 1] : 60 / ratePerMinute,
    origin,
    pOnsetS: pOnsetOf(rPeakS, index),
  }));
}

function meanRate(peaks: ArrayLike<number>): number {
  return (60 * (peaks.length - 1)) / (peaks[peaks.length - 1] - peaks[0]);
}

function assertOptions({ durationS, heartRatePerMinute, prematureShare, fibrillationFromS }: RhythmPlanOptions): void {
  if (heartRatePerMinute !== undefined && !(heartRatePerMinute >= 10 && heartRatePerMinute <= 250)) {
    throw new SimulationError("bad-option", "heartRatePerMinute", `${heartRatePerMinute} is not a heart rate`, "Give a number from 10 to 250.");
  }
  if (prematureShare !== undefined && !(prematureShare >= 0 && prematureShare <= 0.5)) {
    throw new SimulationError("bad-option", "prematureShare", `${prematureShare} is not a possible share`, "Give a number from 0 to 0.5.");
  }
  if (fibrillationFromS !== undefined && !(fibrillationFromS >= 0 && fibrillationFromS < durationS)) {
    throw new SimulationError("bad-option", "fibrillationFromS", `${fibrillationFromS} s lies outside the recording`, "Give a time from 0 to its duration.");
  }
}
