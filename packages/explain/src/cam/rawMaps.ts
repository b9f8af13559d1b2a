/**
 * Raw class activation maps of one beat at one 1-D layer, signed and unscaled.
 *
 * `activations` and `gradients` are A and G = ∂y/∂A, row-major [time × channels], y a logit (never a probability)
 * in inference mode. Every function returns one value per time cell; ReLU, interpolation and scaling belong to
 * `displayMap`. Only raw maps may be compared between tools: the display steps differ from one to the next.
 * A 2-D layer works too: flatten its two axes into `timeCount`.
 */
import { ExplainError, requireCount, requireLength } from "../explainError.ts";

/** Numbers that a map can be made from: an executor's float32 or a test's float64. */
export type MapNumbers = Float32Array | Float64Array;

/** The methods this package can compute from activations and gradients. */
export type CamMethod = "gradCam" | "hiResCam" | "layerCam" | "gradCamPlusPlus" | "xGradCam";

/** A function from activations and gradients to a signed map of `timeCount` cells. */
export type RawMapFunction = (activations: MapNumbers, gradients: MapNumbers, timeCount: number, channelCount: number) => Float64Array;

/**
 * Grad-CAM: Σ_k mean_t(G_k)·A_tk.
 * Selvaraju et al. 2017, doi:10.1109/ICCV.2017.74; without its ReLU, which is a display step here.
 */
export function gradCam(activations: MapNumbers, gradients: MapNumbers, timeCount: number, channelCount: number): Float64Array {
  requireMapSizes("gradCam", activations, gradients, timeCount, channelCount);
  const weights = new Float64Array(channelCount);
  forEachCell(timeCount, channelCount, (index, _time, channel) => {
    weights[channel] += gradients[index];
  });
  for (let channel = 0; channel < channelCount; channel++) weights[channel] /= timeCount;
  return weightedSum(activations, weights, timeCount, channelCount);
}

/** HiResCAM: Σ_k G_tk·A_tk. Draelos and Carin 2020, doi:10.48550/arXiv.2011.08891. */
export function hiResCam(activations: MapNumbers, gradients: MapNumbers, timeCount: number, channelCount: number): Float64Array {
  requireMapSizes("hiResCam", activations, gradients, timeCount, channelCount);
  const map = new Float64Array(timeCount);
  forEachCell(timeCount, channelCount, (index, time) => {
    map[time] += gradients[index] * activations[index];
  });
  return map;
}

/** LayerCAM: Σ_k max(G_tk, 0)·A_tk. Jiang et al. 2021, doi:10.1109/TIP.2021.3089943. */
export function layerCam(activations: MapNumbers, gradients: MapNumbers, timeCount: number, channelCount: number): Float64Array {
  requireMapSizes("layerCam", activations, gradients, timeCount, channelCount);
  const map = new Float64Array(timeCount);
  forEachCell(timeCount, channelCount, (index, time) => {
    map[time] += Math.max(gradients[index], 0) * activations[index];
  });
  return map;
}

/** Keeps the Grad-CAM++ denominator off zero (model: the constant of the Python reference, pytorch-grad-cam). */
const GRAD_CAM_PLUS_PLUS_EPSILON = 1e-6;

/**
 * Grad-CAM++: w_k = Σ_t max(G,0)·G²/(2G² + G³·Σ_t A_tk + 1e-6), 0 where G = 0; map Σ_k w_k·A_tk.
 * Chattopadhay et al. 2018, doi:10.1109/WACV.2018.00097.
 */
export function gradCamPlusPlus(activations: MapNumbers, gradients: MapNumbers, timeCount: number, channelCount: number): Float64Array {
  requireMapSizes("gradCamPlusPlus", activations, gradients, timeCount, channelCount);
  const channelSums = sumOverTime(activations, timeCount, channelCount);
  const weights = new Float64Array(channelCount);
  forEachCell(timeCount, channelCount, (index, _time, channel) => {
    const gradient = gradients[index];
    if (gradient === 0) return;
    const squared = gradient * gradient;
    const denominator = 2 * squared + squared * gradient * channelSums[channel] + GRAD_CAM_PLUS_PLUS_EPSILON;
    weights[channel] += (Math.max(gradient, 0) * squared) / denominator;
  });
  return weightedSum(activations, weights, timeCount, channelCount);
}

