/** What is still missing or cannot be right in an answer, in words for the person; empty when it can be sent. */
import type { ArrayLayout, TableLayout } from "@kalium/ecg";
import type { PreviewTable } from "./previewTable.ts";
import { millivoltOf } from "./wizardQuestion.ts";

export function tableProblems(layout: TableLayout, preview: PreviewTable): readonly string[] {
  const problems = commonProblems(layout);
  const leads = layout.columnLeads.filter((name): name is string => name !== null && name !== "");
  if (leads.length === 0) problems.push("Name the lead of at least one column.");
  problems.push(...repeated(leads));
  if (layout.headerLine !== null && layout.headerLine >= layout.firstDataLine) problems.push("The header line must come before the first line of numbers.");
  const broken = preview.leads.find(({ millivolt }) => millivolt.length === 0 || (Number.isFinite(millivoltOf(layout.unit)) && millivolt.every(Number.isNaN)));
  if (broken !== undefined) problems.push(`The column of ${broken.name} holds no number under these settings.`);
  return problems;
}

export function arrayProblems(layout: ArrayLayout): readonly string[] {
  const problems = commonProblems(layout);
  if (layout.leadNames.length === 0) problems.push("Name the leads, in the order in which they lie in the array.");
  problems.push(...repeated(layout.leadNames));
  return problems;
}

function commonProblems({ samplingRateHz, unit, gainPerUnit }: { readonly samplingRateHz: number; readonly unit: string; readonly gainPerUnit: number }): string[] {
  const problems: string[] = [];
  if (!(samplingRateHz > 0)) problems.push("Say how many samples there are in a second.");
  if (Number.isNaN(millivoltOf(unit))) problems.push("Choose the unit of the numbers.");
  if (!(gainPerUnit > 0)) problems.push("The counts per unit must be more than 0.");
  return problems;
}

function repeated(names: readonly string[]): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? [] : [`The lead ${twice} is named twice.`];
}
