/**
 * Chest electrodes that lie beside their place, each session anew. An electrode that lies elsewhere looks at the heart from
 * elsewhere: its lead vector is turned.
 */
import { leadVector } from "../leadSystem.ts";
import type { ChannelName, DipoleVector } from "../leadSystem.ts";
import { drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";

export const chestLeadNames = ["V1", "V2", "V3", "V4", "V5", "V6"] as const;
export type ChestLeadName = (typeof chestLeadNames)[number];

/** How far each chest electrode lies beside its place, cm. */
export type ElectrodePlacement = Readonly<Record<ChestLeadName, { readonly leftCm: number; readonly upCm: number }>>;

/**
 * SD of the displacement along each direction: 30 technicians missed the marked places by 1.14 inches in the mean (Wenger and Kligfield
 * 1996, J Electrocardiol 29:179, literature), and the mean distance of two independent normal displacements is 1.253 SDs. That they
 * missed V1 and V2 upwards and V4 to V6 downwards more often is left out.
 */
export const PLACEMENT_SD_CM = (1.14 * 2.54) / Math.sqrt(Math.PI / 2);
/** From the middle of the ventricles to the chest electrodes (Kalium's choice; it makes the angle between neighbours that of the lead vectors, about 28°, at a usual spacing of 5 cm). */
const HEART_TO_ELECTRODE_CM = 10;

/** Where a technician puts the six electrodes. `sdCm` 0 puts them where they belong. */
export function drawElectrodePlacement(random: Random, sdCm = PLACEMENT_SD_CM): ElectrodePlacement {
  const place = () => ({ leftCm: sdCm * drawStandardNormal(random), upCm: sdCm * drawStandardNormal(random) });
  return { V1: place(), V2: place(), V3: place(), V4: place(), V5: place(), V6: place() };
}

/** The lead vector of an electrode where it lies; all but the chest leads stay what they are. */
export function placedLeadVector(name: ChannelName, placement: ElectrodePlacement | undefined): DipoleVector {
  const vector = leadVector(name);
  if (placement === undefined || !isChestLead(name)) return vector;
  const { leftCm, upCm } = placement[name];
  const [x, y, z] = vector;
  // Axes point left, down and back; along the row, left of the person is from −z towards x.
  const around = Math.atan2(x, -z) + leftCm / HEART_TO_ELECTRODE_CM;
  const level = Math.hypot(x, z);
  const height = Math.atan2(-y, level) + upCm / HEART_TO_ELECTRODE_CM;
  const length = Math.hypot(level, y);
  return [length * Math.cos(height) * Math.sin(around), -length * Math.sin(height), -length * Math.cos(height) * Math.cos(around)];
}

function isChestLead(name: ChannelName): name is ChestLeadName {
  return (chestLeadNames as readonly string[]).includes(name);
}
