/** Loads and stores of four elements that lie any distance apart, or of fewer at the end of a row. */
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

export const LANES = 4;

/** Loads four elements, `offset` elements behind the pointer, into a new local. Beyond `count` the lanes hold anything. */
export function loadLanes(w: FunctionWriter, pointer: Local, stride: number, offset = 0, count = LANES): Local {
  const loaded = w.local("v128");
  w.get(pointer).memory(stride === 1 ? "v128.load" : "v128.load32_splat", 4 * offset).set(loaded);
  if (stride > 1) for (let lane = 1; lane < count; lane++) w.get(pointer).get(loaded).memoryLane("v128.load32_lane", 4 * (offset + stride * lane), lane).set(loaded);
  return loaded;
}

/** Stores the first `count` lanes of a local. */
export function storeLanes(w: FunctionWriter, pointer: Local, value: Local, stride: number, offset = 0, count = LANES): void {
  if (stride === 1 && count === LANES) {
    w.get(pointer).get(value).memory("v128.store", 4 * offset);
    return;
  }
  for (let lane = 0; lane < count; ) {
    const pair = stride === 1 && lane + 2 <= count;
    w.get(pointer).get(value).memoryLane(pair ? "v128.store64_lane" : "v128.store32_lane", 4 * (offset + stride * lane), pair ? lane / 2 : lane);
    lane += pair ? 2 : 1;
  }
}
