/**
 * Keyed hashes that stand in for identifiers. The key is derived from a pass phrase that stays with the user (PBKDF2, HMAC and
 * SHA-256 by the platform's own cryptography). Without it a short identifier cannot be guessed by hashing all of them;
 * with it the same person gets the same pseudonym in every import.
 */

/** Rounds of PBKDF2-HMAC-SHA-256, as OWASP's password storage guide of 2023 recommends. */
export const PBKDF2_ITERATIONS = 600_000;
const SHORTEST_SALT_BYTES = 16;
const SHORTEST_PASS_PHRASE = 8;

/** What the hash is for; hashes for different purposes tell nothing about each other. */
export type HashPurpose = "person" | "dates";

/** A derived key. Nothing in it can be exported or written. */
export interface PseudonymKey {
  readonly iterationCount: number;
  /** 32 bytes of HMAC-SHA-256 over the purpose and the value. */
  hash(purpose: HashPurpose, value: string): Promise<Uint8Array>;
}

/**
 * Derives the key. `salt` is no secret, but the same one is needed to get the same pseudonyms again: keep it in the user's
 * key file or beside the data set.
 * @throws RangeError for a pass phrase under 8 characters or a salt under 16 bytes.
 */
export async function derivePseudonymKey(passPhrase: string, salt: Uint8Array, iterationCount = PBKDF2_ITERATIONS): Promise<PseudonymKey> {
  const phrase = passPhrase.normalize("NFKC");
  if ([...phrase].length < SHORTEST_PASS_PHRASE) throw new RangeError(`a pass phrase needs at least ${SHORTEST_PASS_PHRASE} characters`);
  if (salt.byteLength < SHORTEST_SALT_BYTES) throw new RangeError(`a salt needs at least ${SHORTEST_SALT_BYTES} bytes`);
  const encoder = new TextEncoder();
  const material = await crypto.subtle.importKey("raw", encoder.encode(phrase), "PBKDF2", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(salt), iterations: iterationCount },
    material,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign"],
  );
  return {
    iterationCount,
    hash: async (purpose, value) => new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(`kalium:${purpose}:${value}`))),
  };
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PSEUDONYM_LENGTH = 12;

/**
 * The stand-in for a person: "P" and 60 bits of the keyed hash in Crockford's base 32, safe in file names of any system. Two of
 * a million people share one with a chance of 4 in 10 million.
 */
export async function pseudonymOf(key: PseudonymKey, person: string): Promise<string> {
  const bytes = await key.hash("person", person);
  return `P${Array.from(bytes.subarray(0, PSEUDONYM_LENGTH), (byte) => CROCKFORD[byte & 31]).join("")}`;
}

/** New name of a recording: the person's pseudonym and a number. */
export function recordNameOf(pseudonym: string, ordinal: number): string {
  return `${pseudonym}-${String(ordinal).padStart(3, "0")}`;
}

const SHORTEST_SHIFT_DAYS = 366;
const SHIFT_RANGE_DAYS = 7300;
const DAY_MS = 86_400_000;

/**
 * Milliseconds by which all times of a person move: a whole number of days from 366 to 7 665, later. Whole days keep the time
 * of day, which potassium and QT follow, and every interval; the weekday and the season go, because they would narrow the
 * true date down. Later rather than earlier, so that most dates are plainly not real, and still within the years that EDF
 * can write (to 2084). Kalium's choice.
 */
export async function dateShiftMs(key: PseudonymKey, person: string): Promise<number> {
  const view = new DataView((await key.hash("dates", person)).buffer);
  return (SHORTEST_SHIFT_DAYS + (view.getUint32(0) % SHIFT_RANGE_DAYS)) * DAY_MS;
}
