import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, parseSvg, recordEvents, within } from "../testing/mount.ts";
import { IDLE_TRAINING } from "./trainingPanelState.ts";
import type { TrainingPanelState, TrainingStatus } from "./trainingPanelState.ts";
import type { KaliumTrainingPanel } from "./trainingPanel.ts";
import "./trainingPanel.ts";

const curve = Array.from({ length: 3000 }, (_, x) => ({ x, train: Math.exp(-x / 800), validation: x % 100 === 0 ? Math.exp(-x / 700) : null }));
const running: TrainingPanelState = {
  ...IDLE_TRAINING, status: "running", stage: "Personal round 2 of 5", detail: "Person 208", stepsDone: 3000, stepsTotal: 6000, stepsPerSecond: 6.4, secondsLeft: 470,
  executorName: "wasm", adapter: "2 threads", executorReason: "No hardware WebGPU adapter.", lossCurve: curve, accuracyCurve: [{ x: 0, validation: 0.5 }, { x: 2900, validation: 0.93 }],
};
const saved = { savedAt: "21 Nov 2026, 14:02", detail: "general model done" };

function buttons(element: KaliumTrainingPanel): Record<string, boolean> {
  return Object.fromEntries([...(element.shadowRoot?.querySelectorAll("button") ?? [])].map((button) => [button.textContent?.trim() ?? "", !button.disabled]));
}

describe("<kalium-training-panel>", () => {
  it.each(["idle", "running", "paused", "cancelling", "cancelled", "done", "failed"] as const)("is accessible in light and dark when %s", async (status) => {
    await expectAccessibleInBothSchemes(await mount<KaliumTrainingPanel>("kalium-training-panel", { state: { ...running, status, message: "What happened.", resumable: saved } }));
  });

  it.each([
    ["idle", { Run: true, Pause: false, Cancel: false }],
    ["running", { Run: false, Pause: true, Cancel: true }],
    ["paused", { Run: false, Resume: true, Cancel: true }],
    ["cancelling", { Run: false, Pause: false, Cancel: false }],
    ["done", { "Run again": true, Pause: false, Cancel: false }],
  ] as const)("offers only what makes sense when %s", async (status: TrainingStatus, expected) => {
    expect(buttons(await mount<KaliumTrainingPanel>("kalium-training-panel", { state: { ...running, status } }))).toEqual(expected);
  });

  it("tells the host which button was pressed, and nothing when its state is set", async () => {
    const element = await mount<KaliumTrainingPanel>("kalium-training-panel", { state: { ...IDLE_TRAINING, resumable: saved } });
    const seen = recordEvents("kalium-run", "kalium-pause", "kalium-resume", "kalium-cancel", "kalium-resume-saved", "kalium-discard-saved");
    const click = async (text: string): Promise<void> => {
      const button = [...(element.shadowRoot?.querySelectorAll("button") ?? [])].find((one) => one.textContent?.trim().startsWith(text));
      button?.click();
      await element.updateComplete;
    };
    await click("Resume from");
    await click("Start again");
    await click("Run");
    element.state = running;
    await element.updateComplete;
    await click("Pause");
    element.state = { ...running, status: "paused" };
    await element.updateComplete;
    await click("Resume");
    await click("Cancel");
    expect(seen.map(({ name }) => name)).toEqual(["kalium-resume-saved", "kalium-discard-saved", "kalium-run", "kalium-pause", "kalium-resume", "kalium-cancel"]);
  });

  it("says progress, speed, time left, executor, adapter and why", async () => {
    const element = await mount<KaliumTrainingPanel>("kalium-training-panel", { state: running });
    const bar = within(element, "[role=progressbar]");
    expect(bar.getAttribute("aria-valuenow")).toBe("50");
    expect(bar.getAttribute("aria-valuetext")).toBe("50 %, about 8 minutes left");
    const text = element.shadowRoot?.textContent ?? "";
    for (const part of ["3,000 of 6,000", "6.4", "about 8 minutes", "wasm, 2 threads", "No hardware WebGPU adapter."]) expect(text).toContain(part);
  });

  it("takes an update with 3000 points within 4 ms", async () => {
    const element = await mount<KaliumTrainingPanel>("kalium-training-panel", { state: running });
    const times: number[] = [];
    for (let k = 0; k < 60; k++) {
      const before = performance.now();
      element.state = { ...running, stepsDone: 3000 + k, lossCurve: [...curve, { x: 3000 + k, train: 0.02, validation: null }] };
      await element.updateComplete;
      times.push(performance.now() - before);
    }
    const median = times.sort((a, b) => a - b)[30];
    console.info(`kalium-training-panel: update with 3000 points, median ${median.toFixed(2)} ms`);
    expect(median).toBeLessThan(4);
  });

  it("exports both curves as a standalone SVG", async () => {
    const element = await mount<KaliumTrainingPanel>("kalium-training-panel", { state: running, figure: "training" });
    const svg = parseSvg((await element.exportFigure()).data);
    expect([...svg.querySelectorAll("path")].some((path) => (path.getAttribute("d")?.length ?? 0) > 1000)).toBe(true);
    expect(svg.documentElement.textContent).toContain("Loss");
    expect(svg.documentElement.textContent).toContain("Accuracy");
  });
});
