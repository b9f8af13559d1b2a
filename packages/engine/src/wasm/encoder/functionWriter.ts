/** Writes one WebAssembly function. A method appends one instruction and gives the writer back, so code reads in stack order. */
import { ByteSink } from "./byteSink.ts";
import { ATOMIC, ATOMIC_ALIGNMENT, MEMORY, MEMORY_LANE, PLAIN, VALUE_TYPES, VECTOR } from "./instructions.ts";
import type { ValueType } from "./instructions.ts";

/** A local variable of the function being written, or a parameter, which come first. */
export type Local = number;

const FLOAT = new Float32Array(1);
const FLOAT_BYTES = new Uint8Array(FLOAT.buffer);

export class FunctionWriter {
  private readonly body = new ByteSink();
  private readonly locals: ValueType[] = [];
  constructor(
    readonly name: string,
    readonly parameters: readonly ValueType[],
    readonly results: readonly ValueType[] = [],
  ) {}

  local(type: ValueType): Local {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }
  get(local: Local): this {
    return this.code(0x20).immediate(local);
  }
  set(local: Local): this {
    return this.code(0x21).immediate(local);
  }
  tee(local: Local): this {
    return this.code(0x22).immediate(local);
  }
  i32(value: number): this {
    this.code(0x41).body.signed(value);
    return this;
  }
  /** A small 64-bit number. */
  i64(value: number): this {
    this.code(0x42).body.signed(value);
    return this;
  }
  f32(value: number): this {
    FLOAT[0] = value;
    this.code(0x43).body.bytes(FLOAT_BYTES);
    return this;
  }
  op(name: keyof typeof PLAIN): this {
    return this.code(PLAIN[name]);
  }
  vector(name: keyof typeof VECTOR): this {
    return this.code(0xfd).immediate(VECTOR[name]);
  }
  /** Alignment is only a hint; 4 bytes is what is known. */
  memory(name: keyof typeof MEMORY, offsetBytes = 0): this {
    MEMORY[name].forEach((byte) => this.code(byte));
    return this.immediate(2).immediate(offsetBytes);
  }
  /** Stack: address, vector. A load leaves the vector with its lane replaced, a store leaves nothing. */
  memoryLane(name: keyof typeof MEMORY_LANE, offsetBytes: number, lane: number): this {
    return this.code(0xfd).immediate(MEMORY_LANE[name]).immediate(2).immediate(offsetBytes).code(lane);
  }
  /** Stack: vector → its lane as f32. */
  extractLane(lane: number): this {
    return this.code(0xfd).immediate(31).code(lane);
  }
  /** Stack: two vectors → lanes picked by number, 0–3 from the first, 4–7 from the second. */
  shuffle(lanes: readonly [number, number, number, number]): this {
    this.code(0xfd).immediate(13);
    for (const lane of lanes) for (let byte = 0; byte < 4; byte++) this.code(4 * lane + byte);
    return this;
  }
  atomic(name: keyof typeof ATOMIC, offsetBytes = 0): this {
    return this.code(0xfe).immediate(ATOMIC[name]).immediate(ATOMIC_ALIGNMENT).immediate(offsetBytes);
  }
  /** Calls the function with this index in the module. */
  call(functionIndex: number): this {
    return this.code(0x10).immediate(functionIndex);
  }
  /** Stack: destination, source, byte count. */
  memoryCopy(): this {
    return this.code(0xfc).immediate(10).code(0).code(0);
  }
  /** Stack: destination, byte value, byte count. */
  memoryFill(): this {
    return this.code(0xfc).immediate(11).code(0);
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
    return this.loopWhile(
      () => this.get(counter).i32(count).op("i32.ge_s"),
      () => {
        body();
        this.step(counter, -count);
      },
    );
  }
  /** Runs the body a fixed number of times; a body that runs once needs no loop. */
  repeat(count: number, body: () => void): this {
    if (count <= 0) return this;
    if (count === 1) {
      body();
      return this;
    }
    const left = this.local("i32");
    this.i32(count).set(left).code(0x03).code(0x40);
    body();
    return this.get(left).i32(1).op("i32.sub").tee(left).code(0x0d).immediate(0).op("end");
  }
  /** Tests before each pass. */
  loopWhile(test: () => void, body: () => void): this {
    this.code(0x02).code(0x40).code(0x03).code(0x40);
    test();
    this.op("i32.eqz").code(0x0d).immediate(1);
    body();
    return this.code(0x0c).immediate(0).op("end").op("end");
  }
  /** Tests after each pass: the body leaves a number, and runs again unless it is 0. */
  loopUntilZero(body: () => void): this {
    this.code(0x03).code(0x40);
    body();
    return this.code(0x0d).immediate(0).op("end");
  }
  /** Runs the body if the value on the stack is not zero. */
  when(body: () => void, otherwise?: () => void): this {
    this.code(0x04).code(0x40);
    body();
    if (otherwise) {
      this.op("else");
      otherwise();
    }
    return this.op("end");
  }
  /** The code entry of this function. */
  encode(): Uint8Array {
    const content = new ByteSink();
    const runs: [ValueType, number][] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.[0] === type) last[1]++;
      else runs.push([type, 1]);
    }
    content.unsigned(runs.length);
    for (const [type, count] of runs) {
      content.unsigned(count);
      content.byte(VALUE_TYPES[type]);
    }
    content.bytes(this.body.finish());
    content.byte(PLAIN.end);
    return content.finish();
  }
  private code(byte: number): this {
    this.body.byte(byte);
    return this;
  }
  private immediate(value: number): this {
    this.body.unsigned(value);
    return this;
  }
}
