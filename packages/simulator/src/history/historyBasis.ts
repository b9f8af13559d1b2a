/** What every number of the histories rests on, for displays. */
import { acuteBasis } from "./acuteCourse.ts";
import { dialysisBasis } from "./dialysisCourse.ts";
import { primaryCareBasis } from "./primaryCareCourse.ts";

/** By kind of history; an emergency that needs dialysis uses that of dialysis too. */
export const historyBasis = {
  "primary-care": primaryCareBasis,
  emergency: acuteBasis,
  admission: acuteBasis,
  dialysis: dialysisBasis,
} as const;
