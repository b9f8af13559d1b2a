/** Annotation codes and their mnemonics (ecgcodes.h and ecgmap.h of the WFDB library). */

/** Mnemonic by code; codes without one are written "[code]". */
const MNEMONICS: readonly (string | undefined)[] = [
  undefined, "N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", undefined, "|", undefined, "s", "T", "*",
  "D", '"', "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x", "f", "(", ")", "r",
];
const CODES: ReadonlyMap<string, number> = new Map(MNEMONICS.flatMap((mnemonic, code) => (mnemonic === undefined ? [] : [[mnemonic, code] as const])));

/** Mnemonic of the letters that AHA annotation files use; other letters are no annotation. */
const AHA_MNEMONICS: ReadonlyMap<string, string> = new Map([
  ["N", "N"], ["V", "V"], ["F", "F"], ["R", "r"], ["E", "E"], ["P", "/"], ["Q", "Q"], ["U", "~"], ["O", '"'], ["[", "["], ["]", "]"],
]);

/** Mnemonic of a code. */
export function mnemonicOf(code: number): string {
  return MNEMONICS[code] ?? `[${code}]`;
}

/** Code of a mnemonic or of "[code]"; null when there is none. */
export function annotationCodeOf(symbol: string): number | null {
  const bracketed = /^\[(\d+)\]$/.exec(symbol);
  return bracketed ? Number(bracketed[1]) : (CODES.get(symbol) ?? null);
}

/** Mnemonic of an AHA letter; undefined for what is none. */
export function mnemonicOfAha(letter: string): string | undefined {
  return AHA_MNEMONICS.get(letter);
}
