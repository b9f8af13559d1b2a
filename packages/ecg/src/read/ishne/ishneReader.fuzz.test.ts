import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fuzzReader, FUZZ_TIMEOUT_MS } from "../../testing/fuzz.ts";
import { ishneReader } from "./ishneReader.ts";

const golden = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/ishne/ishne.json", import.meta.url), "utf8")) as { readonly files: Record<string, string> };
const bytesOf = (name: string): Uint8Array => Uint8Array.from(Buffer.from(golden.files[name]!, "base64"));

it("ends every damaged ISHNE file in samples or in a typed refusal", async () => {
  const seeds = [[{ path: "a.ecg", bytes: bytesOf("per lead") }], [{ path: "a.ecg", bytes: bytesOf("all leads") }, { path: "a.ann", bytes: bytesOf("annotations") }]];
  const outcome = await fuzzReader(ishneReader, seeds, { title: "ishne" });
  expect(outcome.findings.map(({ run, kind, detail }) => `${run} ${kind} ${detail}`)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 20);
}, FUZZ_TIMEOUT_MS);
