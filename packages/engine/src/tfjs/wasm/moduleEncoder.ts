/**
 * Writes WebAssembly binaries: just the instructions Kalium's kernels use. The kernels are made at run time, so no
 * compiler and no binary file is part of the build. Encoding: WebAssembly core specification 2.0, section 5.
 */

export type ValueType = "i32" | "f32" | "v128";

const VALUE_TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

function unsignedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Plain instructions of one byte, by the name the specification gives them. */
const PLAIN = {
  "i32.eqz": 0x45, "i32.lt_s": 0x48, "i32.gt_s": 0x4a, "i32.ge_s": 0x4e, "i32.add": 0x6a, "i32.sub": 0x6b, "i32.mul": 0x6c, "i32.shl": 0x74,
  "f32.gt": 0x5e, "f32.sqrt": 0x91, "f32.add": 0x92, "f32.sub": 0x93, "f32.mul": 0x94, "f32.div": 0x95, "f32.max": 0x97, "f32.convert_i32_s": 0xb2,
  select: 0x1b, else: 0x05, end: 0x0b,
} as const;

/** Vector instructions without an immediate. */
const VECTOR = {
  "f32x4.splat": 19, "f32x4.gt": 68, "v128.and": 78, "f32x4.sqrt": 227, "f32x4.add": 228, "f32x4.sub": 229, "f32x4.mul": 230, "f32x4.div": 231, "f32x4.max": 233,
} as const;

/** Memory instructions; all take an offset in bytes. */
const MEMORY = { "f32.load": [0x2a], "f32.store": [0x38], "v128.load": [0xfd, 0], "v128.load32_splat": [0xfd, 9], "v128.store": [0xfd, 11] } as const;

/** A local variable of the function being written. */
export type Local = number;

/** One function: parameters, locals and a growing body. */
export class FunctionWriter {
  private readonly body: number[] = [];
  private readonly locals: ValueType[] = [];
  constructor(
    readonly name: string,
    readonly parameters: readonly ValueType[],
  ) {}

  local(type: ValueType): Local {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }
  get(local: Local): this {
    return this.emit(0x20, ...unsignedLeb(local));
  }
  set(local: Local): this {
    return this.emit(0x21, ...unsignedLeb(local));
  }
  i32(value: number): this {
    return this.emit(0x41, ...signedLeb(value));
  }
  f32(value: number): this {
    return this.emit(0x43, ...new Uint8Array(new Float32Array([value]).buffer));
  }
  op(name: keyof typeof PLAIN): this {
    return this.emit(PLAIN[name]);
  }
  vector(name: keyof typeof VECTOR): this {
    return this.emit(0xfd, ...unsignedLeb(VECTOR[name]));
  }
  /** Alignment is only a hint; 4 bytes is what is known. */
  memory(name: keyof typeof MEMORY, offsetBytes = 0): this {
    return this.emit(...MEMORY[name], 2, ...unsignedLeb(offsetBytes));
  }
  /** Stack: destination, source, byte count. */
  memoryCopy(): this {
    return this.emit(0xfc, 10, 0, 0);
  }
  /** Stack: destination, byte value, byte count. */
  memoryFill(): this {
    return this.emit(0xfc, 11, 0);
  }
  /** local += value of the other local. */
  increase(local: Local, by: Local): this {
    return this.get(local).get(by).op("i32.add").set(local);
  }
  /** local += constant. */
  step(local: Local, by: number): this {
    return this.get(local).i32(by).op("i32.add").set(local);
  }
  /** Runs the body while counter ≥ count, taking count off each time. */
  countDown(counter: Local, count: number, body: () => void): this {
    this.emit(0x02, 0x40, 0x03, 0x40).get(counter).i32(count).op("i32.lt_s").emit(0x0d, 1);
    body();
    return this.step(counter, -count).emit(0x0c, 0).op("end").op("end");
  }
  /** Runs the body if the value on the stack is not zero. */
  when(body: () => void, otherwise?: () => void): this {
    this.emit(0x04, 0x40);
    body();
    if (otherwise) {
      this.op("else");
      otherwise();
    }
    return this.op("end");
  }
  private emit(...bytes: readonly number[]): this {
    for (const byte of bytes) this.body.push(byte);
    return this;
  }
  /** The code entry of this function. */
  encode(): number[] {
    const locals = this.locals.flatMap((type) => [1, VALUE_TYPES[type]]);
    const content = [...unsignedLeb(this.locals.length), ...locals, ...this.body, 0x0b];
    return concatenate([unsignedLeb(content.length), content]);
  }
}

function concatenate(parts: readonly (readonly number[])[]): number[] {
  const all: number[] = [];
  for (const part of parts) for (const byte of part) all.push(byte);
  return all;
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = concatenate([unsignedLeb(entries.length), ...entries]);
  return concatenate([[id], unsignedLeb(content.length), content]);
}

const text = (value: string): number[] => {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsignedLeb(bytes.length), ...bytes];
};

/** A module of these functions, exported by name, working on an imported memory `host.memory`. */
export function encodeModule(functions: readonly FunctionWriter[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [0x60, ...unsignedLeb(parameters.length), ...parameters.map((type) => VALUE_TYPES[type]), 0]);
  return new Uint8Array(
    concatenate([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, types),
      section(2, [[...text("host"), ...text("memory"), 2, 0, 0]]),
      section(3, functions.map((_, index) => unsignedLeb(index))),
      section(7, functions.map(({ name }, index) => [...text(name), 0, ...unsignedLeb(index)])),
      section(10, functions.map((writer) => writer.encode())),
    ]),
  );
}
