/**
 * The dipole of the typical heart, wave by wave. Fitted by least squares so that the leads have the shapes and about the median sizes
 * that are normal in adults (Rijnbeek 2014, doi:10.1016/j.jelectrocard.2014.07.022, for the order of sizes; the targets themselves
 * and so these numbers are Kalium's choice; script: tests/golden/simulator/fit_qrs.py).
 */
import type { DipoleVector } from "./leadSystem.ts";

/** One bell of a wave; times in ms of a QRS (or P) of typical width, from an arbitrary zero. */
export interface VectorWave {
  readonly vector: DipoleVector;
  readonly centreMs: number;
  readonly sdMs: number;
}

/** Septum, then the free walls, then the posterior and the basal parts of the left ventricle. */
export const normalQrs: readonly VectorWave[] = [
  { vector: [-0.322, -0.201, -0.377], centreMs: -9, sdMs: 6.9 },
  { vector: [1.149, 0.765, 0.213], centreMs: 0.5, sdMs: 8.2 },
  { vector: [0.797, 0.149, 0.458], centreMs: 17.6, sdMs: 8.8 },
  { vector: [-0.457, -0.13, 0.491], centreMs: 23.6, sdMs: 8.8 },
];
/** Frontal axis of that QRS by its areas in I and aVF, degrees. */
export const NORMAL_QRS_AXIS_DEGREES = 39;

/** Right atrium, then left. */
export const normalP: readonly VectorWave[] = [
  { vector: [0.055, 0.08, -0.06], centreMs: -16, sdMs: 16 },
  { vector: [0.085, 0.052, 0.045], centreMs: 16, sdMs: 16 },
];

/** Main direction of T, and an early part that opens its loop: it points forward and to the right. */
export const normalT: DipoleVector = [0.25, 0.19, -0.165];
export const earlyT: DipoleVector = [-0.03, 0.02, -0.05];
/** U shows best in V2 and V3 (American Heart Association page; literature for the leads). */
export const normalU: DipoleVector = [0.1, 0.06, -0.25];
/** ST that is low in hypokalaemia: deepest in V3 and V4, seen in II. */
export const leftSt: DipoleVector = [0.5, 0.35, -0.35];
/** ST that rises in V1 and V2 above 7 mmol/L. */
export const rightSt: DipoleVector = [-0.35, 0, -0.75];

/** A beat from the ventricles themselves: wide, like left bundle branch block, T against it. */
export const ventricularQrs: readonly VectorWave[] = [
  { vector: [0.15, 0.25, -0.1], centreMs: -26, sdMs: 10 },
  { vector: [0.8, -0.35, 0.75], centreMs: 0, sdMs: 15 },
  { vector: [0.75, -0.5, 0.55], centreMs: 26, sdMs: 14 },
];
export const ventricularT: DipoleVector = [-0.38, 0.2, -0.36];
