/** What has been published about the potassium that is set, in words, each with its source. Only figures that were read there. */
import { html } from "lit";
import type { TemplateResult } from "lit";
import { cite } from "./sources.ts";
import type { SourceKey } from "./sources.ts";

interface Finding {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly source: SourceKey;
}

const FINDINGS: readonly Finding[] = [
  { from: 2, to: 2.69, text: "Below 2.7 the U wave may be taller than the T wave.", source: "uWave" },
  { from: 2, to: 3.4, text: "Signs used for low potassium: U at least as tall as T in II or V3; U above 0.05 mV in II or 0.1 mV in V3; ST at least 0.05 mV down in II or V1 to V3. A normal ECG does not rule low potassium out.", source: "weaver1960" },
  { from: 2, to: 3.4, text: "What looks like a long QT may be a QU. Ended at the notch between T and U, QTc in low potassium without low calcium was normal or short.", source: "lepeschkin1952" },
  { from: 2, to: 3.5, text: "Share of people with the typical pattern: 78 % below 2.7, 35 % from 2.7 to 3.0, 10 % from 3.0 to 3.5.", source: "surawicz1957" },
  { from: 2, to: 4.1, text: "For each 1 mmol/L less, on average over people: QTc (Fridericia) 12.8 ms longer, T 43.1 µV lower, PR 4.6 ms longer, P 2.7 ms longer and 3.5 µV taller.", source: "krogager2019" },
  { from: 4.2, to: 6, text: "From 4.2 to 6.0 the same measures follow potassium much more weakly.", source: "krogager2019" },
  { from: 5.5, to: 9, text: "The same people at 5.5 or more against their own normal ECG: T in V4 5.0 against 3.7 mm, in II 4.0 against 2.7 mm, and narrower; PR 188 against 167 ms.", source: "aha14334" },
  { from: 5.5, to: 6.5, text: "The order taught: from 5.5 to 6.5 tall T waves with a narrow base.", source: "emj2002" },
  { from: 6.51, to: 8, text: "The order taught: from 6.5 to 8.0 peaked T, long PR, low P, wide QRS.", source: "emj2002" },
  { from: 8.01, to: 9, text: "The order taught: above 8.0 no P wave, QRS wider and wider, in the end a sine wave, fibrillation of the ventricles or standstill.", source: "emj2002" },
  { from: 6, to: 7, text: "From 6.0 to 7.0 signs of high potassium were not clearly more frequent than in people with normal potassium.", source: "varga2019" },
  { from: 7.01, to: 9, text: "Above 7.0 against normal: wide QRS in 31.6 against 8.2 %, peaked T 18.4 against 4.7 %, first-degree block 18.4 against 7.1 %, slow rhythm 18.4 against 6.5 %.", source: "varga2019" },
  { from: 6, to: 9, text: "At 6.0 or more: any ECG change in 52 %, strict criteria met in 18 %.", source: "montague2008" },
  { from: 6.5, to: 9, text: "At 6.5 or more: serious events in 15 % within six hours. A rate below 50, QRS above 110 ms and a junctional rhythm foretold them; a peaked T did not.", source: "durfey2017" },
];

export function publishedFindings(potassiumMmolPerL: number): TemplateResult {
  const here = FINDINGS.filter(({ from, to }) => potassiumMmolPerL >= from && potassiumMmolPerL <= to);
  return html`<h3>Published at ${potassiumMmolPerL.toFixed(1)} mmol/L</h3>
    <ul>${here.map(({ text, source }) => html`<li>${text} ${cite(source)}</li>`)}</ul>`;
}
