/**
 * Checks of the data that run before any metric and are printed with every report (evaluation spec §1).
 */
import type { StudyData } from "./studyData.ts";
import type { StudyFold } from "./studyPlan.ts";

export interface GuardOutcome {
  readonly name: string;
  readonly outcome: "pass" | "warning";
  readonly detail: string;
}

/** Runs the guards; those that make a result wrong throw, those that limit its meaning warn. */
export function runGuards(data: StudyData, folds: readonly StudyFold[]): readonly GuardOutcome[] {
  return [splitGuard(folds), confoundingGuard(data), duplicateGuard(data), cohortSizeGuard(data)];
}

function splitGuard(folds: readonly StudyFold[]): GuardOutcome {
  const people = new Set(folds.flatMap((fold) => [...fold.generic.train, ...fold.generic.validation, ...fold.generic.test, ...fold.personal]));
  return {
    name: "People stay in one split",
    outcome: "pass",
    detail: `${people.size} people in ${folds.length} ${folds.length === 1 ? "fold" : "folds"}; nobody crosses a split within a fold.`,
  };
}

function confoundingGuard(data: StudyData): GuardOutcome {
  const generic = new Set(data.crossFit ? [...data.genericPeople, ...data.personalPeople] : data.genericPeople);
  let both = 0;
  for (const personId of generic) {
    const classes = new Set(data.records.filter((record) => record.personId === personId).map((record) => record.classIndex));
    if (classes.size === 2) both += 1;
  }
  return {
    name: "People with both classes among the generic people",
    outcome: both * 2 < generic.size ? "warning" : "pass",
    detail: `${both} of ${generic.size}. Where a person brings one class only, person and class cannot be told apart.`,
  };
}

function duplicateGuard(data: StudyData): GuardOutcome {
  const seen = new Map<string, string>();
  const repeats: string[] = [];
  for (const record of data.records) {
    const key = `${record.beatCount}:${Array.from(record.beats.subarray(0, 240)).join(",")}`;
    const earlier = seen.get(key);
    if (earlier !== undefined && record.beatCount > 0) repeats.push(`${earlier} = ${record.id}`);
    else seen.set(key, record.id);
  }
  return {
    name: "No record appears twice",
    outcome: repeats.length > 0 ? "warning" : "pass",
    detail: repeats.length > 0 ? `Equal beats in: ${repeats.slice(0, 5).join("; ")}.` : `${data.records.length} records, all different.`,
  };
}

function cohortSizeGuard(data: StudyData): GuardOutcome {
  const people = data.personalPeople.length;
  if (data.simulated) {
    return { name: "What the data can carry", outcome: "warning", detail: "Simulated people: the figures show how the method behaves, not how well it reads real ECGs." };
  }
  return {
    name: "What the data can carry",
    outcome: people < 30 ? "warning" : "pass",
    detail: `${people} people in personal rounds${people < 30 ? ": a demonstration, not a performance claim" : ""}.`,
  };
}
