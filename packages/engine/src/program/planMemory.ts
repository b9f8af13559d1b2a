/**
 * Where the values of a program live: one block, in which values that are never alive together share bytes. Largest first, each at the lowest
 * place free over its whole life (the greedy-by-size rule of Pisarchyk and Lee 2020, arXiv:2001.03288).
 */
import { sizeOf } from "./program.ts";
import type { Instruction, Program, ValueId } from "./program.ts";

export interface MemoryPlanOptions {
  /** Every offset is a multiple of this. Default 16. */
  readonly alignBytes?: number;
  /** Bytes a value takes. Default: four for each element. */
  readonly bytesOf?: (id: ValueId) => number;
  /** Scratch that an instruction needs while it runs, in bytes. */
  readonly scratchOf?: (instruction: Instruction, index: number) => number;
  /** Whether a reshape may be another name of its input. Default: yes. */
  readonly aliasesReshapes?: boolean;
}

export interface MemoryPlan {
  /** Bytes from the start of the block; sources other than feeds are not in it. */
  readonly offsetOf: ReadonlyMap<ValueId, number>;
  /** By index of the instruction. */
  readonly scratchOffsetOf: ReadonlyMap<number, number>;
  readonly arenaBytes: number;
  /** The most bytes alive during one instruction. */
  readonly liveBytes: number;
}

interface Block {
  readonly bytes: number;
  readonly first: number;
  last: number;
  offset: number;
}

/** The value whose memory a chain of reshapes names; a source stays with itself. */
export function aliasRoots(program: Program): ReadonlyMap<ValueId, ValueId> {
  const roots = new Map<ValueId, ValueId>();
  for (const instruction of program.instructions) {
    if (instruction.op === "reshape") roots.set(instruction.outputs[0], roots.get(instruction.inputs[0]) ?? instruction.inputs[0]);
  }
  return roots;
}

/** Where a block at this offset goes in a list in the order of offsets. */
function firstBeyond(placed: readonly Block[], offset: number): number {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placed[middle].offset <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function planMemory(program: Program, options: MemoryPlanOptions = {}): MemoryPlan {
  const { alignBytes = 16, bytesOf = (id) => 4 * sizeOf(program.values[id].shape), scratchOf, aliasesReshapes = true } = options;
  const aligned = (bytes: number): number => Math.ceil(bytes / alignBytes) * alignBytes;
  const roots = aliasesReshapes ? aliasRoots(program) : new Map<ValueId, ValueId>();
  const rootOf = (id: ValueId): ValueId => roots.get(id) ?? id;
  const blocks = new Map<ValueId, Block>();
  const end = program.instructions.length;
  const touch = (id: ValueId, at: number): void => {
    const root = rootOf(id);
    if (program.values[root].source !== null) return;
    const block = blocks.get(root);
    if (block) block.last = Math.max(block.last, at);
    else blocks.set(root, { bytes: aligned(bytesOf(root)), first: at, last: at, offset: 0 });
  };
  program.instructions.forEach((instruction, at) => [...instruction.inputs, ...instruction.outputs].forEach((id) => touch(id, at)));
  Object.values(program.outputs).forEach((id) => touch(id, end));
  const scratch = new Map<number, Block>();
  if (scratchOf) {
    program.instructions.forEach((instruction, at) => {
      const bytes = scratchOf(instruction, at);
      if (bytes > 0) scratch.set(at, { bytes: aligned(bytes), first: at, last: at, offset: 0 });
    });
  }

  const all = [...blocks.values(), ...scratch.values()];
  // Kept in the order of their offsets.
  const placed: Block[] = [];
  for (const block of [...all].sort((a, b) => b.bytes - a.bytes || a.first - b.first)) {
    let offset = 0;
    for (const other of placed) {
      if (other.first > block.last || block.first > other.last) continue;
      if (offset + block.bytes <= other.offset) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    block.offset = offset;
    placed.splice(firstBeyond(placed, offset), 0, block);
  }

  const change = new Map<number, number>();
  for (const { bytes, first, last } of all) {
    change.set(first, (change.get(first) ?? 0) + bytes);
    change.set(last + 1, (change.get(last + 1) ?? 0) - bytes);
  }
  let live = 0;
  let liveBytes = 0;
  for (const at of [...change.keys()].sort((a, b) => a - b)) liveBytes = Math.max(liveBytes, (live += change.get(at)!));

  const offsetOf = new Map<ValueId, number>();
  program.values.forEach((_, id) => {
    const block = blocks.get(rootOf(id));
    if (block) offsetOf.set(id, block.offset);
  });
  return {
    offsetOf,
    scratchOffsetOf: new Map([...scratch].map(([at, { offset }]) => [at, offset])),
    arenaBytes: all.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0),
    liveBytes,
  };
}
