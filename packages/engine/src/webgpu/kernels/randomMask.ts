/** Dropout's mask: the counter hash of `maskHash.ts`, bit for bit. */
import { sizeOf } from "../../program/program.ts";
import { operandList, WORKGROUP_SIZE } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, PlanContext } from "../kernel.ts";
import { wgslNumber } from "../wgslExpr.ts";

const MIX = `fn mixBits(value: u32) -> u32 {
  var h = value;
  h = (h ^ (h >> 16u)) * 0x7feb352du;
  h = (h ^ (h >> 15u)) * 0x846ca68bu;
  return h ^ (h >> 16u);
}
`;

export function planRandomMask({ shapeOf }: PlanContext, { inputs: [seed], outputs: [y], rate, stream }: InstructionOf<"randomMask">): InstructionPlan {
  return {
    scratchElements: 0,
    emit: ({ place }) => {
      const list = operandList();
      const [from, to] = [list.operand(place(seed)), list.operand(place(y))];
      // A hash is a whole number: below rate · 2³² means below its ceiling.
      const limit = Math.ceil(rate * 2 ** 32);
      const dropped = limit >= 2 ** 32 ? "true" : `mixBits(streamed ^ id) < ${limit}u`;
      const body = `let streamed = mixBits(mixBits(u32(${from.load("0u")})) + ${Math.imul(stream, 0x9e3779b9) >>> 0}u);
${to.store("id", `select(${wgslNumber(1 / (1 - rate))}, 0f, ${dropped})`)}`;
      return [{ label: "random mask", places: list.places, invocations: sizeOf(shapeOf(y)), workgroupSize: WORKGROUP_SIZE, declarations: MIX, body }];
    },
  };
}
