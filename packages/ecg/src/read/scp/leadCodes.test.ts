import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { leadCodeOf, leadNameOf } from "./leadCodes.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/dicom/expected.json", import.meta.url);
const { leads } = JSON.parse(readFileSync(GOLDEN, "utf8")) as { leads: Record<string, string> };

describe("lead numbers", () => {
  it("have the names that DICOM CID 3001 gives them, as pydicom lists it", () => {
    let compared = 0;
    for (const [code, meaning] of Object.entries(leads)) {
      const words = /^(Derived |Frank )?Lead (I{1,3}|[XYZCAEFHM]|aV[RLFrlf]|V\dR?|C[HR]5)$/i.exec(meaning);
      if (words === null) continue;
      const prefix = words[1] === "Derived " ? "d" : words[1] === "Frank " ? "f" : "";
      expect([code, leadNameOf(Number(code.slice(2)))?.toLowerCase()]).toEqual([code, (prefix + words[2]!).toLowerCase()]);
      compared++;
    }
    expect(compared).toBeGreaterThan(40);
    expect(leads["2:62"]).toMatch(/^aVR/);
    expect([61, 62, 63, 64].map(leadNameOf)).toEqual(["III", "aVR", "aVL", "aVF"]);
    expect([105, 106, 110, 121, 91, 97, 98, 102, 103].map(leadNameOf)).toEqual(["CM", "CM1", "CM6", "CM7", "MCL", "MCL6", "CC", "CC4", "CC6"]);
  });

  it("are found by name, capitals or not, and are 0 for names without one", () => {
    expect(["I", "ii", "AVR", "v6", "MLII", ""].map(leadCodeOf)).toEqual([1, 2, 62, 8, 0, 0]);
    for (let code = 1; code <= 120; code++) {
      const name = leadNameOf(code);
      if (name !== null) expect(leadCodeOf(name)).toBe(code);
    }
    expect([0, 122.5, 255, -1].map(leadNameOf)).toEqual([null, null, null, null]);
  });
});
