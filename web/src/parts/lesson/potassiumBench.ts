/** The bench of the lesson: slider, person and rhythm above twelve leads, measurements beside them. */
import type { KaliumMeasurements, KaliumPotassiumSlider, KaliumTwelveLead } from "@kalium/elements";
import { drawPatient, openTraceMeasurer, seededStreams, typicalPatient } from "@kalium/lab";
import type { MimicName, SimulatedPatient, SimulatedRecording, TraceMeasurements } from "@kalium/lab";
import { html, nothing, render } from "lit";
import { expectedRows } from "./expectedRows.ts";
import { drawLessonEcg, ecgSummary, LESSON_FILTER_TEXT, LESSON_RATE_HZ, middleBeatS, rhythmInWords } from "./lessonEcg.ts";
import type { LessonNoise, LessonRhythm } from "./lessonEcg.ts";
import { publishedFindings } from "./publishedFindings.ts";
import { hasReadableWaves, measuringNote, NOTHING_MEASURED } from "./readableWaves.ts";

export interface BenchOptions {
  readonly seed?: number;
  readonly potassiumMmolPerL?: number;
}

/** What the bench shows now; other parts of the lesson read it. */
export interface BenchState {
  readonly patient: SimulatedPatient;
  readonly personName: string;
  readonly potassiumMmolPerL: number;
  readonly simulated: SimulatedRecording;
}

export interface PotassiumBench extends HTMLElement {
  readonly value: BenchState;
}

/** Measuring waits until the slider has rested this long. */
const MEASURE_AFTER_MS = 120;

const RHYTHM_CHOICES: readonly (readonly [LessonRhythm, string])[] = [
  ["by-potassium", "as potassium brings it"], ["sinus", "sinus rhythm"], ["junctional", "junctional rhythm"], ["second-degree-block", "second-degree AV block"],
  ["complete-block", "complete AV block"], ["sine-wave", "sine wave"], ["ventricular-fibrillation", "ventricular fibrillation"],
];
const HEART_CHOICES: readonly (readonly [MimicName | "none", string])[] = [
  ["none", "nothing else"], ["early-repolarisation", "early repolarisation"], ["left-ventricular-strain", "strained left ventricle"],
  ["left-bundle-branch-block", "left bundle branch block"], ["right-bundle-branch-block", "right bundle branch block"],
];
const NOISE_CHOICES: readonly (readonly [LessonNoise, string])[] = [["none", "none"], ["quiet", "little"], ["bedside", "as at the bedside"]];

