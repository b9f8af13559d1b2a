/** A device that runs programs in float64 by `interpretProgram`: slow and exact, for tests. */
import type { Device } from "../program/device.ts";
import { interpretProgram } from "../program/interpretProgram.ts";
import { optimizeProgram } from "../program/optimizeProgram.ts";
import { planMemory } from "../program/planMemory.ts";
import type { OptimizeOptions } from "../program/optimizeProgram.ts";

/** `optimize` null runs programs as they were written. */
export function interpreterDevice(optimize: OptimizeOptions | null): Device {
  return {
    info: { name: "tfjs:cpu", adapter: "float64 interpreter", fallbackAdapter: false, reason: "For tests.", versions: {} },
    createStates() {
      const arrays: Record<string, Float64Array> = {};
      return {
        arrays,
        declare(sizes: Readonly<Record<string, number>>) {
          for (const [name, size] of Object.entries(sizes)) arrays[name] ??= new Float64Array(size);
        },
        write: (name: string, data: Float32Array) => void arrays[name].set(data),
        read: async (names: readonly string[]) => names.map((name) => Float32Array.from(arrays[name])),
        dispose() {},
      };
    },
    async load(written, states) {
      const program = optimize ? optimizeProgram(written, optimize) : written;
      const { arenaBytes, liveBytes } = planMemory(program);
      return {
        memory: { arenaBytes, liveBytes, instructionCount: program.instructions.length },
        async run(feeds, wanted) {
          const data = interpretProgram(program, feeds, (states as unknown as { arrays: Record<string, Float64Array> }).arrays);
          return Object.fromEntries(wanted.map((name) => [name, Float32Array.from(data[program.outputs[name]])]));
        },
        dispose() {},
      };
    },
    dispose() {},
  };
}
