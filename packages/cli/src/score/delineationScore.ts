/**
 * How far detected waves lie from marked ones. A detected wave pairs with a reference wave of its kind when their peaks
 * lie within 150 ms (EC57's window for beats). Signed errors are detected minus reference, in milliseconds. Detections
 * outside the annotated span are not counted as false, since nobody looked there.
 */
import { MATCH_WINDOW_S, matchBeats } from "@kalium/ecg";
import { WAVE_KINDS, type MarkedWave, type MarkedWaves, type WaveKind } from "./delineationReference.ts";

export const BOUNDARIES = ["p onset", "p peak", "p offset", "qrs onset", "qrs peak", "qrs offset", "t onset", "t peak", "t offset", "u onset", "u peak", "u offset"] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** Twice the standard deviation that the CSE study tolerates, ms (CSE Working Party 1985; recalled). */
export const CSE_TOLERANCE_MS: Partial<Readonly<Record<Boundary, number>>> = { "p onset": 10.2, "p offset": 12.7, "qrs onset": 6.5, "qrs offset": 11.6, "t offset": 30.6 };

/** A stretch without a marked QRS longer than this is not part of the annotated span (QTDB marks runs of beats). Kalium's choice. */
const LONGEST_ANNOTATED_GAP_S = 2;

/** Errors and counts of one record, or of many. */
export interface DelineationTally {
  /** Signed errors in ms of each boundary, one list a record so that within-record spread can be told. */
  readonly errorsMs: Record<Boundary, number[][]>;
  readonly referenceCount: Record<WaveKind, number>;
  readonly foundCount: Record<WaveKind, number>;
  readonly falseCount: Record<WaveKind, number>;
}

export function emptyTally(): DelineationTally {
  const counts = () => ({ p: 0, qrs: 0, t: 0, u: 0 });
  return { errorsMs: Object.fromEntries(BOUNDARIES.map((boundary) => [boundary, []])) as unknown as Record<Boundary, number[][]>, referenceCount: counts(), foundCount: counts(), falseCount: counts() };
}

/** Opens a list of errors for one more record. */
export function beginRecord(tally: DelineationTally): void {
  for (const boundary of BOUNDARIES) tally.errorsMs[boundary].push([]);
}

/** Adds one set of detected waves scored against one set of reference waves. */
export function tallyWaves(tally: DelineationTally, reference: MarkedWaves, detected: MarkedWaves, samplingRateHz: number): void {
  tallyNearest(tally, reference, [detected], samplingRateHz);
}

/**
 * Adds several sets of detected waves (one a lead) scored against one set for the record: for every boundary the lead
 * nearest to the reference counts, as in the literature on the QT Database; false detections are those of the lead with fewest.
 */
export function tallyNearest(tally: DelineationTally, reference: MarkedWaves, detected: readonly MarkedWaves[], samplingRateHz: number): void {
  const msPerSample = 1000 / samplingRateHz;
  const isAnnotated = annotatedSpan(reference, samplingRateHz);
  for (const kind of WAVE_KINDS) {
    const wanted = reference[kind];
    const partners: (MarkedWave | null)[][] = wanted.map(() => []);
    let fewestFalse = Infinity;
    for (const waves of detected) {
      const found = waves[kind];
      const match = matchBeats(wanted.map(({ peak }) => peak / samplingRateHz), found.map(({ peak }) => peak / samplingRateHz), MATCH_WINDOW_S);
      let falseCount = 0;
      match.referenceIndexOfDetected.forEach((at, index) => {
        if (at >= 0) partners[at]!.push(found[index]!);
        else if (isAnnotated(found[index]!.peak)) falseCount += 1;
      });
      fewestFalse = Math.min(fewestFalse, falseCount);
    }
    tally.referenceCount[kind] += wanted.length;
    tally.foundCount[kind] += partners.filter((list) => list.length > 0).length;
    tally.falseCount[kind] += fewestFalse;
    for (const mark of ["onset", "peak", "offset"] as const) {
      const errors = tally.errorsMs[`${kind} ${mark}`].at(-1)!;
      wanted.forEach((wave, index) => {
        const truth = wave[mark];
        if (truth === null) return;
        const candidates = partners[index]!.flatMap((partner) => (partner![mark] === null ? [] : [(partner![mark] - truth) * msPerSample]));
        if (candidates.length > 0) errors.push(candidates.reduce((best, error) => (Math.abs(error) < Math.abs(best) ? error : best)));
      });
    }
  }
}

/** Whether a sample lies where a person marked beats: between the first and last mark, and not in a long stretch without. */
function annotatedSpan(reference: MarkedWaves, samplingRateHz: number): (sample: number) => boolean {
  const all = WAVE_KINDS.flatMap((kind) => reference[kind].flatMap(({ onset, peak, offset }) => [onset ?? peak, offset ?? peak])).sort((a, b) => a - b);
  const longest = LONGEST_ANNOTATED_GAP_S * samplingRateHz;
  const spans: [number, number][] = [];
  for (const at of all) {
    const last = spans.at(-1);
    if (last !== undefined && at - last[1] <= longest) last[1] = at;
    else spans.push([at, at]);
  }
  return (sample) => spans.some(([from, to]) => sample >= from && sample <= to);
}

/** Summary of one boundary. */
export interface BoundaryFigures {
  readonly boundary: Boundary;
  readonly n: number;
  readonly meanMs: number;
  readonly sdMs: number;
  readonly medianMs: number;
  /** Mean over records of the standard deviation within each (the form of the literature on QTDB); records with two or more. */
  readonly meanRecordSdMs: number;
  /** Share within the CSE tolerance, %; null where CSE has none. */
  readonly withinCsePercent: number | null;
  /** Of the wave that the boundary belongs to, %. */
  readonly sensitivityPercent: number;
  readonly positivePredictivityPercent: number;
}

/** Figures of every boundary that the reference marks at least once. */
export function summarise(tally: DelineationTally): readonly BoundaryFigures[] {
  return BOUNDARIES.filter((boundary) => tally.errorsMs[boundary].some((list) => list.length > 0)).map((boundary) => {
    const lists = tally.errorsMs[boundary];
    const all = lists.flat();
    const kind = boundary.split(" ")[0] as WaveKind;
    const tolerance = CSE_TOLERANCE_MS[boundary];
    const spreads = lists.filter((list) => list.length > 1).map(standardDeviation);
    return {
      boundary,
      n: all.length,
      meanMs: mean(all),
      sdMs: standardDeviation(all),
      medianMs: medianOf(all),
      meanRecordSdMs: mean(spreads),
      withinCsePercent: tolerance === undefined ? null : (100 * all.filter((error) => Math.abs(error) <= tolerance).length) / all.length,
      sensitivityPercent: (100 * tally.foundCount[kind]) / tally.referenceCount[kind],
      positivePredictivityPercent: (100 * tally.foundCount[kind]) / (tally.foundCount[kind] + tally.falseCount[kind]),
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1));
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
