/** Heartbeat classes from WFDB beat mnemonics, after ANSI/AAMI EC57 (literature). */
import type { Recording } from "./recording.ts";

/** 0 = normal, 1 = ventricular, null = left out of the two-class protocol. */
export type HeartbeatClass = 0 | 1 | null;

/** Mnemonics that stand for a beat; the others mark rhythm, noise or waves. */
const BEAT_SYMBOLS: ReadonlySet<string> = new Set([
  "N", "L", "R", "B", "A", "a", "J", "S", "V", "r", "F", "e", "j", "n", "E", "/", "f", "Q", "?",
]);
const NORMAL_SYMBOLS: ReadonlySet<string> = new Set(["N", "L", "R", "e", "j"]);
const VENTRICULAR_SYMBOLS: ReadonlySet<string> = new Set(["V", "E"]);

/** True for mnemonics that stand for a beat. */
export function isBeatSymbol(symbol: string): boolean {
  return BEAT_SYMBOLS.has(symbol);
}

/**
 * AAMI classes N (N, L, R, e, j) and V (V, E). Supraventricular, fusion, paced and unclassifiable
 * beats are null: the two-class protocol leaves them out and counts them by symbol.
 */
export function heartbeatClassOf(symbol: string): HeartbeatClass {
  if (NORMAL_SYMBOLS.has(symbol)) return 0;
  return VENTRICULAR_SYMBOLS.has(symbol) ? 1 : null;
}

/** True when any beat is marked as paced ("/"); EC57 leaves such records out of beat classification. */
export function isPacedRecord(recording: Recording): boolean {
  return recording.annotations.some((annotation) => annotation.symbol === "/");
}
