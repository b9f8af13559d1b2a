import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, recordEvents, within } from "../testing/mount.ts";
import type { KaliumTableWizard } from "./tableWizard.ts";
import "./tableWizard.ts";

const table = {
  file: "strip.csv", kind: "table" as const, preview: ["time;lead two", "0;-0,1", "0,002;0,4", "0,004;0,9"], columnCount: 2, arrays: [],
  guess: { delimiter: ";" as const, decimal: "," as const, headerLine: 1, firstDataLine: 2, samplingRateHz: NaN, unit: "", gainPerUnit: 1, columnLeads: [null, null] },
};
const array = {
  file: "x.npy", kind: "array" as const, preview: [], columnCount: 0, arrays: [{ name: "x", shape: [5000, 12] }],
  guess: { arrayName: null, samplingRateHz: NaN, unit: "", gainPerUnit: 1, leadNames: [], leadAxis: "last" as const },
};

async function set(element: KaliumTableWizard, selector: string, value: string, event: string): Promise<void> {
  const control = within<HTMLInputElement | HTMLSelectElement>(element, selector);
  control.value = value;
  control.dispatchEvent(new Event(event, { bubbles: true }));
  await element.updateComplete;
}

const submit = async (element: KaliumTableWizard): Promise<void> => {
  within<HTMLButtonElement>(element, "button[type=submit]").click();
  await element.updateComplete;
};

describe("<kalium-table-wizard>", () => {
  it("is accessible in light and dark, for tables and arrays, on a phone", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumTableWizard>("kalium-table-wizard", { question: table }));
    await expectAccessibleInBothSchemes(await mount<KaliumTableWizard>("kalium-table-wizard", { question: array }, 358));
  });

  it("shows the trace as soon as a lead is named, and gives the layout when nothing is missing", async () => {
    const element = await mount<KaliumTableWizard>("kalium-table-wizard", { question: table });
    const seen = recordEvents("kalium-answer");
    await submit(element);
    expect(within(element, ".problems").textContent).toContain("samples there are in a second");
    await set(element, "input[name=rate]", "500", "input");
    await set(element, "select[name=unit]", "mV", "change");
    await set(element, "input[aria-label='Lead in column 2']", "II", "change");
    expect(within(element, ".traces").textContent).toContain("−0.100 to 0.900 mV");
    await submit(element);
    expect(seen.map(({ detail }) => detail)).toEqual([{ file: "strip.csv", options: { table: { ...table.guess, samplingRateHz: 500, unit: "mV", columnLeads: [null, "II"] } } }]);
  });

  it("warns when the numbers cannot be an ECG in that unit", async () => {
    const element = await mount<KaliumTableWizard>("kalium-table-wizard", { question: { ...table, preview: ["0;-100", "1;900"], guess: { ...table.guess, headerLine: null, firstDataLine: 1, unit: "mV", columnLeads: [null, "II"] } } });
    expect(within(element, ".traces .invalid").textContent).toContain("check the unit");
    await set(element, "select[name=unit]", "uV", "change");
    expect(element.shadowRoot?.querySelector(".traces .invalid")).toBeNull();
  });

  it("takes the usual twelve leads of an array, and says when their number does not fit", async () => {
    const element = await mount<KaliumTableWizard>("kalium-table-wizard", { question: array });
    const seen = recordEvents("kalium-answer");
    within<HTMLButtonElement>(element, "button[type=button]").click();
    await set(element, "select[name=axis]", "first", "change");
    expect(within(element, ".invalid").textContent).toBe("12 names for 5000 leads.");
    await set(element, "select[name=axis]", "last", "change");
    await set(element, "input[name=rate]", "400", "input");
    await set(element, "select[name=unit]", "mV", "change");
    await submit(element);
    expect((seen[0]!.detail as { options: { array: { leadNames: string[] } } }).options.array.leadNames).toHaveLength(12);
  });
});
