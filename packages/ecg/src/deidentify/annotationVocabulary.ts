/** Marks and their texts that may leave the de-identification gate without a person having read them. */

/** Mnemonics of WFDB annotations (ecgcodes.h of the WFDB library). */
const SYMBOLS: ReadonlySet<string> = new Set('NLRaVFJASEj/Q~|sT*D"=pB^t+u?![]en@xf()r');

/** Rhythm and episode labels of the MIT-BIH, long-term, VF and European ST-T databases, and the notes of the MIT-BIH one. */
const LABELS: ReadonlySet<string> = new Set([
  "(AB", "(AFIB", "(AFL", "(ASYS", "(B", "(BI", "(BII", "(BIII", "(AVB", "(HGEA", "(IVR", "(J", "(JPT", "(N", "(NSR", "(SR", "(NOD", "(NOISE", "(P", "(PM", "(PREX", "(SAB",
  "(SBR", "(SVTA", "(SVT", "(ST", "(T", "(VER", "(VF", "(VFIB", "(VFL", "(VT", "(SAF", "(BBB", "(LBBB", "(RBBB",
  "MISSB", "PSE", "TS", "U", "p", "t", "u",
  // The reader of Sierra files marks the machine's own test signal so.
  "calibration pulse",
]);

/** Episodes of ST and T change with their height in µV: "(ST0+", "AST1-200", "(rtST0+", "T0+150". */
const ST_LABEL = /^\(?A?(ls|rt)?(ST|T)[0-2]?[+-]{1,2}\d{0,4}\)?$/;

export function isAllowedSymbol(symbol: string): boolean {
  return SYMBOLS.has(symbol) || /^\[\d{1,2}\]$/.test(symbol);
}

/** The label without its closing NUL when it may pass, else null. The empty text may pass. */
export function allowedLabel(aux: string): string | null {
  const label = aux.replace(/[\0 ]+$/, "");
  return label === "" || LABELS.has(label) || ST_LABEL.test(label) ? label : null;
}
