import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, press, recordEvents, within } from "../testing/mount.ts";
import { KaliumPotassiumSlider } from "./potassiumSlider.ts";

describe("kalium-potassium-slider", () => {
  it("has no accessibility violation in light and dark", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumPotassiumSlider>("kalium-potassium-slider", { potassiumMmolPerL: 6.5 }));
  });

  it("goes by tenths with arrows and halves with page keys, and tells each step once", async () => {
    const element = await mount<KaliumPotassiumSlider>("kalium-potassium-slider", {});
    const events = recordEvents("kalium-potassium-change");
    const range = within<HTMLInputElement>(element, "input");
    press(range, "ArrowRight");
    press(range, "PageUp");
    press(range, "PageDown");
    press(range, "Home");
    press(range, "ArrowLeft");
    expect(events.map(({ detail }) => (detail as { potassiumMmolPerL: number }).potassiumMmolPerL)).toEqual([4.6, 5.1, 4.6, 2]);
  });

  it("follows the pointer and the presets, says the zone in words, and is silent when it is set", async () => {
    const element = await mount<KaliumPotassiumSlider>("kalium-potassium-slider", {});
    const events = recordEvents("kalium-potassium-change");
    element.potassiumMmolPerL = 3;
    await element.updateComplete;
    expect(events).toEqual([]);
    expect(within(element, "input").getAttribute("aria-valuetext")).toBe("3.0 millimoles per litre, low");
    const range = within<HTMLInputElement>(element, "input");
    range.value = "7.3";
    range.dispatchEvent(new Event("input"));
    [...element.shadowRoot!.querySelectorAll("button")].find((button) => button.textContent === "8.0")!.click();
    await element.updateComplete;
    expect(events.map(({ detail }) => (detail as { potassiumMmolPerL: number }).potassiumMmolPerL)).toEqual([7.3, 8]);
    expect(range.value).toBe("8");
    expect(element.shadowRoot!.querySelector('[aria-pressed="true"]')!.textContent).toBe("8.0");
  });
});
