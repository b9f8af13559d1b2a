/** Dropout masks: the counter hash of `maskHash.ts`, four elements at once. */
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { Local } from "../encoder/functionWriter.ts";
import { LANES, storeLanes } from "./lanes.ts";

export interface RandomMaskSpec {
  readonly rate: number;
  readonly stream: number;
  /** Elements of a row, which lie side by side; an item is a row. */
  readonly rowLength: number;
  /** Steps between rows by axis, outer to inner: how many, and how far apart the results lie. */
  readonly rows: readonly { readonly length: number; readonly stride: number }[];
}

const FIRST_FACTOR = 0x7feb352d;
const SECOND_FACTOR = 0x846ca68b | 0;
const STREAM_FACTOR = 0x9e3779b9 | 0;

/** Parameters, all i32: begin, end (items), the addresses of mask and seed. */
export function writeRandomMaskKernel(name: string, { rate, stream, rowLength, rows }: RandomMaskSpec): FunctionWriter {
  const w = new FunctionWriter(name, ["i32", "i32", "i32", "i32"]);
  const [row, end, mask, seed] = [0, 1, 2, 3];
  const splat = (bits: number): Local => {
    const local = w.local("v128");
    w.i32(bits).vector("i32x4.splat").set(local);
    return local;
  };
  const [first, second] = [splat(FIRST_FACTOR), splat(SECOND_FACTOR)];
  const mixed = w.local("v128");
  const mix = (): void => {
    const shiftXor = (bits: number): void => void w.get(mixed).get(mixed).i32(bits).vector("i32x4.shr_u").vector("v128.xor");
    shiftXor(16);
    w.get(first).vector("i32x4.mul").set(mixed);
    shiftXor(15);
    w.get(second).vector("i32x4.mul").set(mixed);
    shiftXor(16);
    w.set(mixed);
  };
  // The key of seed and stream, in every lane.
  w.get(seed).memory("v128.load32_splat").vector("i32x4.trunc_sat_f32x4_u").set(mixed);
  mix();
  w.get(mixed).i32(Math.imul(stream, STREAM_FACTOR)).vector("i32x4.splat").vector("i32x4.add").set(mixed);
  mix();
  const key = w.local("v128");
  w.get(mixed).set(key);
  const kept = w.local("v128");
  w.f32(1 / (1 - rate)).vector("f32x4.splat").set(kept);
  // hash < rate · 2³² for a whole number `hash` is hash < ⌈rate · 2³²⌉; all bits set when nothing is kept.
  const threshold = Math.ceil(rate * 2 ** 32);
  const dropsAll = threshold >= 2 ** 32;
  const limit = splat(threshold | 0);
  // 0, 1, 2, 3
  const lanes = w.local("v128");
  w.i32(0).vector("i32x4.splat").i32(1).vector("i32x4.splat").shuffle([0, 4, 0, 4]);
  w.i32(2).vector("i32x4.splat").i32(3).vector("i32x4.splat").shuffle([0, 4, 0, 4]);
  w.shuffle([0, 1, 6, 7]).set(lanes);
  const four = splat(LANES);

  w.loopWhile(
    () => w.get(row).get(end).op("i32.lt_s"),
    () => {
      const at = w.local("i32");
      w.get(mask).set(at);
      const rest = w.local("i32");
      w.get(row).set(rest);
      for (const { length, stride } of [...rows].reverse()) {
        w.get(at).get(rest).i32(length).op("i32.rem_u").i32(4 * stride).op("i32.mul").op("i32.add").set(at);
        w.get(rest).i32(length).op("i32.div_u").set(rest);
      }
      const index = w.local("v128");
      w.get(row).i32(rowLength).op("i32.mul").vector("i32x4.splat").get(lanes).vector("i32x4.add").set(index);
      const draw = (count: number): void => {
        w.get(key).get(index).vector("v128.xor").set(mixed);
        mix();
        const value = w.local("v128");
        if (dropsAll) w.i32(0).vector("i32x4.splat").set(value);
        else w.get(kept).get(mixed).get(limit).vector("i32x4.lt_u").vector("v128.andnot").set(value);
        storeLanes(w, at, value, 1, 0, count);
      };
      w.repeat(Math.floor(rowLength / LANES), () => {
        draw(LANES);
        w.get(index).get(four).vector("i32x4.add").set(index);
        w.step(at, 4 * LANES);
      });
      if (rowLength % LANES > 0) draw(rowLength % LANES);
      w.step(row, 1);
    },
  );
  return w;
}
