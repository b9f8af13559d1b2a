/** Compiles a program: places for all values, one pipeline a different shader, and a flat list of dispatches that every run encodes again. */
import { EngineError } from "../engineError.ts";
import type { LoadedProgram } from "../program/device.ts";
import { aliasRoots, planMemory } from "../program/planMemory.ts";
import { sizeOf } from "../program/program.ts";
import type { Program, ValueId } from "../program/program.ts";
import { optimizeProgram } from "../program/optimizeProgram.ts";
import type { DeviceLife } from "./deviceLife.ts";
import { BUFFER_NAMES, MOST_OPERANDS } from "./kernel.ts";
import type { Kernel, Place, Tuning } from "./kernel.ts";
import type { PipelineCache } from "./pipelineCache.ts";
import { planInstruction } from "./planInstruction.ts";
import { stageRead } from "./readBuffer.ts";
import type { StateBuffer } from "./stateBuffer.ts";
import { OFFSETS_BINDING, OFFSETS_BYTES, offsetWords, TABLE_BINDING, workgroupCounts } from "./wgslModule.ts";

/** Steps that may be queued before a run waits for the oldest. */
const MOST_IN_FLIGHT = 3;

const align4 = (elements: number): number => Math.ceil(elements / 4) * 4;

/** Values that sources bring, one after the other. */
function layOut(program: Program, kind: "feed" | "constant"): { readonly offsets: ReadonlyMap<ValueId, number>; readonly elements: number } {
  const offsets = new Map<ValueId, number>();
  let elements = 0;
  program.values.forEach(({ shape, source }, id) => {
    if (source?.kind !== kind) return;
    offsets.set(id, elements);
    elements += align4(sizeOf(shape));
  });
  return { offsets, elements };
}

/** Sizes of the states that a program reads or writes. */
function statesOf(program: Program): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const { shape, source } of program.values) if (source?.kind === "state") sizes[source.name] = sizeOf(shape);
  for (const instruction of program.instructions) {
    if (instruction.op !== "update") continue;
    for (const { value, states } of instruction.entries) for (const name of states) sizes[name] = sizeOf(program.values[value].shape);
  }
  return sizes;
}

/** The kernels of a program and where its values live. */
export function planProgram(program: Program, tuning: Tuning, stateOffset: (name: string) => number): {
  readonly kernels: readonly Kernel[];
  readonly arenaBytes: number;
  readonly liveBytes: number;
  readonly feeds: ReturnType<typeof layOut>;
  readonly constants: ReturnType<typeof layOut>;
  place(id: ValueId): Place;
} {
  const shapeOf = (id: ValueId): readonly number[] => program.values[id].shape;
  const plans = program.instructions.map((instruction) => planInstruction({ program, tuning, shapeOf }, instruction));
  const memory = planMemory(program, { scratchOf: (_, index) => plans[index].scratchElements * 4 });
  const [feeds, constants] = [layOut(program, "feed"), layOut(program, "constant")];
  const roots = aliasRoots(program);
  const place = (id: ValueId): Place => {
    const root = roots.get(id) ?? id;
    const { source } = program.values[root];
    if (source === null) return { buffer: "arena", offset: memory.offsetOf.get(root)! / 4 };
    if (source.kind === "state") return { buffer: "states", offset: stateOffset(source.name) };
    return source.kind === "feed" ? { buffer: "feeds", offset: feeds.offsets.get(root)! } : { buffer: "constants", offset: constants.offsets.get(root)! };
  };
  const kernels = plans.flatMap((plan, index) => plan.emit({
    place,
    statePlace: (name) => ({ buffer: "states", offset: stateOffset(name) }),
    scratch: { buffer: "arena", offset: (memory.scratchOffsetOf.get(index) ?? 0) / 4 },
  }));
  return { kernels, arenaBytes: memory.arenaBytes, liveBytes: memory.liveBytes, feeds, constants, place };
}

