/** Finds the tensors of a layer among the names that Keras and TensorFlow.js give them. */
import type { HostTensor } from "../executor.ts";
import { LayersModelError } from "./layersModelError.ts";

export interface LayerWeights {
  /** The tensor `leaf` (kernel, bias, gamma …) of a layer, or null. */
  find(layer: string, leaf: string): HostTensor | null;
  /** @throws {LayersModelError} `bad-file` when it is missing or has another shape */
  take(layer: string, leaf: string, shape: readonly number[]): HostTensor;
}

/**
 * Names are `layer/leaf`; the converter may put scopes before the layer, a cell between the two, and `:0` behind. A layer of a model inside
 * the model, MODEL/LAYER, may go by its own name. Where several fit, the one with the most of the layer's name counts, then the shortest.
 */
export function layerWeights(tensors: ReadonlyMap<string, HostTensor>): LayerWeights {
  const byLeaf = new Map<string, { readonly scopes: readonly string[]; readonly name: string; readonly tensor: HostTensor }[]>();
  for (const [name, tensor] of tensors) {
    const parts = name.replace(/:\d+$/, "").split("/");
    const leaf = parts.at(-1)!;
    byLeaf.set(leaf, [...(byLeaf.get(leaf) ?? []), { scopes: parts.slice(0, -1), name, tensor }]);
  }
  const find = (layer: string, leaf: string): HostTensor | null => {
    const direct = tensors.get(`${layer}/${leaf}`);
    if (direct) return direct;
    const path = layer.split("/");
    const shared = (scopes: readonly string[]): number => path.filter((part) => scopes.includes(part)).length;
    const fits = (byLeaf.get(leaf) ?? []).filter(({ scopes }) => scopes.includes(path.at(-1)!)).sort((a, b) => shared(b.scopes) - shared(a.scopes) || a.scopes.length - b.scopes.length);
    return fits[0]?.tensor ?? null;
  };
  return {
    find,
    take(layer, leaf, shape) {
      const tensor = find(layer, leaf);
      if (!tensor) throw new LayersModelError("bad-file", layer, `its weight "${leaf}" is not in the manifest.`, "Save the model with its weights.");
      if (tensor.data.length !== shape.reduce((product, side) => product * side, 1)) {
        throw new LayersModelError("bad-file", layer, `its weight "${leaf}" is [${tensor.shape.join(", ")}], and the layer needs [${shape.join(", ")}].`, "Choose the weights that belong to this model.json.");
      }
      return { shape, data: tensor.data };
    },
  };
}
