import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runProgram } from "../../../packages/cli/src/program.ts";
import { openRecordings, sourceFileFromBytes, WRITABLE_FORMATS } from "../../../packages/ecg/src/index.ts";
import { concat, type Fixture } from "../../canaries/fixtures/fixture.ts";
import { canaryFixtures } from "../../canaries/fixtures/index.ts";
import { wfdbFixture } from "../../canaries/fixtures/wfdb.ts";
import { leakEncodings } from "../../canaries/leakEncodings.ts";
import { canarySearch, type Survivor } from "../../canaries/searchCanaries.ts";

const work = mkdtempSync(join(tmpdir(), "kalium-canaries-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

// A key of few rounds, made once: each run derives it anew.
const keyFile = join(work, "key.json");
writeFileSync(keyFile, JSON.stringify({ kind: "kalium-pseudonym-key", version: 1, note: "", secret: "a secret for tests", salt: Buffer.alloc(16, 7).toString("base64"), iterations: 1000 }));

interface Outcome {
  readonly code: number;
  readonly console: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

let runs = 0;

/** Puts the fixture on disk and runs the command line over it, as a person would. */
async function runCommand(fixture: Fixture, command: string, options: readonly string[]): Promise<Outcome> {
  const place = join(work, `run${runs++}`);
  const input = join(place, "in");
  for (const { path, bytes } of fixture.files) {
    mkdirSync(dirname(join(input, path)), { recursive: true });
    writeFileSync(join(input, path), bytes);
  }
  const lines: string[] = [];
  const code = await runProgram([command, input, join(place, "out"), ...options, ...fixture.args], new AbortController().signal, { out: (line) => lines.push(line), err: (line) => lines.push(line) });
  const files = filesUnder(join(place, "out"), "");
  rmSync(place, { recursive: true });
  return { code, console: lines.join("\n"), files };
}

function filesUnder(folder: string, prefix: string): Outcome["files"] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name), `${prefix}${entry.name}/`) : [{ path: prefix + entry.name, bytes: new Uint8Array(readFileSync(join(folder, entry.name))) }],
  );
}

function survivorsIn(fixture: Fixture, { console, files }: Outcome): readonly Survivor[] {
  const search = canarySearch(fixture.canaries);
  return [...search(Buffer.from(console), "console"), ...files.flatMap(({ path, bytes }) => [...search(Buffer.from(path), `name of ${path}`), ...search(bytes, path)])];
}

for (const makeOne of canaryFixtures) {
  const fixture = makeOne();
  describe(`a ${fixture.title} file full of canaries (${fixture.canaries.length})`, () => {
    it("holds every one of them, so that a leak would be seen", () => {
      const search = canarySearch(fixture.canaries);
      const present = new Set(fixture.files.flatMap(({ path, bytes }) => [...search(Buffer.from(path), path), ...search(bytes, path)]).map(({ canary }) => canary));
      expect(fixture.canaries.filter(({ spellings, hidden }) => !hidden && !spellings.some((spelling) => present.has(spelling))).map(({ planted }) => planted)).toEqual([]);
    });

    it("is opened by its reader", async () => {
      const sources = fixture.files.map(({ path, bytes }) => sourceFileFromBytes(path, bytes));
      const format = fixture.title.split(" ")[0];
      if (fixture.args.length === 0 && format !== "zip") expect((await openRecordings(sources[0]!, sources))[0]).toMatchObject({ format });
    });

    it.each(["same", ...WRITABLE_FORMATS])("leaves none in the output, the report and the console when written as %s", async (format) => {
      const outcome = await runCommand(fixture, "deidentify", ["--format", format, "--key-file", keyFile]);
      expect(survivorsIn(fixture, outcome)).toEqual([]);
      expect(outcome.files.map(({ path }) => path)).toContain("report.json");
      const { recordings, settings } = JSON.parse(Buffer.from(outcome.files.find(({ path }) => path === "report.json")!.bytes).toString());
      expect({ code: outcome.code, count: recordings.length, rejected: settings.rejected, console: outcome.console }).toMatchObject({ code: 0, rejected: [] });
      expect(recordings.length).toBeGreaterThan(0);
      for (const { signals } of recordings) for (const { sha256Before, sha256After } of signals) expect([sha256Before, null]).toContain(sha256After);
    });

    it("leaves none when converted", async () => {
      expect(survivorsIn(fixture, await runCommand(fixture, "convert", ["--format", "npz"]))).toEqual([]);
    });
  });
}

describe("the harness of this test", () => {
  it("sees a leak through the whole program: a text that a person keeps survives, and nothing else", async () => {
    const fixture = wfdbFixture();
    const sentence = fixture.canaries.find(({ planted }) => planted.startsWith("seen by"))!.planted;
    const listPath = join(work, "kept.txt");
    writeFileSync(listPath, `${sentence}\n`);
    const survivors = survivorsIn(fixture, await runCommand(fixture, "deidentify", ["--key-file", keyFile, "--keep-texts", listPath]));
    expect(new Set(survivors.map(({ canary }) => sentence.includes(canary)))).toEqual(new Set([true]));
    expect(survivors.map(({ where }) => where)).toContainEqual(expect.stringMatching(/\.atr$/));
  });

  it("sees what a careless writer lets through, in any encoding, in any file of the output", async () => {
    const fixture = wfdbFixture();
    const { files } = await runCommand(fixture, "deidentify", ["--key-file", keyFile]);
    const leak = fixture.canaries[3]!;
    for (const [encoding, encode] of leakEncodings) {
      for (const { path, bytes } of files) {
        const leaky = { code: 0, console: "", files: [{ path, bytes: concat(bytes, encode(leak.planted)) }] };
        expect(survivorsIn(fixture, leaky).map(({ canary }) => canary), `${encoding} in ${path}`).toContain(leak.planted);
      }
    }
  });

  it("sees names and texts on the console when a person asks for them", async () => {
    const fixture = wfdbFixture();
    const broken = { ...fixture, files: fixture.files.filter(({ path }) => !path.endsWith(".dat")) };
    expect(survivorsIn(fixture, await runCommand(broken, "deidentify", ["--key-file", keyFile]))).toEqual([]);
    expect(survivorsIn(fixture, await runCommand(broken, "deidentify", ["--key-file", keyFile, "--facts"]))).not.toEqual([]);
  });
});
