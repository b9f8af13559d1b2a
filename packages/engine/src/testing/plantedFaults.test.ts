/** The suite must be able to fail: an instruction that is wrong by a thousandth, wherever it stands, is caught. */
import { describe, expect, test } from "vitest";
import { createExecutor } from "../program/compiledModel.ts";
import type { Device } from "../program/device.ts";
import { constant, input, mul } from "../program/expr.ts";
import type { Instruction, Program, Value } from "../program/program.ts";
import { coveringCases } from "./cases/operationCases.ts";
import { checkOperation } from "./expectations/operations.ts";
import { interpreterDevice } from "./interpreterDevice.ts";

type Kind = Instruction["op"];

/** The program with every result of the instructions of a kind multiplied. */
function planted(program: Program, kind: Kind, factor: number): Program {
  const values: Value[] = [...program.values];
  const replaced = new Map<number, number>();
  const instructions = program.instructions.flatMap((written): Instruction[] => {
    const inputs = written.inputs.map((id) => replaced.get(id) ?? id);
    const read: Instruction = written.op === "update"
      ? { ...written, inputs, entries: written.entries.map((entry) => ({ ...entry, value: replaced.get(entry.value) ?? entry.value })), scalars: written.scalars.map((id) => replaced.get(id) ?? id) }
      : { ...written, inputs };
    if (written.op === "update" && kind === "update") return [{ ...read, exprs: written.exprs.map((expr) => mul(expr, constant(factor))) } as Instruction];
    if (written.op !== kind) return [read];
    const scaled = written.outputs.map((output): Instruction => {
      const wrong = values.push({ shape: values[output].shape, source: null }) - 1;
      replaced.set(output, wrong);
      return { op: "map", inputs: [output], exprs: [mul(input(0), constant(factor))], outputs: [wrong] };
    });
    return [read, ...scaled];
  });
  return { name: program.name, values, instructions, outputs: Object.fromEntries(Object.entries(program.outputs).map(([name, id]) => [name, replaced.get(id) ?? id])) };
}

function faultyDevice(kind: Kind, factor: number): Device {
  const device = interpreterDevice(null);
  return { ...device, load: (program, states) => device.load(planted(program, kind, factor), states) };
}

const kinds: Readonly<Record<Kind, true>> = {
  map: true, reduce: true, moments: true, matmul: true, conv: true, convInputGradient: true, convKernelGradient: true, pool: true, poolGradient: true,
  reshape: true, transpose: true, slice: true, pad: true, concat: true, randomMask: true, update: true,
};

describe("a planted fault", () => {
  const failures = async (device: Device): Promise<number> => {
    const executor = createExecutor(device);
    const results = await Promise.allSettled(coveringCases.map((operation) => checkOperation((graph, weights) => executor.compile(graph, weights), operation)));
    return results.filter(({ status }) => status === "rejected").length;
  };

  test("is not seen where there is none", async () => {
    expect(await failures(faultyDevice("map", 1))).toBe(0);
  });

  test.each(Object.keys(kinds) as Kind[])("of a thousandth in %s is caught", async (kind) => {
    expect(await failures(faultyDevice(kind, 1.001))).toBeGreaterThan(0);
  });
});
