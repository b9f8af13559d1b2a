/** Joins partial results: scratch [parts, count] → count elements, in the order of the parts, four running sums at a time. */
import type { Kernel, Place } from "../kernel.ts";
import { operandList, WORKGROUP_SIZE } from "../kernel.ts";

export function joinPartials(label: string, partials: readonly Place[], parts: number, count: number, outputs: readonly Place[], kind: "sum" | "max" = "sum"): Kernel {
  const list = operandList();
  const join = (a: string, b: string): string => (kind === "sum" ? `${a} + ${b}` : `max(${a}, ${b})`);
  const width = Math.min(4, parts);
  const whole = Math.floor(parts / width) * width;
  const lanes = Array.from({ length: width }, (_, lane) => lane);
  const body: string[] = [];
  partials.forEach((partial, k) => {
    const [from, to] = [list.operand(partial), list.operand(outputs[k])];
    const at = (part: string): string => from.load(`(${part}) * ${count}u + id`);
    lanes.forEach((lane) => body.push(`var t${k}_${lane} = ${at(`${lane}u`)};`));
    if (whole > width) {
      body.push(`for (var part = ${width}u; part < ${whole}u; part += ${width}u) {`);
      lanes.forEach((lane) => body.push(`t${k}_${lane} = ${join(`t${k}_${lane}`, at(`part + ${lane}u`))};`));
      body.push("}");
    }
    for (let part = whole; part < parts; part++) body.push(`t${k}_0 = ${join(`t${k}_0`, at(`${part}u`))};`);
    const pairs = width === 4 ? join(`(${join(`t${k}_0`, `t${k}_1`)})`, `(${join(`t${k}_2`, `t${k}_3`)})`) : lanes.map((lane) => `t${k}_${lane}`).reduce(join);
    body.push(to.store("id", pairs));
  });
  return { label: `${label} join`, places: list.places, invocations: count, workgroupSize: WORKGROUP_SIZE, body: body.join("\n") };
}
