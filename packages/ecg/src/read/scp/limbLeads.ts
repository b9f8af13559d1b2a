/** The four limb leads that follow from I and II (Einthoven 1913; Goldberger 1942); SCP-ECG leaves them out. */

export interface DerivedLead {
  readonly name: string;
  /** Count of one frame from the counts of the stored leads, in whole counts; halves are cut towards 0. */
  compute(stored: readonly Int32Array[], frame: number): number;
}

/** Leads among III, aVR, aVL and aVF that are not stored but can be computed; none unless I and II are stored. */
export function limbLeadsFor(names: readonly string[]): readonly DerivedLead[] {
  const [one, two] = [names.indexOf("I"), names.indexOf("II")];
  if (one < 0 || two < 0) return [];
  const formulas: readonly (readonly [string, (i: number, ii: number) => number])[] = [
    ["III", (i, ii) => ii - i],
    ["aVR", (i, ii) => Math.trunc(-(i + ii) / 2) + 0],
    ["aVL", (i, ii) => Math.trunc(ii / 2) - (ii - i)],
    ["aVF", (i, ii) => Math.trunc(i / 2) + (ii - i)],
  ];
  return formulas
    .filter(([name]) => !names.includes(name))
    .map(([name, formula]) => ({ name, compute: (stored, frame) => formula(stored[one]![frame]!, stored[two]![frame]!) }));
}
