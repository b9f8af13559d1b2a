import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, recordEvents, within } from "../testing/mount.ts";
import type { KaliumStored } from "./stored.ts";
import "./stored.ts";

const item = { key: "d1", title: "Ward 3, deidentified", savedAt: "2026-11-21T11:40:00Z", recordingCount: 20, personCount: 18, withPotassiumCount: 5, byteLength: 25_000_000, state: "whole" as const, simulated: false };
const datasets = [item, { ...item, key: "d2", title: "Demo", state: "interrupted" as const, simulated: true }];
const storage = { usedBytes: 25_000_000, quotaBytes: 11e9, persisted: false };
const press = async (element: KaliumStored, name: string): Promise<void> => {
  [...element.shadowRoot!.querySelectorAll("button")].find((button) => (button.getAttribute("aria-label") ?? button.textContent!).trim() === name)!.click();
  await element.updateComplete;
  await element.updateComplete;
};

describe("<kalium-stored>", () => {
  it("is accessible in light and dark, empty, full, and while it asks", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumStored>("kalium-stored", { datasets: [] }));
    const element = await mount<KaliumStored>("kalium-stored", { datasets, storage, canPickFolder: true, notebookHref: "./n.html" }, 358);
    element.shadowRoot!.querySelector("details")!.open = true;
    await expectAccessibleInBothSchemes(element);
    await press(element, "Erase Demo");
    await expectAccessibleInBothSchemes(element);
  });

  it("erases one only after naming what is lost", async () => {
    const element = await mount<KaliumStored>("kalium-stored", { datasets, storage });
    const seen = recordEvents("kalium-dataset-erase");
    await press(element, "Erase Ward 3, deidentified");
    const dialog = within<HTMLDialogElement>(element, "dialog");
    expect(dialog.open).toBe(true);
    expect(dialog.textContent).toContain("20 recordings of 18 people, 5 with potassium, 25 MB");
    await press(element, "Keep it");
    expect(dialog.open).toBe(false);
    expect(seen).toEqual([]);
    await press(element, "Erase Ward 3, deidentified");
    await press(element, "Erase it");
    expect(seen.map(({ detail }) => detail)).toEqual([{ key: "d1" }]);
  });

  it("erases all as all, and names every one", async () => {
    const element = await mount<KaliumStored>("kalium-stored", { datasets, storage });
    const seen = recordEvents("kalium-dataset-erase");
    await press(element, "Erase all");
    expect(within(element, "dialog").textContent).toContain("“Ward 3, deidentified”, “Demo”");
    await press(element, "Erase them all");
    expect(seen.map(({ detail }) => detail)).toEqual([{ key: null }]);
  });

  it("says how to go on with an interrupted one, and offers no notebook for it", async () => {
    const element = await mount<KaliumStored>("kalium-stored", { datasets, storage, notebookHref: "./n.html" });
    const items = [...element.shadowRoot!.querySelectorAll(".item")];
    expect(items[1]!.textContent).toContain("open the same files again");
    expect(items.map((each) => each.querySelector("a") !== null)).toEqual([true, false]);
  });

  it("asks for an export in the chosen format, and offers folders only where the browser can", async () => {
    const element = await mount<KaliumStored>("kalium-stored", { datasets, storage });
    const seen = recordEvents("kalium-dataset-export", "kalium-persist");
    expect(element.shadowRoot!.textContent).not.toContain("Into a folder");
    const select = within<HTMLSelectElement>(element, "select");
    select.value = "edf";
    select.dispatchEvent(new Event("change"));
    await element.updateComplete;
    await press(element, "As a ZIP");
    await press(element, "Ask the browser to keep it");
    expect(seen).toEqual([{ name: "kalium-dataset-export", detail: { key: "d1", format: "edf", to: "zip" } }, { name: "kalium-persist", detail: null }]);
  });
});
