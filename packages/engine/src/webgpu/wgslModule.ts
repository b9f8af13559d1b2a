/** The whole WGSL of a kernel: bindings, operand offsets, entry point. */
import { exprFunctions } from "./wgslExpr.ts";
import { BUFFER_NAMES } from "./kernel.ts";
import type { Kernel } from "./kernel.ts";

const MOST_WORKGROUPS = 65_535;

/** Bindings after the float32 buffers, which come first in the order of `BUFFER_NAMES`. */
export const TABLE_BINDING = BUFFER_NAMES.length;
export const OFFSETS_BINDING = BUFFER_NAMES.length + 1;

/** Bytes of one dispatch's offsets: the least distance between two dynamic uniform offsets. */
export const OFFSETS_BYTES = 256;

/** Workgroups along x and y: x alone holds at most 65 535. */
export function workgroupCounts({ invocations, workgroupSize }: Pick<Kernel, "invocations" | "workgroupSize">): readonly [number, number] {
  const groups = Math.max(1, Math.ceil(invocations / workgroupSize));
  const rows = Math.ceil(groups / MOST_WORKGROUPS);
  return [Math.ceil(groups / rows), rows];
}

/** The offsets of a dispatch as its uniform holds them; the last word is where its table starts. */
export function offsetWords({ places }: Kernel, tableStart: number): Uint32Array {
  const words = new Uint32Array(OFFSETS_BYTES / 4);
  places.forEach(({ offset }, index) => (words[index] = offset));
  words[words.length - 1] = tableStart;
  return words;
}

export function wgslModule(kernel: Kernel): string {
  const { body, declarations = "", invocations, workgroupSize, usesQuads, places, table } = kernel;
  const [columns, rows] = workgroupCounts(kernel);
  const text = `${declarations}${body}`;
  const bindings = BUFFER_NAMES.map((name, binding) =>
    text.includes(`${name}[`) ? `@group(0) @binding(${binding}) var<storage, ${name === "feeds" || name === "constants" ? "read" : "read_write"}> ${name}: array<f32>;\n` : "",
  ).join("");
  const offsets = places.map((_, index) => `let o${index} = offsets[${index >> 2}][${index & 3}];`);
  const last = OFFSETS_BYTES / 16 - 1;
  const groups = Math.ceil(invocations / workgroupSize);
  // Two rows of workgroups may be a few too many. Whole workgroups may leave even where quads must stay together.
  const leave = [...(groups < columns * rows ? [`if (workgroup >= ${groups}u) { return; }\n`] : []), ...(usesQuads || invocations % workgroupSize === 0 ? [] : [`if (id >= ${invocations}u) { return; }\n`])].join("");
  return `${usesQuads ? "enable subgroups;\n" : ""}${bindings}${table ? `@group(0) @binding(${TABLE_BINDING}) var<storage, read> table: array<u32>;\n` : ""}@group(0) @binding(${OFFSETS_BINDING}) var<uniform> offsets: array<vec4u, ${last + 1}>;
${exprFunctions(text)}${declarations}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
${offsets.join("\n")}
let workgroup = ${rows > 1 ? `group.y * ${columns}u + group.x` : "group.x"};
let id = workgroup * ${workgroupSize}u + local;
${table ? `let tableStart = offsets[${last}].w;\n` : ""}${leave}${body}
}
`;
}
