/**
 * Names of HL7 aECG in ISO/IEEE 11073-10102 (MDC) codes: leads, beats, rhythms, and the marks of WFDB they stand for.
 * Codes as in ISO/IEEE 11073-10102:2014; mnemonics as in the WFDB Applications Guide (Moody).
 */

export const MDC_CODE_SYSTEM = "2.16.840.1.113883.6.24";
const LEAD_PREFIX = "MDC_ECG_LEAD_";
const AUGMENTED = new Map([["AVR", "aVR"], ["AVL", "aVL"], ["AVF", "aVF"], ["AVRNEG", "-aVR"]]);
/** Leads that are written as MDC codes; every other name is written as text. */
const MDC_LEADS = new Set(["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V2R", "V3R", "V4R", "V5R", "V6R", "V7R", "V8R", "V9R", "X", "Y", "Z"]);

/** "II" for "MDC_ECG_LEAD_II"; a code of another kind stays as it is. */
export function leadNameOf(code: string): string {
  const name = code.toUpperCase().startsWith(LEAD_PREFIX) ? code.slice(LEAD_PREFIX.length) : code;
  return AUGMENTED.get(name.toUpperCase()) ?? name;
}

/** "MDC_ECG_LEAD_II" for "II", null for a lead without a code. */
export function leadCodeOf(name: string): string | null {
  return MDC_LEADS.has(name) ? LEAD_PREFIX + name.toUpperCase() : null;
}

const BEAT_SYMBOLS: readonly (readonly [code: string, symbol: string])[] = [
  ["MDC_ECG_BEAT_NORMAL", "N"], ["MDC_ECG_BEAT_LBBB_COMP", "L"], ["MDC_ECG_BEAT_RBBB_COMP", "R"], ["MDC_ECG_BEAT_BBB", "B"],
  ["MDC_ECG_BEAT_ATR_P_C", "A"], ["MDC_ECG_BEAT_ATR_P_C_ABER", "a"], ["MDC_ECG_BEAT_JUNC_P_C", "J"], ["MDC_ECG_BEAT_SV_P_C", "S"],
  ["MDC_ECG_BEAT_V_P_C", "V"], ["MDC_ECG_BEAT_V_P_C_RonT", "r"], ["MDC_ECG_BEAT_V_P_C_FUSION", "F"], ["MDC_ECG_BEAT_ATR_ESC", "e"],
  ["MDC_ECG_BEAT_JUNC_ESC", "j"], ["MDC_ECG_BEAT_SV_ESC", "n"], ["MDC_ECG_BEAT_V_ESC", "E"], ["MDC_ECG_BEAT_PACED", "/"],
  ["MDC_ECG_BEAT_PACED_FUS", "f"], ["MDC_ECG_BEAT_UNKN", "Q"],
];
const SYMBOL_OF_BEAT = new Map([...BEAT_SYMBOLS, ["MDC_ECG_BEAT_PACED_PRED_A", "/"], ["MDC_ECG_BEAT_PACED_V", "/"], ["MDC_ECG_BEAT_V_P_C_POLY", "V"], ["MDC_ECG_BEAT_V_P_C_PAIR", "V"]]);
const BEAT_OF_SYMBOL = new Map(BEAT_SYMBOLS.map(([code, symbol]) => [symbol, code]));

/** WFDB mnemonic of a beat code; "Q" for one that is not known. */
export function symbolOfBeat(code: string): string {
  return SYMBOL_OF_BEAT.get(code) ?? "Q";
}

/** Beat code of a WFDB mnemonic, null when it is no beat. */
export function beatOfSymbol(symbol: string): string | null {
  return BEAT_OF_SYMBOL.get(symbol) ?? null;
}

const RHYTHMS = new Map([
  ["MDC_ECG_RHY_SINUS_RHY", "(N"], ["MDC_ECG_RHY_NORMAL", "(N"], ["MDC_ECG_RHY_ATR_FIB", "(AFIB"], ["MDC_ECG_RHY_ATR_FLUT", "(AFL"], ["MDC_ECG_RHY_SINUS_BRADY", "(SBR"],
  ["MDC_ECG_RHY_V_TACHY", "(VT"], ["MDC_ECG_RHY_V_TACH", "(VT"], ["MDC_ECG_RHY_V_FIB", "(VF"], ["MDC_ECG_RHY_SV_TACHY", "(SVTA"], ["MDC_ECG_RHY_V_BIGEM", "(B"], ["MDC_ECG_RHY_V_TRIGEM", "(T"],
]);

/** Text of a "+" mark for a rhythm code: that of MIT-BIH where there is one, else the code itself. */
export function auxOfRhythm(code: string): string {
  return RHYTHMS.get(code) ?? `(${code.replace(/^MDC_ECG_RHY_/, "")}`;
}

/** Rhythm code of the text of a "+" mark, null when there is none. */
export function rhythmOfAux(aux: string): string | null {
  for (const [code, text] of RHYTHMS) if (text === aux) return code;
  return null;
}

/** Number that WFDB gives the waves in "(" and ")" marks, and the mnemonic of their peak. */
export const WAVES: ReadonlyMap<string, { readonly number: number; readonly peak: string }> = new Map([
  ["MDC_ECG_WAVC_PWAVE", { number: 0, peak: "p" }],
  ["MDC_ECG_WAVC_QRSWAVE", { number: 1, peak: "N" }],
  ["MDC_ECG_WAVC_TWAVE", { number: 2, peak: "t" }],
  ["MDC_ECG_WAVC_UWAVE", { number: 3, peak: "u" }],
]);
