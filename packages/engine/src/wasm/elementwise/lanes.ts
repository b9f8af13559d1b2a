/** Loads and stores of four elements that lie any distance apart, or of fewer at the end of a row. */
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

const LANES = 4;

/** Leaves four elements on the stack. Beyond `count` the lanes hold anything. */
export function loadLanes(w: FunctionWriter, pointer: Local, stride: number, count = LANES): void {
  w.get(pointer);
  if (stride === 0) w.memory("v128.load32_splat");
  else if (stride === 1) w.memory("v128.load");
  else {
    w.memory("v128.load32_splat");
    const loaded = w.local("v128");
    w.set(loaded);
    for (let lane = 1; lane < count; lane++) w.get(pointer).get(loaded).memoryLane("v128.load32_lane", 4 * stride * lane, lane).set(loaded);
    w.get(loaded);
  }
}

/** Stores the first `count` lanes of a local. */
export function storeLanes(w: FunctionWriter, pointer: Local, value: Local, stride: number, count = LANES): void {
  if (stride === 1 && count === LANES) {
    w.get(pointer).get(value).memory("v128.store");
    return;
  }
  for (let lane = 0; lane < count; ) {
    const pair = stride === 1 && lane + 2 <= count;
    w.get(pointer).get(value).memoryLane(pair ? "v128.store64_lane" : "v128.store32_lane", 4 * stride * lane, pair ? lane / 2 : lane);
    lane += pair ? 2 : 1;
  }
}
