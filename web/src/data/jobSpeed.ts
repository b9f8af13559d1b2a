/** How fast long work goes: over the last seconds, so that a slow start does not weigh on the figure for ever. */
const WINDOW_MS = 4_000;
/** Before this much time has passed, a speed would be noise. */
const LEAST_MS = 400;

export interface JobSpeed {
  /** Enters how much is done of a stage, and tells done per second; null until it can be told. */
  at(stage: string, done: number, nowMs: number): number | null;
}

export function createJobSpeed(): JobSpeed {
  let points: { readonly done: number; readonly nowMs: number }[] = [];
  let current = "";
  return {
    at(stage, done, nowMs) {
      if (stage !== current) {
        current = stage;
        points = [];
      }
      points.push({ done, nowMs });
      while (points.length > 2 && nowMs - points[1]!.nowMs > WINDOW_MS) points.shift();
      const first = points[0]!;
      return nowMs - first.nowMs < LEAST_MS ? null : (done - first.done) / ((nowMs - first.nowMs) / 1000);
    },
  };
}
