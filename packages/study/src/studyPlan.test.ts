import { seededRandom } from "@kalium/engine";
import { expect, test } from "vitest";
import { planStudy, StudyPlanError } from "./studyPlan.ts";
import { testData, testRecord } from "./testRecord.fixture.ts";

const random = () => seededRandom(1)("plan");
const recordsOf = (people: readonly string[]) => people.flatMap((personId) => [testRecord(personId, 0, 0), testRecord(personId, 1, 1)]);
const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

test.each([3, 4, 5, 9, 23])("in a cross-fitted study of %i people each is personal once and in no generic split of that fold", (count) => {
  const people = names(count);
  const folds = planStudy(testData(recordsOf(people), { crossFit: true, personalPeople: people }), random());
  expect(folds.flatMap((fold) => fold.personal).sort()).toEqual([...people].sort());
  for (const { generic, personal } of folds) {
    expect(generic.train.length).toBeGreaterThan(0);
    expect(generic.validation.length).toBeGreaterThan(0);
    expect(personal.filter((person) => [...generic.train, ...generic.validation, ...generic.test].includes(person))).toEqual([]);
    expect(generic.train.filter((person) => generic.validation.includes(person))).toEqual([]);
  }
});

test("a split stated by a table is taken as it stands, and a useless one refused with a remedy", () => {
  const people = names(4);
  const assignedSplits = { p0: "train", p1: "validation", p2: "test", p3: "personal" } as const;
  expect(planStudy(testData(recordsOf(people), { assignedSplits }), random())).toEqual([
    { index: 0, generic: { train: ["p0"], validation: ["p1"], test: ["p2"] }, personal: ["p3"] },
  ]);
  expect(() => planStudy(testData(recordsOf(people), { assignedSplits: { p0: "train", gone: "validation", p3: "personal" } }), random())).toThrowError(
    expect.objectContaining({ name: "StudyPlanError", remedy: expect.stringContaining("split column") }),
  );
});

test("too few people are refused with a remedy", () => {
  expect(() => planStudy(testData(recordsOf(names(2)), { crossFit: true, personalPeople: names(2) }), random())).toThrowError(StudyPlanError);
  expect(() => planStudy(testData(recordsOf(names(4)), { genericPeople: names(4).slice(0, 3), personalPeople: ["p3"] }), random())).toThrowError(StudyPlanError);
});
