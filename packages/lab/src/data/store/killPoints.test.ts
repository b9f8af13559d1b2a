/**
 * Power is cut at every call to the disk of a history of imports, replacements and erasures: before it, in the midst of it, after
 * it. What may then be found is worked out here from the recordings alone.
 */
import { describe, expect, test } from "vitest";
import type { DeidentifiedRecording } from "@kalium/ecg";
import { createCrashDisk, type CrashDisk, type CrashMoment } from "../testing/crashDisk.ts";
import { contentsOf, contentsOfStore, type DatasetContents } from "../testing/storeContents.ts";
import { manifestFirst, withoutFlush, withoutRename } from "../testing/wrongWriters.ts";
import { syntheticLook, syntheticRecording } from "../testing/syntheticRecordings.ts";
import { createDatasetStore, tidyStore, type DatasetStore } from "./datasetStore.ts";
import { filesOf, isManifest, MANIFEST_STEM } from "./datasetManifest.ts";
import { readVersions } from "./storedDocument.ts";
import type { StoreFolder } from "./storeFolder.ts";

type Step =
  | { readonly kind: "import"; readonly title: string; readonly recordings: readonly DeidentifiedRecording[]; readonly upTo: number }
  | { readonly kind: "erase"; readonly title: string }
  | { readonly kind: "erase all" };

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, i) => syntheticRecording(from + i));
const first = numbered(0, 8);
const second = [...numbered(100, 3), syntheticRecording(103, 500, "int32"), syntheticRecording(104, 40, "float64"), ...numbered(105, 3), syntheticRecording(105)];
const third = numbered(200, 7);
const history: readonly Step[] = [
  { kind: "import", title: "first", recordings: first, upTo: first.length },
  { kind: "import", title: "second", recordings: second, upTo: second.length },
  { kind: "import", title: "first", recordings: third, upTo: third.length },
  { kind: "import", title: "cut off", recordings: first, upTo: 5 },
  { kind: "import", title: "cut off", recordings: first, upTo: first.length },
  { kind: "erase", title: "second" },
  { kind: "import", title: "second", recordings: third, upTo: third.length },
  { kind: "erase all" },
  { kind: "import", title: "last", recordings: second, upTo: second.length },
];

/** Numbers between 0 and 1, the same in every run (Park and Miller 1988). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

type Wrap = (root: StoreFolder) => StoreFolder;
const asIs: Wrap = (root) => root;

function openStore(disk: CrashDisk, wrap: Wrap, clock: { value: number }): DatasetStore {
  return createDatasetStore(wrap(disk.root), {
    packBytes: 1500, chunkBytes: 700, verification: "sizes",
    newKey: () => `d${clock.value++}`,
    now: () => new Date(1e12 + 1000 * clock.value++).toISOString(),
  });
}

async function perform(store: DatasetStore, step: Step): Promise<void> {
  if (step.kind === "erase all") return store.erase(null);
  if (step.kind === "erase") return store.erase((await store.list()).find(({ title }) => title === step.title)!.key);
  const begun = await store.beginImport(step.title);
  for (const recording of step.recordings.slice(0, step.upTo)) await begun.add(recording, syntheticLook, null);
  await (step.upTo === step.recordings.length ? begun.finish() : begun.stop());
}

/** What there must be after a step, given what there was. */
function after(before: readonly DatasetContents[], step: Step): readonly DatasetContents[] {
  if (step.kind === "erase all") return [];
  const others = before.filter(({ title }) => title !== step.title);
  if (step.kind === "erase") return others;
  const state: DatasetContents["state"] = step.upTo === step.recordings.length ? "whole" : "interrupted";
  return [...others, { title: step.title, state, recordings: step.recordings.slice(0, step.upTo).map(contentsOf) }].sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Null when `found` is the state before the step, the one after it, or the one before with some whole packs of the import. */
function faultIn(found: readonly DatasetContents[], before: readonly DatasetContents[], step: Step): string | null {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  if (same(found, before) || same(found, after(before, step))) return null;
  if (step.kind === "erase all") return before.filter((dataset) => found.some((other) => same(other, dataset))).length === found.length ? null : "what is being erased has changed";
  if (step.kind === "erase") return "an erasure left something else";
  const begun = found.filter(({ title, state }) => title === step.title && state === "interrupted");
  const rest = found.filter((dataset) => !begun.includes(dataset));
  const expectedRest = before.filter(({ title, state }) => title !== step.title || state === "whole");
  if (!same(rest, expectedRest)) return `other data sets changed: ${rest.map(({ title, state, recordings }) => `${title} ${state} ${recordings.length}`).join("; ")}`;
  if (begun.length > 1) return "two interrupted data sets of one title";
  const all = step.recordings.map(contentsOf);
  const stored = begun[0]?.recordings ?? [];
  if (!stored.every((recording, index) => recording === all[index])) return "a recording of the interrupted import is not what was given";
  const had = before.find(({ title, state }) => title === step.title && state === "interrupted")?.recordings.length ?? 0;
  return stored.length >= had ? null : "recordings of an earlier part were lost";
}

/** Files that no manifest that is kept names. */
async function strays(root: StoreFolder): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of await root.entries()) {
    const folder = (await root.folder(name))!;
    const versions = await readVersions(folder, MANIFEST_STEM, isManifest);
    const named = new Set(versions.flatMap((version) => [version.name, ...filesOf(version.value).map((file) => file.name)]));
    if (versions.length === 0 || versions.length > 2) found.push(`${name}: ${versions.length} manifests`);
    for (const file of await folder.entries()) if (!named.has(file.name)) found.push(`${name}/${file.name}`);
  }
  return found;
}

