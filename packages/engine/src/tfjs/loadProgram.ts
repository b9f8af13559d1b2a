import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { EngineError } from "../engineError.ts";
import type { LoadedProgram } from "../program/device.ts";
import { planMemory } from "../program/planMemory.ts";
import { sizeOf } from "../program/program.ts";
import type { Instruction, Program, ValueId } from "../program/program.ts";
import { runUpdate } from "./elementwise.ts";
import { runInstruction } from "./runInstruction.ts";
import type { TensorStates } from "./tensorStates.ts";

interface Step {
  readonly instruction: Instruction;
  /** Values that nothing reads after this step. */
  readonly lastReads: readonly ValueId[];
}

/** The instructions something reads, each with the values that end there. */
function planSteps(program: Program): readonly Step[] {
  const kept = new Set<ValueId>(Object.values(program.outputs));
  const seen = new Set<ValueId>(kept);
  const steps: Step[] = [];
  for (const instruction of [...program.instructions].reverse()) {
    if (instruction.op !== "update" && !instruction.outputs.some((id) => seen.has(id))) continue;
    const lastReads = [...new Set([...instruction.inputs, ...instruction.outputs])].filter((id) => !seen.has(id));
    instruction.inputs.forEach((id) => seen.add(id));
    steps.push({ instruction, lastReads });
  }
  return steps.reverse();
}

/** @param read reads a tensor to a fresh host array, in typed errors */
export function loadProgram(program: Program, states: TensorStates, activate: () => void, read: (tensor: Tensor) => Promise<Float32Array>): LoadedProgram {
  const { values } = program;
  const steps = planSteps(program);
  const used = new Set<ValueId>([...steps.flatMap(({ instruction }) => instruction.inputs), ...Object.values(program.outputs)]);
  const sizes: Record<string, number> = {};
  const constants = new Map<ValueId, Tensor>();
  for (const [id, { shape, source }] of values.entries()) {
    if (source?.kind === "state") sizes[source.name] = sizeOf(shape);
    if (source?.kind === "constant" && used.has(id)) constants.set(id, tf.tensor(source.data.slice(), [...shape]));
  }
  const freeConstants = (): void => {
    constants.forEach((tensor) => tensor.dispose());
    constants.clear();
    states.ends.delete(freeConstants);
  };
  states.ends.add(freeConstants);
  states.declare(sizes);
  const { arenaBytes, liveBytes } = planMemory({ ...program, instructions: steps.map(({ instruction }) => instruction) });

  function upload(feeds: Readonly<Record<string, Float32Array>>): Map<ValueId, Tensor> {
    const held = new Map<ValueId, Tensor>();
    for (const [id, { shape, source }] of values.entries()) {
      if (source?.kind !== "feed" || !used.has(id)) continue;
      const data = feeds[source.name];
      if (data?.length !== sizeOf(shape)) {
        held.forEach((tensor) => tensor.dispose());
        throw new EngineError("bad-input", `The feed "${source.name}" has ${data ? data.length : "no"} values and the program "${program.name}" reads [${shape.join(", ")}].`, "Hand over as many values as the shape holds.");
      }
      held.set(id, tf.tensor(data, [...shape]));
    }
    return held;
  }

  return {
    memory: { arenaBytes, liveBytes, instructionCount: steps.length },
    async run(feeds, wanted) {
      const missing = wanted.find((name) => !(name in program.outputs));
      if (missing !== undefined) throw new EngineError("bad-input", `The program "${program.name}" has no output "${missing}".`, `It has ${Object.keys(program.outputs).join(", ")}.`);
      activate();
      const held = upload(feeds);
      const tensorOf = (id: ValueId): Tensor => {
        const { shape, source } = values[id];
        return source?.kind === "state" ? tf.reshape(states.tensor(source.name), [...shape]) : (constants.get(id) ?? held.get(id)!);
      };
      /** The seed of a mask on the host: as fed, or read back where the program computes it. */
      const seedOf = async (id: ValueId): Promise<number> => {
        const { source } = values[id];
        if (source?.kind === "feed") return feeds[source.name][0];
        const view = tf.reshape(tensorOf(id), [1]);
        const [seed] = await read(view);
        view.dispose();
        activate();
        return seed;
      };
      try {
        for (const { instruction, lastReads } of steps) {
          if (instruction.op === "update") {
            const fresh = tf.tidy(() => {
              const entries = instruction.entries.map(({ value, states: names }) => ({ value: tensorOf(value), states: names.map((name) => states.tensor(name)) }));
              return runUpdate(entries, instruction.scalars.map(tensorOf), instruction.exprs).map((parts) => [...parts]);
            });
            instruction.entries.forEach(({ states: names }, index) => names.forEach((name, k) => states.replace(name, fresh[index][k])));
          } else {
            const seed = instruction.op === "randomMask" ? await seedOf(instruction.inputs[0]) : 0;
            const outputs = tf.tidy(() => [...runInstruction(instruction, instruction.inputs.map(tensorOf), instruction.outputs.map((id) => values[id].shape), seed)]);
            instruction.outputs.forEach((id, index) => held.set(id, outputs[index]));
          }
          for (const id of lastReads) {
            held.get(id)?.dispose();
            held.delete(id);
          }
        }
        const views = wanted.map((name) => tf.reshape(tensorOf(program.outputs[name]), [sizeOf(values[program.outputs[name]].shape)]));
        wanted.forEach((name, index) => held.set(-1 - index, views[index]));
        const arrays = await Promise.all(views.map(read));
        return Object.fromEntries(wanted.map((name, index) => [name, arrays[index]]));
      } finally {
        held.forEach((tensor) => tensor.dispose());
      }
    },
    dispose: freeConstants,
  };
}
