/** Writing a file so that it is there whole or not at all: under another name, flushed, closed, then renamed. */
import type { StoreFolder } from "./storeFolder.ts";

/** A file as a manifest names it. */
export interface NamedFile {
  readonly name: string;
  readonly byteLength: number;
  readonly sha256: string;
}

/** Names of files that were never finished; `.crswap` is the browser's own. */
export function isUnfinishedName(name: string): boolean {
  return /\.(tmp|crswap)$/.test(name);
}

const SLICE_BYTES = 4 << 20;

/** Writes `bytes` under `name` and says what a manifest has to say about it. */
export async function writeDurably(folder: StoreFolder, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<NamedFile> {
  const temporary = `${name}.tmp`;
  const file = await folder.create(temporary);
  try {
    for (let from = 0; from < bytes.byteLength; from += SLICE_BYTES) await file.write(bytes.subarray(from, from + SLICE_BYTES));
    await file.flush();
  } catch (error) {
    await file.close().catch(() => {});
    // Half a file only takes space; that it cannot be removed either changes nothing about what is stored.
    await folder.remove(temporary).catch(() => {});
    throw error;
  }
  await file.close();
  await folder.rename(temporary, name);
  return { name, byteLength: bytes.byteLength, sha256: await sha256Hex(bytes) };
}

export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
