/**
 * Batch norm over rows × channels, forward and backward, with an optional ReLU in the same pass. Groups of channels
 * are walked down the rows; sums are taken over runs of 32 rows first, because one long float32 sum loses digits, and
 * the variance is that of centred values, never E[x²] − m².
 */
import { scalarLanes, vectorLanes } from "./lanes.ts";
import type { Lanes } from "./lanes.ts";
import { FunctionWriter } from "./moduleEncoder.ts";
import type { Local } from "./moduleEncoder.ts";

const RUN_ROWS = 32;

/** Channels at once: 16 fill a cache line. */
const GROUPS: readonly { readonly lanes: Lanes; readonly vectors: number }[] = [
  { lanes: vectorLanes, vectors: 4 },
  { lanes: vectorLanes, vectors: 2 },
  { lanes: vectorLanes, vectors: 1 },
  { lanes: scalarLanes, vectors: 1 },
];

/** Walks down the rows of some [rows, channels] arrays for one group of channels. */
class GroupWriter {
  readonly offsets: readonly number[];
  private readonly run: Local;
  private readonly left: Local;
  private readonly cursors: readonly Local[];
  constructor(
    readonly w: FunctionWriter,
    readonly lanes: Lanes,
    readonly vectors: number,
    private readonly rows: Local,
    private readonly rowStride: Local,
  ) {
    this.offsets = Array.from({ length: vectors }, (_, vector) => vector * 4 * lanes.width);
    this.run = w.local("i32");
    this.left = w.local("i32");
    this.cursors = Array.from({ length: 4 }, () => w.local("i32"));
  }
  values(): Local[] {
    return this.offsets.map(() => this.w.local(this.lanes.type));
  }
  loadFrom(pointer: Local): Local[] {
    const locals = this.values();
    locals.forEach((local, vector) => {
      this.w.get(pointer);
      this.lanes.load(this.w, this.offsets[vector]);
      this.w.set(local);
    });
    return locals;
  }
  storeTo(pointer: Local, locals: readonly Local[]): void {
    locals.forEach((local, vector) => {
      this.w.get(pointer).get(local);
      this.lanes.store(this.w, this.offsets[vector]);
    });
  }
  /** Makes one value per vector; `write` leaves it on the stack. */
  compute(write: (vector: number) => void): Local[] {
    const locals = this.values();
    locals.forEach((local, vector) => {
      write(vector);
      this.w.set(local);
    });
    return locals;
  }
  /** Runs `body` for each row, with one moving pointer per array. */
  eachRow(arrays: readonly Local[], body: (cursors: readonly Local[]) => void): void {
    const { w } = this;
    const cursors = this.cursors.slice(0, arrays.length);
    arrays.forEach((array, index) => w.get(array).set(cursors[index]));
    w.get(this.rows).set(this.left);
    w.countDown(this.left, 1, () => {
      body(cursors);
      for (const cursor of cursors) w.increase(cursor, this.rowStride);
    });
  }
  /** Sums over the rows, in runs; `add` leaves one row's summand of one vector on the stack. */
  sums(arrays: readonly Local[], summands: readonly ((cursors: readonly Local[], vector: number) => void)[]): Local[][] {
    const { w, lanes } = this;
    const cursors = this.cursors.slice(0, arrays.length);
    const zero = (): Local[] => this.compute(() => lanes.constant(w, 0));
    const totals = summands.map(zero);
    const partials = summands.map(() => this.values());
    arrays.forEach((array, index) => w.get(array).set(cursors[index]));
    w.get(this.rows).set(this.left);
    for (const runRows of [RUN_ROWS, 1]) {
      w.countDown(this.left, runRows, () => {
        for (const local of partials.flat()) {
          lanes.constant(w, 0);
          w.set(local);
        }
        w.i32(runRows).set(this.run);
        w.countDown(this.run, 1, () => {
          summands.forEach((summand, index) => partials[index].forEach((partial, vector) => {
            w.get(partial);
            summand(cursors, vector);
            lanes.add(w);
            w.set(partial);
          }));
          for (const cursor of cursors) w.increase(cursor, this.rowStride);
        });
        totals.forEach((locals, index) => locals.forEach((total, vector) => {
          w.get(total).get(partials[index][vector]);
          lanes.add(w);
          w.set(total);
        }));
      });
    }
    return totals;
  }
}

