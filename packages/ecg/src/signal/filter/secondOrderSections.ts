/**
 * Recursive filters as a cascade of second-order sections. Kalium filters in no other form: the transfer-function form of
 * a 0.05 Hz high-pass loses five digits at 500 Hz, sections lose none that matter.
 */

/** b0, b1, b2, a0, a1, a2 of one section, with a0 = 1: the row of SciPy's `sos`. */
export type Section = readonly [b0: number, b1: number, b2: number, a0: number, a1: number, a2: number];

/** Sections in the order in which they run. Two filters are put in a row by spreading both into one array. */
export type SecondOrderSections = readonly Section[];

/** Outputs below this are set to zero, so that a lead that is off for hours does not decay into slow subnormal numbers. */
const SMALLEST_OUTPUT = 1e-280;

/**
 * Filters forward once (causal; waves move later by the delay of the filter). Transposed direct form II, as in SciPy's `sosfilt`.
 * @param state two numbers a section, e.g. from {@link steadyState} times the first sample; zero when left out. Not changed.
 */
export function filterSections(sections: SecondOrderSections, samples: ArrayLike<number>, state?: Float64Array): Float64Array {
  const filtered = Float64Array.from(samples);
  runSections(sections, filtered, state ? Float64Array.from(state) : new Float64Array(2 * sections.length));
  return filtered;
}

/** Filters `samples` in place and leaves in `state` what the next block has to begin with. */
export function runSections(sections: SecondOrderSections, samples: Float64Array, state: Float64Array): void {
  if (state.length !== 2 * sections.length) throw new RangeError(`the state of ${sections.length} sections has ${2 * sections.length} numbers, not ${state.length}`);
  let section = 0;
  for (; section + 1 < sections.length; section += 2) runPair(sections[section], sections[section + 1], samples, state.subarray(2 * section, 2 * section + 4));
  if (section < sections.length) runOne(sections[section], samples, state.subarray(2 * section));
}

function runOne([b0, b1, b2, , a1, a2]: Section, samples: Float64Array, state: Float64Array): void {
  let [first, second] = state;
  for (let n = 0; n < samples.length; n++) {
    const x = samples[n];
    let y = b0 * x + first;
    if (y < SMALLEST_OUTPUT && y > -SMALLEST_OUTPUT) y = 0;
    first = b1 * x + second - a1 * y;
    second = b2 * x - a2 * y;
    samples[n] = y;
  }
  state.set([first, second]);
}

/** Two sections in one sweep: the same arithmetic, and half the time, as each waits for its own last output only. */
function runPair([b0, b1, b2, , a1, a2]: Section, [d0, d1, d2, , c1, c2]: Section, samples: Float64Array, state: Float64Array): void {
  let [first, second, third, fourth] = state;
  for (let n = 0; n < samples.length; n++) {
    const x = samples[n];
    let y = b0 * x + first;
    if (y < SMALLEST_OUTPUT && y > -SMALLEST_OUTPUT) y = 0;
    first = b1 * x + second - a1 * y;
    second = b2 * x - a2 * y;
    let z = d0 * y + third;
    if (z < SMALLEST_OUTPUT && z > -SMALLEST_OUTPUT) z = 0;
    third = d1 * y + fourth - c1 * z;
    fourth = d2 * y - c2 * z;
    samples[n] = z;
  }
  state.set([first, second, third, fourth]);
}

/**
 * State in which a constant input of 1 gives a constant output at once (SciPy's `sosfilt_zi`).
 *
 * The two equations of a section are solved by elimination with the reciprocal of the larger pivot, as LAPACK does for SciPy. The closed form
 * is more exact, but at 0.05 Hz it differs from SciPy by the latter's rounding, up to 3e-8 of the output where a lead has a large offset;
 * equal rounding makes results comparable to 1e-9.
 * @throws RangeError when a section has infinite gain at 0 Hz.
 */
export function steadyState(sections: SecondOrderSections): Float64Array {
  const state = new Float64Array(2 * sections.length);
  let level = 1;
  sections.forEach(([b0, b1, b2, , a1, a2], section) => {
    if (1 + a1 + a2 === 0) throw new RangeError(`section ${section} has a pole at 0 Hz and never becomes steady`);
    // (1 + a1)·first − second = b1 − a1·b0 and a2·first + second = b2 − a2·b0.
    const upper = [1 + a1, -1, b1 - a1 * b0] as const;
    const lower = [a2, 1, b2 - a2 * b0] as const;
    const [pivot, other] = Math.abs(lower[0]) > Math.abs(upper[0]) ? [lower, upper] : [upper, lower];
    const factor = other[0] * (1 / pivot[0]);
    const second = (other[2] - factor * pivot[2]) / (other[1] - factor * pivot[1]);
    const first = (pivot[2] - pivot[1] * second) / pivot[0];
    state[2 * section] = level * first;
    state[2 * section + 1] = level * second;
    level *= (b0 + b1 + b2) / (1 + a1 + a2);
  });
  return state;
}
