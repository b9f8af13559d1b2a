/**
 * Who trains the generic network and whom it is then made personal for. One fold when the two groups are given
 * (simulated cohort), several when the same people serve in turn (local MIT-BIH records).
 */
import { shuffled } from "@kalium/engine";
import { assertPeopleStayApart, splitPeople, type PersonSplit } from "./personSplit.ts";
import { recordsOfPeople, type StudyData } from "./studyData.ts";

/** One generic network and the people it is personalised for. */
export interface StudyFold {
  readonly index: number;
  /** People of the generic network by split; the test split may be empty in a cross-fitted study. */
  readonly generic: PersonSplit;
  readonly personal: readonly string[];
}

/** There are not enough people to run the protocol. */
export class StudyPlanError extends Error {
  override readonly name = "StudyPlanError";
  readonly code = "too-few-people";
  constructor(message: string, readonly remedy: string) {
    super(message);
  }
}

/** Largest number of generic networks trained in a cross-fitted study; bounds the running time, Kalium's choice. */
const MAX_FOLDS = 4;

/** Makes the folds and proves that nobody crosses a split within any of them. */
export function planStudy(data: StudyData, random: () => number): readonly StudyFold[] {
  const folds = data.assignedSplits !== null ? [assignedGroups(data, data.assignedSplits)] : data.crossFit ? crossFitFolds(data, random) : [givenGroups(data, random)];
  for (const fold of folds) {
    assertPeopleStayApart({
      "generic training": fold.generic.train.map((personId) => ({ personId })),
      "generic validation": fold.generic.validation.map((personId) => ({ personId })),
      "generic test": fold.generic.test.map((personId) => ({ personId })),
      "personal rounds": fold.personal.map((personId) => ({ personId })),
    });
  }
  return folds;
}

/** The split that a table states, as it stands. People without one take no part. */
function assignedGroups(data: StudyData, splits: NonNullable<StudyData["assignedSplits"]>): StudyFold {
  const present = new Set(data.records.map((record) => record.personId));
  const people = (split: string) => Object.keys(splits).filter((personId) => splits[personId] === split && present.has(personId));
  const fold: StudyFold = { index: 0, generic: { train: people("train"), validation: people("validation"), test: people("test") }, personal: people("personal") };
  if (fold.generic.train.length === 0 || fold.generic.validation.length === 0 || fold.personal.length === 0) {
    throw new StudyPlanError(
      `The table puts ${fold.generic.train.length} usable people into train, ${fold.generic.validation.length} into validation and ${fold.personal.length} into personal.`,
      "Each of these splits needs at least one person; change the split column, or leave it out to let Kalium split.",
    );
  }
  return fold;
}

function givenGroups(data: StudyData, random: () => number): StudyFold {
  if (data.genericPeople.length < 5 || data.personalPeople.length < 1) {
    throw new StudyPlanError(
      `The study has ${data.genericPeople.length} people for the generic network and ${data.personalPeople.length} for personal rounds.`,
      "At least 5 generic people and 1 personal person are needed; add records of more people.",
    );
  }
  const records = recordsOfPeople(data.records, data.genericPeople);
  return {
    index: 0,
    generic: splitPeople(records, data.genericPeople, { train: 0.6, validation: 0.2 }, random),
    personal: data.personalPeople,
  };
}

function crossFitFolds(data: StudyData, random: () => number): readonly StudyFold[] {
  const people = shuffled([...data.personalPeople].sort(), random);
  if (people.length < 3) {
    throw new StudyPlanError(
      `Only ${people.length} people have enough records of both classes; 3 are needed: one to train, one to validate, one to personalise.`,
      "Add records of more people; the list above the Run button says why each person was left out.",
    );
  }
  const foldCount = Math.min(MAX_FOLDS, people.length);
  return Array.from({ length: foldCount }, (_, index) => {
    const personal = people.filter((_person, position) => position % foldCount === index);
    const others = [...people.filter((person) => !personal.includes(person)), ...data.genericPeople];
    const validationCount = Math.max(1, Math.round(others.length * 0.2));
    // Rotating the start keeps one person from validating every fold.
    const start = (index * validationCount) % others.length;
    const validation = Array.from({ length: validationCount }, (_unused, step) => others[(start + step) % others.length]!);
    return { index, generic: { train: others.filter((person) => !validation.includes(person)), validation, test: [] }, personal };
  });
}
