/**
 * Fuzzing of readers: mutated seed files and structured random inputs go through recognition, opening and reading, and each must
 * end in recordings or in a `FormatError`, in under a second, without allocating much more than the input's own size.
 * Deterministic: (seed, run index) gives the input, so a finding is reproduced by its index alone.
 */
import { FormatError } from "../errors.ts";
import type { FormatReader, OpenOptions } from "../open/formatReader.ts";
import type { OpenedRecording } from "../open/openedRecording.ts";
import { sourceFileFromBytes } from "../read/sourceFile.ts";
import { GiantAllocation, watchAllocations } from "./fuzz/allocationWatch.ts";
import { watchForHangs } from "./fuzz/hangWatch.ts";
import { mutate } from "./fuzz/mutate.ts";

/** A file, or a main file and its companions; each run mutates one of them. */
export type FuzzSeed = readonly { readonly path: string; readonly bytes: Uint8Array }[];

export interface FuzzOptions {
  readonly title: string;
  /** Inputs to try; KALIUM_FUZZ_RUNS in the environment overrides it (long sweeps). */
  readonly runs?: number;
  readonly seed?: number;
  /** Structured inputs made from nothing; used for every fourth run. */
  readonly generate?: (random: () => number) => FuzzSeed;
  /** Options handed to `open`; text tables and arrays need answers to get anywhere. */
  readonly openOptions?: OpenOptions;
  /** Bytes that may be allocated per input byte: 4, more only for formats that compress (say why where it is set). */
  readonly bytesPerInputByte?: number;
  /** Allocation that any input may cause: fixed tables and working buffers. */
  readonly allowanceBytes?: number;
  readonly readFrames?: number;
  /** Findings after which it stops, 10 by default. */
  readonly stopAfter?: number;
}

export interface FuzzFinding {
  readonly run: number;
  readonly kind: "untyped-error" | "slow" | "memory";
  readonly detail: string;
  readonly input: FuzzSeed;
}

export interface FuzzOutcome {
  readonly runs: number;
  /** Inputs that opened, and inputs refused by type of refusal: a reader that refuses everything shows here. */
  readonly openedCount: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly slowestMs: number;
  readonly largestBytes: number;
  readonly findings: readonly FuzzFinding[];
}

const LIMIT_MS = 1000;

/** Inputs of a long sweep, from the environment. */
const SWEEP_RUNS = Number(globalThis.process?.env?.["KALIUM_FUZZ_RUNS"] ?? NaN);

/** Time limit for a test that fuzzes: two minutes, hours in a long sweep. */
export const FUZZ_TIMEOUT_MS = Number.isNaN(SWEEP_RUNS) ? 120_000 : 6 * 3_600_000;

/** Runs the fuzzer. The caller asserts `findings` to be empty and `openedCount` to be above 0. */
export async function fuzzReader(reader: FormatReader, seeds: readonly FuzzSeed[], options: FuzzOptions): Promise<FuzzOutcome> {
  const runs = Number.isNaN(SWEEP_RUNS) ? (options.runs ?? 100_000) : SWEEP_RUNS;
  const perByte = options.bytesPerInputByte ?? 4;
  const allowance = options.allowanceBytes ?? 65_536;
  const hangs = watchForHangs(options.title);
  const allocations = watchAllocations();
  const refusals = new Map<string, number>();
  const findings: FuzzFinding[] = [];
  let openedCount = 0;
  let slowestMs = 0;
  let largestBytes = 0;
  try {
    for (let run = 0; run < runs && findings.length < (options.stopAfter ?? 10); run++) {
      hangs.beat(run);
      const input = inputOf(seeds, run, options);
      const inputBytes = input.reduce((sum, file) => sum + file.bytes.length, 0);
      allocations.take();
      const started = performance.now();
      const outcome = await tryInput(reader, input, options);
      let elapsedMs = performance.now() - started;
      const allocated = allocations.take();
      if (elapsedMs > LIMIT_MS) {
        // A pause of the machine is no fault of the reader: the slower of two looks must repeat.
        const again = performance.now();
        await tryInput(reader, input, options);
        elapsedMs = Math.min(elapsedMs, performance.now() - again);
        if (elapsedMs > LIMIT_MS) findings.push({ run, kind: "slow", detail: `${Math.round(elapsedMs)} ms`, input });
      }
      slowestMs = Math.max(slowestMs, elapsedMs);
      largestBytes = Math.max(largestBytes, allocated);
      if (outcome.kind === "untyped") findings.push({ run, kind: "untyped-error", detail: outcome.detail, input });
      else if (outcome.kind === "refused") refusals.set(outcome.code, (refusals.get(outcome.code) ?? 0) + 1);
      else openedCount += 1;
      if (allocated > perByte * inputBytes + allowance) {
        findings.push({ run, kind: "memory", detail: `${allocated} bytes for an input of ${inputBytes}`, input });
      }
    }
  } finally {
    allocations.stop();
    await hangs.stop();
  }
  return { runs, openedCount, refusals, slowestMs, largestBytes, findings };
}

