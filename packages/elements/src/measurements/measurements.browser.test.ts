import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, within } from "../testing/mount.ts";
import type { MeasurementRow } from "./measurements.ts";
import { KaliumMeasurements } from "./measurements.ts";

const rows: MeasurementRow[] = [
  { key: "qrs", quantity: "QRS", unit: "ms", decimals: 0, measured: 101.4, expected: 107.2, basis: "tissue model", sources: [{ label: "M", href: "#source-model", title: "Tissue model" }] },
  { key: "pr", quantity: "PR", unit: "ms", decimals: 0, measured: null, expected: null, basis: "literature", sources: [], reason: "There is no P wave." },
];

describe("kalium-measurements", () => {
  it("has no accessibility violation in light and dark", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumMeasurements>("kalium-measurements", { rows, note: "Mean of 10 beats." }));
    await expectAccessibleInBothSchemes(await mount<KaliumMeasurements>("kalium-measurements", { rows, pending: true }));
  });

  it("puts each measured number beside the expected one, its basis and its source", async () => {
    const element = await mount<KaliumMeasurements>("kalium-measurements", { rows });
    const cells = [...within(element, "tbody tr").children].map((cell) => cell.textContent!.replace(/\s+/g, " ").trim());
    expect(cells).toEqual(["QRS ms", "101", "107", "tissue model M"]);
    expect(within<HTMLAnchorElement>(element, "a").getAttribute("href")).toBe("#source-model");
  });

  it("says why a number is missing instead of showing a nought", async () => {
    const element = await mount<KaliumMeasurements>("kalium-measurements", { rows });
    const missing = within(element, '[data-key="pr"] .measured');
    expect(missing.textContent).toBe("none");
    expect(missing.getAttribute("title")).toBe("There is no P wave.");
    expect(missing.hasAttribute("data-value")).toBe(false);
  });
});
