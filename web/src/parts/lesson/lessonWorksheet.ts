/** The worksheet of the lesson: people drawn from a seed, potassium as the teacher chooses, in an order that gives nothing away. */
import type { KaliumWorksheet, WorksheetEcg } from "@kalium/elements";
import { drawPatient, seededStreams, usualRhythm } from "@kalium/lab";
import type { SimulatedRecording } from "@kalium/lab";
import { drawLessonEcg, LESSON_FILTER_TEXT, LESSON_RATE_HZ, rhythmInWords } from "./lessonEcg.ts";
import { onceSeen } from "./onceSeen.ts";

const POTASSIUMS = [2.5, 4.5, 6.5, 8];

export function lessonWorksheet({ seed = 1 }: { readonly seed?: number } = {}): KaliumWorksheet {
  const sheet = document.createElement("kalium-worksheet") as KaliumWorksheet;
  let seedInForce = seed;
  let potassiums: readonly number[] = POTASSIUMS;

  function fill(): void {
    const order = shuffled(potassiums, seededStreams(seedInForce)("worksheet/order"));
    sheet.potassiumsMmolPerL = potassiums;
    sheet.ecgs = order.map((potassiumMmolPerL, index): WorksheetEcg => {
      const patient = drawPatient(seededStreams(seedInForce)(`worksheet/${index}`), `worksheet-${index}`);
      const simulated = drawLessonEcg({ patient, potassiumMmolPerL, seed: seedInForce * 100 + index, noise: "quiet", rhythm: usualRhythm(potassiumMmolPerL) });
      return { leads: simulated.recording.leads, samplingRateHz: LESSON_RATE_HZ, answer: `${potassiumMmolPerL.toFixed(1)} mmol/L, ${rhythmInWords(simulated.parameters)}`, explanation: explained(simulated) };
    });
    sheet.foot = `Simulated with Kalium, seed ${seedInForce}. For teaching and method testing, not for diagnosis.`;
  }

  sheet.heading = "Potassium and the heartbeat";
  sheet.question = "Potassium low, usual or high? What tells you, and how sure are you?";
  sheet.filterText = LESSON_FILTER_TEXT;
  sheet.addEventListener("kalium-worksheet-change", (event) => {
    potassiums = event.detail.potassiumsMmolPerL;
    fill();
  });
  sheet.addEventListener("kalium-worksheet-shuffle", () => {
    seedInForce += 1;
    fill();
  });
  sheet.potassiumsMmolPerL = potassiums;
  onceSeen(sheet, fill);
  return sheet;
}

/** What was drawn, in numbers a class can check with a ruler. */
function explained({ parameters, fiducials }: SimulatedRecording): string {
  if (fiducials.length === 0) return "No boundaries of QRS or T are left to measure.";
  const { timing, amplitudes } = parameters;
  const u = amplitudes.V3?.uMillivolt ?? 0;
  return [
    `${Math.round(parameters.heartRatePerMinute)} beats a minute`,
    timing.prMs === null ? "no P wave to measure" : `PR ${Math.round(timing.prMs)} ms`,
    `QRS ${Math.round(timing.qrsMs)} ms`,
    `QTc (Fridericia) ${Math.round(timing.qtcMs)} ms`,
    `T in V4 ${(amplitudes.V4?.tMillivolt ?? 0).toFixed(2)} mV`,
    u >= 0.05 ? `U in V3 ${u.toFixed(2)} mV` : "",
  ].filter(Boolean).join(", ") + ". As the simulator drew them.";
}

function shuffled(values: readonly number[], random: () => number): number[] {
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
