/** Annotation codes and their mnemonics (ecgcodes.h and ecgmap.h of the WFDB library). */

/** Mnemonic by code; codes without one are written "[code]". */
const MNEMONICS: readonly (string | undefined)[] = [
  undefined, "N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", undefined, "|", undefined, "s", "T", "*",
  "D", '"', "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x", "f", "(", ")", "r",
];

/** The letters that AHA annotation files use, and below them their mnemonics; other letters are no annotation. */
const AHA_LETTERS = "NVFREPQUO[]";
const AHA_MNEMONICS = 'NVFrE/Q~"[]';

/** Mnemonic of a code. */
export function mnemonicOf(code: number): string {
  return MNEMONICS[code] ?? `[${code}]`;
}

/** Code of a mnemonic or of "[code]"; null when there is none. */
export function annotationCodeOf(symbol: string): number | null {
  const bracketed = /^\[(\d+)\]$/.exec(symbol);
  const code = bracketed ? Number(bracketed[1]) : MNEMONICS.indexOf(symbol);
  return code < 0 ? null : code;
}

/** Mnemonic of an AHA letter; undefined for what is none. */
export function mnemonicOfAha(letter: string): string | undefined {
  return AHA_MNEMONICS[AHA_LETTERS.indexOf(letter)];
}