/** @param invalidation settles when the cell is made anew; the bench then ends its worker. */
export function potassiumBench({ seed = 1, potassiumMmolPerL = 4.5 }: BenchOptions, invalidation: Promise<unknown>): PotassiumBench {
  const root = document.createElement("section");
  root.className = "lesson-bench";
  root.setAttribute("aria-label", "Potassium and twelve leads");
  const slider = document.createElement("kalium-potassium-slider") as KaliumPotassiumSlider;
  const sheet = document.createElement("kalium-twelve-lead") as KaliumTwelveLead;
  const table = document.createElement("kalium-measurements") as KaliumMeasurements;
  const chooser = Object.assign(document.createElement("div"), { className: "lesson-chooser" });
  const findings = Object.assign(document.createElement("div"), { className: "lesson-findings" });
  const body = Object.assign(document.createElement("div"), { className: "lesson-bench-body" });
  const held = Object.assign(document.createElement("div"), { className: "lesson-held" });
  held.append(slider);
  // The parts below have headings of the third rank; who jumps from heading to heading needs the second.
  const heading = Object.assign(document.createElement("h2"), { className: "visually-hidden", textContent: "Potassium and twelve leads" });
  body.append(sheet, table, findings);
  root.append(heading, held, chooser, body);

  const measurer = openTraceMeasurer();
  void invalidation.then(() => {
    // A trace that still waits would start a worker anew, with nobody left to end it.
    clearTimeout(timer);
    measurer.dispose();
  });
  let person = 0;
  let patient = typicalPatient();
  let heart: MimicName | "none" = "none";
  let rhythm: LessonRhythm = "by-potassium";
  let noise: LessonNoise = "quiet";
  let simulated: SimulatedRecording;
  let timer: ReturnType<typeof setTimeout> | undefined;

  slider.potassiumMmolPerL = potassiumMmolPerL;
  Object.assign(sheet, { samplingRateHz: LESSON_RATE_HZ, simulated: true, filterText: LESSON_FILTER_TEXT, figure: "twelve-leads" });
  sheet.setAttribute("figure", "twelve-leads");
  table.expectedLabel = "average person";

  const personName = () => (person === 0 ? "the typical person" : `person ${person} of seed ${seed}`);

  function draw(): void {
    const beganMs = performance.now();
    const potassium = slider.potassiumMmolPerL;
    simulated = drawLessonEcg({ patient, potassiumMmolPerL: potassium, seed: seed + person, rhythm, noise });
    sheet.leads = simulated.recording.leads;
    sheet.beatS = middleBeatS(simulated);
    const besides = heart === "none" ? "" : `, ${HEART_CHOICES.find(([name]) => name === heart)![1]}`;
    sheet.heading = `${capital(personName())}${besides}, ${potassium.toFixed(1)} mmol/L, ${rhythmInWords(simulated.parameters)}`;
    sheet.summary = ecgSummary(simulated);
    table.pending = true;
    clearTimeout(timer);
    timer = setTimeout(() => void measure(), MEASURE_AFTER_MS);
    // From the change to twelve leads on the canvas; read by the test that holds it to 33 ms.
    void sheet.updateComplete.then(() => (root.dataset.redrawMs = (performance.now() - beganMs).toFixed(2)));
  }

  async function measure(): Promise<void> {
    const asked = simulated;
    const potassium = slider.potassiumMmolPerL;
    render(publishedFindings(potassium), findings);
    let measured: TraceMeasurements | null;
    try {
      measured = await measurer.measure(asked.recording.leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt })), LESSON_RATE_HZ);
    } catch (error) {
      measured = { ...NOTHING_MEASURED, notes: [`Measuring failed: ${error instanceof Error ? error.message : String(error)}`] };
    }
    // A newer trace is on its way, or on the paper already.
    if (measured === null || asked !== simulated) return;
    const readable = hasReadableWaves(asked) ? measured : { ...NOTHING_MEASURED, heartRatePerMinute: asked.fibrillationFromS === null ? asked.parameters.heartRatePerMinute : null };
    table.rows = expectedRows(potassium, readable);
    table.note = measuringNote(asked, measured);
    table.pending = false;
    root.dataset.measuredAt = potassium.toFixed(1);
  }

  function choosePerson(next: number): void {
    person = next;
    const mimic = heart === "none" ? null : { name: heart, degree: 1 };
    patient = next === 0 ? typicalPatient(undefined, mimic) : drawPatient(seededStreams(seed)(`person-${next}`), `person-${next}`, { mimic });
    renderChooser();
    draw();
  }

  function renderChooser(): void {
    const select = <Value extends string>(label: string, choices: readonly (readonly [Value, string])[], current: Value, change: (value: Value) => void) => html`
      <label class="choice"><span>${label}</span><select @change=${(event: Event) => change((event.target as HTMLSelectElement).value as Value)}>
        ${choices.map(([value, words]) => html`<option value=${value} ?selected=${value === current}>${words}</option>`)}
      </select></label>`;
    render(
      html`<div class="lesson-people" role="group" aria-label="Person">
          <button type="button" class="button button-quiet button-small" aria-pressed=${person === 0} @click=${() => choosePerson(0)}>Typical person</button>
          <button type="button" class="button button-quiet button-small" @click=${() => choosePerson(person + 1)}>Draw another person</button>
          ${person === 0 ? nothing : html`<span class="soft">${capital(personName())}</span>`}
        </div>
        ${select("Besides potassium", HEART_CHOICES, heart, (value) => { heart = value; choosePerson(person); })}
        ${select("Rhythm", RHYTHM_CHOICES, rhythm, (value) => { rhythm = value; draw(); })}
        ${select("Noise", NOISE_CHOICES, noise, (value) => { noise = value; draw(); })}`,
      chooser,
    );
  }

  slider.addEventListener("kalium-potassium-change", draw);
  renderChooser();
  draw();
  table.rows = expectedRows(slider.potassiumMmolPerL, NOTHING_MEASURED);
  table.note = "Measuring …";
  render(publishedFindings(slider.potassiumMmolPerL), findings);
  return Object.defineProperty(root, "value", { get: (): BenchState => ({ patient, personName: personName(), potassiumMmolPerL: slider.potassiumMmolPerL, simulated }) }) as HTMLElement as PotassiumBench;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