/** A function over channel groups: `body` writes the work of one group, then the listed pointers move on. */
function writeGrouped(name: string, pointerCount: number, body: (group: GroupWriter, pointers: readonly Local[], count: Local, epsilon: Local) => void): FunctionWriter {
  const w = new FunctionWriter(name, [...Array.from({ length: pointerCount + 2 }, () => "i32" as const), "f32"]);
  const pointers = Array.from({ length: pointerCount }, (_, index) => index);
  const [rows, channels, epsilon] = [pointerCount, pointerCount + 1, pointerCount + 2];
  const rowStride = w.local("i32");
  const count = w.local("f32");
  w.get(channels).i32(2).op("i32.shl").set(rowStride);
  w.get(rows).op("f32.convert_i32_s").set(count);
  for (const { lanes, vectors } of GROUPS) {
    const group = new GroupWriter(w, lanes, vectors, rows, rowStride);
    w.countDown(channels, vectors * lanes.width, () => {
      body(group, pointers, count, epsilon);
      for (const pointer of pointers) w.step(pointer, 4 * vectors * lanes.width);
    });
  }
  return w;
}

/** Leaves x − mean on the stack. */
function centred({ w, lanes, offsets }: GroupWriter, x: Local, mean: readonly Local[], vector: number): void {
  w.get(x);
  lanes.load(w, offsets[vector]);
  w.get(mean[vector]);
  lanes.subtract(w);
}

/** 1 / √(variance + ε), one value per vector. */
function inverseDeviation(group: GroupWriter, variance: readonly Local[], epsilon: Local): Local[] {
  const { w, lanes } = group;
  return group.compute((vector) => {
    lanes.constant(w, 1);
    w.get(variance[vector]);
    lanes.splat(w, epsilon);
    lanes.add(w);
    lanes.root(w);
    lanes.divide(w);
  });
}

function product(group: GroupWriter, left: readonly Local[], right: readonly Local[]): Local[] {
  return group.compute((vector) => {
    group.w.get(left[vector]).get(right[vector]);
    group.lanes.multiply(group.w);
  });
}

function dividedBy(group: GroupWriter, values: readonly Local[], divisor: Local): Local[] {
  return group.compute((vector) => {
    group.w.get(values[vector]);
    group.lanes.splat(group.w, divisor);
    group.lanes.divide(group.w);
  });
}

/** y = (x − mean) · scale + beta, rectified if asked, for every row. */
function writeNormalised(group: GroupWriter, x: Local, y: Local, mean: readonly Local[], scale: readonly Local[], beta: readonly Local[], relu: boolean): void {
  const { w, lanes, offsets } = group;
  group.eachRow([x, y], ([from, to]) => {
    offsets.forEach((offset, vector) => {
      w.get(to);
      centred(group, from, mean, vector);
      w.get(scale[vector]);
      lanes.multiply(w);
      w.get(beta[vector]);
      lanes.add(w);
      if (relu) lanes.rectify(w);
      lanes.store(w, offset);
    });
  });
}

/** Leaves dy on the stack, zero where the ReLU was closed. */
function gated({ w, lanes, offsets }: GroupWriter, dy: Local, y: Local, vector: number, relu: boolean): void {
  w.get(dy);
  lanes.load(w, offsets[vector]);
  if (!relu) return;
  w.get(y);
  lanes.load(w, offsets[vector]);
  lanes.gate(w);
}

