import { describe, expect, it } from "vitest";
import { expectedRows } from "./expectedRows.ts";
import { NOTHING_MEASURED } from "./readableWaves.ts";

const rowsAt = (potassium: number) => new Map(expectedRows(potassium, NOTHING_MEASURED).map((row) => [row.key, row]));

describe("the numbers expected on average", () => {
  it("are the published or chosen starting points at 4.5", () => {
    const rows = rowsAt(4.5);
    expect(rows.get("hr")).toMatchObject({ expected: 66, basis: "literature" });
    expect(rows.get("pr")!.expected).toBeCloseTo(158, 0);
    expect(rows.get("pr")!.basis).toBe("literature");
    expect(rows.get("t-v4")!.expected).toBeCloseTo(0.4, 2);
    expect(rows.get("t-v4")!.basis).toBe("Kalium's choice");
    expect(rows.get("qrs")!.basis).toBe("Kalium's choice");
  });

  it("call a rate that stays the same below 4.5 a choice: nobody published that", () => {
    expect(rowsAt(2.5).get("hr")).toMatchObject({ expected: 66, basis: "Kalium's choice" });
  });

  it("follow the curve: QRS by the tissue model, T by what was found in dialysis patients, at 6.0", () => {
    const [usual, high] = [rowsAt(4.5), rowsAt(6)];
    expect(high.get("t-v4")!.expected! / usual.get("t-v4")!.expected!).toBeCloseTo(1.38, 1);
    expect(high.get("t-v4")!.basis).toBe("literature");
    expect(high.get("qrs")!.expected! / usual.get("qrs")!.expected!).toBeCloseTo(1.05, 1);
    expect(high.get("qrs")!.basis).toBe("tissue model");
  });

  it("name a source wherever they say literature or tissue model, at every tenth", () => {
    for (let tenths = 20; tenths <= 90; tenths++) {
      for (const row of expectedRows(tenths / 10, NOTHING_MEASURED)) {
        if (row.basis === "literature" || row.basis === "tissue model") expect(row.sources.length, `${row.key} at ${tenths / 10}`).toBeGreaterThan(0);
        if (row.expected === null) expect(row.basis).toBe("not stated");
        for (const { href } of row.sources) expect(href).toMatch(/^#source-\d+$/);
      }
    }
  });

  it("say between which sources an interpolated number lies, and call what lies between two choices a choice", () => {
    const rows = rowsAt(6.8);
    expect(rows.get("t-v4")!.basis).toBe("interpolation");
    expect(rows.get("t-v4")!.sources.map(({ title }) => title).join()).toMatch(/14334.*Webster/s);
    // U over T is nought by choice from 6.0 up.
    expect(rows.get("u-t")!.basis).toBe("Kalium's choice");
  });

  it("are not stated where no such number exists: PR at 8.0, everything but the rate at 9.0", () => {
    expect(rowsAt(8).get("pr")!.expected).toBeNull();
    expect([...rowsAt(9).values()].filter(({ expected }) => expected !== null).map(({ key }) => key)).toEqual(["hr"]);
  });

  it("say why a number was not measured", () => {
    for (const row of rowsAt(5).values()) expect(row.reason).toMatch(/./);
  });
});
