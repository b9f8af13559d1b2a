/** Named random streams that know how much of each was drawn, so that a training continues in the middle of them. */
import { EngineError } from "../engineError.ts";
import { seededRandom } from "../seededRandom.ts";

export interface RandomState {
  readonly seed: number;
  /** Numbers drawn so far, by stream. */
  readonly drawn: Readonly<Record<string, number>>;
}

export interface ResumableRandom {
  /** The generator of a stream, uniform in [0, 1); the same name gives the same, ongoing generator. */
  stream(name: string): () => number;
  state(): RandomState;
}

/**
 * Starts the streams of a seed, or continues them.
 * @throws {EngineError} `bad-input` for a state that cannot be
 */
export function resumableRandom(from: RandomState): ResumableRandom {
  const streamOf = seededRandom(from.seed);
  const drawn = new Map<string, number>();
  const generators = new Map<string, () => number>();
  for (const [name, count] of Object.entries(from.drawn)) {
    if (!Number.isSafeInteger(count) || count < 0) throw new EngineError("bad-input", `Random stream "${name}" has the count ${count}.`, "Give the state as it was stored.");
    drawn.set(name, count);
  }
  return {
    stream(name) {
      const known = generators.get(name);
      if (known) return known;
      const draw = streamOf(name, drawn.get(name) ?? 0);
      const counted = (): number => {
        drawn.set(name, (drawn.get(name) ?? 0) + 1);
        return draw();
      };
      generators.set(name, counted);
      return counted;
    },
    state: () => ({ seed: from.seed, drawn: Object.fromEntries(drawn) }),
  };
}
