/**
 * Filters, FIR design, resampling, spectra, medians and morphology against SciPy. Rule of the relative error: the largest deviation of any
 * stored value, divided by the largest magnitude of the reference output. The weighted sums over all n samples, with weights of at most 1, may
 * deviate by n times that: a gross fault at any one sample, or a small one at many, shows there.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { filterFirCentred } from "../firBandpass.ts";
import { resamplePoly } from "../resample.ts";
import { prepareRealTransform } from "../spectrum/fourierTransform.ts";
import { estimateSpectrum } from "../spectrum/estimateSpectrum.ts";
import type { SpectrumSpec } from "../spectrum/estimateSpectrum.ts";
import { cubicSpline } from "./cubicSpline.ts";
import { designButterworth } from "./designButterworth.ts";
import type { ButterworthSpec } from "./designButterworth.ts";
import { designFir } from "./designFir.ts";
import type { FirSpec } from "./designFir.ts";
import { designNotch } from "./designNotch.ts";
import type { NotchSpec } from "./designNotch.ts";
import { filterFir, filterFirForwardBackward } from "./filterFir.ts";
import { filterForwardBackward } from "./filterForwardBackward.ts";
import { closeSignal, openSignal } from "./greyMorphology.ts";
import { quadraticSplineWavelet } from "./quadraticSplineWavelet.ts";
import { runningMedian } from "./runningMedian.ts";
import { filterSections, steadyState } from "./secondOrderSections.ts";
import type { SecondOrderSections } from "./secondOrderSections.ts";
import { windowFunction } from "./windowFunction.ts";
import type { WindowName } from "./windowFunction.ts";

const DESIGN_TOLERANCE = 1e-12;
const OUTPUT_TOLERANCE = 1e-9;

interface Digest {
  readonly length: number;
  readonly largest: number;
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly sums: readonly number[];
}
interface OutputCase {
  readonly function: string;
  readonly input: "noise" | "beats" | "step" | "offset";
  readonly count: number;
  readonly filter?: ButterworthSpec;
  readonly notch?: NotchSpec;
  readonly spec?: FirSpec & SpectrumSpec;
  readonly window?: WindowName;
  readonly kind?: "symmetric" | "periodic";
  readonly up?: number;
  readonly down?: number;
  readonly length?: number;
  readonly scales?: number;
  readonly positions?: readonly number[];
  readonly expected: Digest;
}
type Row = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];
interface Designs {
  readonly butterworth: readonly (ButterworthSpec & { readonly sections: readonly Row[] })[];
  readonly notches: readonly (NotchSpec & { readonly sections: readonly Row[] })[];
}

const load = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../../../tests/golden/ecg/signal/${name}.json`, import.meta.url), "utf8"));
const designs = load("designs") as Designs;
const { cases } = load("outputs") as { readonly cases: readonly OutputCase[] };

/** The signals of make_signal_cases.py, bit for bit. */
function makeInput(kind: OutputCase["input"], count: number): Float64Array {
  if (kind === "noise") {
    let state = 20261121;
    return Float64Array.from({ length: count }, () => {
      state = (16807 * state) % 2147483647;
      return state / 2147483647 - 0.5;
    });
  }
  if (kind === "offset") return makeInput("noise", count).map((value) => value * 0.25 + 5);
  if (kind === "step") return Float64Array.from({ length: count }, (_, n) => (n < Math.floor(count / 3) ? 0.25 : -1.5));
  const bump = (x: number) => 1 / ((1 + x * x) * (1 + x * x));
  return Float64Array.from({ length: count }, (_, n) => bump(((n % 207) - 80) / 3) + 0.3 * bump(((n % 207) - 150) / 14) + n / 1000 + 0.125 * ((n % 5) - 2));
}

/** Relative error of sections: numerators against the largest of their numerator, denominators against theirs. */
function sectionError(own: SecondOrderSections, reference: readonly Row[]): number {
  if (own.length !== reference.length) return Infinity;
  const errors = reference.flatMap(([b0, b1, b2, a1, a2], index) => {
    const [c0, c1, c2, , d1, d2] = own[index];
    const numerator = Math.max(Math.abs(b0), Math.abs(b1), Math.abs(b2));
    const denominator = Math.max(1, Math.abs(a1), Math.abs(a2));
    return [...[c0 - b0, c1 - b1, c2 - b2].map((gap) => Math.abs(gap) / numerator), ...[d1 - a1, d2 - a2].map((gap) => Math.abs(gap) / denominator)];
  });
  return Math.max(...errors);
}

