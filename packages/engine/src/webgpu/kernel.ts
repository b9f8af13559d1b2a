/** What a shader of the engine is made of: where its operands lie and what a dispatch runs. */
import type { Instruction, Program, ValueId } from "../program/program.ts";

/** The storage buffers of float32 that shaders see. `arena` and `states` are written, too. */
export type BufferName = "arena" | "states" | "feeds" | "constants";

export const BUFFER_NAMES: readonly BufferName[] = ["arena", "states", "feeds", "constants"];

/** Elements of one tensor in one buffer. */
export interface Place {
  readonly buffer: BufferName;
  /** In elements. */
  readonly offset: number;
}

/** One dispatch. Its text holds no offsets, so that repeated layers share a pipeline: operand k lies at `o{k}`, which a uniform brings. */
export interface Kernel {
  readonly label: string;
  /** Statements over `id`, the number of the invocation below `invocations`, and `workgroup`, that of the workgroup. */
  readonly body: string;
  readonly declarations?: string;
  readonly places: readonly Place[];
  readonly invocations: number;
  readonly workgroupSize: number;
  /** Whether quads of invocations exchange values. Then `id` may reach beyond `invocations`: the body guards its stores. */
  readonly usesQuads?: boolean;
  /** Words for the `table` binding; the body finds them from `tableStart` on. */
  readonly table?: Uint32Array;
}

/** How shaders are shaped to an adapter. */
export interface Tuning {
  /** Whether four neighbouring invocations may share what they load, by `quadBroadcast`. */
  readonly quads: boolean;
  /** Invocations of a workgroup of products; a multiple of four. */
  readonly productWorkgroup: number;
  /** Accumulators an invocation of a product may hold. */
  readonly mostAccumulators: number;
  /** Elements an invocation of an element-wise kernel may compute. */
  readonly mostRows: number;
  /** Invocations that fill the adapter; work is divided until there are about as many. */
  readonly fullInvocations: number;
}

export interface PlanContext {
  readonly program: Program;
  readonly tuning: Tuning;
  shapeOf(id: ValueId): readonly number[];
}

export interface Emission {
  place(id: ValueId): Place;
  statePlace(name: string): Place;
  /** The scratch asked for, in the arena. */
  readonly scratch: Place;
}

/** How one instruction will run: scratch is known before memory is planned, shaders are written after it. */
export interface InstructionPlan {
  readonly scratchElements: number;
  emit(emission: Emission): readonly Kernel[];
}

export type InstructionOf<Op extends Instruction["op"]> = Extract<Instruction, { op: Op }>;

/** Most operands of one dispatch: they fill the 256 bytes between two dynamic uniform offsets. */
export const MOST_OPERANDS = 60;

/** An operand inside a kernel's text. Indices are WGSL text of type u32, counted from the start of the operand. */
export interface Operand {
  load(index: string): string;
  store(index: string, value: string): string;
}

/** Collects the operands of one kernel. */
export interface OperandList {
  readonly places: readonly Place[];
  operand(place: Place): Operand;
}

export function operandList(): OperandList {
  const places: Place[] = [];
  return {
    places,
    operand(place) {
      const known = places.findIndex((other) => other.buffer === place.buffer && other.offset === place.offset);
      const number = known >= 0 ? known : places.push(place) - 1;
      const at = (index: string): string => `${place.buffer}[o${number}${index === "0u" ? "" : ` + ${index}`}]`;
      return { load: at, store: (index, value) => `${at(index)} = ${value};` };
    },
  };
}

export const WORKGROUP_SIZE = 64;
