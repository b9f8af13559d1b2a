/** Class activation maps of a compiled model: one beat, a group of beats, or the average beat of each class. */
import type { CompiledModel, GraphNode } from "@kalium/engine";
import { ExplainError, requireCount, requireLength } from "../explainError.ts";
import type { ClassAverageBeat } from "./classAverageBeats.ts";
import { displayMap, type DisplayMap } from "./displayMap.ts";
import { type CamMethod, RAW_MAP_FUNCTIONS } from "./rawMaps.ts";

/** What to explain, and at which layer. */
export interface ExplainOptions {
  /** Node of the graph whose activations are mapped, shape [time, channels]. */
  readonly node: string;
  /** Class whose logit is explained; in a one-logit model 1 means y and 0 means −y. */
  readonly classIndex: number;
  /** Default `gradCam`. */
  readonly method?: CamMethod;
}

/** The map of one beat with everything that has to stand beside it. */
export interface BeatExplanation {
  readonly method: CamMethod;
  readonly node: string;
  readonly classIndex: number;
  /** Signed and unscaled, one value per time cell of the layer. Compare these. */
  readonly rawMap: Float64Array;
  /** Draw this. */
  readonly display: DisplayMap;
  /** Logits of the beat in inference mode. */
  readonly logits: Float64Array;
}

/** The maps of a group of beats and their mean: the average of the maps, not the map of the average. */
export interface GroupExplanation {
  readonly beatCount: number;
  readonly explanations: readonly BeatExplanation[];
  /** Mean of the raw maps, one value per cell. */
  readonly meanRawMap: Float64Array;
  /** Sample SD (n − 1) of the raw maps per cell; zero for one beat. */
  readonly rawMapStandardDeviation: Float64Array;
  /** The mean raw map made ready to draw. */
  readonly display: DisplayMap;
  /** Share of beats whose map has no positive cell; print it, since such beats vanish from a scaled average. */
  readonly allZeroShare: number;
}

/** The map of a class's average beat. */
export interface ClassAverageExplanation extends BeatExplanation {
  readonly average: ClassAverageBeat;
}

/**
 * Explains one beat.
 * @param beat the input of the model for one beat, as the model expects it
 * @throws ExplainError unknown node or class, node that is not [time, channels], beat of the wrong length
 */
export async function explainBeat(model: CompiledModel, beat: Float32Array, options: ExplainOptions): Promise<BeatExplanation> {
  const [explanation] = await explainEach(model, beat, 1, options);
  return explanation;
}

/**
 * Explains every beat of a group and averages the raw maps.
 * @param beats row-major [beatCount × input of the model]
 */
export async function explainBeats(model: CompiledModel, beats: Float32Array, beatCount: number, options: ExplainOptions): Promise<GroupExplanation> {
  const explanations = await explainEach(model, beats, beatCount, options);
  const cellCount = explanations[0].rawMap.length;
  const meanRawMap = new Float64Array(cellCount);
  const rawMapStandardDeviation = new Float64Array(cellCount);
  for (let cell = 0; cell < cellCount; cell++) {
    for (const { rawMap } of explanations) meanRawMap[cell] += rawMap[cell] / beatCount;
    let squares = 0;
    for (const { rawMap } of explanations) squares += (rawMap[cell] - meanRawMap[cell]) ** 2;
    rawMapStandardDeviation[cell] = Math.sqrt(squares / Math.max(beatCount - 1, 1));
  }
  return {
    beatCount,
    explanations,
    meanRawMap,
    rawMapStandardDeviation,
    display: displayMap(meanRawMap, explanations[0].display.values.length),
    allZeroShare: explanations.filter(({ display }) => display.allZero).length / beatCount,
  };
}

/**
 * Explains the average beat of each class. Without `classIndex` each average is explained for its own label.
 */
export async function explainClassAverages(
  model: CompiledModel,
  averages: readonly ClassAverageBeat[],
  options: Omit<ExplainOptions, "classIndex"> & { readonly classIndex?: number },
): Promise<readonly ClassAverageExplanation[]> {
  const explained: ClassAverageExplanation[] = [];
  for (const average of averages) {
    const classIndex = options.classIndex ?? average.label;
    explained.push({ ...(await explainBeat(model, average.mean, { ...options, classIndex })), average });
  }
  return explained;
}

async function explainEach(model: CompiledModel, beats: Float32Array, beatCount: number, options: ExplainOptions): Promise<readonly BeatExplanation[]> {
  const method = options.method ?? "gradCam";
  requireCount("explainBeats beatCount", beatCount, 1);
  const input = findNode(model, model.graph.input);
  requireLength("explainBeats beats", beats.length, beatCount * sizeOf(input.shape));
  const [timeCount, channelCount] = timeAndChannels(findNode(model, options.node));
  const { logitIndex, sign } = chooseLogit(model, options.classIndex);
  const { activations, gradients, logits } = await model.activationGradients(beats, beatCount, options.node, logitIndex);
  const cellValues = timeCount * channelCount;
  const logitCount = logits.length / beatCount;
  return Array.from({ length: beatCount }, (_, row) => {
    const rows = [row * cellValues, (row + 1) * cellValues] as const;
    const rowGradients = Float64Array.from(gradients.subarray(...rows), (gradient) => sign * gradient);
    const rawMap = RAW_MAP_FUNCTIONS[method](activations.subarray(...rows), rowGradients, timeCount, channelCount);
    return {
      method,
      node: options.node,
      classIndex: options.classIndex,
      rawMap,
      display: displayMap(rawMap, input.shape[0]),
      logits: Float64Array.from(logits.subarray(row * logitCount, (row + 1) * logitCount)),
    };
  });
}

function findNode(model: CompiledModel, name: string): GraphNode {
  const node = model.graph.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) {
    const mappable = model.graph.nodes.filter(({ shape }) => shape.length === 2).map((candidate) => candidate.name);
    throw new ExplainError("unknown-node", "explainBeats node", `the graph ${model.graph.name} has no node "${name}"`, `choose one of ${mappable.join(", ")}`);
  }
  return node;
}

function timeAndChannels(node: GraphNode): readonly [number, number] {
  if (node.shape.length !== 2) {
    throw new ExplainError(
      "unsupported-node",
      "explainBeats node",
      `"${node.name}" has shape [${node.shape.join(", ")}], and a map needs [time, channels]`,
      "choose a node before the global pooling",
    );
  }
  return [node.shape[0], node.shape[1]];
}

/** One-logit models carry both classes in the sign of y. */
function chooseLogit(model: CompiledModel, classIndex: number): { readonly logitIndex: number; readonly sign: 1 | -1 } {
  const logitCount = sizeOf(findNode(model, model.graph.output).shape);
  const classCount = Math.max(logitCount, 2);
  if (!Number.isInteger(classIndex) || classIndex < 0 || classIndex >= classCount) {
    throw new ExplainError("unknown-class", "explainBeats classIndex", `is ${classIndex}, the model has ${classCount} classes`, `choose 0 to ${classCount - 1}`);
  }
  if (logitCount === 1) return { logitIndex: 0, sign: classIndex === 0 ? -1 : 1 };
  return { logitIndex: classIndex, sign: 1 };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
