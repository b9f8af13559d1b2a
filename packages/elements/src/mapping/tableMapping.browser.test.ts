import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, recordEvents, within } from "../testing/mount.ts";
import type { KaliumTableMapping } from "./tableMapping.ts";
import "./tableMapping.ts";

const mapping = { person: "subject_id", recording: null, time: "time", value: "value", unit: null, fixedUnit: "mEq/L", test: "itemid", potassiumTests: ["50971"], chartedTests: ["227442"], haemolysis: null, specimen: null, split: null };
const table = { file: "events.csv", columns: ["subject_id", "time", "itemid", "value"], firstRows: [["1", "2180-03-23 11:51:00", "50971", "3.7"]], rowCount: 3163, mapping, remembered: false };
const submit = async (element: KaliumTableMapping): Promise<void> => {
  within<HTMLButtonElement>(element, "button[type=submit]").click();
  await element.updateComplete;
};

describe("<kalium-table-mapping>", () => {
  it("is accessible in light and dark, empty, with one table and with two, on a phone", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumTableMapping>("kalium-table-mapping", {}));
    await expectAccessibleInBothSchemes(await mount<KaliumTableMapping>("kalium-table-mapping", { tables: [{ ...table, remembered: true }] }));
    await expectAccessibleInBothSchemes(await mount<KaliumTableMapping>("kalium-table-mapping", { tables: [table, { ...table, file: "other.csv" }] }, 358));
  });

  it("starts from the guess and hands over what the person chose", async () => {
    const element = await mount<KaliumTableMapping>("kalium-table-mapping", { tables: [table] });
    const seen = recordEvents("kalium-mapping");
    within<HTMLInputElement>(element, "input[name=window][value='3']").click();
    await element.updateComplete;
    await submit(element);
    expect(seen.map(({ detail }) => detail)).toEqual([{ file: "events.csv", mapping, settings: { windowHours: 3, haemolysed: "drop", ecgClockUncertaintyMinutes: 10 } }]);
  });

  it("refuses mg/dL and says why", async () => {
    const element = await mount<KaliumTableMapping>("kalium-table-mapping", { tables: [table] });
    const seen = recordEvents("kalium-mapping");
    const unit = within<HTMLSelectElement>(element, "select[name=fixedUnit]");
    unit.value = "mg/dL";
    unit.dispatchEvent(new Event("change"));
    await element.updateComplete;
    await submit(element);
    expect(within(element, ".problems").textContent).toContain("mg/dL is refused");
    expect(seen).toEqual([]);
  });

  it("says when the answers come from an earlier table, and hands over a table that is added", async () => {
    const element = await mount<KaliumTableMapping>("kalium-table-mapping", { tables: [{ ...table, remembered: true }] });
    expect(within(element, ".remembered").textContent).toContain("before");
    const seen = recordEvents("kalium-files");
    const input = within<HTMLInputElement>(element, "input[type=file]");
    const transfer = new DataTransfer();
    transfer.items.add(new File(["a,b"], "more.csv"));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
    expect(seen).toHaveLength(1);
  });
});
