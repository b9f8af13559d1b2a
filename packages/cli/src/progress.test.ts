import { describe, expect, it } from "vitest";
import type { NotebookSnapshot, TrainingState } from "./notebookPage.ts";
import { describeProgress, progressFilter } from "./progress.ts";

const snapshot = (training: TrainingState | null): NotebookSnapshot => ({
  phase: "running",
  cells: [
    { id: 1, status: "fulfilled", activity: null, error: null },
    { id: 2, status: "pending", activity: "running", error: null },
  ],
  training,
});

describe("progress", () => {
  it("tells stage, share and time left while training, and cells otherwise", () => {
    const training = { stage: "generic training", detail: "epoch 2 of 8", stepsDone: 50, stepsTotal: 200, secondsLeft: 61.2 };
    expect(describeProgress(snapshot(training))).toBe("generic training: epoch 2 of 8, 25 %, about 62 s left");
    expect(describeProgress(snapshot({ stage: "personal rounds", secondsLeft: 200 }))).toBe("personal rounds, about 3 min left");
    expect(describeProgress(snapshot({ stage: "reading", stepsDone: 0, stepsTotal: 0, secondsLeft: Infinity }))).toBe("reading");
    expect(describeProgress(snapshot(null))).toBe("1 of 2 cells settled");
  });

  it("prints a new stage at once, figures every five seconds, and no line twice", () => {
    let timeMs = 0;
    const worthPrinting = progressFilter(() => timeMs);
    const at = (stage: string, stepsDone: number): string | null => worthPrinting(snapshot({ stage, stepsDone, stepsTotal: 100 }));
    expect(at("a", 1)).toBe("a, 1 %");
    timeMs = 1000;
    expect(at("a", 2)).toBeNull();
    expect(at("b", 0)).toBe("b, 0 %");
    timeMs = 5999;
    expect(at("b", 50)).toBeNull();
    timeMs = 6000;
    expect(at("b", 51)).toBe("b, 51 %");
    timeMs = 20_000;
    expect(at("b", 51)).toBeNull();
  });
});
