/**
 * Butterworth filters: analogue prototype, frequency transformation, bilinear transformation with pre-warped edges. Gives the
 * second-order sections of SciPy's `butter(order, cutoff, kind, fs=rate, output="sos")` to 1e-12 relative.
 */
import { add, complex, divide, multiply, scale, squareRoot, subtract } from "./complexNumber.ts";
import type { Complex } from "./complexNumber.ts";
import { sectionsFromZerosPoles } from "./zerosPolesGain.ts";
import type { ZerosPolesGain } from "./zerosPolesGain.ts";
import type { SecondOrderSections } from "./secondOrderSections.ts";

export type FilterKind = "lowpass" | "highpass" | "bandpass" | "bandstop";

export interface ButterworthSpec {
  /** Order of the prototype; a band-pass or band-stop of order n has 2n poles. */
  readonly order: number;
  readonly kind: FilterKind;
  /** The −3 dB frequency, or both edges of a band. Forward-backward filtering doubles the loss there to 6 dB. */
  readonly cutoffHz: number | readonly [number, number];
  readonly samplingRateHz: number;
}

/** Rate at which SciPy maps the analogue filter; the result does not depend on it but for rounding. */
const MAPPING_RATE = 2;
/** Beyond this the transformation itself loses digits, and no ECG filter needs it. Kalium's choice. */
const HIGHEST_ORDER = 24;

/** @throws RangeError when the order is not a whole number from 1 to 24 or an edge is not between 0 and half the rate. */
export function designButterworth(spec: ButterworthSpec): SecondOrderSections {
  const { order, kind, cutoffHz, samplingRateHz } = spec;
  if (!Number.isInteger(order) || order < 1 || order > HIGHEST_ORDER) throw new RangeError(`the order must be a whole number from 1 to ${HIGHEST_ORDER}, not ${order}`);
  const edgesHz = typeof cutoffHz === "number" ? [cutoffHz] : cutoffHz;
  const wanted = kind === "bandpass" || kind === "bandstop" ? 2 : 1;
  if (edgesHz.length !== wanted) throw new RangeError(`a ${kind} filter has ${wanted} cut-off ${wanted === 1 ? "frequency" : "frequencies"}, not ${edgesHz.length}`);
  if (!edgesHz.every((edge, index) => edge > (index === 0 ? 0 : edgesHz[0]!) && edge < samplingRateHz / 2)) {
    throw new RangeError(`cut-off ${edgesHz.join(" and ")} Hz must ascend between 0 and ${samplingRateHz / 2} Hz`);
  }
  const [low, high] = edgesHz.map((edge) => 2 * MAPPING_RATE * Math.tan((Math.PI * ((2 * edge) / samplingRateHz)) / MAPPING_RATE)) as [number, number];
  const analogue = transform(prototypePoles(order), kind, low, high);
  return sectionsFromZerosPoles(bilinear(analogue));
}

/** Poles of the low-pass with a cut-off of 1 rad/s: on the left half of the unit circle. */
function prototypePoles(order: number): Complex[] {
  return Array.from({ length: order }, (_, index) => {
    const m = 2 * index + 1 - order;
    return m === 0 ? complex(-1) : complex(-Math.cos((Math.PI * m) / (2 * order)), -Math.sin((Math.PI * m) / (2 * order)));
  });
}

function transform(prototype: readonly Complex[], kind: FilterKind, low: number, high: number): ZerosPolesGain {
  const order = prototype.length;
  const bandwidth = high - low;
  const centre = Math.sqrt(low * high);
  switch (kind) {
    case "lowpass":
      return { zeros: [], poles: prototype.map((pole) => scale(pole, low)), gain: low ** order };
    case "highpass":
      return { zeros: Array<Complex>(order).fill(complex(0)), poles: prototype.map((pole) => divide(complex(low), pole)), gain: 1 };
    case "bandpass":
      return { zeros: Array<Complex>(order).fill(complex(0)), poles: splitAbout(centre, prototype.map((pole) => scale(pole, bandwidth / 2))), gain: bandwidth ** order };
    case "bandstop":
      return {
        zeros: [...Array<Complex>(order).fill(complex(0, centre)), ...Array<Complex>(order).fill(complex(0, -centre))],
        poles: splitAbout(centre, prototype.map((pole) => divide(complex(bandwidth / 2), pole))),
        gain: 1,
      };
    default:
      return kind satisfies never;
  }
}

/** Each point of the baseband goes to the two roots of s² − 2ps + centre². */
function splitAbout(centre: number, points: readonly Complex[]): Complex[] {
  const roots = points.map((point) => squareRoot(subtract(multiply(point, point), complex(centre * centre))));
  return [...points.map((point, index) => add(point, roots[index])), ...points.map((point, index) => subtract(point, roots[index]))];
}

function bilinear({ zeros, poles, gain }: ZerosPolesGain): ZerosPolesGain {
  const twice = complex(2 * MAPPING_RATE);
  const map = (point: Complex) => divide(add(twice, point), subtract(twice, point));
  const product = (points: readonly Complex[]) => points.reduce((sofar, point) => multiply(sofar, subtract(twice, point)), complex(1));
  return {
    // Zeros at infinity come to lie at half the sampling rate.
    zeros: [...zeros.map(map), ...Array<Complex>(poles.length - zeros.length).fill(complex(-1))],
    poles: poles.map(map),
    gain: gain * divide(product(zeros), product(poles)).re,
  };
}
