import type { TableLayout } from "@kalium/ecg";
import { describe, expect, it } from "vitest";
import { numberOf, previewTable, splitLine } from "./previewTable.ts";
import { arrayProblems, tableProblems } from "./wizardProblems.ts";

const layout: TableLayout = { delimiter: ";", decimal: ",", headerLine: 2, firstDataLine: 3, samplingRateHz: 500, unit: "uV", gainPerUnit: 1, columnLeads: [null, "II"] };
const lines = ["made by a device", "t;II", "0;-125,5", "0,002;250", ""];

describe("the preview of a table", () => {
  it("splits by the delimiter, quotes apart, and runs of blanks as one", () => {
    expect(splitLine('a,"b, c",d', ",")).toEqual(["a", "b, c", "d"]);
    expect(splitLine("  1   2\t3 ", " ")).toEqual(["1", "2", "3"]);
    expect(splitLine("1\t\t3", "\t")).toEqual(["1", "", "3"]);
  });

  it("reads numbers under the decimal sign and takes nothing else for one", () => {
    expect([numberOf("-1,5", ","), numberOf("1.5e-3", "."), numberOf("7", ",")]).toEqual([-1.5, 0.0015, 7]);
    expect([numberOf("1,5", "."), numberOf("", "."), numberOf("0x10", "."), numberOf("12:30", ".")]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it("gives the chosen columns in millivolts", () => {
    const preview = previewTable(lines, layout);
    expect(preview.names).toEqual(["t", "II"]);
    expect(preview.rows.map(({ kind }) => kind)).toEqual(["skipped", "header", "data", "data", "data"]);
    expect(preview.leads).toEqual([{ name: "II", millivolt: [-0.1255, 0.25] }]);
    expect(previewTable(lines, { ...layout, gainPerUnit: 10 }).leads[0]!.millivolt[1]).toBeCloseTo(0.025);
  });

  it("says what is missing, in words", () => {
    expect(tableProblems(layout, previewTable(lines, layout))).toEqual([]);
    const bare = { ...layout, samplingRateHz: NaN, unit: "", columnLeads: [null, null] };
    expect(tableProblems(bare, previewTable(lines, bare))).toEqual(["Say how many samples there are in a second.", "Choose the unit of the numbers.", "Name the lead of at least one column."]);
    const wrongSign = { ...layout, delimiter: "\t" as const, columnLeads: ["II"] };
    expect(tableProblems(wrongSign, previewTable(lines, wrongSign))).toEqual(["The column of II holds no number under these settings."]);
    expect(arrayProblems({ arrayName: null, samplingRateHz: 400, unit: "µV", gainPerUnit: 1, leadNames: ["I", "I"], leadAxis: "first" })).toEqual(["The lead I is named twice."]);
  });
});
