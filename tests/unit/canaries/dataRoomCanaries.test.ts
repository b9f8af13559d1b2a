import { beforeAll, describe, expect, it, vi } from "vitest";
import type { OpenOptions, TableLayout } from "../../../packages/ecg/src/index.ts";
import type { FileQuestion, RecordingRow } from "../../../packages/lab/src/data/dataRoom.ts";
import { createCrashDisk } from "../../../packages/lab/src/data/testing/crashDisk.ts";
import { openRoom } from "../../../packages/lab/src/data/testing/roomInMemory.ts";
import type { Fixture } from "../../canaries/fixtures/fixture.ts";
import { canaryFixtures } from "../../canaries/fixtures/index.ts";
import { wfdbFixture } from "../../canaries/fixtures/wfdb.ts";
import { canarySearch, type Survivor } from "../../canaries/searchCanaries.ts";

const EXPORTS = ["wfdb", "edf", "dicom", "aecg", "csv", "npz"] as const;

interface Disk {
  readonly files: Map<string, { readonly flushed: Uint8Array }>;
  readonly folders: Map<string, Disk>;
}

function everyFile(folder: Disk, place = ""): [string, Uint8Array][] {
  return [...[...folder.files].map(([name, { flushed }]): [string, Uint8Array] => [place + name, flushed]), ...[...folder.folders].flatMap(([name, inner]) => everyFile(inner, `${place}${name}/`))];
}

/** What the command line states about a fixture, as the page's form would. */
function answerOf(question: FileQuestion, args: readonly string[]): OpenOptions {
  const option = (name: string) => (args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : undefined);
  if (question.kind === "table") {
    const guess = question.guess as TableLayout;
    return { table: { ...guess, samplingRateHz: Number(option("rate") ?? guess.samplingRateHz), unit: option("unit") ?? (guess.unit || "mV"), gainPerUnit: Number(option("gain") ?? (Number.isFinite(guess.gainPerUnit) ? guess.gainPerUnit : 1)) } };
  }
  return { array: { arrayName: option("array") ?? null, samplingRateHz: Number(option("rate")), unit: option("unit")!, gainPerUnit: Number(option("gain")), leadNames: option("leads")!.split(","), leadAxis: "first" } };
}

/** Opens, de-identifies, stores and exports a fixture in the data room; everything that then lies outside the room's memory. */
async function keep(fixture: Fixture, choices: { readonly title?: string; readonly keep?: RegExp } = {}) {
  const disk: Disk = { files: new Map(), folders: new Map() };
  const room = openRoom(createCrashDisk(() => 0.5, disk as never));
  const rows: RecordingRow[] = [];
  const onRows = async (batch: readonly RecordingRow[]) => void rows.push(...batch);
  await room.stage(fixture.files.map(({ path, bytes }) => ({ path, file: new File([bytes as Uint8Array<ArrayBuffer>], path.slice(path.lastIndexOf("/") + 1)) })));
  const { questions, rejected } = await room.open(onRows, () => {});
  for (const question of questions) await room.answer(question.file, answerOf(question, fixture.args), onRows, () => {});
  const texts = choices.keep === undefined ? [] : (await room.textsForReview()).filter(({ value }) => choices.keep!.test(value)).map(({ key }) => key);
  const { dataset, report } = await room.store(choices.title ?? "Kept", rows.map(({ key }) => key), { passPhrase: "a pass phrase of the test", keptTexts: texts, dates: "shift" }, () => {});
  const stored: RecordingRow[] = [];
  await room.storedRows(dataset.key, async (batch) => void stored.push(...batch));
  const kept: [string, Uint8Array][] = [
    ...everyFile(disk),
    ["list of data sets", Buffer.from(JSON.stringify(await room.stored()))],
    ["stored rows with thumbnails", Buffer.from(JSON.stringify(stored))],
    ["report", Buffer.from([report.text, report.html, report.json].join("\n"))],
  ];
  for (const format of EXPORTS) kept.push([`export as ${format}`, new Uint8Array(await (await room.exportTo(dataset.key, format, null, () => {}))!.arrayBuffer())]);
  kept.push(...everyFile(disk).map(([name, bytes]): [string, Uint8Array] => [`${name} after the exports`, bytes]));
  return { kept, rejected, recordingCount: dataset.recordingCount, storedBytes: everyFile(disk).reduce((sum, [, bytes]) => sum + bytes.length, 0) };
}

function survivorsIn(fixture: Fixture, kept: readonly (readonly [string, Uint8Array])[]): readonly Survivor[] {
  const search = canarySearch(fixture.canaries);
  return kept.flatMap(([name, bytes]) => [...search(Buffer.from(name), `name of ${name}`), ...search(bytes, name)]);
}

describe("identities planted in files that go through the data room", () => {
  const lines: string[] = [];
  beforeAll(() => {
    for (const method of ["log", "info", "warn", "error", "debug"] as const) vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => void lines.push(parts.map(String).join(" ")));
  });

  it.each(canaryFixtures.map((make) => make()).map((fixture) => [fixture.title, fixture] as const))("leave none of %s in the store, thumbnails, lists, report, exports or console", async (_title, fixture) => {
    lines.length = 0;
    const { kept, recordingCount, storedBytes } = await keep(fixture);
    expect(recordingCount).toBeGreaterThan(0);
    expect(storedBytes).toBeGreaterThan(1000);
    expect(survivorsIn(fixture, [...kept, ["console", Buffer.from(lines.join("\n"))]])).toEqual([]);
  }, 60_000);

  it("are found where a person put one into the title, or kept a text after reading it", async () => {
    const fixture = wfdbFixture();
    const named = await keep(fixture, { title: fixture.canaries[0]!.planted });
    expect(survivorsIn(fixture, named.kept).some(({ where }) => where.includes("manifest"))).toBe(true);
    const read = await keep(fixture, { keep: /./ });
    const places = new Set(survivorsIn(fixture, read.kept).map(({ where }) => where.split(" > ")[0]!));
    expect(places.size).toBeGreaterThan(0);
  }, 60_000);
});
