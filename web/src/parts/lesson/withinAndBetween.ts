/** T height against potassium between many people and within one: the contrast that the lesson is about. */
import type { KaliumScatter, ScatterPanel } from "@kalium/elements";
import { drawDayBias, drawPatient, noNoise, pearson, seededStreams, simulateRecording } from "@kalium/lab";
import type { SimulatedPatient } from "@kalium/lab";
import { onceSeen } from "./onceSeen.ts";

const PEOPLE = 150;
const RECORDINGS = 40;
const LOWEST = 3;
const HIGHEST = 6.5;

export function withinAndBetween({ seed = 1 }: { readonly seed?: number } = {}): KaliumScatter {
  const figure = document.createElement("kalium-scatter") as KaliumScatter;
  Object.assign(figure, { heading: "Height of T in V4 against potassium", simulated: true, xLabel: "potassium, mmol/L", yLabel: "T in V4, mV" });
  figure.setAttribute("figure", "within-and-between");
  onceSeen(figure, () => (figure.panels = drawPanels(seed)));
  return figure;
}

function drawPanels(seed: number): ScatterPanel[] {
  const randomOf = seededStreams(seed);
  const potassium = randomOf("scatter/potassium");
  const day = randomOf("scatter/day");
  const point = (patient: SimulatedPatient, label: string) => {
    const potassiumMmolPerL = LOWEST + (HIGHEST - LOWEST) * potassium();
    const { parameters } = simulateRecording({
      patient, potassiumMmolPerL, dayBiasMmolPerL: drawDayBias(day), durationS: 1, samplingRateHz: 50, leadNames: ["V4"], rhythm: "sinus", noise: noNoise, random: () => 0.5,
    });
    return { x: potassiumMmolPerL, y: parameters.amplitudes.V4?.tMillivolt ?? 0, label };
  };
  const one = drawPatient(randomOf("scatter/one"), "one", { mimic: null });
  const between = Array.from({ length: PEOPLE }, (_, person) => point(drawPatient(randomOf(`scatter/person-${person}`), `${person}`), `person ${person + 1}`));
  const within = Array.from({ length: RECORDINGS }, (_, recording) => point(one, `recording ${recording + 1}`));
  return [panel("Between people", `${PEOPLE} people, one ECG each`, between), panel("Within one person", `${RECORDINGS} ECGs on different days`, within)];
}

function panel(title: string, words: string, points: ScatterPanel["points"]): ScatterPanel {
  const r = pearson(points.map(({ x }) => x), points.map(({ y }) => y));
  return { title, finding: `${words}, r = ${(r ?? NaN).toFixed(2)}`, points };
}