/** (x, y, gamma, beta, mean, variance, rows, channels, epsilon): writes y, mean and the biased variance. */
export function writeBatchNormTrain(name: string, relu: boolean): FunctionWriter {
  return writeGrouped(name, 6, (group, [x, y, gamma, beta, meanOut, varianceOut], count, epsilon) => {
    const { w, lanes } = group;
    const [sum] = group.sums([x], [([from], vector) => {
      w.get(from);
      lanes.load(w, group.offsets[vector]);
    }]);
    const mean = dividedBy(group, sum, count);
    const square = w.local(lanes.type);
    const [squares] = group.sums([x], [([from], vector) => {
      centred(group, from, mean, vector);
      w.set(square).get(square).get(square);
      lanes.multiply(w);
    }]);
    const variance = dividedBy(group, squares, count);
    group.storeTo(meanOut, mean);
    group.storeTo(varianceOut, variance);
    const scale = product(group, group.loadFrom(gamma), inverseDeviation(group, variance, epsilon));
    writeNormalised(group, x, y, mean, scale, group.loadFrom(beta), relu);
  });
}

/** (dy, x, y, dx, gamma, mean, variance, dGamma, dBeta, rows, channels, epsilon) */
export function writeBatchNormTrainGradient(name: string, relu: boolean): FunctionWriter {
  return writeGrouped(name, 9, (group, [dy, x, y, dx, gamma, meanIn, varianceIn, dGammaOut, dBetaOut], count, epsilon) => {
    const { w, lanes, offsets } = group;
    const mean = group.loadFrom(meanIn);
    const inverse = inverseDeviation(group, group.loadFrom(varianceIn), epsilon);
    const [dBeta, weighted] = group.sums([dy, x, y], [
      ([g, , out], vector) => gated(group, g, out, vector, relu),
      ([g, from, out], vector) => {
        gated(group, g, out, vector, relu);
        centred(group, from, mean, vector);
        lanes.multiply(w);
      },
    ]);
    const dGamma = product(group, weighted, inverse);
    group.storeTo(dGammaOut, dGamma);
    group.storeTo(dBetaOut, dBeta);
    const scale = product(group, group.loadFrom(gamma), inverse);
    const meanGradient = dividedBy(group, dBeta, count);
    const slope = dividedBy(group, product(group, dGamma, inverse), count);
    group.eachRow([dy, x, y, dx], ([g, from, out, to]) => {
      offsets.forEach((offset, vector) => {
        w.get(to);
        gated(group, g, out, vector, relu);
        w.get(meanGradient[vector]);
        lanes.subtract(w);
        centred(group, from, mean, vector);
        w.get(slope[vector]);
        lanes.multiply(w);
        lanes.subtract(w);
        w.get(scale[vector]);
        lanes.multiply(w);
        lanes.store(w, offset);
      });
    });
  });
}

/** (x, y, gamma, beta, mean, variance, rows, channels, epsilon): the running statistics are read, nothing else is written than y. */
export function writeBatchNormInference(name: string, relu: boolean): FunctionWriter {
  return writeGrouped(name, 6, (group, [x, y, gamma, beta, mean, variance], _count, epsilon) => {
    const scale = product(group, group.loadFrom(gamma), inverseDeviation(group, group.loadFrom(variance), epsilon));
    writeNormalised(group, x, y, group.loadFrom(mean), scale, group.loadFrom(beta), relu);
  });
}

/** (dy, y, dx, gamma, variance, rows, channels, epsilon) */
export function writeBatchNormInferenceGradient(name: string, relu: boolean): FunctionWriter {
  return writeGrouped(name, 5, (group, [dy, y, dx, gamma, variance], _count, epsilon) => {
    const { w, lanes, offsets } = group;
    const scale = product(group, group.loadFrom(gamma), inverseDeviation(group, group.loadFrom(variance), epsilon));
    group.eachRow([dy, y, dx], ([g, out, to]) => {
      offsets.forEach((offset, vector) => {
        w.get(to);
        gated(group, g, out, vector, relu);
        w.get(scale[vector]);
        lanes.multiply(w);
        lanes.store(w, offset);
      });
    });
  });
}

/** (x, sums, rows, channels, unused): sums over the rows. */
export function writeChannelSums(name: string): FunctionWriter {
  return writeGrouped(name, 2, (group, [x, out]) => {
    const { w, lanes, offsets } = group;
    const [sum] = group.sums([x], [([from], vector) => {
      w.get(from);
      lanes.load(w, offsets[vector]);
    }]);
    group.storeTo(out, sum);
  });
}
