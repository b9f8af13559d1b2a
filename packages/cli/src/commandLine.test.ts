import { describe, expect, it } from "vitest";
import { executorHelp } from "./executorChoices.ts";
import { defaultTimeoutMinutes, helpText, parseCommandLine, UsageError } from "./commandLine.ts";

describe("the command line", () => {
  it("reads every option of a run", () => {
    const typed = "run notebooks/personal-beats.html --data ../mitdb --out=made --executor wasm --seed 7 --timeout-minutes 1.5";
    expect(parseCommandLine(typed.split(" "))).toEqual({
      kind: "run",
      notebook: "notebooks/personal-beats.html",
      data: "../mitdb",
      out: "made",
      executor: "wasm",
      seed: 7,
      timeoutMinutes: 1.5,
    });
  });

  it("leaves out what was not typed", () => {
    expect(parseCommandLine(["run", "personal-beats"])).toEqual({
      kind: "run",
      notebook: "personal-beats",
      data: undefined,
      out: undefined,
      executor: undefined,
      seed: undefined,
      timeoutMinutes: defaultTimeoutMinutes,
    });
    expect(parseCommandLine(["serve"])).toEqual({ kind: "serve", port: undefined, open: false });
  });

  it("reads the commands on files", () => {
    expect(parseCommandLine(["read", "a.edf"])).toMatchObject({ kind: "read", file: "a.edf", json: false, samples: 0, facts: false });
    expect(parseCommandLine(["deidentify", "ward", "out"])).toMatchObject({ kind: "deidentify", input: "ward", output: "out", format: "same", dates: "shift", keyFile: undefined, windowHours: 6 });
    const typed = ["convert", "a.csv", "out", "--format=npz", "--leads", "I, II,-", "--delimiter", "tab", "--table", "rate=360", "--header-line", "0"];
    expect(parseCommandLine(typed)).toMatchObject({ kind: "convert", format: "npz", requantise: false, layout: { leads: ["I", "II", "-"], delimiter: "\t", rate: 360, headerLine: 0 } });
  });

  it("shows help for nothing, help, and --help anywhere", () => {
    for (const typed of [[], ["help"], ["--help"], ["run", "x", "--help"], ["-h"]]) expect(parseCommandLine(typed)).toEqual({ kind: "help" });
    for (const option of ["--data", "--out", "--executor", "--seed", "--timeout-minutes", "--port", "--json", "--samples", "--facts", "--format", "--requantise", "--key-file", "--dates", "--keep-texts", "--potassium", "--rate", "--table"]) expect(helpText).toContain(option);
  });

  it.each([
    [["fly"], /no command "fly".*serve, run/],
    [["run"], /one notebook, not 0/],
    [["run", "a", "b"], /one notebook, not 2/],
    [["run", "a", "--executor", "gpu"], /no executor "gpu".*tfjs:wasm/],
    [["run", "a", "--seed", "-1"], /--seed/],
    [["run", "a", "--seed", "1.5"], /whole number from 0 to 4294967295, not "1\.5"/],
    [["run", "a", "--seed", "4294967296"], /whole number/],
    [["run", "a", "--timeout-minutes", "0"], /above 0/],
    [["run", "a", "--dta", "x"], /--dta.*--help/],
    [["serve", "--port", "70000"], /0 to 65535/],
    [["serve", "pages"], /takes no "pages"/],
    [["read"], /one file, not 0/],
    [["read", "a.edf", "--samples", "-1"], /--samples/],
    [["read", "a.csv", "--table", "speed=25"], /--table needs key=value.*rate/],
    [["read", "a.csv", "--rate", "fast"], /--rate needs a number above 0/],
    [["convert", "a", "b"], /--format needs one of wfdb, edf/],
    [["convert", "a", "b", "--format", "pdf"], /not "pdf"/],
    [["deidentify", "a"], /input and an output, not 1/],
    [["deidentify", "a", "b", "--dates", "keep"], /--dates needs one of shift, drop/],
  ])("refuses %j and says what is right", (typed, message) => {
    expect(() => parseCommandLine(typed)).toThrow(UsageError);
    expect(() => parseCommandLine(typed)).toThrow(message);
  });

  it("lists every executor in the help, in one line each", () => {
    for (const [name, line] of Object.entries(executorHelp)) expect(helpText).toMatch(new RegExp(`^ +${name} +${line.replaceAll(".", "\\.")}$`, "m"));
  });
});
