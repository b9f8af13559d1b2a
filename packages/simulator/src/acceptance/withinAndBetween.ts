/** S1, S2, S5: potassium shows well within a person and badly between people, and an estimator errs as published ones do. */
import { drawDayBias, drawPatient } from "../patient.ts";
import type { SimulatedPatient } from "../patient.ts";
import { drawTruncatedNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import { rowWithin } from "./acceptanceRow.ts";
import type { AcceptanceRow } from "./acceptanceRow.ts";
import { drawBeat, tAmplitude } from "./drawnBeat.ts";
import type { DrawnBeat } from "./drawnBeat.ts";
import { correlation, mean, median } from "./sampleFigures.ts";
import { tSlopeOverAmplitude } from "./tSlopeOverAmplitude.ts";

const RECORDS_PER_DIALYSIS_PATIENT = 12;
/** Potassium of dialysis patients before, within and after sessions (Kalium's choice). */
const dialysisPotassium = { mean: 5, standardDeviation: 0.85, lowest: 3, highest: 7 } as const;

interface DialysisRecord {
  readonly person: number;
  readonly potassiumMmolPerL: number;
  readonly slopeOverAmplitude: number;
}

export function withinAndBetweenRows(people: number, randomOf: (stream: string) => Random): AcceptanceRow[] {
  const dialysisPeople = Math.max(20, Math.round(people / 10));
  const records = dialysisRecords(dialysisPeople, randomOf);
  const byPerson = Array.from({ length: dialysisPeople }, (_, person) => records.filter((record) => record.person === person));
  const within = byPerson.filter((own) => own.length > 3).map((own) => correlation(own.map(({ slopeOverAmplitude }) => slopeOverAmplitude), own.map(({ potassiumMmolPerL }) => potassiumMmolPerL)));
  const between = betweenPeople(people, randomOf);
  const errors = leaveOneOutErrors(byPerson);
  return [
    rowWithin({ id: "S1", statement: `median over people of r(T_S/A, K), ${RECORDS_PER_DIALYSIS_PATIENT} recordings each, a day bias on each`, unit: "", n: within.length, basis: "Palmieri 2021, doi:10.1038/s41598-021-82935-5" }, median(within), 0.85, Infinity),
    rowWithin({ id: "S2", statement: "|r| between people of T in V4 and K ~ N(4.5, 0.7) in 3.0–6.5", unit: "", n: people, basis: "Yoon 2018, doi:10.1155/2018/3054316; Papal & Rafique" }, Math.abs(between), -Infinity, 0.35),
    rowWithin({ id: "S5", statement: "mean absolute error of K from T_S/A, quadratic, one person left out at a time", unit: "mmol/L", n: records.length, basis: "Corsi 2017, doi:10.1038/srep42492" }, mean(errors), 0.4, 0.6),
  ];
}

function dialysisRecords(people: number, randomOf: (stream: string) => Random): DialysisRecord[] {
  const records: DialysisRecord[] = [];
  for (let person = 0; person < people; person++) {
    const patient = drawPatient(randomOf(`dialysis/${person}`), `d${person}`, { mimic: null });
    const draw = randomOf(`dialysis/${person}/potassium`);
    for (let k = 0; k < RECORDS_PER_DIALYSIS_PATIENT; k++) {
      const { mean: centre, standardDeviation, lowest, highest } = dialysisPotassium;
      const potassiumMmolPerL = drawTruncatedNormal(draw, centre, standardDeviation, lowest, highest);
      const beat = sinusBeat(patient, potassiumMmolPerL, drawDayBias(draw), () => randomOf(`dialysis/${person}/${k}`));
      if (beat !== null) records.push({ person, potassiumMmolPerL, slopeOverAmplitude: tSlopeOverAmplitude(beat) });
    }
  }
  return records;
}

function betweenPeople(people: number, randomOf: (stream: string) => Random): number {
  const draw = randomOf("between/potassium");
  const potassium: number[] = [];
  const t: number[] = [];
  for (let person = 0; person < people; person++) {
    const patient = drawPatient(randomOf(`between/${person}`), `b${person}`);
    const potassiumMmolPerL = drawTruncatedNormal(draw, 4.5, 0.7, 3, 6.5);
    const beat = sinusBeat(patient, potassiumMmolPerL, drawDayBias(draw), () => randomOf(`between/${person}/strip`));
    if (beat === null) continue;
    potassium.push(potassiumMmolPerL);
    t.push(tAmplitude(beat, "V4"));
  }
  return correlation(t, potassium);
}

function sinusBeat(patient: SimulatedPatient, potassiumMmolPerL: number, dayBiasMmolPerL: number, randomAgain: () => Random): DrawnBeat | null {
  const drawn = drawBeat({ patient, potassiumMmolPerL, dayBiasMmolPerL, randomAgain, rhythm: "sinus" });
  return drawn.marks === null ? null : drawn;
}

/** Errors of K = a + b·s + c·s², fitted to everybody else. */
function leaveOneOutErrors(byPerson: readonly (readonly DialysisRecord[])[]): number[] {
  const total = normalSums(byPerson.flat());
  return byPerson.flatMap((own) => {
    const without = normalSums(own);
    const solved = solve3(total.map((value, i) => value - without[i]));
    return own.map(({ slopeOverAmplitude: s, potassiumMmolPerL }) => Math.abs(solved[0] + solved[1] * s + solved[2] * s * s - potassiumMmolPerL));
  });
}

/** Σ1, Σs, Σs², Σs³, Σs⁴, ΣK, ΣKs, ΣKs². */
function normalSums(records: readonly DialysisRecord[]): number[] {
  const sums = new Array<number>(8).fill(0);
  for (const { slopeOverAmplitude: s, potassiumMmolPerL: k } of records) {
    for (let power = 0; power <= 4; power++) sums[power] += s ** power;
    for (let power = 0; power <= 2; power++) sums[5 + power] += k * s ** power;
  }
  return sums;
}

/** Cramer's rule on the normal equations. */
function solve3([n, s1, s2, s3, s4, k0, k1, k2]: readonly number[]): [number, number, number] {
  const determinant = (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) =>
    a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const whole = determinant(n, s1, s2, s1, s2, s3, s2, s3, s4);
  return [
    determinant(k0, s1, s2, k1, s2, s3, k2, s3, s4) / whole,
    determinant(n, k0, s2, s1, k1, s3, s2, k2, s4) / whole,
    determinant(n, s1, k0, s1, s2, k1, s2, s3, k2) / whole,
  ];
}
