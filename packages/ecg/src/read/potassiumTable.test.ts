import { describe, expect, it } from "vitest";
import type { Recording } from "../recording.ts";
import { FormatError } from "../errors.ts";
import { joinPotassium } from "./joinPotassium.ts";
import { readPotassiumTable } from "./potassiumTable.ts";

function refusal(text: string): FormatError {
  try {
    readPotassiumTable(text, "k.csv");
  } catch (error) {
    if (error instanceof FormatError) return error;
  }
  throw new Error("the table was accepted");
}

describe("readPotassiumTable", () => {
  it.each([
    ["comma", "record,person,potassium_mmol_per_l,time_s\r\n100,p1,5.6,0\r\n101,p1,4.1,3600\r\n"],
    ["semicolon", "\uFEFFRecord;Patient;Potassium (mmol/L);Time_s\n100;p1;5.6;0\n101;p1;4.1;3600"],
    ["tab", "time_s\tK+ [mEq/L]\trecord_id\tsubject\n0\t5.6\t100\tp1\n\n3600\t4.1\t101\tp1\n"],
    ["comma with quotes and a unit column", '# made by hand\nrecord,"person",potassium,unit,time_s\n"100","p1","5.6",mmol/L,0\n101,p1,4.1,mEq/L,3600\n'],
  ])("reads a table separated by %s", (_name, text) => {
    expect(readPotassiumTable(text, "k.csv").rows.map(({ line: _line, ...row }) => row)).toEqual([
      { recordId: "100", personId: "p1", potassiumMmolPerL: 5.6, split: null, timeS: 0 },
      { recordId: "101", personId: "p1", potassiumMmolPerL: 4.1, split: null, timeS: 3600 },
    ]);
  });

  it("gives null for a person and a time that are not stated", () => {
    expect(readPotassiumTable("record,potassium\n100,5\n", "k.csv").rows[0]).toEqual({ recordId: "100", personId: null, potassiumMmolPerL: 5, split: null, timeS: null, line: 2 });
  });

  it.each([
    ["with semicolons", "record;potassium\n100;4.5\n101;5,6\n", '"5,6"', "5.6"],
    ["with commas, as one field too many", "record,potassium\n100,4.5\n101,5,6\n", '"5,6"', "5.6"],
    ["in quotes", 'record,potassium\n100,4.5\n101,"5,6"\n', '"5,6"', "5.6"],
    ["in the time", "record;potassium;time_s\n100;4.5;1\n101;5.6;10,5\n", '"10,5"', "10.5"],
  ])("refuses a decimal comma %s, naming line and remedy", (_title, text, shown, remedy) => {
    const error = refusal(text);
    expect(error).toMatchObject({ code: "decimal-comma", place: { file: "k.csv", line: 3 } });
    expect(error.message).toContain(shown);
    expect(error.remedy).toContain(remedy);
  });

  it.each([
    ["an empty file", "", "empty-file", undefined],
    ["a table without rows", "record,potassium\n", "malformed", 1],
    ["a table without potassium", "record,sodium\n100,140\n", "malformed", 1],
    ["a table without records", "name,potassium\n100,4\n", "malformed", 1],
    ["mg/dL in the header", "record,potassium_mg_dl\n100,18\n", "malformed", 1],
    ["mg/dL in a unit column", "record,potassium,unit\n100,4.1,mmol/L\n101,18,mg/dL\n", "malformed", 3],
    ["an implausibly high value", "record,potassium\n100,41\n", "malformed", 2],
    ["an implausibly low value", "record,potassium\n100,0.9\n", "malformed", 2],
    ["a value with a sign of inequality", "record,potassium\n100,>6\n", "malformed", 2],
    ["a missing value", "record,potassium\n100,\n", "malformed", 2],
    ["a record twice", "record,potassium\n100,4\n100,5\n", "malformed", 3],
    ["a row without record", "record,potassium\n,4\n", "malformed", 2],
    ["a row of another length", "record,potassium\n100,4,x\n", "malformed", 2],
  ])("refuses %s", (_title, text, code, line) => {
    const error = refusal(text);
    expect([error.code, error.place.line]).toEqual([code, line]);
    expect(error.message).toContain("k.csv");
    expect(error.remedy.length).toBeGreaterThan(10);
  });

  it("reads splits without potassium, whatever their letter case, and refuses other words", () => {
    const rows = readPotassiumTable("record,person,split\n100,p1,Train\n101,p2,personal\n102,p3,\n", "s.csv").rows;
    expect(rows.map(({ split, potassiumMmolPerL }) => [split, potassiumMmolPerL])).toEqual([["train", null], ["personal", null], [null, null]]);
    expect(refusal("record,split\n100,holdout\n")).toMatchObject({ code: "malformed", place: { line: 2 } });
  });

  it("accepts the ends of the plausible range", () => {
    expect(readPotassiumTable("record,potassium\na,1\nb,12\n", "k.csv").rows.map((row) => row.potassiumMmolPerL)).toEqual([1, 12]);
  });
});

describe("joinPotassium", () => {
  const recordings: Recording[] = ["100", "101"].map((id) => ({
    id, personId: id, samplingRateHz: 360, sampleCount: 0, leads: [], annotations: [], potassiumMmolPerL: null, timeS: null, simulated: false,
  }));

  it("labels what matches and lists both leftovers", () => {
    const table = readPotassiumTable("record,person,potassium,time_s\n101,anna,5.9,60\n102,ben,4,0\n", "k.csv");
    const joined = joinPotassium(recordings, table);
    expect(joined.recordings[1]).toMatchObject({ id: "101", personId: "anna", potassiumMmolPerL: 5.9, timeS: 60 });
    expect(joined.recordings[0]).toBe(recordings[0]);
    expect(joined.matchedCount).toBe(1);
    expect(joined.unmatchedRecordingIds).toEqual(["100"]);
    expect(joined.unmatchedRows.map((row) => row.recordId)).toEqual(["102"]);
  });
});
