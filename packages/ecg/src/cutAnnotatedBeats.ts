/** Beats with the class of their reference annotation, for the heartbeat-class protocol on MIT-BIH. */
import { BEAT_RATE_HZ } from "./beats.ts";
import type { BeatStrip } from "./beats.ts";
import { cutPreparedBeats } from "./cutBeats.ts";
import { isBeatSymbol } from "./heartbeatClass.ts";
import type { HeartbeatClass } from "./heartbeatClass.ts";
import { prepareLead } from "./preparedLead.ts";
import type { Recording } from "./recording.ts";
import { findLead } from "./read/findLead.ts";
import type { LeadAliases } from "./read/findLead.ts";
import { matchBeats } from "./signal/matchBeats.ts";
import { detectRPeaks } from "./signal/rPeaks.ts";

/** Settings of {@link cutAnnotatedBeats}. */
export interface CutAnnotatedBeatsOptions {
  readonly leadName: string;
  readonly leadAliases?: LeadAliases;
  /** Class of a beat mnemonic; null leaves the beat out. Usually `heartbeatClassOf`. */
  readonly classOf: (symbol: string) => HeartbeatClass;
  /** Most beats to keep, taken evenly over the strip; all by default. */
  readonly maxBeats?: number;
  /** False by default: ventricular beats are rightly unlike the median beat. */
  readonly requireMedianCorrelation?: boolean;
}

/** A strip whose beats have classes. */
export interface AnnotatedBeatStrip extends BeatStrip {
  /** 0 or 1 for each kept beat. */
  readonly classes: Int8Array;
  /** WFDB mnemonic of each kept beat. */
  readonly symbols: readonly string[];
  /** Detected R peaks without a reference beat within 150 ms; they are left out. */
  readonly unmatchedDetectionCount: number;
  /** Reference beats that no detected R peak met; they are left out. */
  readonly unmatchedAnnotationCount: number;
  /** Matched beats that `classOf` leaves out, by mnemonic. */
  readonly leftOutSymbolCounts: Readonly<Record<string, number>>;
}

/**
 * Detects R peaks, gives each the reference beat within 150 ms, and cuts the beats that have a class.
 * `detectedCount` counts those beats before quality rejection.
 * @throws FormatError "missing-lead".
 */
export function cutAnnotatedBeats(recording: Recording, options: CutAnnotatedBeatsOptions): AnnotatedBeatStrip {
  const lead = findLead(recording, options.leadName, options.leadAliases);
  const prepared = prepareLead(lead, recording.samplingRateHz);
  const detected = detectRPeaks(prepared.filteredMillivolt, BEAT_RATE_HZ).sampleIndices;
  const reference = recording.annotations.filter((annotation) => isBeatSymbol(annotation.symbol));
  const match = matchBeats(
    reference.map((annotation) => annotation.sampleIndex / recording.samplingRateHz),
    Float64Array.from(detected, (index) => index / BEAT_RATE_HZ),
  );
  const peaks: number[] = [];
  const peakSymbols: string[] = [];
  const peakClasses: (0 | 1)[] = [];
  const leftOutSymbolCounts: Record<string, number> = {};
  match.referenceIndexOfDetected.forEach((referenceIndex, detectedIndex) => {
    if (referenceIndex < 0) return;
    const { symbol } = reference[referenceIndex];
    const heartbeatClass = options.classOf(symbol);
    if (heartbeatClass === null) {
      leftOutSymbolCounts[symbol] = (leftOutSymbolCounts[symbol] ?? 0) + 1;
      return;
    }
    peaks.push(detected[detectedIndex]);
    peakSymbols.push(symbol);
    peakClasses.push(heartbeatClass);
  });
  const { strip, keptPeakNumbers } = cutPreparedBeats(recording, prepared, peaks, {
    maxBeats: options.maxBeats,
    requireMedianCorrelation: options.requireMedianCorrelation ?? false,
  });
  return {
    ...strip,
    classes: Int8Array.from(keptPeakNumbers, (peakNumber) => peakClasses[peakNumber]),
    symbols: Array.from(keptPeakNumbers, (peakNumber) => peakSymbols[peakNumber]),
    unmatchedDetectionCount: match.falsePositiveCount,
    unmatchedAnnotationCount: match.falseNegativeCount,
    leftOutSymbolCounts,
  };
}
