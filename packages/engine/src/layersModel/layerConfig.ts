/** Reads the settings of one layer; what cannot be meant is refused with the layer's name. */
import type { Pair } from "../graph.ts";
import { LayersModelError } from "./layersModelError.ts";
import type { LayerEntry } from "./modelJson.ts";

export interface LayerConfig {
  readonly layer: LayerEntry;
  refuse(problem: string, remedy: string): LayersModelError;
  number(key: string, missing?: number): number;
  flag(key: string, missing: boolean): boolean;
  text(key: string, missing: string): string;
  /** A number, or a list with one of them. */
  single(key: string, missing?: number): number;
  /** A number for both, or a list of two. */
  pair(key: string, missing?: number): Pair;
  /** @throws {LayersModelError} unless the setting is absent or one of those allowed */
  require(key: string, allowed: readonly unknown[], remedy: string): void;
  raw(key: string): unknown;
}

export function layerConfig(layer: LayerEntry): LayerConfig {
  const { config } = layer;
  const refuse = (problem: string, remedy: string): LayersModelError => new LayersModelError("bad-file", layer.name, problem, remedy);
  const raw = (key: string): unknown => config[key] ?? undefined;
  const numberFrom = (key: string, value: unknown, missing: number | undefined): number => {
    const chosen = value ?? missing;
    if (typeof chosen !== "number" || !Number.isFinite(chosen)) throw refuse(`${key} is ${JSON.stringify(value)}.`, "Save the model again; a number is meant.");
    return chosen;
  };
  const list = (key: string): readonly unknown[] | null => {
    const value = raw(key);
    return Array.isArray(value) ? value : null;
  };
  return {
    layer,
    refuse,
    raw,
    number: (key, missing) => numberFrom(key, raw(key), missing),
    flag: (key, missing) => Boolean(raw(key) ?? missing),
    text: (key, missing) => String(raw(key) ?? missing),
    single(key, missing) {
      const values = list(key);
      return numberFrom(key, values ? values[0] : raw(key), missing);
    },
    pair(key, missing) {
      const values = list(key);
      const both = values ?? [raw(key), raw(key)];
      return [numberFrom(key, both[0], missing), numberFrom(key, both[both.length - 1], missing)];
    },
    require(key, allowed, remedy) {
      const value = raw(key);
      if (value !== undefined && !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) throw refuse(`${key} ${JSON.stringify(value)} is not supported.`, remedy);
    },
  };
}
