/**
 * State updates of all entries in one dispatch. A table tells each workgroup which entry's elements are its own, so that hundreds of
 * small parameters cost as much as one large one.
 */
import type { ValueId } from "../../program/program.ts";
import { sizeOf } from "../../program/program.ts";
import { operandList, WORKGROUP_SIZE } from "../kernel.ts";
import type { BufferName, Emission, InstructionOf, InstructionPlan, Kernel, PlanContext } from "../kernel.ts";
import { exprScope } from "../wgslExpr.ts";

/** Elements an invocation updates; those of a workgroup lie side by side. */
const ELEMENTS = 4;

export function planUpdate({ shapeOf }: PlanContext, instruction: InstructionOf<"update">): InstructionPlan {
  return {
    scratchElements: 0,
    emit: (emission) => {
      const byBuffer = new Map<BufferName, (typeof instruction.entries)[number][]>();
      for (const entry of instruction.entries) {
        const { buffer } = emission.place(entry.value);
        byBuffer.set(buffer, [...(byBuffer.get(buffer) ?? []), entry]);
      }
      // Values that are states themselves are read before any state changes.
      const order: readonly BufferName[] = ["states", "feeds", "constants", "arena"];
      return order.flatMap((buffer) => (byBuffer.has(buffer) ? [updateKernel(emission, instruction, buffer, byBuffer.get(buffer)!, shapeOf)] : []));
    },
  };
}

function updateKernel(
  { place, statePlace }: Emission,
  { scalars, exprs }: InstructionOf<"update">,
  buffer: BufferName,
  entries: InstructionOf<"update">["entries"],
  shapeOf: (id: ValueId) => readonly number[],
): Kernel {
  const stateCount = entries[0].states.length;
  const blockLength = WORKGROUP_SIZE * ELEMENTS;
  const blocks = entries.flatMap(({ value }, entry) => Array.from({ length: Math.ceil(sizeOf(shapeOf(value)) / blockLength) }, (_, block) => ({ entry, block })));
  // Per block: elements left, offset of the value, offsets of the states.
  const words = 2 + stateCount;
  const table = Uint32Array.from(blocks.flatMap(({ entry, block }) => {
    const { value, states } = entries[entry];
    const begin = block * blockLength;
    return [sizeOf(shapeOf(value)) - begin, place(value).offset + begin, ...states.map((name) => statePlace(name).offset + begin)];
  }));
  const list = operandList();
  const shared = scalars.map((id) => list.operand(place(id)));
  const lines = [
    `let row = tableStart + workgroup * ${words}u;`,
    "let left = table[row];",
    "let valueAt = table[row + 1u];",
    ...Array.from({ length: stateCount }, (_, k) => `let stateAt${k} = table[row + ${2 + k}u];`),
  ];
  const fixed = exprScope("f");
  shared.forEach((operand) => fixed.named(operand.load("0u")));
  lines.push(...fixed.takeLines());
  for (let element = 0; element < ELEMENTS; element++) {
    const scope = exprScope(`e${element}_`, fixed.names);
    const at = `local${element === 0 ? "" : ` + ${element * WORKGROUP_SIZE}u`}`;
    const results = scope.write(exprs, (index) => {
      if (index === 0) return `${buffer}[valueAt + ${at}]`;
      return index <= stateCount ? `states[stateAt${index - 1} + ${at}]` : shared[index - 1 - stateCount].load("0u");
    });
    lines.push(`if (${at} < left) {`, ...scope.takeLines(), ...results.map((result, k) => `states[stateAt${k} + ${at}] = ${result};`), "}");
  }
  return { label: "update", places: list.places, invocations: blocks.length * WORKGROUP_SIZE, workgroupSize: WORKGROUP_SIZE, body: lines.join("\n"), table };
}
