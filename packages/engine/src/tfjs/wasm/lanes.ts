/** The same kernel text for four values at once and for one: a kernel is written over `Lanes` and emitted for both. */
import type { FunctionWriter, Local, ValueType } from "./moduleEncoder.ts";

export interface Lanes {
  readonly type: ValueType;
  /** Values handled at once. */
  readonly width: 1 | 4;
  /** Stack: address → value. */
  load(w: FunctionWriter, offsetBytes?: number): void;
  /** Stack: address → one float in every lane. */
  loadSplat(w: FunctionWriter, offsetBytes?: number): void;
  /** Stack: address, value → nothing. */
  store(w: FunctionWriter, offsetBytes?: number): void;
  /** Stack: nothing → an f32 local in every lane. */
  splat(w: FunctionWriter, scalar: Local): void;
  constant(w: FunctionWriter, value: number): void;
  add(w: FunctionWriter): void;
  subtract(w: FunctionWriter): void;
  multiply(w: FunctionWriter): void;
  divide(w: FunctionWriter): void;
  root(w: FunctionWriter): void;
  /** Stack: value → max(value, 0). */
  rectify(w: FunctionWriter): void;
  /** Stack: value, gate → value where gate > 0, else 0. */
  gate(w: FunctionWriter): void;
}

export const vectorLanes: Lanes = {
  type: "v128",
  width: 4,
  load: (w, offset) => w.memory("v128.load", offset),
  loadSplat: (w, offset) => w.memory("v128.load32_splat", offset),
  store: (w, offset) => w.memory("v128.store", offset),
  splat: (w, scalar) => w.get(scalar).vector("f32x4.splat"),
  constant: (w, value) => w.f32(value).vector("f32x4.splat"),
  add: (w) => w.vector("f32x4.add"),
  subtract: (w) => w.vector("f32x4.sub"),
  multiply: (w) => w.vector("f32x4.mul"),
  divide: (w) => w.vector("f32x4.div"),
  root: (w) => w.vector("f32x4.sqrt"),
  rectify: (w) => w.f32(0).vector("f32x4.splat").vector("f32x4.max"),
  gate: (w) => w.f32(0).vector("f32x4.splat").vector("f32x4.gt").vector("v128.and"),
};

export const scalarLanes: Lanes = {
  type: "f32",
  width: 1,
  load: (w, offset) => w.memory("f32.load", offset),
  loadSplat: (w, offset) => w.memory("f32.load", offset),
  store: (w, offset) => w.memory("f32.store", offset),
  splat: (w, scalar) => w.get(scalar),
  constant: (w, value) => w.f32(value),
  add: (w) => w.op("f32.add"),
  subtract: (w) => w.op("f32.sub"),
  multiply: (w) => w.op("f32.mul"),
  divide: (w) => w.op("f32.div"),
  root: (w) => w.op("f32.sqrt"),
  rectify: (w) => w.f32(0).op("f32.max"),
  // select(value, 0, gate > 0): the stack holds value and gate, so the gate waits in a local.
  gate: (w) => {
    const gate = w.local("f32");
    w.set(gate).f32(0).get(gate).f32(0).op("f32.gt").op("select");
  },
};
