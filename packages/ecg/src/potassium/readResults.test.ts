import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import { makeFile } from "../testing/sharedData.ts";
import { dayMonthOrderOf, parseClockTime } from "./clockTime.ts";
import { readRows, splitRows } from "./delimitedText.ts";
import { isHaemolysed, readPotassiumResults } from "./readResults.ts";
import { describeResultTable, potassiumUnitProblem } from "./resultTableMapping.ts";

async function read(text: string, change: object = {}) {
  const file = makeFile("lab.csv", text);
  return readPotassiumResults(file, { ...(await describeResultTable(file))!.guess, ...change });
}

async function refusal(action: Promise<unknown>): Promise<FormatError> {
  const error: unknown = await action.then(() => null, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(FormatError);
  return error as FormatError;
}

describe("a table of results", () => {
  it("finds its columns by their names in several dialects", async () => {
    const german = (await describeResultTable(makeFile("a.csv", "Patient;Date;Kalium (mmol/L)\n1;2020-01-01;4.4\n")))!.guess;
    expect(german).toMatchObject({ person: "Patient", time: "Date", value: "Kalium (mmol/L)", fixedUnit: "mmol/L" });
    const mimic = (await describeResultTable(makeFile("labevents.csv", "labevent_id,subject_id,hadm_id,specimen_id,itemid,charttime,storetime,value,valuenum,valueuom,flag,comments\n1,10,,5,50971,2180-01-01 10:00:00,,4.4,4.4,mEq/L,,\n")))!.guess;
    expect(mimic).toMatchObject({ person: "subject_id", time: "charttime", value: "valuenum", unit: "valueuom", test: "itemid", potassiumTests: ["50971"], chartedTests: ["227442", "227464"], haemolysis: "comments" });
    expect(await describeResultTable(makeFile("notes.csv", "title,body\na,b\n"))).toBeNull();
  });

  it("refuses a mass concentration and a missing unit with a remedy", async () => {
    expect((await refusal(read("person,time,value,unit\n1,2020-01-01,17,mg/dL\n"))).message).toMatch(/mg\/dL is a mass concentration/);
    expect((await refusal(read("person,time,k\n1,2020-01-01,4\n"))).message).toMatch(/no unit/);
    expect(potassiumUnitProblem("mEq/L")).toBeNull();
    expect(potassiumUnitProblem("mmol per l")).toBeNull();
  });

  it("leaves out doubtful rows and counts them under their reason with their lines", async () => {
    const { results, dropped } = await read(
      "person,time,value,unit,hemolysis\n1,2020-01-01 10:00,4.4,mmol/L,\n1,2020-01-01 10:00,4.4,mmol/L,\n2,2020-01-01,<2.0,mmol/L,\n3,2020-01-01,41,mmol/L,\n4,2020-01-01,17,mg/dL,\n5,,4.0,mmol/L,\n6,2020-02-31,4.0,mmol/L,\n7,2020-01-02,6.1,mmol/L,gross\n8,2020-01-02,hemolyzed,mmol/L,\n9,2020-01-02,6.2,mmol/L,Hemolyzed\n",
    );
    expect(results.map((result) => [result.personId, result.mmolPerL, result.haemolysed])).toEqual([["1", 4.4, false], ["7", 6.1, true], ["9", 6.2, true]]);
    const reasons = Object.fromEntries(dropped.map(({ reason, firstLines }) => [reason, firstLines]));
    expect(reasons["the same result again"]).toEqual([3]);
    expect(reasons["only a bound is stated (<, >)"]).toEqual([4]);
    expect(reasons["outside 1–12 mmol/L"]).toEqual([5]);
    expect(Object.keys(reasons).some((reason) => /mass concentration/.test(reason))).toBe(true);
    expect(reasons["no time"]).toEqual([7]);
    expect(reasons["the time cannot be read"]).toEqual([8]);
    expect(reasons["the value is no number"]).toEqual([10]);
  });

  it("names the line of a decimal comma", async () => {
    const error = await refusal(read("person;time;value;unit\n1;2020-01-01;4.4;mmol/L\n2;2020-01-01;5,6;mmol/L\n"));
    expect([error.code, error.place.line]).toEqual(["decimal-comma", 3]);
  });

  it("tells day from month by the whole column, and asks when nothing tells", async () => {
    const { results } = await read("person,time,value,unit\n1,03/04/2021 10:00,4,mmol/L\n1,25/04/2021 10:00,5,mmol/L\n");
    expect(results[0]!.timeMs).toBe(Date.UTC(2021, 3, 3, 10));
    const ambiguous = "person,time,value,unit\n1,03/04/2021 10:00,4,mmol/L\n";
    expect((await refusal(read(ambiguous))).remedy).toMatch(/Choose the order/);
    expect((await read(ambiguous, { dayMonthOrder: "month-first" })).results[0]!.timeMs).toBe(Date.UTC(2021, 2, 4, 10));
    expect((await refusal(read("person,time,value,unit\n1,13/04/2021,4,mmol/L\n1,04/13/2021,4,mmol/L\n"))).message).toMatch(/day first and dates with the month first/);
  });
});

describe("haemolysis flags", () => {
  it("does not take a bare H of a comment column for haemolysis", () => {
    expect(isHaemolysed("H", "comments")).toBe(false);
    expect(isHaemolysed("Hemolyzed", "comments")).toBe(true);
  });
  it.each([["Hemolyzed specimen", true], ["HAEMOLYSED", true], ["slight hemolysis", true], ["2", true], ["0", false], ["not hemolyzed", false], ["no visible haemolysis", false], ["", false], ["lipemic", false], ["H", true]])("reads %j as %s", (text, expected) => {
    expect(isHaemolysed(text)).toBe(expected);
  });
});

describe("clock times", () => {
  it.each([
    ["2180-07-23 08:44:24", Date.UTC(2180, 6, 23, 8, 44, 24)],
    ["2021-01-02T03:04:05.250Z", Date.UTC(2021, 0, 2, 3, 4, 5, 250)],
    ["02.01.2021 03:04", Date.UTC(2021, 0, 2, 3, 4)],
    ["1/25/2021 3:04 PM", Date.UTC(2021, 0, 25, 15, 4)],
    ["12/25/2021 12:04 am", Date.UTC(2021, 11, 25, 0, 4)],
    ["20210102030405", Date.UTC(2021, 0, 2, 3, 4, 5)],
    ["03/04/2021", null],
    ["2021-02-30", null],
    ["2021-01-01 25:00", null],
    ["soon", null],
  ])("reads %s", (text, expected) => {
    expect(parseClockTime(text)).toBe(expected);
  });
  it("says when a column contradicts itself", () => {
    expect(dayMonthOrderOf(["13/01/2020", "01/13/2020"])).toBe("mixed");
    expect(dayMonthOrderOf(["01/02/2020"])).toBeNull();
  });
});

describe("delimited text", () => {
  const text = 'a,b,c\r\n1,"two, with ""quotes""\nand a line",3\r\n\r\n# a note\n4,,6';
  it("keeps quoted delimiters, quotes and line breaks, however the text is cut into pieces", () => {
    const expected = [["a", "b", "c"], ["1", 'two, with "quotes"\nand a line', "3"], ["# a note"], ["4", "", "6"]];
    for (let size = 1; size <= text.length; size++) {
      const splitter = splitRows(",", "t.csv");
      const rows = [];
      for (let at = 0; at < text.length; at += size) rows.push(...splitter.push(text.slice(at, at + size)));
      rows.push(...splitter.end());
      expect(rows.map((row) => row.fields), `pieces of ${size}`).toEqual(expected);
      expect(rows.map((row) => row.line)).toEqual([1, 2, 5, 6]);
    }
  });
  it("reads gzip, UTF-16 and a file without a closing line break", async () => {
    const gzip = new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer());
    const utf16 = new Uint8Array([0xff, 0xfe, ...[...text].flatMap((character) => [character.charCodeAt(0) & 255, character.charCodeAt(0) >> 8])]);
    for (const bytes of [new TextEncoder().encode(text), gzip, utf16]) {
      const rows = [];
      for await (const batch of readRows(makeFile("t.csv", bytes))) rows.push(...batch);
      expect(rows.map((row) => row.fields[0])).toEqual(["a", "1", "4"]);
    }
  });
  it("refuses a quote that never closes, and damaged gzip, by name", async () => {
    const collect = async (bytes: Uint8Array) => {
      for await (const batch of readRows(makeFile("t.csv", bytes))) void batch;
    };
    expect((await refusal(collect(new TextEncoder().encode('a,b\n1,"2\n3')))).message).toMatch(/line 2.*not closed/);
    expect((await refusal(collect(new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3])))).message).toMatch(/gzip/);
  });
});
