/** Marks of another program, to be scored with the same yardstick: {"record": {"lead": {"p": [[onset, peak, offset], …]}}}. */
import { readFile } from "node:fs/promises";
import { UsageError } from "../usageError.ts";
import { WAVE_KINDS, type MarkedWave, type MarkedWaves } from "./delineationReference.ts";

/** Waves of each lead of each record, lead names in lower case. */
export type MarksByRecord = ReadonlyMap<string, ReadonlyMap<string, MarkedWaves>>;

/** @throws UsageError when the file is missing or of another form */
export async function readMarksFile(path: string): Promise<MarksByRecord> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new UsageError(`--marks: ${path} cannot be read as JSON (${(error as Error).message}).`);
  }
  const wrong = (where: string) => new UsageError(`--marks: ${path} needs {"record": {"lead": {"p": [[onset, peak, offset], …], "qrs": …, "t": …, "u": …}}}; ${where} is something else.`);
  return new Map(
    entriesOf(parsed, () => wrong("the whole")).map(([record, leads]) => [
      record,
      new Map(entriesOf(leads, () => wrong(`record ${record}`)).map(([lead, kinds]) => {
        const lists = Object.fromEntries(entriesOf(kinds, () => wrong(`lead ${lead} of record ${record}`)));
        const waves = Object.fromEntries(WAVE_KINDS.map((kind) => [kind, wavesOf(lists[kind] ?? [], () => wrong(`${kind} of lead ${lead} of record ${record}`))]));
        return [lead.toLowerCase(), waves as unknown as MarkedWaves];
      })),
    ]),
  );
}

function entriesOf(value: unknown, wrong: () => UsageError): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong();
  return Object.entries(value);
}

function wavesOf(value: unknown, wrong: () => UsageError): MarkedWave[] {
  if (!Array.isArray(value)) throw wrong();
  return value
    .map((wave: unknown) => {
      if (!Array.isArray(wave) || wave.length !== 3 || typeof wave[1] !== "number" || wave.some((mark) => mark !== null && typeof mark !== "number")) throw wrong();
      return { onset: wave[0] as number | null, peak: wave[1], offset: wave[2] as number | null };
    })
    .sort((a, b) => a.peak - b.peak);
}
