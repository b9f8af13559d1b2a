/** Sizes of the waves of a conducted beat in each lead, read from the waves that are drawn, before noise and sine blend. */
import { bell } from "./bell.ts";
import type { LeadModel, LeadWave } from "./drawBeats.ts";
import { derivedFromIAndII, isDerivedLead } from "./leadSystem.ts";
import type { ChannelName, SimulatedLeadName } from "./leadSystem.ts";

/** Signed sizes in one lead, mV; 0 for a wave that is not there. */
export interface LeadAmplitudes {
  /** Largest deflection of P, up or down. */
  readonly pMillivolt: number;
  /** Depth of what goes below zero before R (or before the largest S). */
  readonly qMillivolt: number;
  readonly rMillivolt: number;
  /** Depth of what goes below zero after R. */
  readonly sMillivolt: number;
  /** Largest deflection of T, up or down. */
  readonly tMillivolt: number;
  /** 0 at rates above 95/min. */
  readonly uMillivolt: number;
  /** Level between QRS and T. */
  readonly stMillivolt: number;
}

const POINTS = 48;

export function leadAmplitudes(model: LeadModel, channelNames: readonly ChannelName[], leadNames: readonly SimulatedLeadName[]): Record<string, LeadAmplitudes> {
  const { qrs, t, u, st } = model.conducted;
  const [p, complex, tWave, uWave] = [model.p, qrs, t, u].map((waves) => sampled(waves, channelNames.length));
  const amplitudes: Record<string, LeadAmplitudes> = {};
  for (const name of leadNames) {
    const lead = (ofChannels: readonly Float64Array[]) => seenBy(name, channelNames, ofChannels);
    amplitudes[name] = {
      pMillivolt: furthest(lead(p)),
      ...qrsSizes(lead(complex)),
      tMillivolt: furthest(lead(tWave)),
      uMillivolt: furthest(lead(uWave)),
      stMillivolt: st === null ? 0 : lead(Array.from(st, (level) => Float64Array.of(level)))[0],
    };
  }
  return amplitudes;
}

/** Values of a wave at evenly spaced times, by channel. */
function sampled(waves: readonly LeadWave[], channelCount: number): Float64Array[] {
  const values = Array.from({ length: channelCount }, () => new Float64Array(waves.length === 0 ? 1 : POINTS));
  const startS = Math.min(...waves.map(({ centreS, riseSdS }) => centreS - 2.5 * riseSdS));
  const endS = Math.max(...waves.map(({ centreS, fallSdS }) => centreS + 2.5 * fallSdS));
  for (const { centreS, riseSdS, fallSdS, amplitudes } of waves) {
    for (let i = 0; i < POINTS; i++) {
      const atS = startS + ((endS - startS) * i) / (POINTS - 1);
      const g = bell((atS - centreS) / (atS < centreS ? riseSdS : fallSdS));
      for (let c = 0; c < channelCount; c++) values[c][i] += amplitudes[c] * g;
    }
  }
  return values;
}

function seenBy(name: SimulatedLeadName, channelNames: readonly ChannelName[], ofChannels: readonly Float64Array[]): Float64Array {
  if (!isDerivedLead(name)) return ofChannels[channelNames.indexOf(name)];
  const [ofI, ofII] = derivedFromIAndII[name];
  const leadII = ofChannels[channelNames.indexOf("II")];
  return ofChannels[channelNames.indexOf("I")].map((value, i) => ofI * value + ofII * leadII[i]);
}

function furthest(values: Float64Array): number {
  let size = 0;
  for (const value of values) if (Math.abs(value) > Math.abs(size)) size = value;
  return size;
}

function qrsSizes(values: Float64Array): Pick<LeadAmplitudes, "qMillivolt" | "rMillivolt" | "sMillivolt"> {
  let r = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[r]) r = i;
  const before = Math.min(0, ...values.subarray(0, r));
  const after = Math.min(0, ...values.subarray(r));
  return { qMillivolt: before, rMillivolt: Math.max(0, values[r]), sMillivolt: after };
}
