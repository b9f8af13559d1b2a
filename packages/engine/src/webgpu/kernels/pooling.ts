/** Pools and their gradients, both as gathers: one invocation an element of the result. */
import type { AxisWindow, Window } from "../../program/program.ts";
import { sizeOf } from "../../program/program.ts";
import { coordinateLines } from "../iteration.ts";
import { operandList, WORKGROUP_SIZE } from "../kernel.ts";
import type { InstructionOf, InstructionPlan, PlanContext } from "../kernel.ts";

const asImage = (shape: readonly number[]): readonly number[] => (shape.length === 3 ? [shape[0], 1, shape[1], shape[2]] : shape);

/** The sample under a tap of output `at`, as u32 that is too large when it lies before the start. */
const sampleText = ({ stride, dilation, padBefore }: AxisWindow, at: string, tap: string): string => `${at} * ${stride}u + ${tap} * ${dilation}u - ${padBefore}u`;

export function planPool({ shapeOf }: PlanContext, { kind, window: { height, width }, inputs: [x], outputs: [y] }: InstructionOf<"pool">): InstructionPlan {
  const shape = asImage(shapeOf(y));
  const channels = shape[3];
  return {
    scratchElements: 0,
    emit: ({ place }) => {
      const list = operandList();
      const [from, to] = [list.operand(place(x)), list.operand(place(y))];
      const max = kind === "max";
      const body = `${coordinateLines("id", shape, ["b", "oh", "ow", "c"]).join("\n")}
var value = ${max ? "(-3.4028234663852886e38f)" : "0f"};
var count = 0f;
for (var th = 0u; th < ${height.size}u; th++) {
let ih = ${sampleText(height, "oh", "th")};
if (ih < ${height.inputLength}u) {
for (var tw = 0u; tw < ${width.size}u; tw++) {
let iw = ${sampleText(width, "ow", "tw")};
if (iw < ${width.inputLength}u) {
let x = ${from.load(`((b * ${height.inputLength}u + ih) * ${width.inputLength}u + iw) * ${channels}u + c`)};
${max ? "value = max(value, x);" : "value += x; count += 1f;"}
}
}
}
}
${to.store("id", max ? "value" : "value / count")}`;
      return [{ label: "pool", places: list.places, invocations: sizeOf(shape), workgroupSize: WORKGROUP_SIZE, body }];
    },
  };
}

/** Statements that give `NAME`, the number of taps of output `at` that fall inside. */
function countLines({ inputLength, size, stride, dilation, padBefore }: AxisWindow, at: string, name: string): string {
  return `let ${name}Start = i32(${at}) * ${stride}i - ${padBefore}i;
let ${name}Low = select(0i, (-${name}Start + ${dilation - 1}i) / ${dilation}i, ${name}Start < 0i);
let ${name} = f32(min(${size - 1}i, (${inputLength - 1}i - ${name}Start) / ${dilation}i) - ${name}Low + 1i);`;
}

/** Visits the outputs whose window covers sample (`ih`, `iw`), with their taps. */
function coveringLoops({ height, width }: Window, body: string): string {
  const axis = (name: "h" | "w", { outputLength, size, stride, dilation, padBefore }: AxisWindow, inner: string): string => `for (var t${name} = 0u; t${name} < ${size}u; t${name}++) {
let s${name} = i${name} + ${padBefore}u - t${name} * ${dilation}u;
let o${name}At = s${name} / ${stride}u;
if (s${name} < ${(outputLength - 1) * stride + 1}u && s${name} == o${name}At * ${stride}u) {
${inner}
}
}`;
  return axis("h", height, axis("w", width, body));
}

export function planPoolGradient({ shapeOf }: PlanContext, instruction: InstructionOf<"poolGradient">): InstructionPlan {
  const { kind, window, inputs, outputs: [dx] } = instruction;
  const { height, width } = window;
  const shape = asImage(shapeOf(dx));
  const channels = shape[3];
  return {
    scratchElements: 0,
    emit: ({ place }) => {
      const list = operandList();
      const operands = inputs.map((id) => list.operand(place(id)));
      const to = list.operand(place(dx));
      const output = `((b * ${height.outputLength}u + ohAt) * ${width.outputLength}u + owAt) * ${channels}u + c`;
      const average = (): string => `${countLines(height, "ohAt", "countH")}
${countLines(width, "owAt", "countW")}
value += ${operands[0].load(output)} / (countH * countW);`;
      // A maximum belongs to the first sample of the window that equals it: an earlier equal one takes it away.
      const maximum = (): string => `let output = ${output};
let y = ${operands[1].load("output")};
if (own == y) {
var taken = false;
for (var eh = 0u; eh <= th; eh++) {
let jh = ${sampleText(height, "ohAt", "eh")};
if (jh < ${height.inputLength}u) {
for (var ew = 0u; ew < select(${width.size}u, tw, eh == th); ew++) {
let jw = ${sampleText(width, "owAt", "ew")};
if (jw < ${width.inputLength}u) {
taken = taken || ${operands[0].load(`((b * ${height.inputLength}u + jh) * ${width.inputLength}u + jw) * ${channels}u + c`)} == y;
}
}
}
}
value += select(${operands[2].load("output")}, 0f, taken);
}`;
      const body = `${coordinateLines("id", shape, ["b", "ih", "iw", "c"]).join("\n")}
var value = 0f;
${kind === "max" ? `let own = ${operands[0].load("id")};` : ""}
${coveringLoops(window, kind === "max" ? maximum() : average())}
${to.store("id", "value")}`;
      return [{ label: "pool gradient", places: list.places, invocations: sizeOf(shape), workgroupSize: WORKGROUP_SIZE, body }];
    },
  };
}