export async function loadProgram(life: DeviceLife, pipelines: PipelineCache, tuning: Tuning, written: Program, states: StateBuffer): Promise<LoadedProgram> {
  const program = optimizeProgram(written, { inlineBroadcast: true });
  states.declare(statesOf(program));
  const plan = planProgram(program, tuning, (name) => states.offsetOf(name));
  const { kernels } = plan;
  const crowded = kernels.find(({ places }) => places.length > MOST_OPERANDS);
  if (crowded) throw new EngineError("bad-graph", `A ${crowded.label} of "${program.name}" has ${crowded.places.length} operands.`, "Use the wasm executor, and report this program.");
  const { device } = life;
  const { STORAGE, COPY_DST, COPY_SRC, UNIFORM } = GPUBufferUsage;

  const made: GPUBuffer[] = [];
  const make = (label: string, bytes: number, usage: number): GPUBuffer => {
    const buffer = life.createBuffer(label, bytes, usage);
    made.push(buffer);
    return buffer;
  };
  const dispose = (): void => made.splice(0).forEach((buffer) => life.destroyBuffer(buffer));

  try {
    const buffers = await life.guard(`"${program.name}"`, () => ({
      arena: make("arena", plan.arenaBytes, STORAGE | COPY_SRC),
      feeds: make("feeds", plan.feeds.elements * 4, STORAGE | COPY_DST | COPY_SRC),
      constants: make("constants", plan.constants.elements * 4, STORAGE | COPY_DST | COPY_SRC),
      table: make("table", kernels.reduce((sum, { table }) => sum + (table?.byteLength ?? 0), 0), STORAGE | COPY_DST),
      offsets: make("offsets", Math.max(1, kernels.length) * OFFSETS_BYTES, UNIFORM | COPY_DST),
    }));
    const constants = new Float32Array(plan.constants.elements);
    plan.constants.offsets.forEach((offset, id) => {
      const { source } = program.values[id];
      if (source?.kind === "constant") constants.set(source.data, offset);
    });
    if (constants.length > 0) device.queue.writeBuffer(buffers.constants, 0, constants);
    let tableStart = 0;
    kernels.forEach((kernel, index) => {
      device.queue.writeBuffer(buffers.offsets, index * OFFSETS_BYTES, offsetWords(kernel, tableStart) as Uint32Array<ArrayBuffer>);
      if (!kernel.table) return;
      device.queue.writeBuffer(buffers.table, tableStart * 4, kernel.table as Uint32Array<ArrayBuffer>);
      tableStart += kernel.table.length;
    });
    const compiled = await Promise.all(kernels.map((kernel) => pipelines.get(kernel)));
    const dispatches = kernels.map((kernel, index) => ({ pipeline: compiled[index], counts: workgroupCounts(kernel), offset: index * OFFSETS_BYTES }));

    let boundGeneration = -1;
    let bindGroup: GPUBindGroup | null = null;
    const bound = (): GPUBindGroup => {
      if (bindGroup && boundGeneration === states.generation) return bindGroup;
      const byName = { ...buffers, states: states.buffer };
      boundGeneration = states.generation;
      bindGroup = device.createBindGroup({
        layout: pipelines.bindGroupLayout,
        entries: [
          ...BUFFER_NAMES.map((name, binding) => ({ binding, resource: { buffer: byName[name] } })),
          { binding: TABLE_BINDING, resource: { buffer: buffers.table } },
          { binding: OFFSETS_BINDING, resource: { buffer: buffers.offsets, size: OFFSETS_BYTES } },
        ],
      });
      return bindGroup;
    };
    await life.guard(`"${program.name}"`, bound);

    const feedNames = [...plan.feeds.offsets].map(([id, offset]) => ({ name: (program.values[id].source as { readonly name: string }).name, offset, size: sizeOf(program.values[id].shape) }));
    const feedData = new Float32Array(plan.feeds.elements);
    const inFlight: Promise<unknown>[] = [];
    let disposed = false;

    return {
      memory: { arenaBytes: plan.arenaBytes, liveBytes: plan.liveBytes, instructionCount: dispatches.length },
      async run(feeds, wanted) {
        if (disposed) throw new EngineError("bad-input", `"${program.name}" was disposed.`, "Load it again.");
        life.check();
        for (const { name, offset, size } of feedNames) {
          const data = feeds[name];
          if (!data || data.length !== size) throw new EngineError("bad-input", `Feed "${name}" has ${data?.length ?? "no"} values; "${program.name}" needs ${size}.`, "Feed every input of the program.");
          feedData.set(data, offset);
        }
        for (const name of wanted) {
          if (!(name in program.outputs)) throw new EngineError("bad-input", `"${program.name}" has no output "${name}".`, `It has ${Object.keys(program.outputs).join(", ")}.`);
        }
        if (feedData.length > 0) device.queue.writeBuffer(buffers.feeds, 0, feedData);
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        const group = bound();
        let last: GPUComputePipeline | null = null;
        for (const { pipeline, counts, offset } of dispatches) {
          if (pipeline !== last) pass.setPipeline(pipeline);
          last = pipeline;
          pass.setBindGroup(0, group, [offset]);
          pass.dispatchWorkgroups(counts[0], counts[1]);
        }
        pass.end();
        const byName = { ...buffers, states: states.buffer };
        const read = wanted.length === 0 ? null : stageRead(life, encoder, wanted.map((name) => {
          const id = program.outputs[name];
          const { buffer, offset } = plan.place(id);
          return { buffer: byName[buffer], offset, size: sizeOf(program.values[id].shape) };
        }));
        device.queue.submit([encoder.finish()]);
        if (read) {
          const values = await read.finish();
          inFlight.length = 0;
          life.check();
          return Object.fromEntries(wanted.map((name, index) => [name, values[index]]));
        }
        const done = device.queue.onSubmittedWorkDone();
        done.catch(() => {});
        inFlight.push(done);
        if (inFlight.length > MOST_IN_FLIGHT) {
          await life.settle(inFlight.shift()!);
          life.check();
        }
        return {};
      },
      dispose() {
        disposed = true;
        dispose();
      },
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
