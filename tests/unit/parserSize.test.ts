import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { describe, expect, it } from "vitest";

const ENTRY = fileURLToPath(new URL("../../packages/ecg/src/open/readRecording.ts", import.meta.url));
const LIMIT_BYTES = 70_000;

/**
 * Bundles every reader as a worker would get it: minified, with what is loaded lazily in files of its own. The bundler adds a
 * helper to pages that preloads files (about 1 kB, once for a page, whatever it holds), and splits an entry whose modules
 * others import; neither belongs to the readers, so the build is one without the helper, and the entry may serve others.
 * Everything that is imported is bundled and counted, packages too.
 */
async function bundledReaders(): Promise<{ readonly first: number; readonly lazy: readonly (readonly [string, number])[] }> {
  const output = await build({
    configFile: false,
    logLevel: "silent",
    ssr: { noExternal: true },
    build: { write: false, minify: true, ssr: true, target: "es2022", rolldownOptions: { input: ENTRY, external: [/^node:/], preserveEntrySignatures: "allow-extension", output: { format: "es" } } },
  });
  const chunks = (Array.isArray(output) ? output : [output]).flatMap((part) => (part as Rolldown.RolldownOutput).output).filter((part) => part.type === "chunk");
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = new Set<string>();
  const visit = (name: string) => {
    if (first.has(name)) return;
    first.add(name);
    for (const imported of byName.get(name)?.imports ?? []) visit(imported);
  };
  for (const chunk of chunks) if (chunk.isEntry) visit(chunk.fileName);
  const packed = (chunk: Rolldown.OutputChunk) => gzipSync(chunk.code, { level: 9 }).length;
  return {
    first: chunks.filter((chunk) => first.has(chunk.fileName)).reduce((sum, chunk) => sum + packed(chunk), 0),
    lazy: chunks.filter((chunk) => !first.has(chunk.fileName)).map((chunk) => [chunk.name, packed(chunk)] as const),
  };
}

describe("all readers together", () => {
  it(`stay within ${LIMIT_BYTES / 1000} kB packed, without what single kinds of files fetch`, async () => {
    const { first, lazy } = await bundledReaders();
    console.log(`readers: ${first} bytes packed; fetched when needed: ${lazy.map(([name, bytes]) => `${name} ${bytes}`).join(", ")}`);
    expect(first).toBeGreaterThan(1000);
    expect(first).toBeLessThanOrEqual(LIMIT_BYTES);
    // Anything else that became lazy would leave the sum unnoticed.
    expect(lazy.map(([name]) => name).sort()).toEqual(["flacSignalFile", "inflateAtOnce", "openHdf5", "openParquet"]);
  });
});
