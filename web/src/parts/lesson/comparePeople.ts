/** Two people at one potassium, one beat of each lead laid over each other. */
import type { KaliumPotassiumSlider, KaliumTwelveLead } from "@kalium/elements";
import { drawPatient, parametersAtPotassium, seededStreams } from "@kalium/lab";
import type { SimulatedPatient, SimulatedRecording } from "@kalium/lab";
import { html, render } from "lit";
import { drawLessonEcg, LESSON_FILTER_TEXT, LESSON_RATE_HZ, middleBeatS } from "./lessonEcg.ts";
import { onceSeen } from "./onceSeen.ts";

const REFERENCE = 4.5;
/** Among these the first person B is looked for. */
const FIRST_DRAWS = [2, 3, 4, 5, 6];

export function comparePeople({ seed = 1, potassiumMmolPerL = 6 }: { readonly seed?: number; readonly potassiumMmolPerL?: number } = {}): HTMLElement {
  const root = Object.assign(document.createElement("section"), { className: "lesson-compare" });
  root.setAttribute("aria-label", "Two people at one potassium");
  const slider = document.createElement("kalium-potassium-slider") as KaliumPotassiumSlider;
  const sheet = document.createElement("kalium-twelve-lead") as KaliumTwelveLead;
  const chooser = Object.assign(document.createElement("div"), { className: "lesson-chooser" });
  const words = Object.assign(document.createElement("div"), { className: "lesson-findings" });
  slider.potassiumMmolPerL = potassiumMmolPerL;
  slider.presets = [4.5, 6, 7];
  slider.label = "Potassium of both";
  Object.assign(sheet, { samplingRateHz: LESSON_RATE_HZ, simulated: true, filterText: LESSON_FILTER_TEXT, layout: "beat", withoutControls: true, heading: "One beat of each lead" });
  sheet.setAttribute("figure", "two-people");
  const pair = Object.assign(document.createElement("div"), { className: "lesson-pair" });
  pair.append(sheet, words);
  root.append(slider, chooser, pair);

  const personOf = (draw: number) => drawPatient(seededStreams(seed)(`pair-${draw}`), `pair-${draw}`, { mimic: null });
  let draws = [1, leastLike(1, FIRST_DRAWS, personOf)];

  function draw(): void {
    const potassium = slider.potassiumMmolPerL;
    const [a, b] = draws.map(personOf) as [SimulatedPatient, SimulatedPatient];
    const at = (patient: SimulatedPatient, k: number, n: number) => drawLessonEcg({ patient, potassiumMmolPerL: k, seed: seed + n, rhythm: "sinus", noise: "none" });
    const [ecgA, ecgB] = [at(a, potassium, 1), at(b, potassium, 2)];
    sheet.leads = ecgA.recording.leads;
    sheet.beatS = middleBeatS(ecgA);
    sheet.label = `Person A (draw ${draws[0]})`;
    sheet.compared = { leads: ecgB.recording.leads, beatS: middleBeatS(ecgB), label: `Person B (draw ${draws[1]})` };
    sheet.summary = `Two people at ${potassium.toFixed(1)} mmol/L. T in V4: ${tV4(ecgA).toFixed(2)} mV in A, ${tV4(ecgB).toFixed(2)} mV in B.`;
    renderWords(potassium, [a, b], [ecgA, ecgB], [at(a, REFERENCE, 1), at(b, REFERENCE, 2)]);
  }

  function renderWords(potassium: number, people: readonly [SimulatedPatient, SimulatedPatient], now: readonly SimulatedRecording[], then: readonly SimulatedRecording[]): void {
    const sizes = people.map((_, index) => ({ now: tV4(now[index]!), then: tV4(then[index]!), qrsNow: now[index]!.parameters.timing.qrsMs, qrsThen: then[index]!.parameters.timing.qrsMs }));
    const lower = sizes[0]!.then <= sizes[1]!.then ? 0 : 1;
    const higher = 1 - lower;
    const reached = potassiumOfT(people[lower]!, sizes[higher]!.then);
    const names = ["A", "B"];
    render(
      html`<div class="table-scroll" role="region" tabindex="0" aria-label="Two people in numbers"><table>
          <thead><tr><th scope="col">Drawn, simulated</th><th scope="col" class="number">T in V4 at 4.5</th><th scope="col" class="number">T in V4 at ${potassium.toFixed(1)}</th><th scope="col" class="number">QRS at 4.5</th><th scope="col" class="number">QRS at ${potassium.toFixed(1)}</th></tr></thead>
          <tbody>${sizes.map((size, index) => html`<tr><th scope="row">Person ${names[index]}</th><td class="number">${size.then.toFixed(2)} mV</td><td class="number">${size.now.toFixed(2)} mV</td><td class="number">${size.qrsThen.toFixed(0)} ms</td><td class="number">${size.qrsNow.toFixed(0)} ms</td></tr>`)}</tbody>
        </table></div>
        <p>${reached === null
          ? html`At no potassium on this scale does person ${names[lower]}'s T in V4 grow as tall as person ${names[higher]}'s is at 4.5 already.`
          : html`Person ${names[lower]}'s T in V4 is as tall as person ${names[higher]}'s at 4.5 only when potassium reaches ${reached.toFixed(1)}. One glance at one T wave cannot tell the two apart.`}</p>`,
      words,
    );
  }

  function renderChooser(): void {
    const another = (which: 0 | 1) => () => {
      draws = draws.map((current, index) => (index === which ? Math.max(...draws) + 1 : current));
      draw();
    };
    render(
      html`<div class="lesson-people" role="group" aria-label="People">
        <button type="button" class="button button-quiet button-small" @click=${another(0)}>Draw another person A</button>
        <button type="button" class="button button-quiet button-small" @click=${another(1)}>Draw another person B</button>
      </div><span class="soft">Seed ${seed}. Both in sinus rhythm, no noise. The first person B is the one of five draws whose T is least like that of A.</span>`,
      chooser,
    );
  }

  slider.addEventListener("kalium-potassium-change", draw);
  renderChooser();
  onceSeen(root, draw);
  return root;
}

/** The draw whose T at 4.5 differs most, in ratio. */
function leastLike(draw: number, others: readonly number[], personOf: (draw: number) => SimulatedPatient): number {
  const size = (other: number) => Math.abs(Math.log(personOf(other).tAmplitudeV4Millivolt / personOf(draw).tAmplitudeV4Millivolt));
  return others.reduce((best, other) => (size(other) > size(best) ? other : best));
}

function tV4({ parameters }: SimulatedRecording): number {
  return parameters.amplitudes.V4?.tMillivolt ?? 0;
}

/** Lowest potassium at which a person's T in V4 reaches a size, in tenths; null where it does not below 8.0. */
function potassiumOfT({ tAmplitudeV4Millivolt, tGain, potassiumShiftMmolPerL }: SimulatedPatient, sizeMillivolt: number): number | null {
  for (let tenths = 20; tenths <= 80; tenths++) {
    const effective = Math.min(9, Math.max(2, tenths / 10 + potassiumShiftMmolPerL));
    if (tAmplitudeV4Millivolt * parametersAtPotassium(effective).tAmplitudeRatio ** tGain >= sizeMillivolt) return tenths / 10;
  }
  return null;
}