/** Runs the history with power cut at every call; answers how many kill points there were and what was wrong at them. With `goOn`, every step is carried out after the cut; without, the first fault ends the run. */
async function cutEverywhere(wrap: Wrap, goOn: boolean): Promise<{ killPoints: number; faults: string[] }> {
  const random = seeded(12345);
  const clock = { value: 0 };
  const faults: string[] = [];
  let killPoints = 0;
  let disk = createCrashDisk(random);
  let before: readonly DatasetContents[] = [];
  for (const [index, step] of history.entries()) {
    const start = disk.copied();
    await perform(openStore(disk, wrap, clock), step);
    const calls = disk.callCount;
    for (let call = 1; call <= calls; call++) {
      for (const moment of ["before", "torn", "after"] satisfies CrashMoment[]) {
        const dying = start.copied();
        dying.crashAt(call, moment);
        await perform(openStore(dying, wrap, clock), step).catch((error: unknown) => {
          if (!dying.hasCrashed) throw error;
        });
        if (!dying.hasCrashed) continue;
        killPoints += 1;
        const where = `step ${index + 1} (${step.kind}), call ${call} ${moment}`;
        const found = dying.restarted();
        try {
          await tidyStore(wrap(found.root), "sizes");
          const store = openStore(found, wrap, clock);
          const contents = await contentsOfStore(store);
          const fault = faultIn(contents, before, step);
          if (fault !== null) faults.push(`${where}: ${fault}`);
          const left = goOn ? await strays(found.root) : [];
          if (left.length > 0) faults.push(`${where}: left behind ${left.join(", ")}`);
          if (!goOn && faults.length > 0) return { killPoints, faults };
          if (!goOn) continue;
          const expected = JSON.stringify(after(before, step));
          if (JSON.stringify(contents) === expected) continue;
          await perform(store, step);
          if (JSON.stringify(await contentsOfStore(store)) !== expected) faults.push(`${where}: the step could not be carried out afterwards`);
        } catch (error) {
          faults.push(`${where}: ${String(error)}`);
          if (!goOn) return { killPoints, faults };
        }
      }
    }
    const expected = after(before, step);
    expect(await contentsOfStore(openStore(disk, wrap, clock))).toEqual(expected);
    before = expected;
    disk = disk.copied();
  }
  return { killPoints, faults };
}

describe("power that goes at any call to the disk", () => {
  test("leaves the state before or the state after, and the work can go on", async () => {
    const { killPoints, faults } = await cutEverywhere(asIs, true);
    expect(faults).toEqual([]);
    expect(killPoints).toBeGreaterThanOrEqual(1000);
  });

  test.each([
    ["renames nothing", withoutRename],
    ["writes the manifest first", manifestFirst],
    ["flushes nothing", withoutFlush],
  ])("is noticed by this test where a store %s", async (_, wrap) => {
    expect((await cutEverywhere(wrap, false)).faults).toHaveLength(1);
  });
});

describe("a disk that is full from the nth write on", () => {
  const many = { kind: "import", title: "first", recordings: numbered(300, 60), upTo: 60 } as const;

  /** Fails write 1, 2, … 60 of an import that replaces a data set; answers what was wrong afterwards. */
  async function fillEverywhere(wrap: Wrap): Promise<{ points: number; faults: string[] }> {
    const clock = { value: 0 };
    const whole = createCrashDisk(seeded(7));
    const store = openStore(whole, wrap, clock);
    for (const step of history.slice(0, 2)) await perform(store, step);
    await perform(store, { ...many, title: "cut off", upTo: 10 });
    const before = await contentsOfStore(store);
    const faults: string[] = [];
    let points = 0;
    for (const title of ["first", "cut off"]) {
      for (let write = 1; write <= 60; write++) {
        const disk = whole.copied();
        disk.fillAtWrite(write);
        const step = { ...many, title };
        const error = await perform(openStore(disk, wrap, clock), step).then(() => null, (thrown: unknown) => thrown as { code?: string; remedy?: string; message: string });
        if (error === null) continue;
        points += 1;
        const where = `${title}, write ${write}`;
        if (error.code !== "disk-full" || !/space/.test(error.remedy ?? "")) faults.push(`${where}: ${error.message}`);
        disk.fillAtWrite(null);
        try {
          const same = openStore(disk, wrap, clock);
          const fault = faultIn(await contentsOfStore(same), before, step);
          if (fault !== null) faults.push(`${where}: ${fault}`);
          await tidyStore(wrap(disk.root), "sizes");
          await perform(same, step);
          if (JSON.stringify(await contentsOfStore(same)) !== JSON.stringify(after(before, step))) faults.push(`${where}: could not be gone on with`);
        } catch (thrown) {
          faults.push(`${where}: ${String(thrown)}`);
        }
      }
    }
    return { points, faults };
  }

  test("loses nothing, says so, and can be gone on with once there is space", async () => {
    const { points, faults } = await fillEverywhere(asIs);
    expect(faults).toEqual([]);
    expect(points).toBeGreaterThanOrEqual(100);
  });

  test("is noticed to lose something where files are written in place", async () => {
    expect((await fillEverywhere(withoutRename)).faults).not.toEqual([]);
  });
});
