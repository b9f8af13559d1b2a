import { openRecordings, readPotassiumTable, sourceFileFromBytes } from "@kalium/ecg";
import { describe, expect, it } from "vitest";
import { cohortFiles } from "./cohortFiles.ts";
import { simulateTwelveLeads } from "./simulateTwelveLeads.ts";

describe("a simulated cohort as files", () => {
  const settings = { cohort: "emergency", people: 3, durationS: 2, leadNames: ["II"], seed: 4 } as const;

  it("opens as recordings that carry person, time and a potassium of the table", async () => {
    const told: number[] = [];
    const files = await cohortFiles(settings, (done) => void told.push(done));
    expect(told).toEqual([1, 2, 3]);
    const sources = files.map(({ name, bytes }) => sourceFileFromBytes(name, bytes));
    const { rows } = readPotassiumTable(new TextDecoder().decode(files.at(-1)!.bytes), "potassium.csv");
    const headers = sources.filter(({ path }) => path.endsWith(".hea"));
    expect(rows.length).toBe(headers.length);
    for (const header of headers) {
      const [{ id, facts, annotations }] = await openRecordings(header, sources);
      const row = rows.find(({ recordId }) => recordId === id)!;
      expect(facts).toMatchObject({ simulated: true, personId: row.personId, potassiumMmolPerL: row.potassiumMmolPerL });
      expect(annotations[0]!.symbol).toBe("+");
    }
  });
  it("is the same to the byte for the same seed", async () => {
    const make = async (seed: number) => (await cohortFiles({ ...settings, seed }, () => {})).map(({ bytes }) => [...bytes]);
    expect(await make(4)).toEqual(await make(4));
    expect(await make(5)).not.toEqual(await make(4));
  });
});

describe("twelve leads in one line", () => {
  it("are the same for the same settings, and another with another seed", () => {
    const made = (seed?: number) => simulateTwelveLeads({ potassiumMmolPerL: 6.5, noise: "bedside", seed });
    expect(made().recording).toEqual(made(1).recording);
    expect(made(2).recording.leads[1]!.samplesMillivolt).not.toEqual(made().recording.leads[1]!.samplesMillivolt);
    expect(made().recording).toMatchObject({ simulated: true, sampleCount: 5000, potassiumMmolPerL: 6.5 });
    expect(made().recording.leads).toHaveLength(12);
  });
});