/** Findings as text for an assertion: the input as base64, so that it can be kept as a regression file. */
export function describeFindings(outcome: FuzzOutcome): readonly string[] {
  return outcome.findings.map(({ run, kind, detail, input }) => `run ${run}: ${kind}: ${detail}\n${input.map((file) => `  ${file.path} ${btoa(String.fromCharCode(...file.bytes.subarray(0, 4096)))}`).join("\n")}`);
}

function inputOf(seeds: readonly FuzzSeed[], run: number, options: FuzzOptions): FuzzSeed {
  const random = mulberry32((options.seed ?? 1) * 2_654_435_761 + run);
  if (options.generate !== undefined && run % 4 === 3) return options.generate(random);
  const seed = seeds[Math.floor(random() * seeds.length)]!;
  const other = seeds[Math.floor(random() * seeds.length)]!;
  const chosen = Math.floor(random() * seed.length);
  return seed.map((file, index) => (index === chosen ? { path: file.path, bytes: mutate(file.bytes, other[Math.floor(random() * other.length)]!.bytes, random) } : file));
}

type TryOutcome = { readonly kind: "opened" } | { readonly kind: "refused"; readonly code: string } | { readonly kind: "untyped"; readonly detail: string };

async function tryInput(reader: FormatReader, input: FuzzSeed, options: FuzzOptions): Promise<TryOutcome> {
  try {
    const files = input.map(({ path, bytes }) => sourceFileFromBytes(path, bytes));
    if (!reader.recognises(input[0]!.bytes.subarray(0, 4096), files[0]!)) return { kind: "refused", code: "not-recognised" };
    const opened = await reader.open(files[0]!, files, options.openOptions ?? {});
    for (const recording of opened.slice(0, 4)) await readSome(recording, options.readFrames ?? 4096);
    return { kind: "opened" };
  } catch (error) {
    if (error instanceof FormatError) return { kind: "refused", code: error.code };
    if (error instanceof GiantAllocation) return { kind: "untyped", detail: error.message };
    return { kind: "untyped", detail: error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join(" | ") : String(error) };
  }
}

/** Reads the start and the end of every group, and checks what the contract promises about them. */
async function readSome(recording: OpenedRecording, frames: number): Promise<void> {
  for (const [index, group] of recording.groups.entries()) {
    if (!(group.framesPerSecond > 0) || !Number.isSafeInteger(group.frameCount) || group.frameCount < 0) throw new Error(`group ${index} has ${group.frameCount} frames at ${group.framesPerSecond} per second`);
    for (const signal of group.signals) {
      if (!Number.isFinite(signal.gainPerUnit) || signal.gainPerUnit === 0 || !Number.isFinite(signal.baselineCount)) throw new Error(`signal ${signal.name} has gain ${signal.gainPerUnit}, baseline ${signal.baselineCount}`);
    }
    for (const [from, to] of [[0, Math.min(frames, group.frameCount)], [Math.max(0, group.frameCount - 16), group.frameCount]] as const) {
      const samples = await recording.readSamples(index, from, to);
      if (samples.length !== group.signals.length) throw new Error(`${samples.length} arrays for ${group.signals.length} signals`);
      samples.forEach((own, at) => {
        if (own.length !== (to - from) * group.signals[at]!.samplesPerFrame) throw new Error(`${own.length} samples for frames ${from} to ${to} of ${group.signals[at]!.name}`);
      });
    }
  }
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
