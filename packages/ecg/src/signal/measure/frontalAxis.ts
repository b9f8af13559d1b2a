/**
 * Electrical axis in the frontal plane, degrees: 0° to the left (lead I), +90° to the feet (aVF), in (−180, 180]. Lead aVF is
 * weighed with 2/√3, since Goldberger's leads are smaller than Einthoven's by √3/2: a dipole in the plane of Einthoven's
 * triangle then gives its own angle.
 */

const GOLDBERGER_GAIN = 2 / Math.sqrt(3);

/**
 * @param leadI net area (mV·ms) or net amplitude (mV) of the wave in lead I
 * @param leadAvf the same in lead aVF
 * @returns null when both are 0 or one is missing
 */
export function frontalAxisDeg(leadI: number | null, leadAvf: number | null): number | null {
  if (leadI === null || leadAvf === null || Number.isNaN(leadI + leadAvf) || (leadI === 0 && leadAvf === 0)) return null;
  return (Math.atan2(GOLDBERGER_GAIN * leadAvf, leadI) * 180) / Math.PI;
}

/** a − b as the smaller turn, in (−180, 180]. */
export function axisDifferenceDeg(a: number, b: number): number {
  const turn = (((a - b) % 360) + 360) % 360;
  return turn > 180 ? turn - 360 : turn;
}
