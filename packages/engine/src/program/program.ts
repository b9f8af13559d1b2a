/**
 * The tensor program: what a graph becomes for one batch size before an executor compiles it. A straight list of primitive
 * instructions over values with full shapes (batch included). Every executor implements these instructions and nothing else;
 * operations of the graph language, losses and optimisers are written once, in terms of them.
 *
 * Semantics: instructions run in order. Values are assigned once. Layout is row-major as far as anyone outside an
 * executor can see. State is read where an instruction names its value, so `update`, which writes state, comes last.
 */
import type { Expr } from "./expr.ts";

/** Index into `Program.values`. */
export type ValueId = number;

export interface Value {
  readonly shape: readonly number[];
  /** Where it comes from when no instruction makes it. */
  readonly source: ValueSource | null;
}

export type ValueSource =
  /** Handed over with each run, by name. */
  | { readonly kind: "feed"; readonly name: string }
  /** Kept between runs and shared between programs of one model: weights, running statistics, optimiser moments. */
  | { readonly kind: "state"; readonly name: string }
  | { readonly kind: "constant"; readonly data: Float32Array };

/** How a window slides along one axis. Lengths in samples; padding beyond `padAfter` is implied by `outputLength`. */
export interface AxisWindow {
  readonly inputLength: number;
  readonly outputLength: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padBefore: number;
}

/** Signals are [batch, time, channels], where `height` slides nowhere (all ones), or [batch, height, width, channels]. */
export interface Window {
  readonly height: AxisWindow;
  readonly width: AxisWindow;
}

interface Made {
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
}

export type Instruction = Made &
  (
    | {
        /** Element by element. Inputs broadcast to the shape of the outputs, aligned at the last axis (NumPy's rule). All outputs have one shape. */
        readonly op: "map";
        readonly exprs: readonly Expr[];
      }
    | {
        /** Σ or max of expressions over the inputs (broadcast to `shape`) along the axes, which stay with length 1. One output an expression. */
        readonly op: "reduce";
        readonly kind: "sum" | "max";
        readonly exprs: readonly Expr[];
        /** Shape before the reduction. */
        readonly shape: readonly number[];
        readonly axes: readonly number[];
      }
    | {
        /** Mean and biased variance of the input along the axes, which stay with length 1. Outputs: mean, variance. Two-pass or better. */
        readonly op: "moments";
        readonly axes: readonly number[];
      }
    | {
        /** Products of the last two axes; leading axes are equal, or absent in one of the two. Transposes name the last two axes. */
        readonly op: "matmul";
        readonly transposeA: boolean;
        readonly transposeB: boolean;
      }
    | {
        /** Inputs x [batch, (height,) width, C], kernel [height, width, C / groups, F] (rank 3 without height for signals) → [batch, …, F]. Zeros outside. */
        readonly op: "conv";
        readonly window: Window;
        readonly groups: number;
      }
    | { /** Inputs dY, kernel → dX. */ readonly op: "convInputGradient"; readonly window: Window; readonly groups: number }
    | { /** Inputs X, dY → dKernel. Sums of at most a few hundred terms in one float32 accumulator. */ readonly op: "convKernelGradient"; readonly window: Window; readonly groups: number }
    | { /** Padding never counts: not for a maximum, and an average divides by the samples inside. */ readonly op: "pool"; readonly kind: "max" | "average"; readonly window: Window }
    | { /** Inputs: average: dY; max: X, Y, dY, and the first of equal maxima takes all. → dX */ readonly op: "poolGradient"; readonly kind: "max" | "average"; readonly window: Window }
    | { readonly op: "reshape" }
    | { /** Output axis i is input axis permutation[i]. */ readonly op: "transpose"; readonly permutation: readonly number[] }
    | { /** From `begin`, as much as the output holds. */ readonly op: "slice"; readonly begin: readonly number[] }
    | { /** The input at `before` in zeros. */ readonly op: "pad"; readonly before: readonly number[] }
    | { readonly op: "concat"; readonly axis: number }
    | {
        /**
         * 0 with probability `rate`, else 1 / (1 − rate). Input: the seed, a scalar below 2^24. Element i is dropped when
         * `maskHash(seed, stream, i)` (maskHash.ts) is below rate · 2^32, so every executor draws the same mask.
         */
        readonly op: "randomMask";
        readonly rate: number;
        readonly stream: number;
      }
    | {
        /**
         * Writes state, element by element: for every entry the new `states[k]` is `exprs[k]`, where input 0 is the entry's value, inputs 1 … S its old
         * states, and inputs from S + 1 on the shared scalars. `inputs` lists the entries' values, then the scalars. All states of an entry have its value's size.
         */
        readonly op: "update";
        readonly entries: readonly { readonly value: ValueId; readonly states: readonly string[] }[];
        readonly scalars: readonly ValueId[];
        readonly exprs: readonly Expr[];
      }
  );

export interface Program {
  readonly name: string;
  readonly values: readonly Value[];
  readonly instructions: readonly Instruction[];
  /** Values that can be read after a run, by name. */
  readonly outputs: Readonly<Record<string, ValueId>>;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
