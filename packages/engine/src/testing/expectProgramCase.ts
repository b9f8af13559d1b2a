/** A program on a device against the float64 interpreter: what every device must agree with. */
import { expect } from "vitest";
import type { Device } from "../program/device.ts";
import { interpretProgram } from "../program/interpretProgram.ts";
import type { ProgramCase } from "./programCases.ts";
import { relativeDistance } from "./tensorDistance.ts";

const OUTPUT_TOLERANCE = 1e-4;
const STATE_TOLERANCE = 1e-5;

/** Loads the program, runs it once, compares outputs and states, and disposes of it. */
export async function expectProgramCase(device: Device, { program, feeds, states }: ProgramCase): Promise<void> {
  const exact = Object.fromEntries(Object.entries(states).map(([name, data]) => [name, Float64Array.from(data)]));
  const expected = interpretProgram(program, feeds, exact);
  const store = device.createStates();
  const loaded = await device.load(program, store);
  Object.entries(states).forEach(([name, data]) => store.write(name, data));
  const outputs = await loaded.run(feeds, Object.keys(program.outputs));
  for (const [name, id] of Object.entries(program.outputs)) {
    expect(outputs[name].length).toBe(expected[id].length);
    expect(relativeDistance(outputs[name], expected[id])).toBeLessThan(OUTPUT_TOLERANCE);
  }
  const names = Object.keys(states);
  const read = await store.read(names);
  names.forEach((name, index) => expect(relativeDistance(read[index], exact[name])).toBeLessThan(STATE_TOLERANCE));
  loaded.dispose();
  store.dispose();
}
