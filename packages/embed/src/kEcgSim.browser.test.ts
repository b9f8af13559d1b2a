import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { KaliumPotassiumSlider } from "@kalium/elements/potassium-slider";
import type { KaliumTwelveLead } from "@kalium/elements/twelve-lead";
import type { KEcgSim } from "./kEcgSim.ts";
import "./index.ts";

let element: KEcgSim;

beforeEach(async () => {
  document.body.innerHTML = `<main><k-ecg-sim potassium="6.5"></k-ecg-sim></main>`;
  element = document.querySelector("k-ecg-sim")!;
  await element.updateComplete;
});

const inside = <T extends Element>(selector: string): T => element.shadowRoot!.querySelector<T>(selector)!;
const sheet = () => inside<KaliumTwelveLead>("kalium-twelve-lead");
const slider = () => inside<KaliumPotassiumSlider>("kalium-potassium-slider");

describe("k-ecg-sim", () => {
  it("draws twelve leads at the potassium of its attribute, and says that they are simulated and not for diagnosis", async () => {
    expect(sheet().leads).toHaveLength(12);
    expect(sheet().heading).toBe("Typical person, 6.5 mmol/L");
    expect(sheet().simulated).toBe(true);
    expect(inside("[role=note]").textContent).toMatch(/not for diagnosis/);
    const results = await axe.run(document.querySelector("main")!, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] });
    expect(results.violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join()}`)).toEqual([]);
  });

  it("follows its slider, tells the page once, and draws other leads", async () => {
    const before = sheet().leads[1]!.samplesMillivolt;
    const told: number[] = [];
    element.addEventListener("k-ecg-sim-change", (event) => told.push(event.detail.potassiumMmolPerL));
    await slider().updateComplete;
    slider().shadowRoot!.querySelector("input")!.dispatchEvent(new KeyboardEvent("keydown", { key: "PageUp", bubbles: true, composed: true, cancelable: true }));
    await element.updateComplete;
    expect(told).toEqual([7]);
    expect(element.getAttribute("potassium")).toBe("7");
    expect(sheet().leads[1]!.samplesMillivolt).not.toEqual(before);
  });

  it("draws somebody else for another number, and the same person again for the same", async () => {
    const typical = element.simulated;
    element.person = 4;
    await element.updateComplete;
    const fourth = element.simulated.recording.leads[7]!.samplesMillivolt;
    expect(fourth).not.toEqual(typical.recording.leads[7]!.samplesMillivolt);
    element.person = 0;
    await element.updateComplete;
    element.person = 4;
    await element.updateComplete;
    expect(element.simulated.recording.leads[7]!.samplesMillivolt).toEqual(fourth);
  });

  it("holds an impossible potassium within 2.0 and 9.0", async () => {
    element.potassium = 40;
    await element.updateComplete;
    expect(element.simulated.parameters.potassiumMmolPerL).toBe(9);
    element.setAttribute("potassium", "nonsense");
    await element.updateComplete;
    expect(element.simulated.parameters.potassiumMmolPerL).toBe(4.5);
  });
});
