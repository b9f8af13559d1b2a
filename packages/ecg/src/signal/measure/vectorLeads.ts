/**
 * Between 12 leads and Frank's X, Y, Z. The forward matrix is Dower's (Dower, Machado & Osborne 1980); the inverse is
 * Edenbrandt & Pahlm 1988 (10.1016/0022-0736(88)90007-0). Constants: literature. Kors' matrix is not offered.
 */

/** Rows of the forward matrix: weights of X, Y, Z. */
const DOWER: Readonly<Record<string, readonly [number, number, number]>> = {
  I: [0.632, -0.235, 0.059], II: [0.235, 1.066, -0.132],
  V1: [-0.515, 0.157, -0.917], V2: [0.044, 0.164, -1.387], V3: [0.882, 0.098, -1.277],
  V4: [1.213, 0.127, -0.601], V5: [1.125, 0.127, -0.086], V6: [0.831, 0.076, 0.23],
};

/** Leads that the inverse needs, in the order of its columns. */
export const INVERSE_DOWER_LEADS = ["V1", "V2", "V3", "V4", "V5", "V6", "I", "II"] as const;

const INVERSE_DOWER = {
  x: [-0.172, -0.074, 0.122, 0.231, 0.239, 0.194, 0.156, -0.01],
  y: [0.057, -0.019, -0.106, -0.022, 0.041, 0.048, -0.227, 0.887],
  z: [-0.229, -0.31, -0.246, -0.063, 0.055, 0.108, 0.022, 0.102],
} as const;

/** Frank leads: X to the left, Y to the feet, Z to the back. */
export interface FrankLeads {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** X, Y, Z from the eight independent leads. Null when one of them is missing. */
export function frankFromTwelve(leadNamed: (name: string) => ArrayLike<number> | null): FrankLeads | null {
  const found = INVERSE_DOWER_LEADS.map((name) => leadNamed(name));
  if (found.some((lead) => lead === null)) return null;
  const leads = found as readonly ArrayLike<number>[];
  const mix = (weights: readonly number[]) => Float64Array.from({ length: leads[0]!.length }, (_, i) => weights.reduce((sum, weight, k) => sum + weight * leads[k]![i]!, 0));
  return { x: mix(INVERSE_DOWER.x), y: mix(INVERSE_DOWER.y), z: mix(INVERSE_DOWER.z) };
}

/** The twelve leads by name from X, Y, Z; III, aVR, aVL, aVF by Einthoven's and Goldberger's identities. */
export function twelveFromFrank({ x, y, z }: FrankLeads): ReadonlyMap<string, Float64Array> {
  const made = new Map<string, Float64Array>();
  for (const [name, [wx, wy, wz]] of Object.entries(DOWER)) made.set(name, x.map((value, i) => wx * value + wy * y[i]! + wz * z[i]!));
  for (const name of ["III", "aVR", "aVL", "aVF"]) made.set(name, derivedLimbLead(name, made.get("I")!, made.get("II")!)!);
  return made;
}

/** III, aVR, aVL or aVF from I and II; null for any other name. */
export function derivedLimbLead(name: string, i: ArrayLike<number>, ii: ArrayLike<number>): Float64Array | null {
  const weights: Readonly<Record<string, readonly [number, number]>> = { III: [-1, 1], AVR: [-0.5, -0.5], AVL: [1, -0.5], AVF: [-0.5, 1] };
  const found = weights[name.toUpperCase()];
  return found === undefined ? null : Float64Array.from({ length: i.length }, (_, k) => found[0] * i[k]! + found[1] * ii[k]!);
}
