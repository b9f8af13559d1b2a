/**
 * Splits by person, never by beat or record: a beat of a person in training teaches the network that person.
 */
import { shuffled } from "@kalium/engine";
import type { StudyRecord } from "./studyData.ts";

export type SplitName = "train" | "validation" | "test";

/** People by split. */
export type PersonSplit = Readonly<Record<SplitName, readonly string[]>>;

/** A person stands in two splits. */
export class SplitError extends Error {
  override readonly name = "SplitError";
  readonly code = "person-crosses-split";
  readonly remedy =
    "Put every record of one person into the same split, or correct the person column of your table if these are different people.";
  constructor(readonly crossings: readonly { readonly personId: string; readonly splits: readonly string[] }[]) {
    super(
      crossings
        .map(({ personId, splits }) => `Person ${personId} stands in ${splits.join(" and ")}; people may not cross splits.`)
        .join(" "),
    );
  }
}

/** Throws `SplitError`, naming every person found in more than one group of records. */
export function assertPeopleStayApart(groups: Readonly<Record<string, readonly { readonly personId: string }[]>>): void {
  const homes = new Map<string, Set<string>>();
  for (const [splitName, members] of Object.entries(groups)) {
    for (const { personId } of members) {
      const home = homes.get(personId) ?? new Set<string>();
      home.add(splitName);
      homes.set(personId, home);
    }
  }
  const crossings = [...homes].filter(([, splits]) => splits.size > 1).map(([personId, splits]) => ({ personId, splits: [...splits] }));
  if (crossings.length > 0) throw new SplitError(crossings);
}

/**
 * Seeded split of people, stratified by each person's rarer class, so that people who bring the rare class are spread
 * over all splits.
 *
 * @param fractions - Shares of train and validation; the rest is test.
 * @param random - Uniform [0, 1).
 */
export function splitPeople(
  records: readonly StudyRecord[],
  people: readonly string[],
  fractions: { readonly train: number; readonly validation: number },
  random: () => number,
): PersonSplit {
  const eventTotal = records.filter((record) => record.classIndex === 1).length;
  const rareClass = eventTotal * 2 <= records.length ? 1 : 0;
  const strata: string[][] = [[], []];
  for (const personId of [...new Set(people)].sort()) {
    const bringsRareClass = records.some((record) => record.personId === personId && record.classIndex === rareClass);
    strata[bringsRareClass ? 0 : 1]!.push(personId);
  }
  const split: Record<SplitName, string[]> = { train: [], validation: [], test: [] };
  for (const stratum of strata) {
    const order = shuffled(stratum, random);
    const trainCount = Math.round(order.length * fractions.train);
    const validationCount = Math.round(order.length * (fractions.train + fractions.validation)) - trainCount;
    split.train.push(...order.slice(0, trainCount));
    split.validation.push(...order.slice(trainCount, trainCount + validationCount));
    split.test.push(...order.slice(trainCount + validationCount));
  }
  return split;
}
