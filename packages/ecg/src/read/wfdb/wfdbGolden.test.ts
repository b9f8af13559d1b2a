import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RawSamples } from "../../open/openedRecording.ts";
import { hasSharedData, listShared } from "../../testing/sharedData.ts";
import type { SourceFile } from "../sourceFile.ts";
import { listAnnotators, readAnnotationFile } from "./annotators.ts";
import { openWfdb } from "./openWfdb.ts";

interface Golden {
  readonly records: Readonly<Record<string, { readonly frames: number; readonly signals: readonly string[] }>>;
  readonly annotations: Readonly<Record<string, { readonly count: number; readonly hash: string }>>;
}
const golden = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/wfdb/wfdbGolden.json", import.meta.url), "utf8")) as Golden;
const short = (data: Uint8Array | string) => createHash("sha256").update(data).digest("hex").slice(0, 16);
const folderOf = (path: string) => path.replace(/\/[^/]*$/, "");
const shortOf = (samples: RawSamples) => short(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));

const folders = [...new Set(Object.keys(golden.records).map(folderOf))];
const filesOf = new Map<string, readonly SourceFile[]>();
const listOnce = (folder: string) => filesOf.get(folder) ?? filesOf.set(folder, listShared(folder)).get(folder)!;

describe.skipIf(!hasSharedData)("against Python wfdb", () => {
  it.each(folders)("reads the same raw samples of every record in %s, all checksums verified", async (folder) => {
    const files = listOnce(folder);
    for (const [name, expected] of Object.entries(golden.records)) {
      if (folderOf(name) !== folder) continue;
      const { opened } = await openWfdb(files.find(({ path }) => path === `${name}.hea`)!, files);
      const { frameCount } = opened.groups[0]!;
      const samples = await opened.readSamples(0, 0, frameCount);
      expect({ name, frames: frameCount, signals: samples.map(shortOf) }).toEqual({ name, ...expected });
    }
  });

  it("reads the same fields of every annotation file, and finds each beside its record", async () => {
    const found = new Set<string>();
    for (const folder of [...folders, "wfdb-samples"]) {
      const files = listOnce(folder);
      for (const header of files.filter(({ path }) => path.endsWith(".hea"))) {
        for (const { name, file } of await listAnnotators(header, files)) {
          found.add(file.path);
          const { annotations, form } = await readAnnotationFile(file);
          const lines = annotations.map(({ sampleIndex, symbol, subtype, channel, number, aux }) => `${sampleIndex}\t${symbol}\t${subtype}\t${channel}\t${number}\t${aux}\n`);
          expect({ name, path: file.path, form, count: lines.length, hash: short(lines.join("")) }).toEqual({ name, path: file.path, form: "MIT", ...golden.annotations[file.path] });
        }
      }
    }
    // Where a record's signals are absent it has annotations all the same; files without annotations are no annotators.
    expect([...found].sort()).toEqual(Object.keys(golden.annotations).filter((path) => golden.annotations[path]!.count > 0).sort());
  });
});
