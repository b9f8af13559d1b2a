import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRecordings, readPotassiumTable, sourceFileFromBytes, type OpenedRecording } from "@kalium/ecg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { parseCommandLine, UsageError } from "../commandLine.ts";
import { runProgram } from "../program.ts";
import { acceptanceLines } from "./acceptanceCommand.ts";

const work = mkdtempSync(join(tmpdir(), "kalium-simulate-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
let out: string;
let runs = 0;
beforeEach(() => {
  out = join(work, `out${runs++}`);
});

async function kalium(args: readonly string[], signal = new AbortController().signal) {
  const [outLines, errLines]: [string[], string[]] = [[], []];
  const code = await runProgram(["simulate", ...args], signal, { out: (line) => outLines.push(line), err: (line) => errLines.push(line) });
  return { code, out: outLines.join("\n"), err: errLines.join("\n") };
}

async function openAll(folder: string): Promise<OpenedRecording[]> {
  const files = readdirSync(folder).map((name) => sourceFileFromBytes(name, readFileSync(join(folder, name))));
  const main = files.filter(({ path }) => /\.(hea|edf)$/.test(path));
  return (await Promise.all(main.map((file) => openRecordings(file, files)))).flat();
}
const contents = (folder: string) => Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name)).toString("base64")]));
const truth = (folder: string) => JSON.parse(readFileSync(join(folder, "truth.json"), "utf8"));

