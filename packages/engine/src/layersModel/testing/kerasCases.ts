/** Small models of @tensorflow/tfjs-layers, Sequential and Functional, that between them use every layer that can be read. */
import { input, layers, model, sequential } from "@tensorflow/tfjs-layers";
import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";

export interface KerasCase {
  readonly title: string;
  readonly make: () => LayersModel;
}

type Layer = ReturnType<typeof layers.dense>;

/** A Sequential model of layers over one input shape. */
const stack = (inputShape: number[], ...parts: object[]): LayersModel => {
  const whole = sequential();
  whole.add(layers.inputLayer({ inputShape }));
  parts.forEach((part) => whole.add(part as Layer));
  return whole;
};

const functional = (shape: number[], build: (x: SymbolicTensor) => SymbolicTensor): LayersModel => {
  const x = input({ shape });
  return model({ inputs: x, outputs: build(x) });
};

const apply = (layer: object, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor => (layer as Layer).apply(x) as SymbolicTensor;

const activations = ["linear", "relu", "tanh", "sigmoid", "softmax", "gelu", "gelu_new", "swish"] as const;

export const kerasCases: readonly KerasCase[] = [
  { title: "conv1d, same, stride 2, relu", make: () => stack([17, 3], layers.conv1d({ filters: 4, kernelSize: 5, strides: 2, padding: "same", activation: "relu" })) },
  { title: "conv1d, valid, dilation 3, no bias", make: () => stack([19, 2], layers.conv1d({ filters: 3, kernelSize: 3, dilationRate: 3, useBias: false })) },
  { title: "conv2d, same, strides 2 and 1", make: () => stack([7, 9, 2], layers.conv2d({ filters: 3, kernelSize: [3, 2], strides: [2, 1], padding: "same" })) },
  { title: "conv2d, valid, dilation", make: () => stack([9, 8, 2], layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: [2, 1] })) },
  { title: "depthwise conv2d, multiplier 2", make: () => stack([8, 5, 3], layers.depthwiseConv2d({ kernelSize: [3, 3], depthMultiplier: 2, padding: "same", activation: "relu" })) },
  { title: "separable conv2d", make: () => stack([8, 6, 3], layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2, padding: "same" })) },
  { title: "batch norm and relu", make: () => stack([11, 3], layers.batchNormalization(), layers.reLU()) },
  { title: "batch norm without scale and centre", make: () => stack([11, 3], layers.batchNormalization({ scale: false, center: false, epsilon: 0.01 })) },
  { title: "layer norm", make: () => stack([6, 5], layers.layerNormalization({ axis: -1 })) },
  ...activations.map((activation) => ({ title: `dense, ${activation}`, make: () => stack([7], layers.dense({ units: 5, activation })) })),
  ...activations.map((activation) => ({ title: `activation ${activation}`, make: () => stack([4, 5], layers.activation({ activation })) })),
  { title: "softmax layer", make: () => stack([5], layers.softmax()) },
  { title: "dense over time", make: () => stack([6, 4], layers.dense({ units: 3 })) },
  { title: "max and average pools of signals", make: () => stack([23, 3], layers.maxPooling1d({ poolSize: 3, strides: 2, padding: "same" }), layers.averagePooling1d({ poolSize: 4, strides: 3, padding: "same" })) },
  { title: "max and average pools of images", make: () => stack([9, 11, 2], layers.maxPooling2d({ poolSize: [2, 3], strides: [1, 2], padding: "same" }), layers.averagePooling2d({ poolSize: 2, padding: "same" })) },
  { title: "pools of default size", make: () => stack([12, 2], layers.maxPooling1d({ poolSize: 2 }), layers.averagePooling1d({})) },
  { title: "global average of a signal", make: () => stack([7, 3], layers.globalAveragePooling1d({})) },
  { title: "global maximum of a signal", make: () => stack([7, 3], layers.globalMaxPooling1d({})) },
  { title: "global average of an image", make: () => stack([4, 7, 3], layers.globalAveragePooling2d({})) },
  { title: "global maximum of an image", make: () => stack([4, 7, 3], layers.globalMaxPooling2d({})) },
  { title: "flatten, reshape, permute, repeat", make: () => stack([4, 6], layers.permute({ dims: [2, 1] }), layers.flatten(), layers.dropout({ rate: 0.4 }), layers.dense({ units: 3 }), layers.repeatVector({ n: 4 }), layers.reshape({ targetShape: [2, -1] })) },
  { title: "zero padding and cropping of images", make: () => stack([5, 4, 2], layers.zeroPadding2d({ padding: [[1, 2], [0, 3]] }), layers.cropping2D({ cropping: [[2, 0], [1, 1]] })) },
  { title: "upsampling of images", make: () => stack([3, 4, 2], layers.upSampling2d({ size: [2, 3] })) },
  { title: "LSTM, last state", make: () => stack([9, 4], layers.lstm({ units: 5, recurrentActivation: "sigmoid", recurrentInitializer: "glorotUniform" })) },
  { title: "LSTM, sequences, twice", make: () => stack([7, 3], layers.lstm({ units: 4, recurrentActivation: "sigmoid", recurrentInitializer: "glorotUniform", returnSequences: true }), layers.lstm({ units: 3, recurrentActivation: "sigmoid", recurrentInitializer: "glorotUniform", returnSequences: true })) },
  {
    title: "a residual network with concatenation and gate",
    make: () => functional([20, 2], (x) => {
      const stem = apply(layers.conv1d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu" }), x);
      const left = apply(layers.batchNormalization(), apply(layers.conv1d({ filters: 4, kernelSize: 3, padding: "same" }), stem));
      const sum = apply(layers.add(), [stem, left, apply(layers.activation({ activation: "tanh" }), stem)]);
      const gate = apply(layers.dense({ units: 4, activation: "sigmoid" }), apply(layers.globalAveragePooling1d({}), sum));
      const gated = apply(layers.multiply(), [sum, apply(layers.reshape({ targetShape: [1, 4] }), gate)]);
      return apply(layers.dense({ units: 2 }), apply(layers.flatten(), apply(layers.concatenate({ axis: 1 }), [gated, stem])));
    }),
  },
  {
    title: "models inside the model",
    make: () => functional([16, 2], (x) => {
      const encoder = sequential({ layers: [layers.conv1d({ inputShape: [16, 2], filters: 3, kernelSize: 3 }), layers.batchNormalization()] });
      const inner = input({ shape: [14, 3] });
      const gate = apply(layers.dense({ units: 3, activation: "sigmoid" }), inner);
      const block = model({ inputs: inner, outputs: apply(layers.multiply(), [inner, gate]) });
      return apply(layers.dense({ units: 2 }), apply(layers.globalMaxPooling1d({}), apply(block, apply(encoder, x))));
    }),
  },
  {
    title: "a Sequential model that begins with a model",
    make: () => sequential({ layers: [sequential({ layers: [layers.conv1d({ inputShape: [9, 2], filters: 3, kernelSize: 2, name: "first" })] }), layers.flatten(), layers.dense({ units: 2 })] as Layer[] }),
  },
  {
    title: "attention by matrix products",
    make: () => functional([6, 4], (x) => {
      const [query, key, value] = [5, 5, 3].map((units) => apply(layers.dense({ units }), x));
      const scores = apply(layers.softmax({ axis: -1 }), apply(layers.dot({ axes: [2, 2] }), [query, key]));
      return apply(layers.dot({ axes: [2, 1] }), [scores, value]);
    }),
  },
];
