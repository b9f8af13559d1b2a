/** What slow conduction makes of the parts of QRS, besides making all of it longer. */
import type { VectorWave } from "./heartVectors.ts";
import { scaled } from "./leadSystem.ts";

/**
 * Shares per unit of widening (a QRS of twice the width is one unit). The pattern is that of textbooks: a blunt, lower R, because the
 * free walls are no longer activated at once, and a late, broad S in I and V4–V6 with its mirror image in aVR. No source gives sizes, so all of these are Kalium's choice.
 */
const EARLY_BLUNTING = 2.4;
const LATE_BLUNTING = 1.1;
const LATE_DELAY = 2;
const LAST_DELAY = 2.8;
const LAST_GROWTH = 0.6;
const LOWERING = 0.2;
/** Wider complexes keep this form: what is wider still turns into a sine wave. */
const MOST_WIDENING = 0.6;
/** The first two parts, septum and free walls, are activated early. */
const EARLY_PARTS = 2;

/**
 * The parts of QRS as slow conduction leaves them; their duration as a whole is set afterwards. Stretching alone would leave the
 * slender R of a narrow complex.
 *
 * @param widthRatio QRS duration over the person's own at 4.5 mmol/L; at 1 or less nothing changes.
 */
export function slurred(waves: readonly VectorWave[], widthRatio: number): VectorWave[] {
  const widening = Math.min(MOST_WIDENING, Math.max(0, widthRatio - 1));
  const last = waves.length - 1;
  return waves.map(({ vector, centreMs, sdMs }, part) => {
    const isEarly = part < EARLY_PARTS;
    const delay = isEarly ? 0 : part === last ? LAST_DELAY : LATE_DELAY;
    const growth = part === last ? LAST_GROWTH : 0;
    return {
      vector: scaled(vector, (1 + growth * widening) / (1 + LOWERING * widening)),
      centreMs: centreMs * (1 + delay * widening),
      sdMs: sdMs * (1 + (isEarly ? EARLY_BLUNTING : LATE_BLUNTING) * widening),
    };
  });
}
