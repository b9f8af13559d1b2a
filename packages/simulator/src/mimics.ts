/**
 * Hearts whose ECG resembles, hides or distorts the signs of potassium. The patterns are those of textbooks; their sizes are
 * Kalium's choice.
 */
import { normalQrs, normalT } from "./heartVectors.ts";
import type { VectorWave } from "./heartVectors.ts";
import type { DipoleVector } from "./leadSystem.ts";

export const mimicNames = [
  "left-ventricular-strain",
  "early-repolarisation",
  "left-bundle-branch-block",
  "right-bundle-branch-block",
] as const;
export type MimicName = (typeof mimicNames)[number];

export interface Mimic {
  readonly name: MimicName;
  /** 0 none to 1 full. */
  readonly degree: number;
}

/** What a heart starts from before a person's own differences and potassium. */
export interface HeartPattern {
  readonly qrs: readonly VectorWave[];
  /** Direction and size of T at a T in V4 of 0.4 mV in a heart without a mimic. */
  readonly t: DipoleVector;
  /** Times the size and the duration of QRS. */
  readonly qrsSizeRatio: number;
  readonly qrsDurationRatio: number;
  /** ST level in the direction of `leftSt`, mV in V2–V5. */
  readonly stMillivolt: number;
  /** ST level that T's own direction carries, as a share of T; early repolarisation. */
  readonly stShareOfT: number;
}

const leftBundleQrs: readonly VectorWave[] = [
  { vector: [0.3, 0.2, 0.15], centreMs: -22, sdMs: 8 },
  { vector: [0.75, 0.25, 0.85], centreMs: -2, sdMs: 10 },
  { vector: [0.85, 0.05, 0.85], centreMs: 20, sdMs: 10 },
];
const rightBundleQrs: readonly VectorWave[] = [
  ...normalQrs.slice(0, 3),
  { vector: [-0.5, -0.05, -0.5], centreMs: 42, sdMs: 11 },
];

/** The pattern of a person's mimic; a degree below 1 lies between it and the normal one. */
export function heartPattern(mimic: Mimic | null): HeartPattern {
  const normal: HeartPattern = { qrs: normalQrs, t: normalT, qrsSizeRatio: 1, qrsDurationRatio: 1, stMillivolt: 0, stShareOfT: 0 };
  if (mimic === null || mimic.degree === 0) return normal;
  const { degree } = mimic;
  const between = (from: DipoleVector, to: DipoleVector): DipoleVector => [
    from[0] + degree * (to[0] - from[0]),
    from[1] + degree * (to[1] - from[1]),
    from[2] + degree * (to[2] - from[2]),
  ];
  switch (mimic.name) {
    case "left-ventricular-strain":
      // Tall lateral R, deep S in V1–V2, ST and T against R in I, aVL, V5 and V6.
      return { ...normal, t: between(normalT, [-0.22, 0.03, -0.22]), qrsSizeRatio: 1 + 0.6 * degree, qrsDurationRatio: 1 + 0.08 * degree, stMillivolt: -0.08 * degree };
    case "early-repolarisation":
      return { ...normal, t: between(normalT, [0.4, 0.26, -0.32]), stShareOfT: 0.2 * degree };
    case "left-bundle-branch-block":
      return { ...normal, qrs: leftBundleQrs, t: between(normalT, [-0.25, 0.05, -0.4]), qrsDurationRatio: 1 + 0.55 * degree };
    case "right-bundle-branch-block":
      return { ...normal, qrs: rightBundleQrs, t: between(normalT, [0.3, 0.16, 0.02]), qrsDurationRatio: 1 + 0.4 * degree };
    default:
      return mimic.name satisfies never;
  }
}
