/**
 * Canaries: made-up names, record numbers, dates, addresses and sentences, each planted in one place only, so that a survivor tells by
 * itself where the leak is. Deterministic: the same seed gives the same canaries.
 */

/** A planted value and every spelling in which it may come back. */
export interface Canary {
  readonly planted: string;
  /** The value, its words of some length, and for dates their usual forms. */
  readonly spellings: readonly string[];
  /** Stored as numbers or character references: the input does not show it as text, a leak would. */
  readonly hidden: boolean;
}

export interface Planter {
  /** "Vorname Nachname" with letters outside ASCII unless `ascii`. */
  name(options?: { readonly ascii?: boolean }): string;
  /** Letters only, exactly that long: for fields of fixed size. */
  word(length: number): string;
  /** Record, device or account number with a prefix of letters. */
  number(): string;
  /** Digits only, exactly that long (at least 7, or they could turn up by chance). */
  digits(length: number): string;
  /** A date of the last century. */
  date(): { readonly year: number; readonly month: number; readonly day: number; readonly compact: string; readonly iso: string; readonly dotted: string; readonly spoken: string };
  address(): string;
  contact(): string;
  sentence(): string;
  /** Any of the text kinds in turn, ASCII only, cut to `maxLength`, at least 8 characters. */
  any(maxLength?: number): string;
  /** Marks the newest canary as hidden, and hands its value through. */
  hide<Value>(value: Value): Value;
  /** Everything planted so far. */
  readonly canaries: readonly Canary[];
}

const ONSETS = "b br d dr f fl g gr h k kl l m n p pr qu r s st t tr v w z".split(" ");
const VOWELS = "a e i o u au ei".split(" ");
const CODAS = "ck ld lm ng nk rk rn rv sk x zz".split(" ");
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

export function createPlanter(seed: number): Planter {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const canaries: Canary[] = [];
  const taken = new Set<string>();
  const add = (planted: string, spellings: readonly string[] = wordsOf(planted)): string => {
    canaries.push({ planted, spellings: [...new Set([planted, ...spellings])], hidden: false });
    return planted;
  };
  const freshWord = (length: number): string => {
    for (;;) {
      let word = "";
      while (word.length < length) word += pick(ONSETS) + pick(VOWELS) + pick(CODAS);
      word = word.slice(0, length);
      word = word[0]!.toUpperCase() + word.slice(1);
      if (!taken.has(word)) {
        taken.add(word);
        return word;
      }
    }
  };
  const two = (value: number) => String(value).padStart(2, "0");
  const dateParts = () => {
    for (;;) {
      const [year, month, day] = [1905 + Math.floor(random() * 40), 1 + Math.floor(random() * 12), 1 + Math.floor(random() * 28)];
      const compact = `${year}${two(month)}${two(day)}`;
      if (taken.has(compact)) continue;
      taken.add(compact);
      return { year, month, day, compact, iso: `${year}-${two(month)}-${two(day)}`, dotted: `${two(day)}.${two(month)}.${year}`, spoken: `${two(day)}-${MONTHS[month - 1]}-${year}` };
    }
  };
  const randomDigits = (length: number) => String(1 + Math.floor(random() * 9)) + Array.from({ length: length - 1 }, () => Math.floor(random() * 10)).join("");
  let turn = 0;
  const planter: Planter = {
    name: ({ ascii = false } = {}) => add(`${freshWord(8)}${ascii ? "" : pick(["é", "ü", "ø", "ñ"])} ${freshWord(9)}`),
    word: (length) => add(freshWord(length)),
    number: () => add(`MRN${randomDigits(9)}`),
    digits: (length) => {
      if (length < 7) throw new RangeError("short numbers turn up by chance");
      return add(randomDigits(length));
    },
    date: () => {
      const date = dateParts();
      add(date.compact, [date.compact, date.iso, date.dotted, date.spoken, `${two(date.month)}/${two(date.day)}/${date.year}`, `${two(date.day)}/${two(date.month)}/${date.year}`, `${two(date.month)}-${two(date.day)}-${date.year}`, `${two(date.day)}-${two(date.month)}-${date.year}`]);
      return date;
    },
    address: () => add(`${freshWord(9)}gasse ${Math.floor(random() * 90) + 10}, ${freshWord(8)}heim`),
    contact: () => add(`${freshWord(8).toLowerCase()}@${freshWord(7).toLowerCase()}.example`),
    sentence: () => add(`seen by ${freshWord(8)} for ${freshWord(9)}`),
    any: (maxLength = 40) => {
      const kinds = [() => `${freshWord(8)} ${freshWord(9)}`, () => `MRN${randomDigits(9)}`, () => `${freshWord(7)}gasse ${Math.floor(random() * 90) + 10}`, () => `${freshWord(9)} fainted`, () => `${freshWord(8).toLowerCase()}@${freshWord(6).toLowerCase()}.example`];
      const text = kinds[turn++ % kinds.length]!().slice(0, Math.max(8, maxLength)).trimEnd();
      return add(text);
    },
    hide: (value) => {
      canaries.push({ ...canaries.pop()!, hidden: true });
      return value;
    },
    canaries,
  };
  return planter;
}

/** Words that are long enough not to turn up by chance. */
function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word.length >= 7 && word !== "fainted");
}
