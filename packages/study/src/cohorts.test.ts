import { existsSync, readFileSync } from "node:fs";
import { readWfdbFolder, sourceFileFromBytes } from "@kalium/ecg";
import { seededRandom } from "@kalium/engine";
import { simulatePeople } from "@kalium/simulator";
import { expect, test } from "vitest";
import { heartbeatStudyData } from "./heartbeatCohort.ts";
import { runGuards } from "./guards.ts";
import { potassiumStudyData } from "./potassiumCohort.ts";
import { planStudy } from "./studyPlan.ts";
import { hashRecords } from "./studyData.ts";
import { testData, testRecord } from "./testRecord.fixture.ts";

const options = { title: "Test", leadName: "II", minimumRecordsPerClass: 2, maxBeatsPerRecord: 10, previewCount: 2 };
const recordings = [...simulatePeople({ genericPeople: 1, personalPeople: 1, personalRecordsPerClass: 2, durationS: 10, randomOf: seededRandom(1) })].flatMap(({ recordings: own }) => own.map(({ recording }) => recording));

test("strips in the label gap, below 3.5, without a result or without the lead are left out and counted", async () => {
  const [first] = recordings;
  const with_ = (id: string, potassiumMmolPerL: number | null) => ({ ...first!, id, potassiumMmolPerL });
  const noLead = { ...with_("x", 4), leads: [{ ...first!.leads[0]!, name: "V1" }] };
  const data = await potassiumStudyData([...recordings, with_("gap", 5.2), with_("low", 3.2), with_("none", null), noLead], options);
  expect(data.records).toHaveLength(recordings.length);
  const reasons = data.flow[0]!.dropped.map(({ reason, count }) => `${count} ${reason}`);
  expect(reasons).toHaveLength(4);
  for (const expected of [/^1 no potassium result/, /^1 potassium 5\.0–5\.5/, /^1 potassium below 3\.5/, /^1 x: .*no lead II/]) expect(reasons).toContainEqual(expect.stringMatching(expected));
  expect(data.personalPeople).toContain("sim-personal-0001");
  expect(data.simulated).toBe(true);
});

test("the data hash changes with one sample, one label, one person, and with nothing else", async () => {
  const records = [testRecord("a", 0, 0), testRecord("b", 1, 1)];
  const hash = await hashRecords(records);
  expect(await hashRecords(structuredClone(records))).toBe(hash);
  const changed = structuredClone(records);
  changed[1]!.beats[7]! += 1e-6;
  expect(await hashRecords(changed)).not.toBe(hash);
  expect(await hashRecords([{ ...records[0]!, classIndex: 1 }, records[1]!])).not.toBe(hash);
  expect(await hashRecords([{ ...records[0]!, personId: "c" }, records[1]!])).not.toBe(hash);
});

test("guards flag a record that appears twice and people who bring one class only", () => {
  const people = Array.from({ length: 6 }, (_, index) => testRecord(`p${index}`, (index % 2) as 0 | 1, 0, { random: seededRandom(1)(`p${index}`) }));
  const twin = { ...people[0]!, id: "twin" };
  const data = testData([...people, twin], { genericPeople: people.slice(0, 5).map(({ personId }) => personId), personalPeople: ["p5"] });
  const outcomes = runGuards(data, planStudy(data, seededRandom(1)("plan")));
  expect(outcomes.find(({ name }) => name.includes("twice"))).toMatchObject({ outcome: "warning", detail: expect.stringContaining("twin") });
  expect(outcomes.find(({ name }) => name.includes("both classes"))).toMatchObject({ outcome: "warning", detail: expect.stringContaining("0 of 5") });
});

const mitdb = new URL("../../../../shared/data/mitdb/", import.meta.url);
const isThere = existsSync(new URL("200.hea", mitdb));
if (!isThere) console.log("Skipped: the MIT-BIH records are not beside the repository (../shared/data/mitdb).");

test.skipIf(!isThere)("real records: paced people and people with too few ventricular beats are left out with the reason", async () => {
  const files = ["100", "200", "217"].flatMap((id) => ["hea", "dat", "atr"].map((ending) => sourceFileFromBytes(`${id}.${ending}`, new Uint8Array(readFileSync(new URL(`${id}.${ending}`, mitdb))))));
  const { recordings: real } = await readWfdbFolder(files);
  const cohort = { title: "Test", leadName: "II", blockS: 60, minimumBeatsPerStrip: 5, maxBeatsPerStrip: 30, minimumStripsPerClass: 8 };
  const data = await heartbeatStudyData(real, cohort);
  expect(data.personalPeople).toEqual(["200"]);
  expect(data.excludedPeople.map(({ personId, reason }) => `${personId} ${reason}`)).toEqual([expect.stringMatching(/^100 too few ventricular beats: 1,/), expect.stringMatching(/^217 paced rhythm/)]);
  // Record 200 has 1743 normal and 826 ventricular beats; every strip holds one class and nothing past the cap.
  expect(data.records.every(({ beatCount }) => beatCount >= 5 && beatCount <= 30)).toBe(true);
  expect(new Set(data.records.map(({ classIndex }) => classIndex)).size).toBe(2);
  const missing = await heartbeatStudyData(real, { ...cohort, leadName: "V9" });
  expect(missing.excludedPeople.find(({ personId }) => personId === "200")!.reason).toMatch(/no lead V9.*Choose one of/);
});
