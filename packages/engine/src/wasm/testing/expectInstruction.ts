/** What every kernel is held to: the float64 interpreter, the same bits for every division of items, and not a word outside its results. */
import { expect } from "vitest";
import { interpretProgram } from "../../program/interpretProgram.ts";
import type { Program, ValueId } from "../../program/program.ts";
import type { Layout } from "../kernelCall.ts";
import { FILLERS, placeInstruction, randomLayout, scattered, WHOLE } from "./kernelHarness.ts";
import type { Lower } from "./kernelHarness.ts";

/** ‖a − b‖ / ‖b‖, or ‖a − b‖ where b is nothing. */
export function relativeError(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, norm] = [0, 0];
  for (let index = 0; index < wanted.length; index++) {
    difference += (actual[index] - wanted[index]) ** 2;
    norm += wanted[index] ** 2;
  }
  return Math.sqrt(difference / (norm || 1));
}

export interface Expectation {
  readonly tolerance?: number;
  /** Whether values may have margins. Default: yes. */
  readonly margins?: boolean;
}

/** A program of one instruction. Feeds are rounded to float32 before anyone sees them. */
export function expectInstruction(program: Program, lower: Lower, feeds: Readonly<Record<string, Float32Array>>, states: Readonly<Record<string, Float32Array>>, random: () => number, { tolerance = 2e-6, margins = true }: Expectation = {}): void {
  const [instruction, ...more] = program.instructions;
  expect(more, "instructions").toHaveLength(0);
  const layouts = new Map<ValueId, Layout>(margins ? program.values.map(({ shape }, value) => [value, randomLayout(shape, random)]) : []);
  const truthStates = Object.fromEntries(Object.entries(states).map(([name, data]) => [name, Float64Array.from(data)]));
  const truth = interpretProgram(program, feeds, truthStates);
  const whole = placeInstruction(program, lower, layouts, feeds, states, { filler: FILLERS.notNumbers });
  whole.run(WHOLE);
  const outputs = instruction.outputs;
  const text = `${JSON.stringify(instruction)} on ${instruction.inputs.map((id) => `[${program.values[id].shape.join()}]`).join(" ")} → ${outputs.map((id) => `[${program.values[id].shape.join()}]`).join(" ")}`;
  outputs.forEach((id, k) => expect(relativeError(whole.read(id), truth[id]), `output ${k} of ${text}`).toBeLessThan(tolerance));
  for (const name of Object.keys(states)) expect(relativeError(whole.readState(name), truthStates[name]), `state ${name} of ${text}`).toBeLessThan(tolerance);
  expect(whole.bordersUntouched(), `borders of ${text}`).toBe(true);
  const divided = placeInstruction(program, lower, layouts, feeds, states, { filler: FILLERS.numbers });
  divided.run(scattered(random));
  outputs.forEach((id) => expect(divided.read(id), `divided: ${text}`).toEqual(whole.read(id)));
  for (const name of Object.keys(states)) expect(divided.readState(name)).toEqual(whole.readState(name));
  expect(divided.bordersUntouched(), `borders, divided: ${text}`).toBe(true);
}
