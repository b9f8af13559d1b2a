/**
 * Sums and maxima along axes. Where the axes are long, chunks are reduced first and then joined in their order; no accumulator
 * takes in more than a few hundred terms one by one.
 */
import { sizeOf } from "../../program/program.ts";
import { quotientText, remainderText } from "../iteration.ts";
import { operandList, WORKGROUP_SIZE } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, Kernel, Place, PlanContext } from "../kernel.ts";
import { exprScope } from "../wgslExpr.ts";
import { reductionWalk, SHORT_SUM } from "./reductionWalk.ts";
import { joinPartials } from "./sumPartials.ts";

const LEAST = "(-3.4028234663852886e38f)";

export function planReduce({ shapeOf, tuning }: PlanContext, instruction: InstructionOf<"reduce">): InstructionPlan {
  const { kind, exprs, inputs, outputs } = instruction;
  const walk = reductionWalk(inputs.map(shapeOf), instruction.shape, instruction.axes, tuning);
  const { kept, reduced, chunks, chunkLength } = walk;
  const count = sizeOf(shapeOf(outputs[0]));
  return {
    scratchElements: chunks > 1 ? kept * chunks * exprs.length : 0,
    emit: ({ place, scratch }) => {
      const partials: Place[] = outputs.map((_, e) => ({ buffer: scratch.buffer, offset: scratch.offset + e * kept * chunks }));
      const list = operandList();
      const operands = inputs.map((id) => list.operand(place(id)));
      const results = (chunks > 1 ? partials : outputs.map(place)).map((to) => list.operand(to));
      const start = kind === "sum" ? "0f" : LEAST;
      const join = (a: string, b: string): string => (kind === "sum" ? `${a} + ${b}` : `max(${a}, ${b})`);
      const exact = reduced % chunkLength === 0;
      const block = exact && chunkLength > SHORT_SUM ? divisorBelow(chunkLength, SHORT_SUM) : Math.min(SHORT_SUM, chunkLength);
      const blocked = chunkLength > block;
      const wholeBlocks = exact && chunkLength % block === 0;
      const unroll = wholeBlocks && walk.reducedLines.length === 0 ? [4, 3, 2].find((u) => block % u === 0) ?? 1 : 1;
      const fixed = exprScope("f");
      inputs.forEach((_, index) => walk.isFixed(index) && fixed.named(operands[index].load(`base${index}`)));
      const lines: string[] = [
        `let k = ${remainderText("id", kept)};`,
        `let chunk = ${quotientText("id", kept)};`,
        ...walk.keptLines,
        ...fixed.takeLines(),
        `let first = chunk * ${chunkLength}u;`,
        ...(exact ? [] : [`let end = min(first + ${chunkLength}u, ${reduced}u);`]),
        ...exprs.map((_, e) => `var total${e} = ${start};`),
      ];
      if (blocked) lines.push(`for (var block = first; block < ${exact ? `first + ${chunkLength}u` : "end"}; block += ${block}u) {`);
      else lines.push("{ let block = first;");
      for (let u = 0; u < unroll; u++) lines.push(...exprs.map((_, e) => `var part${e}_${u} = ${start};`));
      const blockEnd = wholeBlocks ? `block + ${block}u` : exact ? `min(block + ${block}u, first + ${chunkLength}u)` : `min(block + ${block}u, end)`;
      lines.push(`for (var r = block; r < ${blockEnd}; r += ${unroll}u) {`, ...walk.reducedLines);
      const scope = exprScope("e", fixed.names);
      for (let u = 0; u < unroll; u++) {
        const values = scope.write(exprs, (index) => operands[index].load(walk.isFixed(index) ? `base${index}` : walk.index(index, u === 0 ? "r" : `r + ${u}u`)));
        lines.push(...scope.takeLines(), ...values.map((value, e) => `part${e}_${u} = ${join(`part${e}_${u}`, value)};`));
      }
      lines.push("}");
      exprs.forEach((_, e) => {
        const joined = Array.from({ length: unroll }, (_, u) => `part${e}_${u}`).reduce((a, b) => (kind === "sum" ? `(${a} + ${b})` : `max(${a}, ${b})`));
        lines.push(`total${e} = ${join(`total${e}`, joined)};`);
      });
      lines.push("}", ...results.map((result, e) => result.store("id", `total${e}`)));
      const kernels: Kernel[] = [{ label: "reduce", places: list.places, invocations: kept * chunks, workgroupSize: WORKGROUP_SIZE, body: lines.join("\n") }];
      if (chunks > 1) kernels.push(joinPartials("reduce", partials, chunks, count, outputs.map(place), kind));
      return kernels;
    },
  };
}

function divisorBelow(length: number, most: number): number {
  for (let candidate = most; candidate > most / 2; candidate--) if (length % candidate === 0) return candidate;
  return most;
}