function outputError(own: ArrayLike<number>, expected: Digest): number {
  if (own.length !== expected.length) return Infinity;
  const sums = [0, 0, 0];
  for (let n = 0; n < own.length; n++) {
    sums[0] += Math.cos(0.1 * n + 1) * own[n];
    sums[1] += (((n * 7919) % 101) / 101 - 0.5) * own[n];
    sums[2] += own[n];
  }
  const gaps = [...expected.at.map((n, k) => own[n] - expected.values[k]), ...expected.sums.map((sum, k) => (sums[k] - sum) / own.length)];
  // A NaN must not pass: Math.max keeps it, and a comparison with it fails.
  return Math.max(...gaps.map(Math.abs)) / (expected.largest || 1);
}

function join(parts: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}

/** Runs what a case asks for. `fault` is added to one coefficient of recursive filters, to show that the comparison notices. */
function runCase(asked: OutputCase, fault = 0): ArrayLike<number> {
  const x = asked.input ? makeInput(asked.input, asked.count) : new Float64Array(0);
  const design = asked.notch ? designNotch(asked.notch) : asked.filter ? designButterworth(asked.filter) : [];
  const sections: SecondOrderSections = design.map(([b0, b1, b2, a0, a1, a2], index) => [b0, b1, b2, a0, index === 0 ? a1 + fault : a1, a2]);
  const taps = asked.function.startsWith("filterFir") ? designFir(asked.spec!) : new Float64Array(0);
  switch (asked.function) {
    case "filterSections":
      return filterSections(sections, x);
    case "filterSectionsSteady":
      return filterSections(sections, x, steadyState(sections).map((value) => value * x[0]));
    case "filterForwardBackward":
      return filterForwardBackward(sections, x);
    case "designFir":
      return designFir(asked.spec!);
    case "windowFunction":
      return windowFunction(asked.window!, asked.count, asked.kind!);
    case "filterFir":
      return filterFir(taps, x);
    case "filterFirForwardBackward":
      return filterFirForwardBackward(taps, x);
    case "filterFirCentred":
      return filterFirCentred(x, taps);
    case "resamplePoly":
      return resamplePoly(x, asked.up!, asked.down!);
    case "realTransform": {
      const { re, im } = prepareRealTransform(asked.count)(x);
      return join([re, im]);
    }
    case "estimateSpectrum": {
      const { frequenciesHz, power } = estimateSpectrum(x, asked.spec!);
      return join([frequenciesHz.map((frequency) => frequency / asked.spec!.samplingRateHz), power]);
    }
    case "medianZero":
      return runningMedian(x, asked.length!, "zero");
    case "medianHold":
      return runningMedian(x, asked.length!);
    case "openSignal":
      return openSignal(x, asked.length!);
    case "closeSignal":
      return closeSignal(x, asked.length!);
    case "cubicSpline":
      return cubicSpline(asked.positions!, x, asked.length!);
    case "quadraticSplineWavelet":
      return join(quadraticSplineWavelet(x, asked.scales!));
    default:
      throw new Error(`the golden file asks for ${asked.function}, which no test knows`);
  }
}

describe("filter design against SciPy", () => {
  it("equals butter(output='sos') in 96 designs of orders 1 to 8, section by section, to 1e-12", () => {
    expect(designs.butterworth).toHaveLength(96);
    for (const { sections, ...spec } of designs.butterworth) expect(sectionError(designButterworth(spec), sections), JSON.stringify(spec)).toBeLessThanOrEqual(DESIGN_TOLERANCE);
  });

  it("equals iirnotch in 8 designs to 1e-12", () => {
    expect(designs.notches).toHaveLength(8);
    for (const { sections, ...spec } of designs.notches) expect(sectionError(designNotch(spec), sections), JSON.stringify(spec)).toBeLessThanOrEqual(DESIGN_TOLERANCE);
  });
});

describe("outputs against SciPy", () => {
  const functions = [...new Set(cases.map((asked) => asked.function))];

  it("are at least 200 with the designs", () => {
    expect(cases.length + designs.butterworth.length + designs.notches.length).toBeGreaterThanOrEqual(200);
  });

  it.each(functions)("of %s deviate by 1e-9 of the largest value at most", (name) => {
    for (const asked of cases.filter((candidate) => candidate.function === name)) {
      const { expected, ...question } = asked;
      expect(outputError(runCase(asked), expected), JSON.stringify(question)).toBeLessThanOrEqual(OUTPUT_TOLERANCE);
    }
  });

  it("of a filter with one coefficient off by 1e-8 are refused in every case long enough to show it", () => {
    const recursive = cases.filter((asked) => (asked.filter ?? asked.notch) && asked.count >= 300);
    expect(recursive.length).toBeGreaterThan(40);
    for (const asked of recursive) {
      const { expected, ...question } = asked;
      expect(outputError(runCase(asked, 1e-8), expected), JSON.stringify(question)).toBeGreaterThan(OUTPUT_TOLERANCE);
    }
  });
});
