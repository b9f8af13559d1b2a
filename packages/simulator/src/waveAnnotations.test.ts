import { describe, expect, it } from "vitest";
import { noNoise, seededStreams, simulateRecording, typicalPatient, waveAnnotations } from "./index.ts";
import type { RecordingOptions } from "./index.ts";

const streams = seededStreams(3);
const simulate = (options: Partial<RecordingOptions> = {}) =>
  simulateRecording({ patient: typicalPatient(), potassiumMmolPerL: 4.5, durationS: 10, noise: noNoise, leadNames: ["II"], rhythm: "sinus", random: streams("r"), ...options });

describe("the annotations of a recording", () => {
  it("hold every beat once and every wave between its brackets, in order of time", () => {
    const made = simulate();
    const marks = waveAnnotations(made);
    marks.slice(1).forEach((mark, i) => expect(mark.onsetS).toBeGreaterThanOrEqual(marks[i].onsetS));
    expect(marks.filter(({ symbol }) => symbol === "N").map(({ sampleIndex }) => sampleIndex)).toEqual(made.recording.annotations.map(({ sampleIndex }) => sampleIndex));
    const text = marks.map(({ symbol }) => symbol).join("");
    expect(text.match(/\(p\)\(N\)\(t\)(\(u\))?/g)).toHaveLength(made.fiducials.length);
    const beat = made.fiducials[2];
    const bracket = (symbol: string, number: number, timeS: number) => expect(marks).toContainEqual({ symbol, number, onsetS: timeS, sampleIndex: Math.round(500 * timeS), aux: "" });
    bracket("(", 0, beat.pOnsetS!);
    bracket(")", 1, beat.qrsOffsetS);
    bracket(")", 2, beat.tOffsetS);
  });
  it("begin with the rhythm's label", () => {
    const labelOf = (options: Partial<RecordingOptions>) => waveAnnotations(simulate(options))[0];
    expect(labelOf({ heartRatePerMinute: 70 })).toMatchObject({ sampleIndex: 0, symbol: "+", aux: "(N" });
    expect(labelOf({ heartRatePerMinute: 45 }).aux).toBe("(SBR");
    expect(labelOf({ rhythm: "second-degree-block" }).aux).toBe("(BII");
    expect(labelOf({ rhythm: "sine-wave", potassiumMmolPerL: 8.9 }).aux).toBe("(SINE");
  });
  it("mark the P waves that no beat followed", () => {
    const made = simulate({ rhythm: "complete-block" });
    expect(made.blockedP.length).toBeGreaterThan(5);
    expect(waveAnnotations(made).filter(({ symbol }) => symbol === "x")).toHaveLength(made.blockedP.length);
  });
  it("bound ventricular fibrillation by [ and ], with nothing but silence between", () => {
    const made = simulate({ rhythm: "ventricular-fibrillation", potassiumMmolPerL: 8.9 });
    const marks = waveAnnotations(made);
    const from = marks.findIndex(({ symbol }) => symbol === "[");
    expect(marks.slice(from).map(({ symbol, aux }) => symbol + aux)).toEqual(["[", "+(VFIB", "]"]);
    expect(marks[from].onsetS).toBe(made.fibrillationFromS);
    expect(marks[0].aux).toBe("(SINE");
  });
});
