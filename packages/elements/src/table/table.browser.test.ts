import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, within } from "../testing/mount.ts";
import type { KaliumTable } from "./table.ts";
import "./table.ts";

const properties = {
  caption: "Accuracy by round",
  columns: [{ key: "name", label: "System" }, { key: "n", label: "People" }, { key: "r5", label: "Round 5" }, { key: "time", label: "Time", unit: "s" }],
  rows: [
    { _mark: "published", name: "Published", n: 40, r5: 0.98, time: null },
    { _mark: "ours", name: "Kalium", n: 12, r5: 0.9452, time: 1432 },
    { _mark: "control", name: "Shuffled labels", n: 12, r5: 0.508, time: 1420 },
  ],
  notes: ["Different data and labels."],
};

describe("<kalium-table>", () => {
  it("is accessible in light and dark", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumTable>("kalium-table", properties));
    await expectAccessibleInBothSchemes(await mount<KaliumTable>("kalium-table", {}));
  });

  it("gives the numbers of a column the same decimals and a dash to what is missing", async () => {
    const element = await mount<KaliumTable>("kalium-table", properties);
    const column = (index: number): (string | undefined)[] => [...(element.shadowRoot?.querySelectorAll(`tbody tr td:nth-child(${index})`) ?? [])].map((cell) => cell.textContent?.trim());
    expect(column(3)).toEqual(["0.980", "0.945", "0.508"]);
    expect(column(4)).toEqual(["–", "1,432", "1,420"]);
  });

  it("says in words, not only in colour, which rows are published, ours and control", async () => {
    const element = await mount<KaliumTable>("kalium-table", properties);
    expect([...(element.shadowRoot?.querySelectorAll(".mark") ?? [])].map((mark) => mark.textContent)).toEqual(["published", "this run", "control"]);
  });

  it("scrolls inside itself on a phone, by keyboard too, with the first column in place", async () => {
    const element = await mount<KaliumTable>("kalium-table", properties, 240);
    const region = within(element, "[role=region]");
    expect(region.tabIndex).toBe(0);
    expect(region.scrollWidth).toBeGreaterThan(region.clientWidth);
    const first = within(element, "tbody th");
    const before = first.getBoundingClientRect().left;
    region.scrollLeft = 60;
    expect(region.scrollLeft).toBeGreaterThan(20);
    expect(first.getBoundingClientRect().left).toBeCloseTo(before, 0);
  });
});
