/**
 * Streams batches in a seeded order, reading ahead while the caller computes. The order of an epoch follows from its own generator alone, so a
 * position is two numbers, and a training that stops in the middle of an epoch continues with the batches it would have seen.
 */
import { crc32 } from "../checkpoint/crc32.ts";
import { EngineError } from "../engineError.ts";
import { shuffledOrder } from "./epochOrder.ts";
import type { EpochOrder } from "./epochOrder.ts";
import type { BatchBuffers, RowSource } from "./rowSource.ts";

/** Where a loader stands: the next batch. Plain data. */
export interface LoaderPosition {
  /** From 0. */
  readonly epoch: number;
  /** Batches of this epoch that were taken. */
  readonly batchesTaken: number;
  readonly batchSize: number;
  /** CRC-32 of the epoch's order, by which other data, another seed or another order is found out. */
  readonly orderCrc32: number;
}

/** One batch. Its arrays belong to the loader and are overwritten after the next call of `next`. */
export interface Batch {
  /** [rowCount × rowLength] */
  readonly inputs: Float32Array;
  /** [rowCount × labelsPerRow] */
  readonly labels: Int32Array | Float32Array;
  readonly rowCount: number;
  /** Which rows of the source these are. */
  readonly rows: Uint32Array;
  readonly epoch: number;
  /** Place in the epoch, from 0. */
  readonly batchIndex: number;
  readonly batchesInEpoch: number;
}

export interface BatchLoaderOptions {
  readonly source: RowSource;
  readonly batchSize: number;
  /** The generator of an epoch's order, always the same for the same epoch, such as `(epoch) => streamOf(`batches ${epoch}`)` of a `seededRandom`. */
  readonly random: (epoch: number) => () => number;
  /** Default `shuffledOrder`. */
  readonly order?: EpochOrder;
  /** Epochs after which `next` returns null. Default: no end. */
  readonly epochs?: number;
  /** A last batch of fewer rows is kept, dropped, or, if it has one row alone, joined to the one before (batch norms need more than one). Default `keep`. */
  readonly lastBatch?: "keep" | "drop" | "join";
  /** Most batches of an epoch. Default: all. */
  readonly maxBatchesPerEpoch?: number;
  /** Batches in memory: one with the caller, the others read ahead. At least 2; default 2. */
  readonly buffers?: number;
  /** From `position()`, or the begin of an epoch. Default: the beginning. */
  readonly from?: LoaderPosition | { readonly epoch: number };
  readonly signal?: AbortSignal;
  /** The clock behind `waitedShare`, in milliseconds. */
  readonly nowMs: () => number;
}

export interface BatchLoader {
  /**
   * The next batch, or null after the last epoch. Call it again only after it has resolved.
   * @throws {EngineError} `aborted` after the signal or `dispose`, `bad-file` when the source fails
   */
  next(): Promise<Batch | null>;
  /** The batch that `next` will give: what to store with the weights after a step. */
  position(): LoaderPosition;
  /** Share of the time since the first `next` in which the caller waited for it; 0 before there is any. */
  waitedShare(): number;
  /** Stops, and disposes of the source too. */
  dispose(): void;
}

/** A batch on its way. */
interface Slot {
  readonly rows: Uint32Array;
  readonly epoch: Epoch;
  readonly batchIndex: number;
  /** Reads, once. */
  readonly fill: () => Promise<BatchBuffers>;
}

interface Epoch {
  readonly number: number;
  readonly order: Uint32Array;
  /** First rows of the batches, and the end. */
  readonly bounds: readonly number[];
  readonly crc32: number;
}

const refuse = (problem: string, remedy: string): EngineError => new EngineError("bad-input", problem, remedy);

