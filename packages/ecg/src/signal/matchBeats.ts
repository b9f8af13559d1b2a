/** Result of comparing detected beats with reference beats. */
export interface BeatMatch {
  readonly truePositiveCount: number;
  readonly falsePositiveCount: number;
  readonly falseNegativeCount: number;
  /** Share of reference beats that were found; NaN without reference beats. */
  readonly sensitivity: number;
  /** Share of detected beats that are reference beats; NaN without detections. */
  readonly positivePredictivity: number;
  /** Reference index paired with each detected beat, −1 when there is none. */
  readonly referenceIndexOfDetected: Int32Array;
}

/** Match window of ANSI/AAMI EC57 (literature). */
export const MATCH_WINDOW_S = 0.15;

/**
 * Pairs detected with reference beats one to one in the manner of ANSI/AAMI EC57 beat-by-beat
 * comparison: times within the window pair, and a beat waits if its neighbour is the closer partner.
 * Both lists are in seconds and ascending. All of the record counts, no learning period is left out.
 */
export function matchBeats(
  referenceS: ArrayLike<number>,
  detectedS: ArrayLike<number>,
  windowS: number = MATCH_WINDOW_S,
): BeatMatch {
  const referenceIndexOfDetected = new Int32Array(detectedS.length).fill(-1);
  let truePositiveCount = 0;
  let r = 0;
  let d = 0;
  while (r < referenceS.length && d < detectedS.length) {
    const distance = Math.abs(referenceS[r] - detectedS[d]);
    if (distance > windowS) {
      if (referenceS[r] < detectedS[d]) r += 1;
      else d += 1;
    } else if (r + 1 < referenceS.length && Math.abs(referenceS[r + 1] - detectedS[d]) < distance) r += 1;
    else if (d + 1 < detectedS.length && Math.abs(referenceS[r] - detectedS[d + 1]) < distance) d += 1;
    else {
      referenceIndexOfDetected[d] = r;
      truePositiveCount += 1;
      r += 1;
      d += 1;
    }
  }
  return {
    truePositiveCount,
    falsePositiveCount: detectedS.length - truePositiveCount,
    falseNegativeCount: referenceS.length - truePositiveCount,
    sensitivity: truePositiveCount / referenceS.length,
    positivePredictivity: truePositiveCount / detectedS.length,
    referenceIndexOfDetected,
  };
}
