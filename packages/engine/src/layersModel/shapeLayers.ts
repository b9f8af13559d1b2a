/** Layers without weights that pool, merge, move, cut or repeat values. */
import type { NodeName, Pair } from "../graph.ts";
import type { LayerConfig } from "./layerConfig.ts";
import type { GraphReading, LayerTranslator } from "./graphReading.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

function requireChannelsLast(config: LayerConfig): void {
  config.require("data_format", ["channels_last", "channelsLast"], "Save the model with channels last.");
}

function poolOf(op: "maxPool1d" | "averagePool1d" | "maxPool2d" | "averagePool2d"): LayerTranslator {
  return ({ builder }, config, [from]) => {
    requireChannelsLast(config);
    const padding = config.text("padding", "valid");
    if (padding !== "same" && padding !== "valid") throw config.refuse(`padding "${padding}" is not supported.`, "Use same or valid.");
    const { name } = config.layer;
    const size = config.pair("pool_size", 2);
    const stride = config.raw("strides") === undefined ? size : config.pair("strides");
    return op === "maxPool1d" || op === "averagePool1d" ? builder[op](from, { name, poolSize: size[0], stride: stride[0], padding }) : builder[op](from, { name, poolSize: size, stride, padding });
  };
}

function globalPoolOf(op: "globalAveragePool1d" | "globalMaxPool1d" | "globalAveragePool2d" | "globalMaxPool2d"): LayerTranslator {
  return ({ builder }, config, [from]) => {
    requireChannelsLast(config);
    const { name } = config.layer;
    const shape = builder.shapeOf(from);
    const pooled = builder[op](from, name);
    return config.flag("keepdims", false) ? builder.reshape(pooled, { name: `${name}.keepdims`, shape: [...shape.slice(0, -1).map(() => 1), shape.at(-1)!] }) : pooled;
  };
}

function mergeOf(op: "add" | "multiply"): LayerTranslator {
  return ({ builder }, config, from) => {
    if (from.length < 2) throw config.refuse(`it merges ${from.length} layer.`, "Give it at least two.");
    const { name } = config.layer;
    return from.slice(1).reduce((sum, next, index) => builder[op](sum, next, index === from.length - 2 ? name : `${name}.${index}`), from[0]);
  };
}

/** Margins of an axis pair: one number, [height, width] or [[top, bottom], [left, right]]. */
function margins(config: LayerConfig, key: string): readonly [Pair, Pair] {
  const value = config.raw(key);
  const sides = Array.isArray(value) ? (value as readonly unknown[]) : [value, value];
  const pairs = sides.map((side): Pair => (Array.isArray(side) ? [Number(side[0]), Number(side[1])] : [Number(side), Number(side)]));
  if (pairs.length !== 2 || pairs.flat().some((count) => !Number.isInteger(count) || count < 0)) throw config.refuse(`${key} is ${JSON.stringify(value)}.`, "Whole numbers are meant.");
  return [pairs[0], pairs[1]];
}

/** Margins of one axis: one number or [before, after]. */
function margin(config: LayerConfig, key: string): Pair {
  const value = config.raw(key);
  const pair: Pair = Array.isArray(value) ? [Number(value[0]), Number(value[1])] : [Number(value), Number(value)];
  if (pair.some((count) => !Number.isInteger(count) || count < 0)) throw config.refuse(`${key} is ${JSON.stringify(value)}.`, "Whole numbers are meant.");
  return pair;
}

/** Zeros around an image, as padded signals: rows of the image as samples, then columns. */
function padImage({ builder }: GraphReading, from: NodeName, name: NodeName, [vertical, horizontal]: readonly [Pair, Pair]): NodeName {
  const [height, width, channels] = builder.shapeOf(from);
  const rows = vertical[0] + height + vertical[1];
  const columns = horizontal[0] + width + horizontal[1];
  const padAxis = (input: NodeName, part: string, sides: readonly [number, number], [before, after]: Pair): NodeName =>
    builder.zeroPad1d(builder.reshape(input, { name: `${name}.${part}`, shape: sides }), { name: `${name}.${part}.padded`, before, after });
  const tall = padAxis(from, "rows", [height, width * channels], vertical);
  const turned = builder.permute(builder.reshape(tall, { name: `${name}.tall`, shape: [rows, width, channels] }), { name: `${name}.turned`, permutation: [1, 0, 2] });
  const wide = padAxis(turned, "columns", [width, rows * channels], horizontal);
  return builder.permute(builder.reshape(wide, { name: `${name}.wide`, shape: [columns, rows, channels] }), { name, permutation: [1, 0, 2] });
}

