/** The delineators that can be scored, by name; the first is the default. Made when asked for, since one may have to load weights. */
import { rulesDelineator, type Delineator, type DelineatorName } from "@kalium/ecg";

/** A delineator that may have something to say about its scores, such as that it learned from the very records. */
export interface ScoredDelineator extends Delineator {
  note?(): string | null;
}

export const delineators: Readonly<Record<DelineatorName, () => Promise<ScoredDelineator>>> = {
  rules: async () => rulesDelineator,
  // Loaded when asked for: it brings the engine along.
  network: async () => (await import("./networkDelineator.ts")).openNetworkDelineator(),
};
