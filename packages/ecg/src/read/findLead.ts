import type { LeadSignal, Recording } from "../recording.ts";
import { FormatError } from "../errors.ts";

/** Other names under which a lead may be taken, by wanted name, in order of preference. */
export type LeadAliases = Readonly<Record<string, readonly string[]>>;

/** MLII, the modified limb lead of ambulatory recordings, stands in for II and the other way round. */
export const LIMB_LEAD_II_ALIASES: LeadAliases = { II: ["MLII"], MLII: ["II"] };

/**
 * The lead of a name (letter case aside). Aliases are used only when the caller passes them, because a
 * modified lead is not the lead itself.
 * @throws FormatError "missing-lead" that lists the leads of the recording.
 */
export function findLead(recording: Recording, name: string, leadAliases: LeadAliases = {}): LeadSignal {
  for (const wanted of [name, ...(leadAliases[name] ?? [])]) {
    const lead =
      recording.leads.find((candidate) => candidate.name === wanted) ??
      recording.leads.find((candidate) => candidate.name.toLowerCase() === wanted.toLowerCase());
    if (lead) return lead;
  }
  const names = recording.leads.map((lead) => lead.name).join(", ");
  throw new FormatError(
    "missing-lead",
    { file: recording.id },
    `the recording has no lead ${name}; it has ${names === "" ? "no leads" : names}`,
    names === "" ? "Leave this recording out." : `Choose one of ${names}, or leave this recording out.`,
  );
}
