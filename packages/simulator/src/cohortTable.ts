/** Potassium of simulated recordings as a table that the data room takes. */
import type { Recording } from "@kalium/ecg";

/** CSV with record, person, potassium in mmol/L as the recordings carry it and, where any has one, the time on the person's clock. */
export function potassiumTable(recordings: readonly Pick<Recording, "id" | "personId" | "potassiumMmolPerL" | "timeS">[]): string {
  const hasTime = recordings.some(({ timeS }) => timeS !== null);
  const rows = recordings.map(({ id, personId, potassiumMmolPerL, timeS }) => [id, personId, potassiumMmolPerL, ...(hasTime ? [timeS ?? ""] : [])].join(","));
  return `${["record,person,potassium_mmol_per_l", ...(hasTime ? ["time_s"] : [])].join(",")}\n${rows.map((row) => `${row}\n`).join("")}`;
}
