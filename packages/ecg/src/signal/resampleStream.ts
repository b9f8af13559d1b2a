import { outputAt, preparePolyphase } from "./resample.ts";

/** A resampler for a signal that arrives in blocks. */
export interface ResampleStream {
  /** Takes the next block; gives the outputs that no later sample can change, at first none. */
  push(block: ArrayLike<number>): Float64Array;
  /** Gives the rest, with zeros after the end. */
  finish(): Float64Array;
}

/**
 * Whatever the sizes of the blocks, the outputs in a row equal `resamplePoly` on the whole signal bit for bit. They come
 * 10·max(up, down)/up input samples late, which is the reach of the filter.
 * @throws RangeError when up or down is not a positive whole number.
 */
export function streamResample(up: number, down: number): ResampleStream {
  const polyphase = preparePolyphase(up, down);
  const reach = polyphase.phases[0].length;
  let kept = new Float64Array(0);
  let keptFrom = 0;
  let received = 0;
  let next = 0;
  const give = (end: number): Float64Array => {
    const given = new Float64Array(Math.max(0, end - next));
    for (let index = 0; index < given.length; index++) given[index] = outputAt(polyphase, next + index, kept, keptFrom, received);
    next += given.length;
    return given;
  };
  const latestInputOf = (output: number) => Math.floor((polyphase.half + output * polyphase.down) / polyphase.up);
  return {
    push(block) {
      const oldest = Math.max(keptFrom, Math.min(received, latestInputOf(next) - reach));
      const grown = new Float64Array(received - oldest + block.length);
      grown.set(kept.subarray(oldest - keptFrom));
      grown.set(block, received - oldest);
      kept = grown;
      keptFrom = oldest;
      received += block.length;
      // Output k waits for input ⌊(half + k·down)/up⌋.
      const end = Math.floor((received * polyphase.up - polyphase.half - 1) / polyphase.down) + 1;
      return give(end);
    },
    finish: () => give(Math.ceil((received * polyphase.up) / polyphase.down)),
  };
}
