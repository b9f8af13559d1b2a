import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, nextFrame, press, recordEvents, within } from "../testing/mount.ts";
import { sampleRecordings } from "../testing/sampleRecordings.ts";
import type { KaliumRecordings } from "./recordings.ts";
import "./recordings.ts";

const rowsOf = (element: KaliumRecordings): HTMLElement[] => [...(element.shadowRoot?.querySelectorAll<HTMLElement>(".row:not(.headrow)") ?? [])];
const grid = (element: KaliumRecordings): HTMLElement => within(element, "[role=grid]");

describe("<kalium-recordings>", () => {
  it("is accessible in light and dark, wide and narrow, empty and full", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumRecordings>("kalium-recordings", {}));
    await expectAccessibleInBothSchemes(await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(30), selected: new Set(["r1", "r5"]) }, 1150));
    await expectAccessibleInBothSchemes(await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(30), selected: new Set(["r0"]) }, 358));
  });

  it("draws only the rows in view of ten thousand, and others after a scroll", async () => {
    const element = await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(10_000) }, 1150);
    await nextFrame();
    expect(rowsOf(element).length).toBeLessThan(40);
    expect(grid(element).getAttribute("aria-rowcount")).toBe("10001");
    grid(element).scrollTop = 60 * 5_000;
    await nextFrame();
    await element.updateComplete;
    const visible = rowsOf(element).find((row) => row.getBoundingClientRect().top >= grid(element).getBoundingClientRect().top + 60)!;
    expect(Number(visible.getAttribute("aria-rowindex"))).toBeGreaterThan(4_990);
    expect(Number(visible.getAttribute("aria-rowindex"))).toBeLessThan(5_020);
  });

  it("draws no more of ten thousand rows than fit, wherever it is scrolled to", async () => {
    const element = await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(10_000), selected: new Set(["r7"]) }, 1150);
    const times: number[] = [];
    for (let step = 1; step <= 40; step++) {
      const before = performance.now();
      grid(element).scrollTop = step * 14_000;
      grid(element).dispatchEvent(new Event("scroll"));
      await element.updateComplete;
      times.push(performance.now() - before);
      expect(rowsOf(element).length).toBeLessThan(60);
      await nextFrame();
    }
    const median = times.sort((a, b) => a - b)[20]!;
    console.info(`kalium-recordings: 10 000 rows, a jump of 233 rows redrawn in ${median.toFixed(1)} ms (median)`);
  });

  it("selects by click, Ctrl, Shift, the box and all, and says so", async () => {
    const element = await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(20) }, 1150);
    const seen = recordEvents("kalium-selection-change");
    const click = async (index: number, keys: MouseEventInit = {}): Promise<void> => {
      rowsOf(element)[index]!.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, ...keys }));
      await element.updateComplete;
    };
    await click(2);
    await click(5, { shiftKey: true });
    await click(0, { ctrlKey: true });
    rowsOf(element)[3]!.querySelector<HTMLInputElement>("input")!.click();
    await element.updateComplete;
    expect(seen.map(({ detail }) => (detail as { keys: string[] }).keys.join(" "))).toEqual(["r2", "r2 r3 r4 r5", "r2 r3 r4 r5 r0", "r2 r4 r5 r0"]);
    within<HTMLInputElement>(element, ".headrow input").click();
    await element.updateComplete;
    expect(element.selected.size).toBe(20);
    expect(within(element, ".counts").textContent).toBe("20 recordings; 20 selected.");
  });

  it("does everything by keyboard", async () => {
    const element = await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(100) }, 1150);
    const seen = recordEvents("kalium-recording-open");
    grid(element).focus();
    press(grid(element), "ArrowDown");
    press(grid(element), " ");
    await element.updateComplete;
    expect([...element.selected]).toEqual(["r1"]);
    press(grid(element), "ArrowDown", true);
    press(grid(element), "ArrowDown", true);
    await element.updateComplete;
    expect([...element.selected]).toEqual(["r1", "r2", "r3"]);
    press(grid(element), "End");
    await nextFrame();
    await element.updateComplete;
    const active = element.shadowRoot!.getElementById(grid(element).getAttribute("aria-activedescendant")!)!;
    expect(active.getAttribute("aria-rowindex")).toBe("101");
    expect(active.getBoundingClientRect().bottom).toBeLessThanOrEqual(grid(element).getBoundingClientRect().bottom + 1);
    press(grid(element), "Enter");
    expect(seen.map(({ detail }) => detail)).toEqual([{ key: "r99" }]);
  });

  it("sorts by a column up, down and not at all, and says so in the head", async () => {
    const element = await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(10) }, 1150);
    const name = within<HTMLButtonElement>(element, ".c-id .sort");
    const first = async (): Promise<string> => {
      await element.updateComplete;
      return rowsOf(element)[0]!.querySelector(".name")!.textContent!;
    };
    name.click();
    expect(await first()).toBe("rec0");
    name.click();
    expect(await first()).toBe("rec9");
    expect(within(element, ".c-id[role=columnheader]").getAttribute("aria-sort")).toBe("descending");
    name.click();
    expect(await first()).toBe("rec0");
  });

  it("says the grade and its reasons in words, and offers to clear a filter that hides all", async () => {
    const element = await mount<KaliumRecordings>("kalium-recordings", { items: sampleRecordings(10) }, 1150);
    expect(rowsOf(element)[0]!.querySelector(".c-quality")!.textContent).toMatch(/Poor\s*lead V3 flat, 12 % of II missing/);
    const search = within<HTMLInputElement>(element, ".search");
    search.value = "nothing is called so";
    search.dispatchEvent(new Event("input"));
    await element.updateComplete;
    expect(within(element, ".none").textContent).toContain("No recording fits");
    within<HTMLButtonElement>(element, ".none button").click();
    await element.updateComplete;
    expect(rowsOf(element).length).toBe(10);
  });
});