export const shapeLayers: Readonly<Record<string, LayerTranslator>> = {
  MaxPooling1D: poolOf("maxPool1d"),
  MaxPooling2D: poolOf("maxPool2d"),
  AveragePooling1D: poolOf("averagePool1d"),
  AveragePooling2D: poolOf("averagePool2d"),
  GlobalAveragePooling1D: globalPoolOf("globalAveragePool1d"),
  GlobalAveragePooling2D: globalPoolOf("globalAveragePool2d"),
  GlobalMaxPooling1D: globalPoolOf("globalMaxPool1d"),
  GlobalMaxPooling2D: globalPoolOf("globalMaxPool2d"),
  Add: mergeOf("add"),
  Multiply: mergeOf("multiply"),
  Concatenate({ builder }, config, from) {
    const axis = config.number("axis", -1);
    if (axis === 0) throw config.refuse("it joins batches.", "Join along another axis.");
    return builder.concat(from, { name: config.layer.name, axis: axis < 0 ? axis : axis - 1 });
  },
  Dot({ builder }, config, from) {
    const axes = config.raw("axes");
    const [left, right] = Array.isArray(axes) ? (axes as readonly number[]) : [axes as number, axes as number];
    const known = left === 2 && (right === 1 || right === 2) && from.every((node) => builder.shapeOf(node).length === 2) && !config.flag("normalize", false);
    if (!known) throw config.refuse(`the product over axes ${JSON.stringify(axes)} is not supported.`, "Multiply matrices over axes [2, 1] or [2, 2], without normalize.");
    return builder.matmul(from[0], from[1], { name: config.layer.name, transposeB: right === 2 });
  },
  Flatten({ builder }, config, [from]) {
    requireChannelsLast(config);
    return builder.reshape(from, { name: config.layer.name, shape: [sizeOf(builder.shapeOf(from))] });
  },
  Reshape({ builder }, config, [from]) {
    const target = config.raw("target_shape");
    if (!Array.isArray(target) || target.length === 0) throw config.refuse(`target_shape is ${JSON.stringify(target)}.`, "Give at least one axis.");
    const known = (target as readonly (number | null)[]).filter((side): side is number => side !== null && side > 0);
    const open = sizeOf(builder.shapeOf(from)) / sizeOf(known);
    return builder.reshape(from, { name: config.layer.name, shape: (target as readonly (number | null)[]).map((side) => (side === null || side < 0 ? open : side)) });
  },
  Permute({ builder }, config, [from]) {
    const dims = config.raw("dims");
    if (!Array.isArray(dims)) throw config.refuse(`dims is ${JSON.stringify(dims)}.`, "Name each axis once, from 1.");
    return builder.permute(from, { name: config.layer.name, permutation: (dims as readonly number[]).map((axis) => axis - 1) });
  },
  RepeatVector({ builder }, config, [from]) {
    const { name } = config.layer;
    return builder.upsample1d(builder.reshape(from, { name: `${name}.row`, shape: [1, builder.shapeOf(from)[0]] }), { name, factor: config.number("n") });
  },
  UpSampling1D: ({ builder }, config, [from]) => builder.upsample1d(from, { name: config.layer.name, factor: config.single("size", 2) }),
  UpSampling2D({ builder }, config, [from]) {
    requireChannelsLast(config);
    config.require("interpolation", ["nearest"], "Use nearest.");
    return builder.upsample2d(from, { name: config.layer.name, factor: config.pair("size", 2) });
  },
  ZeroPadding1D({ builder }, config, [from]) {
    const [before, after] = margin(config, "padding");
    return builder.zeroPad1d(from, { name: config.layer.name, before, after });
  },
  ZeroPadding2D(reading, config, [from]) {
    requireChannelsLast(config);
    return padImage(reading, from, config.layer.name, margins(config, "padding"));
  },
  Cropping1D({ builder }, config, [from]) {
    const [time, channels] = builder.shapeOf(from);
    const [before, after] = margin(config, "cropping");
    return builder.slice(from, { name: config.layer.name, begin: [before, 0], size: [time - before - after, channels] });
  },
  Cropping2D({ builder }, config, [from]) {
    requireChannelsLast(config);
    const [height, width, channels] = builder.shapeOf(from);
    const [[top, bottom], [left, right]] = margins(config, "cropping");
    return builder.slice(from, { name: config.layer.name, begin: [top, left, 0], size: [height - top - bottom, width - left - right, channels] });
  },
};
