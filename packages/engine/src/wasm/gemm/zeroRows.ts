/** Zeros in rows that lie any distance apart. */
import { FunctionWriter } from "../encoder/functionWriter.ts";
import { forEachItem } from "./itemLoop.ts";
import type { GridDimension } from "./itemLoop.ts";
import { LANES } from "./tile.ts";

/** Parameters: begin, end, c. An item is one row of `elements`. */
export function writeZeroRows(name: string, items: readonly GridDimension[], elements: number): FunctionWriter {
  const w = new FunctionWriter(name, ["i32", "i32", "i32"]);
  forEachItem(w, items, [2], ([c]) => {
    w.repeat(Math.floor(elements / LANES), () => {
      w.get(c).f32(0).vector("f32x4.splat").memory("v128.store").step(c, 4 * LANES);
    });
    for (let rest = 0; rest < elements % LANES; rest++) w.get(c).f32(0).memory("f32.store", 4 * rest);
  });
  return w;
}
