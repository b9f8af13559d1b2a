/** Drives the data room with the files that were chosen, and watches how long the page is held up. */
import { openDataRoom } from "../../../../packages/lab/src/index.ts";

export interface ImportTimes {
  readonly recordCount: number;
  readonly rejectedCount: number;
  readonly openMs: number;
  readonly storeMs: number;
  /** Longest time for which a timer of 5 ms had to wait, in milliseconds. */
  readonly longestStallMs: number;
  readonly stalls: readonly Stall[];
  readonly storedBytes: number;
  readonly listMs: number;
}

/** A wait of the page: how long, and seconds after the start. */
export interface Stall {
  readonly ms: number;
  readonly atS: number;
}

export interface HolterTimes {
  readonly durationS: number;
  /** From the handed file to ten seconds of millivolts. */
  readonly firstScreenMs: number;
  /** The same out of the store, in a data room that has just been opened. */
  readonly storedFirstScreenMs: number;
  readonly storeMs: number;
}

declare global {
  interface Window {
    timeImport(): Promise<ImportTimes>;
    timeHolter(): Promise<HolterTimes>;
  }
}

const gate = { passPhrase: "a pass phrase for the bench", keptTexts: [], dates: "shift" } as const;
const STALL_MS = 50;

const chosen = (): File[] => [...document.querySelector("input")!.files!];

/** Stalls of the page from now until the watch ends. */
function watchStalls(): () => Stall[] {
  const stalls: Stall[] = [];
  const start = performance.now();
  let last = start;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - last > STALL_MS) stalls.push({ ms: Math.round(now - last), atS: Math.round((last - start) / 100) / 10 });
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return stalls.sort((a, b) => b.ms - a.ms);
  };
}

window.timeImport = async () => {
  const room = openDataRoom();
  await room.erase(null);
  const endWatch = watchStalls();
  const t0 = performance.now();
  const { rows, rejected } = await room.open(chosen(), () => {});
  const t1 = performance.now();
  if (rows.length === 0) throw new Error(`nothing opened of ${chosen().length} files: ${rejected[0]?.message ?? ""}`);
  const { dataset } = await room.store("Bench", rows.map(({ key }) => key), gate, () => {});
  const t2 = performance.now();
  const stored = await room.storedRows(dataset.key);
  const t3 = performance.now();
  if (stored.length !== rows.length) throw new Error(`${stored.length} of ${rows.length} recordings were stored`);
  const stalls = endWatch();
  return { recordCount: rows.length, rejectedCount: rejected.length, openMs: t1 - t0, storeMs: t2 - t1, longestStallMs: stalls[0]?.ms ?? 0, stalls: stalls.slice(0, 8), storedBytes: dataset.byteLength, listMs: t3 - t2 };
};

window.timeHolter = async () => {
  const room = openDataRoom();
  await room.erase(null);
  const t0 = performance.now();
  const { rows } = await room.open(chosen());
  await room.view(rows[0]!.key, 0, 10);
  const t1 = performance.now();
  const { dataset } = await room.store("Holter", [rows[0]!.key], gate);
  const t2 = performance.now();
  const again = openDataRoom();
  const [row] = await again.storedRows(dataset.key);
  await again.viewStored(dataset.key, row!.key, 0, 10);
  return { durationS: rows[0]!.durationS, firstScreenMs: t1 - t0, storeMs: t2 - t1, storedFirstScreenMs: performance.now() - t2 };
};
