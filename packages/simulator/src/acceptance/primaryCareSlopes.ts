/** S4: the slopes over potassium that a large primary-care population shows. */
import { drawDayBias, drawPatient } from "../patient.ts";
import { REFERENCE_POTASSIUM_MMOL_PER_L } from "../potassiumCurve.ts";
import { drawTruncatedNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import { rowWithin } from "./acceptanceRow.ts";
import type { AcceptanceRow } from "./acceptanceRow.ts";
import { drawBeat, pDurationMs, prMs, qtcMs, tAmplitude } from "./drawnBeat.ts";
import type { DrawnBeat } from "./drawnBeat.ts";
import { median, slope } from "./sampleFigures.ts";

/** Per mmol/L of potassium, K 2.0–4.1 (Krogager 2019, doi:10.1016/j.jelectrocard.2019.09.005; literature). */
const published = { tMicrovolt: 43.1, qtcMs: -12.8, prMs: -4.6, pDurationMs: -2.7 } as const;
const TOLERANCE = 0.3;
/** T in that population's leads (specification of the simulator). */
const PRIMARY_CARE_T_MILLIVOLT = 0.3;

/**
 * Each person is drawn at their own potassium with their shift and day bias, with both turned round, and at 4.5 without them. The
 * mean change from 4.5 is regressed: what a person has at 4.5 is independent of potassium and shifts lie as often above as below,
 * so this is the slope of the plain regression with less of its scatter.
 */
export function primaryCareRows(people: number, randomOf: (stream: string) => Random): AcceptanceRow[] {
  const draw = randomOf("primary/potassium");
  const potassium: number[] = [];
  const changes: Record<keyof typeof published, number[]> = { tMicrovolt: [], qtcMs: [], prMs: [], pDurationMs: [] };
  const restingT: number[] = [];
  for (let i = 0; i < people; i++) {
    const patient = drawPatient(randomOf(`primary/${i}`), `c${i}`);
    const k = drawTruncatedNormal(draw, 3.9, 0.3, 2, 4.1);
    const shift = patient.potassiumShiftMmolPerL + drawDayBias(draw);
    const [own, ...now] = [{ at: REFERENCE_POTASSIUM_MMOL_PER_L, shift: 0 }, { at: k, shift }, { at: k, shift: -shift }].map((drawn): DrawnBeat | null => {
      const person = { ...patient, potassiumShiftMmolPerL: 0 };
      const strip = drawBeat({ patient: person, potassiumMmolPerL: drawn.at, dayBiasMmolPerL: drawn.shift, rhythm: "sinus", randomAgain: () => randomOf(`primary/${i}/strip`) });
      return strip.marks === null ? null : strip;
    });
    if (own === null || now[0] === null || now[1] === null) continue;
    const change = (of: (beat: DrawnBeat) => number) => (of(now[0]!) + of(now[1]!)) / 2 - of(own);
    potassium.push(k);
    restingT.push(tAmplitude(own, "V4"));
    changes.tMicrovolt.push(1000 * change((beat) => tAmplitude(beat, "V4")));
    changes.qtcMs.push(change(qtcMs));
    changes.prMs.push(change((beat) => prMs(beat)!));
    changes.pDurationMs.push(change((beat) => pDurationMs(beat)!));
  }
  const tScale = PRIMARY_CARE_T_MILLIVOLT / median(restingT);
  const row = (id: string, quantity: keyof typeof published, name: string, unit: string, scale = 1) => {
    const target = published[quantity];
    const ends = [target * (1 - TOLERANCE), target * (1 + TOLERANCE)];
    const about = { id, statement: `slope of ${name} on K ~ N(3.9, 0.3) in 2.0–4.1, published ${target}`, unit, n: potassium.length, basis: "Krogager 2019, doi:10.1016/j.jelectrocard.2019.09.005" };
    return rowWithin(about, scale * slope(potassium, changes[quantity]), Math.min(...ends), Math.max(...ends));
  };
  return [
    row("S4a", "tMicrovolt", "T in V4 (at a median of 0.30 mV)", "µV per mmol/L", tScale),
    row("S4b", "qtcMs", "QTc (Fridericia)", "ms per mmol/L"),
    row("S4c", "prMs", "PR", "ms per mmol/L"),
    row("S4d", "pDurationMs", "P duration", "ms per mmol/L"),
  ];
}
