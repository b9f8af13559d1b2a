/** The salt under the pseudonyms: no secret, made once per store, so that a pass phrase gives a person the same pseudonym in every import. */
import type { StoreAccess } from "./storeAccess.ts";

const STEM = "pseudonym-salt";
const SALT_BYTES = 32;

/** The salt of this store, made at the first call; only inside `writing`. */
export async function pseudonymSalt(access: StoreAccess, randomBytes: (count: number) => Uint8Array): Promise<Uint8Array> {
  const stored = (await access.document(STEM)) as { readonly salt?: unknown } | null;
  if (typeof stored?.salt === "string" && /^([0-9a-f]{2}){32}$/.test(stored.salt)) return Uint8Array.from(stored.salt.match(/../g)!, (pair) => parseInt(pair, 16));
  const salt = randomBytes(SALT_BYTES);
  await access.writeDocument(STEM, { salt: Array.from(salt, (byte) => byte.toString(16).padStart(2, "0")).join("") });
  return salt;
}
