/** Draws the waves of planned beats into the samples of the leads, without noise. */
import type { BeatModel, ModelWave, VentricularModel } from "./beatModel.ts";
import { dot, independentLeadNames, lengthOf } from "./leadSystem.ts";
import { placedLeadVector } from "./noise/electrodePlacement.ts";
import type { ChannelName, DipoleVector } from "./leadSystem.ts";
import { residualWaves } from "./patient.ts";
import type { ResidualWave, SimulatedPatient } from "./patient.ts";
import { bell, BELL_REACH_SDS } from "./bell.ts";
import type { BeatFiducials } from "./beatFiducials.ts";

/** Samples in mV of each lead that is drawn, and how dipoles reach it. */
export interface Channels {
  readonly names: readonly ChannelName[];
  readonly samples: readonly Float64Array[];
  readonly samplingRateHz: number;
}

/** A bell as the leads see it. */
export interface LeadWave {
  readonly centreS: number;
  readonly riseSdS: number;
  readonly fallSdS: number;
  /** mV, by channel. */
  readonly amplitudes: Float64Array;
}

/** Waves of one ventricular model as the leads see them. */
interface LeadVentricular {
  readonly qrs: readonly LeadWave[];
  readonly t: readonly LeadWave[];
  readonly u: readonly LeadWave[];
  /** ST level by channel; null when there is none. */
  readonly st: Float64Array | null;
}

/** A beat model as the leads see it, made once for all beats of a recording. */
export interface LeadModel {
  readonly p: readonly LeadWave[];
  readonly conducted: LeadVentricular;
  /** The same as `conducted` when no beat of the recording needs it. */
  readonly ventricular: LeadVentricular;
}

/** The ST shift rises over this time around the end of QRS (Kalium's choice). */
const ST_RISE_S = 0.03;

/** What a dipole and the person's residual give in each channel, mV. Frank's leads have no residual: they are the dipole. */
export function leadAmplitudesOf(
  vector: DipoleVector,
  wave: ResidualWave,
  leadFactors: Readonly<Record<string, number>> | null,
  patient: SimulatedPatient,
  names: readonly ChannelName[],
): Float64Array {
  const row = patient.leadResidual[residualWaves.indexOf(wave)];
  const size = lengthOf(vector);
  return Float64Array.from(names, (name) => {
    const lead = placedLeadVector(name, patient.electrodePlacement);
    const column = independentLeadNames.indexOf(name as (typeof independentLeadNames)[number]);
    const own = column < 0 ? 0 : row[column] * size * lengthOf(lead);
    return (dot(vector, lead) + own) * (leadFactors?.[name] ?? 1);
  });
}

export function leadModel(model: BeatModel, ventricularShape: VentricularModel, patient: SimulatedPatient, names: readonly ChannelName[]): LeadModel {
  const seen = (wave: ModelWave): LeadWave => ({
    centreS: wave.centreMs / 1000,
    riseSdS: wave.riseSdMs / 1000,
    fallSdS: wave.fallSdMs / 1000,
    amplitudes: leadAmplitudesOf(wave.vector, wave.residual, wave.leadFactors, patient, names),
  });
  const ventricular = ({ qrs, t, u, st }: VentricularModel): LeadVentricular => {
    const levels = new Float64Array(names.length);
    for (const { vector, residual } of st) leadAmplitudesOf(vector, residual, null, patient, names).forEach((value, c) => (levels[c] += value));
    return { qrs: qrs.map(seen), t: t.map(seen), u: u.map(seen), st: st.length > 0 ? levels : null };
  };
  const conducted = ventricular(model.conducted);
  return { p: model.atrial.p.map(seen), conducted, ventricular: ventricularShape === model.conducted ? conducted : ventricular(ventricularShape) };
}

/** Adds the P wave that begins at this time. */
export function addP(channels: Channels, model: LeadModel, onsetS: number): void {
  for (const wave of model.p) addWave(channels, wave, onsetS);
}

/** Adds QRS, ST, T and U of a beat. */
export function addVentricularBeat(channels: Channels, model: LeadModel, marks: BeatFiducials): void {
  const shape = marks.origin === "ventricular" ? model.ventricular : model.conducted;
  for (const wave of shape.qrs) addWave(channels, wave, marks.rPeakS);
  for (const wave of shape.t) addWave(channels, wave, marks.tPeakS);
  for (const wave of shape.u) addWave(channels, wave, marks.tPeakS);
  if (shape.st !== null) addStShift(channels, shape.st, marks);
}

function addWave({ samples, samplingRateHz }: Channels, wave: LeadWave, zeroS: number): void {
  const peak = (zeroS + wave.centreS) * samplingRateHz;
  const riseSd = wave.riseSdS * samplingRateHz;
  const fallSd = wave.fallSdS * samplingRateHz;
  const first = Math.max(0, Math.ceil(peak - BELL_REACH_SDS * riseSd));
  const last = Math.min(samples[0].length - 1, Math.floor(peak + BELL_REACH_SDS * fallSd));
  if (last < first) return;
  const shape = new Float64Array(last - first + 1);
  for (let i = 0; i < shape.length; i++) {
    shape[i] = bell((first + i - peak) / (first + i < peak ? riseSd : fallSd));
  }
  addShape(samples, wave.amplitudes, shape, first);
}

/** Each lead gets the same shape at its own size; one lead after the other, which is what memory likes best. */
function addShape(samples: readonly Float64Array[], amplitudes: Float64Array, shape: Float64Array, first: number): void {
  for (let c = 0; c < samples.length; c++) {
    const lead = samples[c];
    const amplitude = amplitudes[c];
    for (let i = 0; i < shape.length; i++) lead[first + i] += amplitude * shape[i];
  }
}

/** A level from the end of QRS that gives way as T rises. */
function addStShift({ samples, samplingRateHz }: Channels, levels: Float64Array, marks: BeatFiducials): void {
  const startS = marks.qrsOffsetS - ST_RISE_S / 2;
  const first = Math.max(0, Math.ceil(startS * samplingRateHz));
  const last = Math.min(samples[0].length - 1, Math.floor(marks.tPeakS * samplingRateHz));
  if (last < first) return;
  const shape = new Float64Array(last - first + 1);
  for (let i = 0; i < shape.length; i++) {
    const timeS = (first + i) / samplingRateHz;
    shape[i] = halfCosine((timeS - startS) / ST_RISE_S) * halfCosine((marks.tPeakS - timeS) / (marks.tPeakS - marks.tOnsetS));
  }
  addShape(samples, levels, shape, first);
}

/** Smooth step from 0 at 0 to 1 at 1. */
function halfCosine(share: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  return 0.5 - 0.5 * Math.cos(Math.PI * share);
}
