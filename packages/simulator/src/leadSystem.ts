/**
 * From the heart's dipole to leads: the twelve standard leads and Frank's X, Y, Z. Axes are Frank's: x points to the left, y to the
 * feet, z to the back, so that V1 and V2 look along −z.
 */

/** A dipole moment in mV of Frank's leads, or a direction. */
export type DipoleVector = readonly [x: number, y: number, z: number];

export const twelveLeadNames = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"] as const;
export const frankLeadNames = ["X", "Y", "Z"] as const;
/** Every lead that can be drawn. */
export const simulatedLeadNames = [...twelveLeadNames, ...frankLeadNames] as const;
export type SimulatedLeadName = (typeof simulatedLeadNames)[number];

/** The eight standard leads that no two electrodes share; the other four follow from I and II. */
export const independentLeadNames = ["I", "II", "V1", "V2", "V3", "V4", "V5", "V6"] as const;
export type IndependentLeadName = (typeof independentLeadNames)[number];

/** A lead whose samples are drawn, not derived from two others. */
export type ChannelName = IndependentLeadName | (typeof frankLeadNames)[number];

/** Forward Dower matrix: millivolts of a lead per millivolt of X, Y, Z (Dower 1980, simulator specification section 4; literature). */
export const dowerMatrix: Readonly<Record<IndependentLeadName, DipoleVector>> = {
  I: [0.632, -0.235, 0.059],
  II: [0.235, 1.066, -0.132],
  V1: [-0.515, 0.157, -0.917],
  V2: [0.044, 0.164, -1.387],
  V3: [0.882, 0.098, -1.277],
  V4: [1.213, 0.127, -0.601],
  V5: [1.125, 0.127, -0.086],
  V6: [0.831, 0.076, 0.23],
};

/** Weights of I and II in the leads that follow from them (Einthoven, Goldberger; exact). */
export const derivedFromIAndII = {
  III: [-1, 1],
  aVR: [-0.5, -0.5],
  aVL: [1, -0.5],
  aVF: [-0.5, 1],
} as const;
export type DerivedLeadName = keyof typeof derivedFromIAndII;

const frankAxes = { X: [1, 0, 0], Y: [0, 1, 0], Z: [0, 0, 1] } as const;

/** The vector that a drawn lead multiplies the dipole with. */
export function leadVector(name: ChannelName): DipoleVector {
  return name === "X" || name === "Y" || name === "Z" ? frankAxes[name] : dowerMatrix[name];
}

export function dot(a: DipoleVector, b: DipoleVector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function lengthOf(a: DipoleVector): number {
  return Math.sqrt(dot(a, a));
}

export function scaled(a: DipoleVector, by: number): DipoleVector {
  return [a[0] * by, a[1] * by, a[2] * by];
}

/** The vector turned in the frontal plane (positive: clockwise on the page, towards the feet) and in the transverse plane (positive: to the back). */
export function turned(a: DipoleVector, frontalDegrees: number, transverseDegrees: number): DipoleVector {
  const f = (frontalDegrees * Math.PI) / 180;
  const t = (transverseDegrees * Math.PI) / 180;
  const x = a[0] * Math.cos(f) - a[1] * Math.sin(f);
  const y = a[0] * Math.sin(f) + a[1] * Math.cos(f);
  return [x * Math.cos(t) - a[2] * Math.sin(t), y, x * Math.sin(t) + a[2] * Math.cos(t)];
}

export function isDerivedLead(name: SimulatedLeadName): name is DerivedLeadName {
  return name in derivedFromIAndII;
}

/** The leads that must be drawn for the leads asked for. */
export function channelsFor(leadNames: readonly SimulatedLeadName[]): ChannelName[] {
  const needed = new Set<ChannelName>();
  for (const name of leadNames) {
    if (isDerivedLead(name)) needed.add("I").add("II");
    else needed.add(name);
  }
  return [...needed];
}
