import { typicalPatient } from "@kalium/lab";
import { describe, expect, it } from "vitest";
import { drawLessonEcg } from "./lessonEcg.ts";
import { measuringNote, NOTHING_MEASURED } from "./readableWaves.ts";

const drawnAt = (potassiumMmolPerL: number) => drawLessonEcg({ patient: typicalPatient(), potassiumMmolPerL, seed: 1, noise: "none" });

describe("the note under the measurements", () => {
  it("says that U was taken for T only where QT is so much longer than drawn, else where T was ended", () => {
    const low = drawnAt(2.5);
    const { qrsOnsetS, tOffsetS } = low.fiducials[2]!;
    const qtMs = 1000 * (tOffsetS - qrsOnsetS);
    expect(measuringNote(low, { ...NOTHING_MEASURED, qtMs: qtMs + 90 })).toContain("took the taller U wave for T");
    expect(measuringNote(low, { ...NOTHING_MEASURED, qtMs: qtMs - 40 })).toContain("notch between them");
  });

  it("says neither at usual potassium, and warns of the sine wave where it mixes in", () => {
    expect(measuringNote(drawnAt(4.5), NOTHING_MEASURED)).not.toMatch(/U |sine/);
    expect(measuringNote(drawnAt(8), NOTHING_MEASURED)).toContain("sine wave mixes in");
  });
});