/** @throws {EngineError} `bad-input` for options that cannot be, or a position of other data */
export function createBatchLoader(options: BatchLoaderOptions): BatchLoader {
  const { source, batchSize, random, order = shuffledOrder, epochs = Infinity, lastBatch = "keep", maxBatchesPerEpoch = Infinity, buffers = 2, signal, nowMs } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw refuse(`Batch size ${batchSize}.`, "Give a whole number of at least 1.");
  if (!Number.isInteger(buffers) || buffers < 2) throw refuse(`${buffers} buffers.`, "Give at least 2: one is with the caller while the other is filled.");

  const planEpoch = (number: number): Epoch => {
    const rows = Uint32Array.from(order(source.rowCount, random(number)));
    const wrong = rows.find((row) => row >= source.rowCount);
    if (wrong !== undefined) throw refuse(`The order names row ${wrong} of ${source.rowCount}.`, "Let it name rows from 0 on.");
    const bounds = batchBounds(rows.length, batchSize, lastBatch).slice(0, maxBatchesPerEpoch + 1);
    if (bounds.length < 2) throw refuse(`An epoch of ${rows.length} rows has no batch of ${batchSize}.`, "Give more rows or a smaller batch.");
    return { number, order: rows, bounds, crc32: crc32(new Uint8Array(rows.buffer)) };
  };

  // What `next` returns, and, ahead of it, what is read.
  let current = planEpoch(options.from?.epoch ?? 0);
  let taken = 0;
  if (options.from && "batchesTaken" in options.from) {
    requireSameOrder(options.from, batchSize, current);
    taken = options.from.batchesTaken;
  }
  let ahead = current;
  let aheadIndex = taken;
  const free: BatchBuffers[] = Array.from({ length: buffers }, () => source.createBuffers(batchSize + (lastBatch === "join" ? 1 : 0)));
  const queue: Slot[] = [];
  let held: BatchBuffers | null = null;
  let failure: EngineError | null = null;
  let firstCallMs: number | null = null;
  let waitedMs = 0;
  let abortWaiting: ((error: EngineError) => void) | null = null;

  const fail = (error: unknown): EngineError => {
    failure ??= error instanceof EngineError ? error : new EngineError("bad-file", `A batch could not be read: ${error instanceof Error ? error.message : String(error)}.`, "Open the data again.");
    return failure;
  };
  const stop = (problem: string): void => {
    const error = fail(new EngineError("aborted", problem, "Make a new loader from its position."));
    abortWaiting?.(error);
    queue.length = 0;
    free.length = 0;
  };
  const onAbort = (): void => stop("The signal stopped the loader.");
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });

  /** Starts reading as far ahead as there are buffers. */
  const readAhead = (): void => {
    while (free.length > 0) {
      if (aheadIndex === ahead.bounds.length - 1) {
        if (ahead.number + 1 >= epochs) return;
        ahead = planEpoch(ahead.number + 1);
        aheadIndex = 0;
      }
      if (ahead.number >= epochs) return;
      const into = free.shift()!;
      const rows = ahead.order.subarray(ahead.bounds[aheadIndex], ahead.bounds[aheadIndex + 1]);
      let filled: Promise<BatchBuffers> | null = null;
      const fill = (): Promise<BatchBuffers> => (filled ??= (async () => source.read(rows, into))());
      queue.push({ rows, epoch: ahead, batchIndex: aheadIndex, fill });
      aheadIndex += 1;
      // A source on this thread reads in the caller's pauses, or at the latest when it asks; its error waits for that call too.
      if (source.remote) void fill().catch(() => {});
      else setTimeout(() => void (failure === null && fill().catch(() => {})), 0);
    }
  };

  const take = async (): Promise<Batch | null> => {
    if (failure !== null) throw failure;
    if (held !== null) free.push(held);
    held = null;
    readAhead();
    const slot = queue.shift();
    if (slot === undefined) return null;
    const filling = slot.fill();
    const stopped = new Promise<never>((_, reject) => (abortWaiting = reject));
    const filled = await Promise.race([filling, stopped]).catch((error: unknown) => {
      throw fail(error);
    });
    abortWaiting = null;
    held = filled;
    taken = slot.batchIndex + 1;
    current = slot.epoch;
    const rowCount = slot.rows.length;
    return {
      inputs: filled.inputs.subarray(0, rowCount * source.rowLength),
      labels: filled.labels.subarray(0, rowCount * source.labelsPerRow),
      rowCount, rows: slot.rows, epoch: current.number, batchIndex: slot.batchIndex, batchesInEpoch: current.bounds.length - 1,
    };
  };

  return {
    async next() {
      const startMs = nowMs();
      firstCallMs ??= startMs;
      try {
        return await take();
      } finally {
        waitedMs += nowMs() - startMs;
      }
    },
    position: () => ({ epoch: current.number, batchesTaken: taken, batchSize, orderCrc32: current.crc32 }),
    waitedShare() {
      const wallMs = firstCallMs === null ? 0 : nowMs() - firstCallMs;
      return wallMs > 0 ? waitedMs / wallMs : 0;
    },
    dispose() {
      signal?.removeEventListener("abort", onAbort);
      stop("The loader was disposed of.");
      source.dispose();
    },
  };
}

function requireSameOrder(from: LoaderPosition, batchSize: number, { number, crc32: own, bounds }: Epoch): void {
  const { batchesTaken, orderCrc32 } = from;
  if (from.batchSize !== batchSize) throw refuse(`The stored position counts batches of ${from.batchSize} rows, not of ${batchSize}.`, "Continue with the same batch size, or begin the epoch anew.");
  if (orderCrc32 !== own) throw refuse(`The order of epoch ${number} is not the one of the stored position.`, "Continue with the same data, seed and order, or begin the epoch anew.");
  if (!Number.isInteger(batchesTaken) || batchesTaken < 0 || batchesTaken > bounds.length - 1) throw refuse(`${batchesTaken} of ${bounds.length - 1} batches were taken.`, "Give the position as it was stored.");
}

/** First rows of the batches, and the end of the last one. */
export function batchBounds(rowCount: number, batchSize: number, lastBatch: "keep" | "drop" | "join"): number[] {
  const bounds: number[] = [];
  for (let row = 0; row < rowCount; row += batchSize) bounds.push(row);
  const rest = rowCount % batchSize;
  const drops = rest > 0 && lastBatch === "drop";
  const joins = rest === 1 && lastBatch === "join" && bounds.length > 1;
  if (drops) return bounds;
  return [...(joins ? bounds.slice(0, -1) : bounds), rowCount];
}
