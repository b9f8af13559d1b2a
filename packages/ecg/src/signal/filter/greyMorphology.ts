/** Grey-scale morphology with a flat element of an odd number of samples, held at the ends (SciPy's `ndimage`, mode "nearest"). */

/** Cuts off upward deflections shorter than the element: erosion (running minimum), then dilation (running maximum). */
export function openSignal(samples: ArrayLike<number>, elementLength: number): Float64Array {
  return runningExtreme(runningExtreme(samples, elementLength, -1), elementLength, 1);
}

/** Fills downward deflections shorter than the element: dilation, then erosion. */
export function closeSignal(samples: ArrayLike<number>, elementLength: number): Float64Array {
  return runningExtreme(runningExtreme(samples, elementLength, 1), elementLength, -1);
}

/**
 * Largest (sign 1) or smallest (sign −1) of the samples about each sample, in time independent of the window: a queue holds
 * the candidates in falling order.
 * @throws RangeError when the window is not an odd positive whole number.
 */
export function runningExtreme(samples: ArrayLike<number>, windowLength: number, sign: 1 | -1): Float64Array {
  if (!Number.isInteger(windowLength) || windowLength < 1 || windowLength % 2 === 0) throw new RangeError(`the window must be an odd number of samples, not ${windowLength}`);
  const count = samples.length;
  const half = (windowLength - 1) / 2;
  const extremes = new Float64Array(count);
  const queue = new Int32Array(count);
  let head = 0;
  let tail = 0;
  // Held ends add nothing: the value held is that of the end sample, which lies in every window that reaches beyond it.
  for (let newest = 0; newest < count + half; newest++) {
    if (newest < count) {
      while (tail > head && sign * samples[queue[tail - 1]] <= sign * samples[newest]) tail--;
      queue[tail++] = newest;
    }
    const n = newest - half;
    if (n < 0) continue;
    if (queue[head] < n - half) head++;
    extremes[n] = samples[queue[head]];
  }
  return extremes;
}
