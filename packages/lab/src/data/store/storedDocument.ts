/**
 * A small JSON document that is replaced as a whole and of which the last two versions are kept. Each version is a file of its own
 * with its number in the name and its SHA-256 in the last line, so that a version that is not whole is known as such.
 */
import { sha256Hex, writeDurably } from "./durableFile.ts";
import type { StoreFolder } from "./storeFolder.ts";

/** Versions kept. */
export const KEPT_VERSIONS = 2;

export interface DocumentVersion<Value> {
  readonly version: number;
  readonly name: string;
  readonly value: Value;
}

function nameOf(stem: string, version: number): string {
  return `${stem}-${String(version).padStart(6, "0")}.json`;
}

function versionOf(stem: string, name: string): number | null {
  const match = /^(.*)-(\d{6,})\.json$/.exec(name);
  return match !== null && match[1] === stem ? Number(match[2]) : null;
}

/** Every whole version, the newest first; files that are no whole version are passed over. */
export async function readVersions<Value>(folder: StoreFolder, stem: string, isValue: (value: unknown) => value is Value): Promise<readonly DocumentVersion<Value>[]> {
  const found: DocumentVersion<Value>[] = [];
  for (const { name } of await folder.entries()) {
    const version = versionOf(stem, name);
    if (version === null) continue;
    const value = await decode((await folder.read(name)) ?? new Uint8Array(0));
    if (isValue(value)) found.push({ version, name, value });
  }
  return found.sort((a, b) => b.version - a.version);
}

/** Writes the next version, then removes those before the last two. */
export async function writeVersion<Value>(folder: StoreFolder, stem: string, value: Value): Promise<DocumentVersion<Value>> {
  const earlier = (await folder.entries()).map(({ name }) => ({ name, version: versionOf(stem, name) })).filter((entry) => entry.version !== null);
  const version = 1 + Math.max(0, ...earlier.map((entry) => entry.version!));
  const body = new TextEncoder().encode(`${JSON.stringify(value)}\n`);
  const hash = new TextEncoder().encode(await sha256Hex(body));
  const bytes = new Uint8Array(body.byteLength + hash.byteLength);
  bytes.set(body);
  bytes.set(hash, body.byteLength);
  await writeDurably(folder, nameOf(stem, version), bytes);
  for (const entry of earlier) if (entry.version! <= version - KEPT_VERSIONS) await folder.remove(entry.name);
  return { version, name: nameOf(stem, version), value };
}

async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const end = bytes.lastIndexOf(10) + 1;
  const body = bytes.subarray(0, end);
  if (end === 0 || (await sha256Hex(body)) !== new TextDecoder().decode(bytes.subarray(end))) return null;
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return null;
  }
}
