/** How well the single beats of a class repeat a stretch of it: tells a P wave that is there from atrial fibrillation and noise. */

/** What one beat shows of a stretch. */
export interface BeatAgreement {
  /** Cosine between the beat and the mean of the others, over all leads, best of the shifts tried; 0 when nothing is known. */
  readonly similarity: number;
  /** Samples by which the beat's stretch lies later than in the template. */
  readonly shift: number;
}

/**
 * @param leads signals, mV
 * @param alignedAt aligned sample of each beat of the class
 * @param from first and `to` last sample of the stretch, relative to the aligned sample
 * @param largestShift samples by which the stretch may lie earlier or later
 * @param shiftPenalty taken off the similarity of a shift by `largestShift`, growing with its square
 */
export function agreeOnStretch(leads: readonly Float64Array[], alignedAt: readonly number[], from: number, to: number, largestShift: number, shiftPenalty: number): BeatAgreement[] {
  const width = to - from + 1;
  if (width < 3 || alignedAt.length === 0) return alignedAt.map(() => ({ similarity: 0, shift: 0 }));
  const cut = (at: number) => {
    const piece = new Float64Array(width * leads.length);
    leads.forEach((lead, index) => {
      const base = index * width;
      for (let k = 0; k < width; k++) piece[base + k] = lead[Math.max(0, Math.min(lead.length - 1, at + from + k))]!;
      removeLine(piece, base, width);
    });
    return piece;
  };
  const pieces = alignedAt.map(cut);
  const sum = new Float64Array(width * leads.length);
  for (const piece of pieces) for (let k = 0; k < sum.length; k++) sum[k] = sum[k]! + piece[k]!;
  return alignedAt.map((at, beat) => {
    const others = alignedAt.length > 1 ? sum.map((value, k) => value - pieces[beat]![k]!) : sum;
    let best: BeatAgreement = { similarity: -1, shift: 0 };
    let bestScore = -Infinity;
    for (let shift = -largestShift; shift <= largestShift; shift++) {
      const similarity = cosine(shift === 0 ? pieces[beat]! : cut(at + shift), others);
      const score = similarity - (largestShift > 0 ? shiftPenalty * (shift / largestShift) ** 2 : 0);
      if (score <= bestScore) continue;
      bestScore = score;
      best = { similarity, shift };
    }
    return best;
  });
}

/** Takes the straight line of least squares off a piece, so that drift does not count as agreement. */
function removeLine(x: Float64Array, from: number, length: number): void {
  const middle = (length - 1) / 2;
  let mean = 0;
  let tilt = 0;
  let spread = 0;
  for (let k = 0; k < length; k++) {
    mean += x[from + k]! / length;
    tilt += (k - middle) * x[from + k]!;
    spread += (k - middle) ** 2;
  }
  for (let k = 0; k < length; k++) x[from + k] = x[from + k]! - mean - (tilt / spread) * (k - middle);
}

function cosine(a: Float64Array, b: Float64Array): number {
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  for (let k = 0; k < a.length; k++) {
    product += a[k]! * b[k]!;
    ofA += a[k]! * a[k]!;
    ofB += b[k]! * b[k]!;
  }
  return ofA > 0 && ofB > 0 ? product / Math.sqrt(ofA * ofB) : 0;
}
