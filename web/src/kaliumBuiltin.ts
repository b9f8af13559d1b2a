import * as elements from "@kalium/elements";
import * as labModule from "@kalium/lab";
import { theLab } from "./labSeam.ts";

/** What cells know as `kalium`: the open lab, what else the lab offers, and what the elements offer beside their tags. */
export type KaliumBuiltin = Omit<typeof labModule, "openLab"> & typeof elements & labModule.Lab;

export function kaliumBuiltin(): KaliumBuiltin {
  const { openLab: _opened, ...labTools } = labModule;
  return { ...elements, ...labTools, ...theLab() };
}
