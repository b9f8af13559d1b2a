/** S3, S6, S7: how often the signs of high and of low potassium show, and how much T grows. */
import { drawDayBias, drawPatient } from "../patient.ts";
import { drawTruncatedNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import { rowWithin } from "./acceptanceRow.ts";
import type { AcceptanceRow } from "./acceptanceRow.ts";
import { drawBeat, prMs, qrsMs, stLevel, tAmplitude, uAmplitude } from "./drawnBeat.ts";
import type { DrawnBeat, UnmarkedStrip } from "./drawnBeat.ts";
import { mean } from "./sampleFigures.ts";

type RandomOf = (stream: string) => Random;

/** Four fifths of Montague's patients lay below 7.2 (literature); an exponential distribution from 6.0 with that property. */
const MEAN_ABOVE_SIX = (7.2 - 6) / Math.log(5);
const MEAN_ABOVE_SIX_AND_A_HALF = 0.5;

export function signRows(people: number, randomOf: RandomOf): AcceptanceRow[] {
  const draw = randomOf("signs/potassium");
  // Exponential above a level, up to 9.0.
  const exponential = (from: number, meanAbove: number) => from - meanAbove * Math.log(1 - draw() * (1 - Math.exp((from - 9) / meanAbove)));
  const strips = (name: string, potassium: () => number, rhythm: "sinus" | "by-potassium") =>
    Array.from({ length: people }, (_, i) => drawStrip(`${name}/${i}`, randomOf, potassium(), drawDayBias(draw), rhythm));
  const severe = strips("severe", () => exponential(6.5, MEAN_ABOVE_SIX_AND_A_HALF), "by-potassium");
  const high = strips("high", () => exponential(6, MEAN_ABOVE_SIX), "by-potassium");
  const low = strips("low", () => 2 + 0.5 * draw(), "sinus");
  const normal = strips("normal", () => 4.5, "sinus");
  const percent = (drawn: readonly (DrawnBeat | UnmarkedStrip)[], has: (strip: DrawnBeat | UnmarkedStrip) => boolean) => (100 * drawn.filter(has).length) / drawn.length;
  const montague = "Montague 2008, doi:10.2215/CJN.04611007; Varga 2019, doi:10.1186/s12873-019-0247-0";
  const weaver = "Weaver & Burchell 1960 (criteria), doi:10.1161/01.CIR.21.4.505; shares: Surawicz 1957, recalled";
  return [
    rowWithin({ id: "S3a", statement: "T of at least 1.0 mV in V3 or V4 at K = 6.5 + Exp(0.5)", unit: "%", n: people, basis: montague }, percent(severe, hasTallT), 10, 25),
    rowWithin({ id: "S3b", statement: "QRS above 120 ms at K = 6.5 + Exp(0.5)", unit: "%", n: people, basis: montague }, percent(severe, hasWideQrs), 10, 32),
    rowWithin({ id: "S3c", statement: "any change at K = 6.0 + Exp(0.75): T at least 1.0 mV in V2–V4, QRS > 120 ms, PR > 200 ms, no P, block, escape or sine wave", unit: "%", n: people, basis: `${montague}; Montague's own list could not be re-read: Varga's without bradycardia, for Montague judged QRS, T and readings` }, percent(high, hasAnyChange), 40, 55),
    pairedRow(people, randomOf, draw),
    rowWithin({ id: "S7a", statement: "signs of low potassium at K 2.0–2.5: T/U ≤ 1 in II or V3, U > 0.05 mV in II or > 0.1 mV in V3, ST at J+60 ≤ −0.05 mV in II or V1–V3", unit: "%", n: people, basis: weaver }, percent(low, hasLowSigns), 70, Infinity),
    rowWithin({ id: "S7b", statement: "the same at K 4.5", unit: "%", n: people, basis: weaver }, percent(normal, hasLowSigns), -Infinity, 5),
  ];
}

function drawStrip(stream: string, randomOf: RandomOf, potassiumMmolPerL: number, dayBiasMmolPerL: number, rhythm: "sinus" | "by-potassium"): DrawnBeat | UnmarkedStrip {
  const patient = drawPatient(randomOf(`signs/${stream}`), stream);
  return drawBeat({ patient, potassiumMmolPerL, dayBiasMmolPerL, rhythm, randomAgain: () => randomOf(`signs/${stream}/strip`) });
}

function hasTallT(strip: DrawnBeat | UnmarkedStrip): boolean {
  return strip.marks !== null && (tAmplitude(strip, "V3") >= 1 || tAmplitude(strip, "V4") >= 1);
}

/** A sine wave is the widest QRS of all. */
function hasWideQrs(strip: DrawnBeat | UnmarkedStrip): boolean {
  return strip.marks === null || qrsMs(strip) > 120;
}

function hasAnyChange(strip: DrawnBeat | UnmarkedStrip): boolean {
  if (strip.marks === null || hasTallT(strip) || hasWideQrs(strip) || tAmplitude(strip, "V2") >= 1) return true;
  const pr = prMs(strip);
  return pr === null || pr > 200 || strip.parameters.rhythm !== "sinus";
}

function hasLowSigns(strip: DrawnBeat | UnmarkedStrip): boolean {
  if (strip.marks === null) return false;
  const u = { II: uAmplitude(strip, "II"), V3: uAmplitude(strip, "V3") };
  const isUAsTall = (["II", "V3"] as const).some((lead) => u[lead] > 0 && u[lead] >= tAmplitude(strip, lead));
  const hasLowSt = (["II", "V1", "V2", "V3"] as const).some((lead) => stLevel(strip, lead) <= -0.05);
  return isUAsTall || u.II > 0.05 || u.V3 > 0.1 || hasLowSt;
}

/** S6: the same people at K of 5.5 and more and at normal K. */
function pairedRow(people: number, randomOf: RandomOf, draw: Random): AcceptanceRow {
  const high: number[] = [];
  const normal: number[] = [];
  for (let i = 0; i < people; i++) {
    const patient = drawPatient(randomOf(`paired/${i}`), `p${i}`);
    const t = (potassiumMmolPerL: number, name: string) => {
      const strip = drawBeat({ patient, potassiumMmolPerL, dayBiasMmolPerL: drawDayBias(draw), rhythm: "sinus", randomAgain: () => randomOf(`paired/${i}/${name}`) });
      return strip.marks === null ? null : tAmplitude(strip, "V4");
    };
    const atHigh = t(drawTruncatedNormal(draw, 6, 0.5, 5.5, 8), "high");
    const atNormal = t(drawTruncatedNormal(draw, 4.3, 0.4, 3.5, 5), "normal");
    if (atHigh === null || atNormal === null) continue;
    high.push(atHigh);
    normal.push(atNormal);
  }
  const about = { id: "S6", statement: "mean T in V4 of the same people at K ~ N(6.0, 0.5) from 5.5, over that at N(4.3, 0.4) in 3.5–5.0", unit: "", n: high.length, basis: "American Heart Association abstract 14334: 5.0/3.7 mm = 1.35" };
  return rowWithin(about, mean(high) / mean(normal), 1.25, 1.45);
}