describe("kalium simulate", () => {
  it("writes the same bytes for the same seed, and others for another", async () => {
    const args = ["--people", "2", "--potassium", "4.5,6.5", "--duration", "4"];
    for (const [seed, folder] of [["7", "a"], ["7", "b"], ["8", "c"]]) expect((await kalium([...args, "--seed", seed!, "--out", `${out}${folder}`])).code).toBe(0);
    expect(contents(`${out}a`)).toEqual(contents(`${out}b`));
    expect(contents(`${out}c`)["person-00001-01.dat"]).not.toBe(contents(`${out}a`)["person-00001-01.dat"]);
    expect(readdirSync(`${out}a`).filter((name) => name.endsWith(".hea"))).toHaveLength(4);
  });

  it.each(["wfdb", "edf"])("writes %s files that give back samples, marks and the word simulated", async (format) => {
    await kalium(["--potassium", "6.5", "--rhythm", "sinus", "--format", format, "--leads", "15", "--out", out]);
    const [opened] = await openAll(out);
    const [group] = opened!.groups;
    expect(group!.signals.map(({ name }) => name.toUpperCase())).toEqual(["I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6", "X", "Y", "Z"].map((name) => (/^[XYZ]$/.test(name) && format === "edf" ? expect.stringMatching(/^V?[XYZ]$/) : name)));
    expect(group).toMatchObject({ framesPerSecond: format === "edf" ? expect.any(Number) : 500 });
    expect(opened!.facts.simulated).toBe(true);
    const samples = await opened!.readSamples(0, 0, group!.frameCount);
    const [one, two, three, avr, avl, avf] = samples;
    expect(samples[0]).toHaveLength(5000);
    for (let i = 0; i < 5000; i += 3) {
      expect(three![i]).toBe(two![i]! - one![i]!);
      expect(2 * avr![i]! + one![i]! + two![i]!).toBe(0);
      expect(2 * avl![i]!).toBe(2 * one![i]! - two![i]!);
      expect(2 * avf![i]!).toBe(2 * two![i]! - one![i]!);
    }
    const text = opened!.annotations.map(({ symbol }) => symbol).join("");
    expect(text).toMatch(/^\+/);
    expect(text.match(/\(p\)\(N\)\(t\)/g)!.length).toBeGreaterThan(6);
    const bracket = opened!.annotations.find(({ symbol }, i) => symbol === "(" && opened!.annotations[i + 1]!.symbol === "t");
    expect(bracket!.number).toBe(2);
    // EDF+ holds the exact second, WFDB the nearest sample.
    const isBetweenSamples = ({ onsetS }: { onsetS: number | null }) => onsetS !== null && Math.abs(500 * onsetS - Math.round(500 * onsetS)) > 0.01;
    expect(opened!.annotations.some(isBetweenSamples)).toBe(format === "edf");
  });

  it("gives the data page a table of potassium, with the laboratory's error in it, and keeps the truth apart", async () => {
    const { code, out: said } = await kalium(["--cohort", "dialysis", "--people", "3", "--duration", "2", "--leads", "II", "--rate", "125", "--out", out]);
    expect({ code, said }).toEqual({ code: 0, said: `18 simulated recordings written to ${out}` });
    const { rows } = readPotassiumTable(readFileSync(join(out, "potassium.csv"), "utf8"), "potassium.csv");
    const { records, settings, simulated, basis } = truth(out);
    expect({ rows: rows.length, records: records.length, simulated, cohort: settings.cohort }).toEqual({ rows: 18, records: 18, simulated: true, cohort: "dialysis" });
    expect(basis.history.sessionHours.source).toContain("PRECEDE-K");
    for (const [i, row] of rows.entries()) {
      expect(row).toMatchObject({ recordId: records[i].record, personId: records[i].person, timeS: records[i].timeS, potassiumMmolPerL: records[i].measuredMmolPerL });
      expect(Math.abs(row.potassiumMmolPerL! / records[i].trueMmolPerL - 1)).toBeLessThan(0.25);
    }
    const opened = await openAll(out);
    expect(opened.map(({ facts }) => facts.personId)).toContain("dialysis-00002");
    expect(readFileSync(join(out, "README.txt"), "utf8")).toMatch(/^SIMULATED DATA/);
    expect(readFileSync(join(out, "RECORDS"), "utf8").trim().split("\n")).toEqual(records.map(({ record }: { record: string }) => record));
    expect(JSON.stringify(truth(out)) + readFileSync(join(out, "README.txt"), "utf8")).not.toContain(work);
  });

  it("labels rhythms and fibrillation, and writes blocked P waves as such", async () => {
    await kalium(["--potassium", "8.9", "--rhythm", "ventricular-fibrillation", "--duration", "12", "--leads", "II", "--out", `${out}vf`]);
    const [fibrillating] = await openAll(`${out}vf`);
    const from = fibrillating!.annotations.findIndex(({ symbol }) => symbol === "[");
    expect(fibrillating!.annotations.slice(from).map(({ symbol, aux }) => symbol + aux)).toEqual(["[", "+(VFIB", "]"]);
    await kalium(["--rhythm", "second-degree-block", "--leads", "II", "--out", `${out}block`]);
    const [blocked] = await openAll(`${out}block`);
    expect(blocked!.annotations[0]).toMatchObject({ symbol: "+", aux: "(BII" });
    expect(blocked!.annotations.some(({ symbol }) => symbol === "x")).toBe(true);
  });

  it("mixes noise of a folder at the ratio asked for, and says what a folder without noise lacks", async () => {
    const noise = join(work, `noise${runs++}`);
    mkdirSync(noise);
    let state = 1;
    const counts = Int16Array.from({ length: 2 * 360 * 20 }, () => ((state = (state * 16807) % 2147483647) % 200) - 100);
    writeFileSync(join(noise, "ma.hea"), "ma 2 360 7200\nma.dat 16 200/mV\nma.dat 16 200/mV\n");
    writeFileSync(join(noise, "ma.dat"), new Uint8Array(counts.buffer));
    const args = ["--rhythm", "sinus", "--leads", "II", "--seed", "3"];
    expect((await kalium([...args, "--noise", "none", "--out", `${out}clean`])).code).toBe(0);
    for (const snr of [0, 12]) expect((await kalium([...args, "--noise", noise, "--snr", String(snr), "--out", `${out}${snr}`])).code).toBe(0);
    const samples = async (folder: string) => (await (await openAll(folder))[0]!.readSamples(0, 0, 5000))[0]!;
    const clean = await samples(`${out}clean`);
    const power = async (folder: string) => Array.from(await samples(folder)).reduce((sum, value, i) => sum + (value - clean[i]!) ** 2, 0);
    expect(10 * Math.log10((await power(`${out}0`)) / (await power(`${out}12`)))).toBeCloseTo(12, 0);
    writeFileSync(join(noise, "ma.dat"), new Uint8Array(100));
    expect(await kalium([...args, "--noise", noise, "--out", `${out}x`])).toMatchObject({ code: 2, err: expect.stringContaining("ma.dat") });
    const empty = join(work, `empty${runs++}`);
    mkdirSync(empty);
    expect(await kalium([...args, "--noise", empty, "--out", `${out}x`])).toMatchObject({ code: 2, err: expect.stringContaining("no recording") });
    expect(await kalium([...args, "--noise", join(work, "absent"), "--out", `${out}x`])).toMatchObject({ code: 2, err: expect.stringContaining("There is no folder") });
    expect(existsSync(`${out}x`)).toBe(false);
  });

  it("leaves only whole recordings and true tables when it is stopped", async () => {
    const controller = new AbortController();
    const running = kalium(["--people", "500", "--duration", "2", "--leads", "II", "--out", out], controller.signal);
    await expect.poll(() => existsSync(join(out, "person-00003-01.dat")), { interval: 2 }).toBe(true);
    controller.abort();
    expect((await running).code).toBe(130);
    const names = readdirSync(out);
    const records = names.filter((name) => name.endsWith(".hea"));
    expect(records.length).toBeLessThan(500);
    expect(names.filter((name) => name.endsWith(".atr"))).toHaveLength(records.length);
    expect(await openAll(out)).toHaveLength(records.length);
    expect(truth(out).records).toHaveLength(records.length);
    expect(readFileSync(join(out, "README.txt"), "utf8")).toContain("stopped before all were made");
  });

  it("overwrites nothing", async () => {
    mkdirSync(out);
    writeFileSync(join(out, "mine.txt"), "mine");
    expect(await kalium(["--out", out])).toMatchObject({ code: 2, err: expect.stringContaining("nothing is overwritten") });
    expect(readdirSync(out)).toEqual(["mine.txt"]);
  });

  it("refuses what it cannot do and says what to type instead", () => {
    const refused = (args: readonly string[], reason: RegExp) => {
      expect(() => parseCommandLine(["simulate", ...args])).toThrow(UsageError);
      expect(() => parseCommandLine(["simulate", ...args])).toThrow(reason);
    };
    refused([], /--out DIR/);
    refused(["--out", "x", "--potassium", "11"], /2\.0 to 9\.0/);
    refused(["--out", "x", "--rhythm", "torsades"], /--rhythm needs one of sinus/);
    refused(["--out", "x", "--leads", "V9"], /no simulated lead "V9"/);
    refused(["--out", "x", "--cohort", "dialysis", "--potassium", "5"], /--cohort draws potassium itself/);
    refused(["--out", "x", "--snr", "6"], /--noise DIR only/);
    refused(["--acceptance", "--rate", "500"], /not --rate/);
    refused(["--out", "x", "--people", "0"], /whole number from 1/);
    refused(["--out", "x", "--rate", "100"], /--rate above 100, or --noise none/);
    refused(["--out", "x", "--duration", "86400"], /more than fit into memory/);
    expect(parseCommandLine(["simulate", "--out", "x", "--duration", "86400", "--rate", "250", "--leads", "II,V1,V5"])).toMatchObject({ durationS: 86_400 });
    expect(parseCommandLine(["simulate", "--out", "x"])).toMatchObject({ people: 1, potassiumMmolPerL: [4.5], durationS: 10, samplingRateHz: 500, seed: 1, format: "wfdb", cohort: null });
    expect(parseCommandLine(["simulate", "--acceptance"])).toMatchObject({ kind: "simulate-acceptance", people: 1000, seed: 1 });
  });
});

describe("kalium simulate --acceptance", () => {
  it("prints every row S1 to S10 and ends with 1 exactly when one fails", async () => {
    const { code, out: printed } = await kalium(["--acceptance", "--people", "20", "--json"]);
    const { rows } = JSON.parse(printed) as { rows: { id: string; pass: boolean }[] };
    expect(new Set(rows.map(({ id }) => id.replace(/[a-z]$/, "")))).toEqual(new Set(Array.from({ length: 10 }, (_, i) => `S${i + 1}`)));
    expect(code).toBe(rows.every(({ pass }) => pass) ? 0 : 1);
  });
  it("marks a row that fails, with its bar, figure and basis", () => {
    const row = { id: "S1", statement: "median r", bar: "at least 0.85", measured: 0.9123, unit: "", n: 30, pass: true, basis: "fact 5" };
    expect(acceptanceLines([row, { ...row, id: "S10a", measured: NaN, unit: "ms", pass: false }])).toEqual([
      "S1    holds  0.912    at least 0.85  n 30  median r [fact 5]",
      "S10a  FAILS  none ms  at least 0.85  n 30  median r [fact 5]",
    ]);
  });
});
