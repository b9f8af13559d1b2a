/** The delineators that can be scored, by name; the first is the default. Made when asked for, since one may have to load weights. */
import { rulesDelineator, type Delineator, type DelineatorName } from "@kalium/ecg";

export const delineators: Partial<Readonly<Record<DelineatorName, () => Promise<Delineator>>>> = {
  rules: async () => rulesDelineator,
};
