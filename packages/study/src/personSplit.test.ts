import { seededRandom } from "@kalium/engine";
import { expect, test } from "vitest";
import { assertPeopleStayApart, SplitError, splitPeople } from "./personSplit.ts";
import { testRecord } from "./testRecord.fixture.ts";

const people = Array.from({ length: 20 }, (_, index) => `p${index}`);
// Every second person brings both classes, the others class 0 only.
const records = people.flatMap((personId, index) => [testRecord(personId, 0, 0), ...(index % 2 === 0 ? [testRecord(personId, 1, 1)] : [])]);
const fractions = { train: 0.6, validation: 0.2 };

test("a person found in two splits is refused by name, with the splits and a remedy", () => {
  const cross = () => assertPeopleStayApart({ train: [{ personId: "anna" }, { personId: "ben" }], test: [{ personId: "anna" }] });
  expect(cross).toThrowError(SplitError);
  expect(cross).toThrowError(/anna.*train and test/);
  expect(() => assertPeopleStayApart({ train: [{ personId: "ben" }], test: [{ personId: "anna" }] })).not.toThrow();
});

test("everybody lands in exactly one split, near the stated shares, with the rare class spread", () => {
  const split = splitPeople(records, people, fractions, seededRandom(1)("split"));
  expect([...split.train, ...split.validation, ...split.test].sort()).toEqual([...people].sort());
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([12, 4, 4]);
  const withRareClass = (group: readonly string[]) => group.filter((personId) => Number(personId.slice(1)) % 2 === 0).length;
  expect([withRareClass(split.train), withRareClass(split.validation), withRareClass(split.test)]).toEqual([6, 2, 2]);
});

test("the same seed gives the same split, another seed another, and the order of people does not matter", () => {
  const split = (seed: number, order = people) => splitPeople(records, order, fractions, seededRandom(seed)("split"));
  expect(split(1)).toEqual(split(1, [...people].reverse()));
  expect(split(1)).not.toEqual(split(2));
});
