/**
 * How hard a pass phrase is to guess, roughly. Record numbers are few, so that who has the phrase can try them all: the phrase
 * is the whole protection. Counts what a guesser who knows the kinds of characters would have to try; not a judgement of words.
 */
export interface PassPhraseStrength {
  readonly grade: "too-short" | "weak" | "fair" | "strong";
  readonly text: string;
}

/** The gate takes none that is shorter. */
export const SHORTEST_PASS_PHRASE = 8;
const FAIR_BITS = 60;
const STRONG_BITS = 90;

export function passPhraseStrength(phrase: string): PassPhraseStrength {
  const characters = [...phrase.normalize("NFKC")];
  if (characters.length < SHORTEST_PASS_PHRASE) return { grade: "too-short", text: `At least ${SHORTEST_PASS_PHRASE} characters; five or six unrelated words are good.` };
  const bits = guessedBits(characters);
  if (bits >= STRONG_BITS) return { grade: "strong", text: "Strong." };
  if (bits >= FAIR_BITS) return { grade: "fair", text: "Fair. A word or two more makes it strong." };
  return { grade: "weak", text: "Weak. Use five or six unrelated words." };
}

function guessedBits(characters: readonly string[]): number {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /\s/, /[^\p{L}\d\s]/u];
  const sizes = [26, 26, 10, 1, 32];
  const pool = kinds.reduce((sum, kind, index) => sum + (characters.some((character) => kind.test(character)) ? sizes[index]! : 0), 0);
  // A character that repeats its neighbour or follows it in the alphabet adds nothing.
  const fresh = characters.filter((character, index) => index === 0 || Math.abs(character.codePointAt(0)! - characters[index - 1]!.codePointAt(0)!) > 1).length;
  const distinct = new Set(characters).size;
  return Math.min(fresh, 3 * distinct) * Math.log2(Math.max(2, Math.min(pool, 4 * distinct)));
}
