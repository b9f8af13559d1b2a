/**
 * Exchanged electrodes of a 12-lead recording, from the median beat of each lead.
 *
 * Right arm: the potential of the right arm (aVR) runs opposite to V6 in nearly every heart, that of the left arm and leg does not. So
 * each of aVR, aVL and aVF is asked whether it is the one that runs opposite; lead I, which resembles V6, and the P axis, near 50° in sinus
 * rhythm, have a smaller say.
 * Right leg: it carries the reference, and both legs have one potential (Krasteva 2019, doi:10.3390/s19132920); the lead between
 * the leg and the exchanged arm is then flat. Chest: neighbours resemble each other, so the true order has the shortest way from
 * V1 to V6 in terms of 1 − correlation. What cannot be told: left arm against left leg. It turns a P axis of θ into 60° − θ,
 * and both are usual; the published rule "P in I taller than in II" is true in 31 % of the correct records below, so none is raised.
 */
import type { AnalysedLead } from "../analysedLead.ts";
import { LEAD_SWAP_LIMITS } from "./leadSwapLimits.ts";
import { takeRepresentativeBeats } from "./representativeBeats.ts";
import type { RepresentativeBeats } from "./representativeBeats.ts";
import { centreAndScale, correlate, dot } from "./correlation.ts";

/** "V2/V4" and the like for two chest electrodes. */
export type LeadSwapKind = "RA/LA" | "RA/LL" | "RA/RL" | "LA/RL" | `V${number}/V${number}`;

export interface LeadSwapFinding {
  readonly kind: LeadSwapKind;
  readonly level: "possible" | "likely";
  /** 0 … 1, how clear the sign is; an order, not a probability. */
  readonly confidence: number;
  /** Sentence for the page. */
  readonly reason: string;
}

const CHEST = ["V1", "V2", "V3", "V4", "V5", "V6"] as const;

/**
 * Looks for exchanged electrodes in leads of one recording. Needs leads I, II and some chest leads; what cannot be judged for want of leads
 * raises nothing.
 *
 * Counted on 125 correct records (100 of the LUDB, 25 of CinC 2021; the limits were chosen on these same records) and on the same with each
 * exchange simulated: false alarms 1.6 % for limb leads (none likely) and 1.6 % for chest leads (none likely); found RA/LA 98 %, RA/LL 97 %, RA/RL and LA/RL
 * 100 % (the simulated lead is exactly flat, a real one less so), V1/V2 82 %, V2/V3 89 %, V3/V4 91 %, V4/V5 81 %, V5/V6 46 %, farther apart 93 % and more.
 * leadSwap.test.ts repeats the count.
 * @param beatSampleIndices QRS peaks of the prevailing kind of beat
 */
export function findLeadSwaps(leads: readonly AnalysedLead[], samplingRateHz: number, beatSampleIndices: ArrayLike<number>): LeadSwapFinding[] {
  return findSwapsInBeats(takeRepresentativeBeats(leads, samplingRateHz, beatSampleIndices));
}

/** The same, from beats that are already there. */
export function findSwapsInBeats(beats: RepresentativeBeats): LeadSwapFinding[] {
  const chest = findChestSwap(beats);
  return [...findArmSwap(beats, chest?.kind), ...(chest ? [chest] : [])];
}

function findArmSwap({ byLead, samplingRateHz, peakIndex }: RepresentativeBeats, chestSwap: LeadSwapKind | undefined): LeadSwapFinding[] {
  const [one, two] = [byLead.get("I"), byLead.get("II")];
  if (!one || !two || !one.every(Number.isFinite) || !two.every(Number.isFinite)) return [];
  const limits = LEAD_SWAP_LIMITS;
  const three = byLead.get("III") ?? mix(one, -1, two, 1);
  const [sizeOne, sizeTwo, sizeThree] = [one, two, three].map(span);
  const flat = (size: number, others: number) => size < limits.flatMillivolt && size < limits.flatShare * others;
  if (flat(sizeTwo, Math.max(sizeOne, sizeThree))) {
    return [{ kind: "RA/RL", level: "likely", confidence: 1 - sizeTwo / limits.flatMillivolt, reason: `Lead II is flat (${sizeTwo.toFixed(2)} mV) while I and III are not: right arm and right leg are exchanged.` }];
  }
  if (flat(sizeThree, Math.max(sizeOne, sizeTwo))) {
    return [{ kind: "LA/RL", level: "likely", confidence: 1 - sizeThree / limits.flatMillivolt, reason: `Lead III is flat (${sizeThree.toFixed(2)} mV) while I and II are not: left arm and right leg are exchanged.` }];
  }
  const lateral = lateralLead(byLead, chestSwap);
  if (!lateral) return [];
  const potentials = {
    right: byLead.get("AVR") ?? mix(one, -0.5, two, -0.5),
    left: byLead.get("AVL") ?? mix(one, 1, two, -0.5),
    foot: byLead.get("AVF") ?? mix(one, -0.5, two, 1),
  };
  const pAxis = measurePAxis(one, two, samplingRateHz, peakIndex);
  // Lead I and the P axis as they would be if the named electrode were the right arm; the axis is mirrored at the lead that stays.
  const restored = {
    right: { lateralLimb: one, pAxis },
    left: { lateralLimb: one.map((value) => -value), pAxis: 180 - pAxis },
    foot: { lateralLimb: three.map((value) => -value), pAxis: 300 - pAxis },
  };
  const evidence = (name: keyof typeof potentials) =>
    -correlate(potentials[name], lateral) +
    limits.leadOneWeight * correlate(restored[name].lateralLimb, lateral) +
    (Number.isNaN(pAxis) ? 0 : limits.pAxisWeight * Math.cos(((restored[name].pAxis - limits.usualPAxisDegrees) * Math.PI) / 180));
  const asRecorded = evidence("right");
  return (["left", "foot"] as const)
    .map((name) => ({ name, margin: evidence(name) - asRecorded }))
    .sort((a, b) => b.margin - a.margin)
    .slice(0, 1)
    .filter(({ margin }) => margin > limits.armMargin.possible)
    .map(({ name, margin }) => ({
      kind: name === "left" ? ("RA/LA" as const) : ("RA/LL" as const),
      level: margin > limits.armMargin.likely ? ("likely" as const) : ("possible" as const),
      confidence: Math.min(1, margin / (2 + 2 * limits.leadOneWeight)),
      reason:
        name === "left"
          ? `Lead I runs against V6 and aVR does not${pText(pAxis)}: right and left arm are exchanged, or the heart lies on the right.`
          : `Lead II runs against V6 and aVR does not${pText(pAxis)}: right arm and left leg are exchanged.`,
    }));
}