/** Keeps the XGrad-CAM denominator off zero (model: the constant of the Python reference, pytorch-grad-cam). */
const X_GRAD_CAM_EPSILON = 1e-7;

/** XGrad-CAM: w_k = Σ_t G·A/(Σ_t A_tk + 1e-7); map Σ_k w_k·A_tk. Fu et al. 2020, doi:10.48550/arXiv.2008.02312. */
export function xGradCam(activations: MapNumbers, gradients: MapNumbers, timeCount: number, channelCount: number): Float64Array {
  requireMapSizes("xGradCam", activations, gradients, timeCount, channelCount);
  const channelSums = sumOverTime(activations, timeCount, channelCount);
  const weights = new Float64Array(channelCount);
  forEachCell(timeCount, channelCount, (index, _time, channel) => {
    weights[channel] += (gradients[index] * activations[index]) / (channelSums[channel] + X_GRAD_CAM_EPSILON);
  });
  return weightedSum(activations, weights, timeCount, channelCount);
}

/** The map function of each method. */
export const RAW_MAP_FUNCTIONS: Readonly<Record<CamMethod, RawMapFunction>> = { gradCam, hiResCam, layerCam, gradCamPlusPlus, xGradCam };

/** Name of each method as the literature writes it. */
export const CAM_METHOD_NAMES: Readonly<Record<CamMethod, string>> = {
  gradCam: "Grad-CAM",
  hiResCam: "HiResCAM",
  layerCam: "LayerCAM",
  gradCamPlusPlus: "Grad-CAM++",
  xGradCam: "XGrad-CAM",
};

/**
 * RandomCAM: channel weights uniform in (−1, 1), Σ_k w_k·A_tk. Knows the activations but nothing of the output, so it is
 * the control that any other map has to beat, never an explanation.
 */
export function randomCam(activations: MapNumbers, timeCount: number, channelCount: number, random: () => number): Float64Array {
  requireMapSizes("randomCam", activations, activations, timeCount, channelCount);
  const weights = Float64Array.from({ length: channelCount }, () => 2 * random() - 1);
  return weightedSum(activations, weights, timeCount, channelCount);
}

function requireMapSizes(place: string, activations: MapNumbers, gradients: MapNumbers, timeCount: number, channelCount: number): void {
  requireCount(`${place} timeCount`, timeCount, 1);
  requireCount(`${place} channelCount`, channelCount, 1);
  requireLength(`${place} activations`, activations.length, timeCount * channelCount);
  requireLength(`${place} gradients`, gradients.length, timeCount * channelCount);
  for (let index = 0; index < activations.length; index++) {
    if (!Number.isFinite(activations[index]) || !Number.isFinite(gradients[index])) {
      throw new ExplainError(
        "not-finite",
        place,
        `cell ${Math.floor(index / channelCount)}, channel ${index % channelCount} is not a finite number`,
        "check that the training did not diverge and that the beat has no gap",
      );
    }
  }
}

function forEachCell(timeCount: number, channelCount: number, visit: (index: number, time: number, channel: number) => void): void {
  for (let time = 0, index = 0; time < timeCount; time++) {
    for (let channel = 0; channel < channelCount; channel++, index++) visit(index, time, channel);
  }
}

function sumOverTime(activations: MapNumbers, timeCount: number, channelCount: number): Float64Array {
  const sums = new Float64Array(channelCount);
  forEachCell(timeCount, channelCount, (index, _time, channel) => {
    sums[channel] += activations[index];
  });
  return sums;
}

function weightedSum(activations: MapNumbers, weights: Float64Array, timeCount: number, channelCount: number): Float64Array {
  const map = new Float64Array(timeCount);
  forEachCell(timeCount, channelCount, (index, time, channel) => {
    map[time] += weights[channel] * activations[index];
  });
  return map;
}
