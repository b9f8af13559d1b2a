import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parseCommandLine, UsageError } from "../commandLine.ts";
import { runProgram } from "../program.ts";

const shared = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const hasShared = existsSync(shared);
if (!hasShared) console.warn(`Skipped: tests on real ECGs need the open data at ${shared}`);

const work = mkdtempSync(join(tmpdir(), "kalium-measure-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function kalium(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const [outLines, errLines]: [string[], string[]] = [[], []];
  const code = await runProgram(args, new AbortController().signal, { out: (line) => outLines.push(line), err: (line) => errLines.push(line) });
  return { code, out: outLines.join("\n"), err: errLines.join("\n") };
}

/** A one-lead record of drawn beats, 80/min, with R 1 mV, T .3 mV. */
function makeRecord(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  const counts = Int16Array.from({ length: 5000 }, (_, i) => {
    const ms = (i * 2) % 750;
    const bump = (height: number, at: number, sigma: number) => height * Math.exp(-0.5 * ((ms - at) / sigma) ** 2);
    return Math.round(1000 * (bump(0.12, 120, 18) + bump(1, 280, 10) + bump(0.3, 520, 35)));
  });
  writeFileSync(join(folder, `${name}.hea`), `${name} 1 500 5000\n${name}.dat 16 1000/mV 16 0 ${counts[0]} ${(counts.reduce((sum, count) => sum + count, 0) << 16) >> 16} 0 II\n`);
  writeFileSync(join(folder, `${name}.dat`), new Uint8Array(counts.buffer));
}

describe("kalium measure", () => {
  it.skipIf(!hasShared)("prints what it measured beside what the machine printed, with the difference and the disclaimer", async () => {
    const { code, out } = await kalium("measure", join(shared, "philips-sierra/2020-5-18_15-48-11.xml"));
    expect(code).toBe(0);
    const row = (name: string) => new RegExp(`^${name} +(-?\\d+) +(-?\\d+) +\\+?(-?\\d+) +(ms|°)$`, "m").exec(out)!;
    for (const [name, machine, most] of [["PR", 164, 10], ["QRS", 102, 10], ["QT", 399, 20], ["T axis", 80, 15]] as const) {
      const [, measured, printed, difference] = row(name).map(Number);
      expect(printed).toBe(machine);
      expect(Math.abs(difference!)).toBeLessThanOrEqual(most);
      expect(Math.abs(measured! - printed! - difference!)).toBeLessThanOrEqual(1);
    }
    expect(out).toContain("calibration pulse");
    expect(out.trimEnd()).toMatch(/For research and teaching only\..*not a medical device.*$/);
    expect(out).not.toMatch(/\bK(alium)? ?= ?\d|mmol\/L \d/);
  });

  it.skipIf(!hasShared)("gives everything as JSON: single beats, reasons, and the basis of each marker", async () => {
    const { code, out } = await kalium("measure", join(shared, "dicom/waveform_ecg.dcm"), "--json", "--features", "48");
    const { records, disclaimer } = JSON.parse(out);
    expect(code).toBe(0);
    expect(disclaimer).toContain("not a medical device");
    const { measurements, compared, features } = records[0];
    expect(compared.find(({ name }: { name: string }) => name === "QT")).toMatchObject({ machine: 368, unit: "ms" });
    expect(measurements.beats.length).toBe(measurements.detectionCount);
    expect(measurements.leads.map(({ leadName }: { leadName: string }) => leadName)).toContain("V4");
    for (const { value, reason, basis } of measurements.potassiumMarkers) {
      expect(basis.citation.length).toBeGreaterThan(10);
      expect((value === null) === (typeof reason === "string")).toBe(true);
    }
    expect(features).toMatchObject({ set: "t-wave-48" });
    expect(features.values).toHaveLength(48);
  });

  it("measures what a single lead can show, without names of files in a folder", async () => {
    const folder = join(work, "ward");
    makeRecord(folder, "huber_maria");
    const { code, out } = await kalium("measure", folder, "--features", "intervals-48");
    expect(code).toBe(0);
    expect(out).not.toMatch(/huber/i);
    expect(out).toMatch(/heart rate +80 +\/min/);
    expect(out).toMatch(/QRS axis +– +°/);
    expect(out).toMatch(/eigenlead 1 +– +eigenleads need at least three independent leads/);
    expect(out).toMatch(/PR V3 +– +ms/);
    const [, height] = /^II +\S+ +\S+ +\S+ +\S+ +\S+ +(\S+)/m.exec(out)!;
    expect(Number(height)).toBeCloseTo(0.3, 2);
    expect((await kalium("measure", folder, "--facts")).out).toContain("huber_maria");
  });

  it("ends with 1 and tells by number which file could not be measured", async () => {
    const folder = join(work, "mixed");
    makeRecord(folder, "a");
    writeFileSync(join(folder, "Huber.edf"), "0       not an EDF file");
    const outcome = await kalium("measure", folder);
    expect(outcome.code).toBe(1);
    expect(outcome.err).toMatch(/file \d+ \(\.edf\): \S+/);
    expect(outcome.err + outcome.out).not.toContain("Huber");
    expect(outcome.out).toContain("heart rate");
  });

  it("says that nothing is there, or that the command line is wrong, with 2", async () => {
    expect(await kalium("measure", join(work, "absent"))).toMatchObject({ code: 2, err: expect.stringContaining("no file or folder") });
    for (const typed of [["measure"], ["measure", "a", "b"], ["measure", "a", "--features", "12"]]) expect(() => parseCommandLine(typed)).toThrow(UsageError);
    expect(parseCommandLine(["measure", "a.edf", "--features", "48"])).toMatchObject({ kind: "measure", features: "t-wave-48", json: false });
  });

  it.skipIf(!hasShared)("takes a short or odd file without stopping", async () => {
    const { code, out } = await kalium("measure", join(shared, "aecg/minimum_aecg.xml"));
    expect([0, 1]).toContain(code);
    expect(out).toMatch(/nothing can be measured/);
  });

  it("is told in the help", async () => {
    expect((await kalium("--help")).out).toContain("kalium measure FILE|DIR");
  });
});