function pText(pAxis: number): string {
  return Number.isNaN(pAxis) ? "" : ` (P axis ${pAxis.toFixed(0)}°)`;
}

/** V6, or the nearest chest lead that moves; after an exchange on the chest the lead that is really V6. */
function lateralLead(byLead: RepresentativeBeats["byLead"], chestSwap: LeadSwapKind | undefined): Float64Array | undefined {
  const swapped = chestSwap?.split("/");
  const nameOf = (lead: string) => (swapped?.includes(lead) ? swapped.find((other) => other !== lead)! : lead);
  return ["V6", "V5", "V4"].map((lead) => byLead.get(nameOf(lead))).find((lead) => lead && moves(lead));
}

function findChestSwap({ byLead }: RepresentativeBeats): LeadSwapFinding | undefined {
  const names = CHEST.filter((name) => byLead.has(name) && moves(byLead.get(name)!));
  if (names.length < 4) return undefined;
  const scaled = names.map((name) => centreAndScale(byLead.get(name)!));
  const distance = scaled.map((a) => scaled.map((b) => 1 - dot(a, b)));
  const wayThrough = (order: readonly number[]) => order.slice(1).reduce((sum, to, k) => sum + distance[order[k]][to], 0);
  const recorded = names.map((_, k) => k);
  const straight = wayThrough(recorded);
  let best = { ratio: Infinity, first: 0, second: 0 };
  for (let first = 0; first < names.length; first++) {
    for (let second = first + 1; second < names.length; second++) {
      const ratio = wayThrough(recorded.map((k) => (k === first ? second : k === second ? first : k))) / straight;
      if (ratio < best.ratio) best = { ratio, first, second };
    }
  }
  const limits = LEAD_SWAP_LIMITS.chestRatio;
  if (!(best.ratio < limits.possible)) return undefined;
  const [a, b] = [names[best.first], names[best.second]];
  return {
    kind: `${a}/${b}` as LeadSwapKind,
    level: best.ratio < limits.likely ? "likely" : "possible",
    confidence: Math.min(1, 2 * (1 - best.ratio)),
    reason: `Neighbouring chest leads resemble each other more when ${a} and ${b} change places (differences add up to ${(100 * best.ratio).toFixed(0)} % of those as recorded).`,
  };
}

/** Angle of the P wave's area in the frontal plane, degrees; NaN without a P wave to speak of. */
function measurePAxis(one: Float64Array, two: Float64Array, samplingRateHz: number, peakIndex: number): number {
  const limits = LEAD_SWAP_LIMITS;
  const from = Math.max(0, peakIndex - Math.round(limits.pWindowS[0] * samplingRateHz));
  const to = peakIndex - Math.round(limits.pWindowS[1] * samplingRateHz);
  const edge = Math.max(1, Math.round(limits.pEdgeS * samplingRateHz));
  const meanOf = (lead: Float64Array, a: number, b: number) => lead.subarray(a, b).reduce((sum, value) => sum + value, 0) / (b - a);
  // Area above the line between the ends of the window.
  const height = (lead: Float64Array) => meanOf(lead, from, to) - (meanOf(lead, from, from + edge) + meanOf(lead, to - edge, to)) / 2;
  const x = height(one);
  const y = (2 * height(two) - x) / Math.sqrt(3);
  return Math.hypot(x, y) < limits.leastPMillivolt ? NaN : (Math.atan2(y, x) * 180) / Math.PI;
}

function mix(a: Float64Array, weightOfA: number, b: Float64Array, weightOfB: number): Float64Array {
  return a.map((value, k) => weightOfA * value + weightOfB * b[k]);
}

function span(lead: Float64Array): number {
  return lead.reduce((most, value) => Math.max(most, value), -Infinity) - lead.reduce((least, value) => Math.min(least, value), Infinity);
}

function moves(lead: Float64Array): boolean {
  return span(lead) > LEAD_SWAP_LIMITS.leastMovementMillivolt;
}
