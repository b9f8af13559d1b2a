import type { ResultTableMapping } from "@kalium/ecg";
import { describe, expect, it } from "vitest";
import { mappingNotes, mappingProblems, unitNote } from "./mappingChecks.ts";
import type { ResultTable } from "./resultTable.ts";

const NO_COLUMNS: ResultTableMapping = { person: null, recording: null, time: null, value: null, unit: null, fixedUnit: null, test: null, potassiumTests: [], chartedTests: [], haemolysis: null, specimen: null, split: null };
const table: ResultTable = {
  file: "labs.csv", columns: ["patient", "drawn", "test", "value", "unit"], rowCount: 2, remembered: false, mapping: NO_COLUMNS,
  firstRows: [["7", "2020-01-01 10:00", "K", "4,2", "mEq/L"], ["7", "2020-01-01 10:00", "Na", "140", "mmol/L"]],
};
const mapping: ResultTableMapping = { ...NO_COLUMNS, person: "patient", time: "drawn", value: "value", unit: "unit", test: "test", potassiumTests: ["k"] };
const choices = { windowHours: 6, haemolysed: "drop" as const, ecgClockUncertaintyMinutes: 10 };

describe("the checks of a mapping", () => {
  it("takes mmol/L and mEq/L as the same number and refuses mg/dL and what it does not know", () => {
    expect(["mmol/L", "mEq/L", "MEQ / l", "mg/dL", "ppm"].map((unit) => unitNote(unit).kind)).toEqual(["good", "good", "good", "stop", "stop"]);
  });

  it("leaves out rows of an odd unit among good ones instead of refusing the table", () => {
    const mixed = { ...table, firstRows: [...table.firstRows, ["8", "2020-01-02 10:00", "K", "16", "mg/dL"]] };
    expect(mappingNotes(mixed, mapping).map(({ kind }) => kind)).toEqual(["good", "warn", "warn"]);
    expect(mappingProblems(mixed, mapping, choices)).toEqual([]);
  });

  it("looks at potassium rows only, and warns when the values are of another test", () => {
    expect(mappingNotes(table, mapping).map(({ text }) => text)).toEqual(["mEq/L: potassium has one charge, so 1 mEq/L is 1 mmol/L.", "The first value is 4.2 mmol/L."]);
    expect(mappingNotes(table, { ...mapping, potassiumTests: ["Na"] }).at(-1)!.kind).toBe("warn");
  });

  it("says what is missing, and nothing when all is there", () => {
    expect(mappingProblems(table, mapping, choices)).toEqual([]);
    expect(mappingProblems(table, { ...NO_COLUMNS, fixedUnit: "mg/dL" }, choices)).toHaveLength(3);
    expect(mappingProblems(table, { ...mapping, time: null }, choices)).toHaveLength(1);
    expect(mappingProblems(table, { ...mapping, person: null, time: null, recording: "patient" }, choices)).toEqual([]);
    expect(mappingProblems(table, { ...mapping, potassiumTests: [] }, { ...choices, windowHours: NaN })).toHaveLength(2);
  });
});
