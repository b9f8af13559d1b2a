/** What the delineation network reads and says; the one place for its rate, channels and order of waves. */

/** In the order of the logits. */
export const SEGMENTED_WAVES = ["p", "qrs", "t"] as const;
export type SegmentedWave = (typeof SEGMENTED_WAVES)[number];

/** Rate of the network's samples. Kalium's choice: 4 ms between samples, marks are interpolated between them. */
export const DELINEATION_RATE_HZ = 250;

/**
 * Channels of a row: the lead itself; the root mean square over all leads given; the root mean square of their slopes. The last two tell
 * what the other leads show at the same time; with one lead they follow from it.
 */
export const DELINEATION_CHANNELS = 3;

/** Samples of a training row, 8.192 s. */
export const DELINEATION_WINDOW_SAMPLES = 2048;
