/**
 * The facts of a recording that WFDB has no field for travel in one header comment, so that a
 * simulated recording still says so after it was written and read again.
 */
const PREFIX = "kalium-recording:";

/** The facts carried by the comment. */
export interface KaliumRecordingFacts {
  readonly personId: string | null;
  readonly potassiumMmolPerL: number | null;
  readonly timeS: number | null;
  readonly simulated: boolean;
  readonly sex: "female" | "male" | null;
  readonly ageYears: number | null;
  readonly deidentified: boolean;
}

/** True for the comment line that carries the facts. */
export function isKaliumComment(comment: string): boolean {
  return comment.trim().startsWith(PREFIX);
}

/** Comment text (without "#"); facts that are unknown or false are left out, save the first four. */
export function formatKaliumComment(facts: KaliumRecordingFacts): string {
  const { personId, potassiumMmolPerL, timeS, simulated, sex, ageYears, deidentified } = facts;
  const more = { ...(sex === null ? {} : { sex }), ...(ageYears === null ? {} : { ageYears }), ...(deidentified ? { deidentified } : {}) };
  return `${PREFIX} ${JSON.stringify({ personId, potassiumMmolPerL, timeS, simulated, ...more })}`;
}

/** Reads the facts back; headers of other origin give "unknown" and "not simulated". */
export function parseKaliumComment(comments: readonly string[]): KaliumRecordingFacts {
  const line = comments.find(isKaliumComment)?.trim();
  let value: unknown = null;
  try {
    if (line !== undefined) value = JSON.parse(line.slice(PREFIX.length));
  } catch {
    // A damaged comment says nothing.
  }
  const facts = new Map<string, unknown>(typeof value === "object" && value !== null ? Object.entries(value) : []);
  const numberOrNull = (field: unknown) => (typeof field === "number" && Number.isFinite(field) ? field : null);
  const personId = facts.get("personId");
  const sex = facts.get("sex");
  return {
    personId: typeof personId === "string" ? personId : null,
    potassiumMmolPerL: numberOrNull(facts.get("potassiumMmolPerL")),
    timeS: numberOrNull(facts.get("timeS")),
    simulated: facts.get("simulated") === true,
    sex: sex === "female" || sex === "male" ? sex : null,
    ageYears: numberOrNull(facts.get("ageYears")),
    deidentified: facts.get("deidentified") === true,
  };
}
