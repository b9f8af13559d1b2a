/**
 * Mean and variance in one pass over memory: a few elements are held at once, their own mean and squared deviations are exact, and parts are joined by
 * the rule of Chan, Golub and LeVeque (1983, doi:10.1080/00031305.1983.10483115). Never E[x²] − m².
 */
import { quotientText, remainderText } from "../iteration.ts";
import { operandList, WORKGROUP_SIZE } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, Kernel, Place, PlanContext } from "../kernel.ts";
import { wgslNumber } from "../wgslExpr.ts";
import { reductionWalk } from "./reductionWalk.ts";

/** Elements held at once. */
const HELD = 8;

export function planMoments({ shapeOf, tuning }: PlanContext, instruction: InstructionOf<"moments">): InstructionPlan {
  const [x] = instruction.inputs;
  const [mean, variance] = instruction.outputs;
  const walk = reductionWalk([shapeOf(x)], shapeOf(x), instruction.axes, tuning);
  const { kept, reduced, chunks, chunkLength } = walk;
  return {
    scratchElements: chunks > 1 ? 2 * kept * chunks : 0,
    emit: ({ place, scratch }) => {
      const partials: Place[] = [0, 1].map((k) => ({ buffer: scratch.buffer, offset: scratch.offset + k * kept * chunks }));
      const list = operandList();
      const input = list.operand(place(x));
      const [toMean, toSquares] = (chunks > 1 ? partials : [place(mean), place(variance)]).map((to) => list.operand(to));
      const exact = reduced % chunkLength === 0;
      const held = Math.min(HELD, chunkLength);
      const whole = exact && chunkLength % held === 0;
      const values = Array.from({ length: held }, (_, h) => `x${h}`);
      const present = (h: number): string => `(r + ${h}u < end)`;
      const body = [
        `let k = ${remainderText("id", kept)};`,
        `let chunk = ${quotientText("id", kept)};`,
        ...walk.keptLines,
        `let first = chunk * ${chunkLength}u;`,
        `let end = ${exact ? `first + ${chunkLength}u` : `min(first + ${chunkLength}u, ${reduced}u)`};`,
        "var count = 0f; var m = 0f; var squares = 0f;",
        `for (var start = first; start < end; start += ${held}u) {`,
        ...values.flatMap((name, h) => {
          // Positions of several axes are taken apart for each element.
          if (walk.reducedLines.length === 0) return [`let ${name} = ${input.load(walk.index(0, `start + ${h}u`))};`];
          return [`var ${name}: f32;`, `{ let r = start + ${h}u;`, ...walk.reducedLines, `${name} = ${input.load(walk.index(0, "r"))}; }`];
        }),
        "let r = start;",
        `let n = ${whole ? `${held}f` : `f32(min(${held}u, end - start))`};`,
        `let own = (${values.map((name, h) => (whole ? name : `select(0f, ${name}, ${present(h)})`)).reduce((a, b, i) => (i % 2 === 0 ? `${a} + ${b}` : `(${a} + ${b})`))}) / n;`,
        ...values.map((name, h) => `let d${h} = ${whole ? `${name} - own` : `select(0f, ${name} - own, ${present(h)})`};`),
        `let spread = ${values.map((_, h) => `d${h} * d${h}`).join(" + ")};`,
        "let joined = count + n;",
        "let gap = own - m;",
        "m += gap * (n / joined);",
        "squares += spread + gap * gap * (count * n / joined);",
        "count = joined;",
        "}",
        toMean.store("id", "m"),
        toSquares.store("id", chunks > 1 ? "squares" : `squares / ${wgslNumber(reduced)}`),
      ];
      const kernels: Kernel[] = [{ label: "moments", places: list.places, invocations: kept * chunks, workgroupSize: WORKGROUP_SIZE, body: body.join("\n") }];
      if (chunks > 1) kernels.push(joinMoments(partials, place(mean), place(variance), kept, chunks, chunkLength, reduced));
      return kernels;
    },
  };
}

/** Joins chunks: first the mean of all, then the squares about it. */
function joinMoments(partials: readonly Place[], mean: Place, variance: Place, kept: number, chunks: number, chunkLength: number, reduced: number): Kernel {
  const list = operandList();
  const [means, squares, toMean, toVariance] = [...partials, mean, variance].map((place) => list.operand(place));
  const last = reduced - (chunks - 1) * chunkLength;
  const share = (length: number): string => wgslNumber(length / reduced);
  const body = `var m = 0f;
for (var chunk = 0u; chunk < ${chunks - 1}u; chunk++) { m += ${means.load(`chunk * ${kept}u + id`)}; }
let lastMean = ${means.load(`${(chunks - 1) * kept}u + id`)};
m = m * ${share(chunkLength)} + lastMean * ${share(last)};
var total = 0f; var within = 0f;
for (var chunk = 0u; chunk < ${chunks - 1}u; chunk++) {
let gap = ${means.load(`chunk * ${kept}u + id`)} - m;
total += gap * gap;
within += ${squares.load(`chunk * ${kept}u + id`)};
}
let lastGap = lastMean - m;
${toMean.store("id", "m")}
${toVariance.store("id", `total * ${share(chunkLength)} + lastGap * lastGap * ${share(last)} + (within + ${squares.load(`${(chunks - 1) * kept}u + id`)}) / ${wgslNumber(reduced)}`)}`;
  return { label: "moments join", places: list.places, invocations: kept, workgroupSize: WORKGROUP_SIZE, body };
}
