/** A program at its place in WebAssembly memory, ready to run. */
import { optimizeProgram } from "../program/optimizeProgram.ts";
import { aliasRoots, planMemory } from "../program/planMemory.ts";
import { sizeOf } from "../program/program.ts";
import type { Program, ValueId } from "../program/program.ts";
import type { ProgramMemory } from "../program/device.ts";
import { assembleModule, teamWordCount } from "./assembleModule.ts";
import { shifted } from "./gemm/gemmCalls.ts";
import type { Heap } from "./heap.ts";
import { MOST_PAGES } from "./heap.ts";
import { rowMajorLayout } from "./kernelCall.ts";
import type { KernelCall, Layout, LoweringContext, Operand, Phase } from "./kernelCall.ts";
import { lowerInstruction } from "./lowerInstruction.ts";
import { mergePhases } from "./mergePhases.ts";
import type { Footprint, Span } from "./mergePhases.ts";
import { planLayouts } from "./planLayouts.ts";
import type { WasmStates } from "./wasmStates.ts";
import { zeroMargins } from "./movement/zeroMargins.ts";

export interface PlacedProgram {
  readonly memory: ProgramMemory;
  readonly moduleBytes: Uint8Array<ArrayBuffer>;
  readonly feeds: ReadonlyMap<string, { readonly address: number; readonly size: number }>;
  readonly outputs: ReadonlyMap<string, { readonly address: number; readonly size: number }>;
  /** Gives the memory back. */
  free(): void;
}

export function placeProgram(written: Program, heap: Heap, states: WasmStates, { fma, threads, arrivalsAddress }: { readonly fma: boolean; readonly threads: number; readonly arrivalsAddress: number }): PlacedProgram {
  const { program, layouts } = planLayouts(optimizeProgram(written, { inlineBroadcast: false }));
  const roots = aliasRoots(program);
  const rootOf = (id: ValueId): ValueId => roots.get(id) ?? id;
  const shapeOf = (id: ValueId): readonly number[] => program.values[id].shape;
  const layoutOf = (id: ValueId): Layout => layouts.get(id) ?? rowMajorLayout(shapeOf(id));
  const context: LoweringContext = { shapeOf, layoutOf };
  const lowered = program.instructions.map((instruction) => lowerInstruction(instruction, context, fma));
  const plan = planMemory(program, { bytesOf: (id) => 4 * layoutOf(id).elements, scratchOf: (_, at) => 4 * lowered[at].scratchElements });

  const blocks: number[] = [];
  const allocate = (bytes: number): number => {
    const address = heap.allocate(bytes);
    blocks.push(address);
    return address;
  };
  const free = (): void => blocks.splice(0).forEach((address) => heap.free(address));
  try {
    const arena = allocate(plan.arenaBytes);
    const sourceAddresses = new Map<ValueId, number>();
    const feeds = new Map<string, { readonly address: number; readonly size: number }>();
    program.values.forEach(({ source, shape }, id) => {
      if (source?.kind === "feed") {
        const place = feeds.get(source.name) ?? { address: allocate(4 * sizeOf(shape)), size: sizeOf(shape) };
        feeds.set(source.name, place);
        sourceAddresses.set(id, place.address);
      } else if (source?.kind === "constant") {
        const address = allocate(4 * source.data.length);
        heap.floats(address, source.data.length).set(source.data);
        sourceAddresses.set(id, address);
      } else if (source?.kind === "state") sourceAddresses.set(id, states.addressOf(source.name));
    });
    const valueAddress = (id: ValueId): number => sourceAddresses.get(rootOf(id)) ?? arena + plan.offsetOf.get(id)!;
    const addressOf = (operand: Operand): number => {
      const base = operand.kind === "value" ? valueAddress(operand.value) : operand.kind === "state" ? states.addressOf(operand.name) : arena;
      return base + 4 * operand.element;
    };
    /** Bytes of the block that an operand points into. */
    const spanOf = (operand: Operand, scratchBytes: number): Span => {
      if (operand.kind === "value") {
        const begin = valueAddress(operand.value);
        return { begin, end: begin + 4 * layoutOf(rootOf(operand.value)).elements };
      }
      if (operand.kind === "state") {
        const begin = states.addressOf(operand.name);
        return { begin, end: begin + 4 };
      }
      return { begin: arena, end: arena + scratchBytes };
    };
    const footprints = new Map<KernelCall, Footprint>();
    const separate: Phase[] = lowered.flatMap(({ phases: parts, scratchElements }, at) => {
      const instruction = program.instructions[at];
      const scratch = plan.scratchOffsetOf.get(at) ?? 0;
      const isWritten = (operand: Operand): boolean => operand.kind === "scratch" || (operand.kind === "state" && instruction.op === "update") || (operand.kind === "value" && instruction.outputs.includes(operand.value));
      const placed = (call: KernelCall): KernelCall => {
        const moved = { ...call, operands: call.operands.map((operand) => (operand.kind === "scratch" ? shifted(operand, scratch / 4) : operand)) };
        const spans = call.operands.map((operand) => {
          const { begin, end } = spanOf(operand, 4 * scratchElements);
          return operand.kind === "scratch" ? { begin: begin + scratch, end: end + scratch } : { begin, end };
        });
        footprints.set(moved, { touched: spans, written: spans.filter((_, index) => isWritten(call.operands[index])) });
        return moved;
      };
      const margins = instruction.outputs.filter((id) => layouts.has(id)).flatMap((id) => zeroMargins(id, context));
      return parts.map((phase, index) => [...phase, ...(index === parts.length - 1 ? margins : [])].map(placed));
    });
    const phases = mergePhases(separate, (call) => footprints.get(call)!);
    const wordsAddress = allocate(4 * teamWordCount(phases));
    heap.words(wordsAddress, teamWordCount(phases)).fill(0);
    const moduleBytes = assembleModule(phases, addressOf, { minimumPages: 1, maximumPages: MOST_PAGES, shared: heap.shared }, { threads, arrivalsAddress, wordsAddress });
    return {
      memory: { arenaBytes: plan.arenaBytes, liveBytes: plan.liveBytes, instructionCount: program.instructions.length },
      moduleBytes,
      feeds,
      outputs: new Map(Object.entries(program.outputs).map(([name, id]) => [name, { address: valueAddress(id), size: sizeOf(shapeOf(id)) }])),
      free,
    };
  } catch (error) {
    free();
    throw error;
  }
}
