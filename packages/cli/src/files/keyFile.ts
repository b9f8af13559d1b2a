/** The file in which a user keeps the key of the pseudonyms. */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { derivePseudonymKey, PBKDF2_ITERATIONS, type PseudonymKey } from "@kalium/ecg";
import { UsageError } from "../usageError.ts";
import { exists } from "./diskFiles.ts";

const KIND = "kalium-pseudonym-key";

interface KeyFileContent {
  readonly kind: typeof KIND;
  readonly version: 1;
  readonly note: string;
  readonly secret: string;
  readonly salt: string;
  readonly iterations: number;
}

/** Key of a run that nobody can repeat. */
export function makeKeyOnce(): Promise<PseudonymKey> {
  return derivePseudonymKey(randomBytes(32).toString("base64"), randomBytes(16));
}

/** Reads the key, or makes a random one when there is no such file (readable by its owner alone). @throws UsageError */
export async function readOrMakeKey(path: string): Promise<{ readonly key: PseudonymKey; readonly isNew: boolean }> {
  if (await exists(path)) return { key: await keyOf(await readContent(path)), isNew: false };
  const content: KeyFileContent = {
    kind: KIND,
    version: 1,
    note: "Keep this file with you and apart from the data: whoever has it and an identifier can find the pseudonym. Without it the pseudonyms cannot be made again.",
    secret: randomBytes(32).toString("base64"),
    salt: randomBytes(16).toString("base64"),
    iterations: PBKDF2_ITERATIONS,
  };
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return { key: await keyOf(content), isNew: true };
}

async function readContent(path: string): Promise<KeyFileContent> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch {
    throw new UsageError(`${path} is no key file: it is not JSON. Name another file, or one that is not there yet.`);
  }
  const { kind, version, secret, salt, iterations } = (content ?? {}) as Partial<KeyFileContent>;
  if (kind !== KIND || version !== 1 || typeof secret !== "string" || typeof salt !== "string" || !Number.isSafeInteger(iterations) || iterations! < 1) {
    throw new UsageError(`${path} is no key file of Kalium. Name another file, or one that is not there yet.`);
  }
  return content as KeyFileContent;
}

async function keyOf({ secret, salt, iterations }: KeyFileContent): Promise<PseudonymKey> {
  try {
    return await derivePseudonymKey(secret, Buffer.from(salt, "base64"), iterations);
  } catch (error) {
    throw new UsageError(`The key file cannot be used: ${(error as Error).message}.`);
  }
}
