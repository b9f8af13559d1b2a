/**
 * The pre-activation bottleneck ResNet-50 in one dimension, for single heartbeats.
 *
 * Published use: Chiu I-M et al. 2022, J Med Internet Res 24(12):e41163, doi:10.2196/41163 (2-D convolutions of
 * ResNet-50 replaced by 1-D, batch norm and ReLU before each convolution). The paper leaves the details open; Kalium
 * takes the layout known as ResNet50 V2 in Keras (He et al. 2016, "Identity mappings in deep residual networks",
 * doi:10.1007/978-3-319-46493-0_38), with its zero padding: stem convolution 7 stride 2 padded by 3, then one zero on each
 * side and a max pool 3 stride 2, without a batch norm in between (the first block brings its own).
 */
import { graphBuilder } from "@kalium/engine";
import type { Graph, GraphBuilder, NodeName } from "@kalium/engine";

/** Bottlenecks in each of the four stages. */
const BLOCK_COUNTS = [3, 4, 6, 3] as const;

/** Keras' epsilon for this network. */
const BATCH_NORM_EPSILON = 1.001e-5;

/** Where a stage halves the signal. */
export type StrideLayout =
  /** In the first bottleneck of stages 2, 3 and 4 (He et al.): 30, 15, 8, 4 samples from 120. Kalium's default. */
  | "first-block"
  /** In the last bottleneck of stages 1, 2 and 3 (Keras' V2): 15, 8, 4, 4 samples from 120. */
  | "last-block";

export interface Resnet1dOptions {
  /** Filters of the stem, 64 in the original; 8, 16 and 32 are Kalium's sizes for a browser. */
  readonly baseWidth: number;
  readonly classCount?: number;
  readonly inputLengthSamples?: number;
  readonly inputChannels?: number;
  readonly strideLayout?: StrideLayout;
  /**
   * Share of a running statistic that a step keeps. 0.99 as in Keras suits thousands of steps; after a few hundred it still
   * carries its start, and 0.9 (Kalium's choice for short trainings) follows the data.
   */
  readonly batchNormMomentum?: number;
}

interface BottleneckOptions {
  readonly name: string;
  readonly width: number;
  readonly stride: number;
  readonly projects: boolean;
  readonly momentum: number;
}

function addBottleneck(b: GraphBuilder, from: NodeName, { name, width, stride, projects, momentum }: BottleneckOptions, output: NodeName): NodeName {
  const norm = (x: NodeName, index: number): NodeName => b.relu(b.batchNorm(x, { name: `${name}.norm${index}`, epsilon: BATCH_NORM_EPSILON, momentum }), `${name}.relu${index}`);
  const preactivated = norm(from, 1);
  let shortcut = from;
  if (projects) shortcut = b.conv1d(preactivated, { name: `${name}.shortcut`, filters: 4 * width, kernelSize: 1, stride, padding: "valid" });
  else if (stride > 1) shortcut = b.maxPool1d(from, { name: `${name}.shortcut`, poolSize: 1, stride });
  let x = b.conv1d(preactivated, { name: `${name}.conv1`, filters: width, kernelSize: 1, bias: false });
  x = b.conv1d(norm(x, 2), { name: `${name}.conv2`, filters: width, kernelSize: 3, stride, padding: { before: 1, after: 1 }, bias: false });
  x = b.conv1d(norm(x, 3), { name: `${name}.conv3`, filters: 4 * width, kernelSize: 1 });
  return b.add(shortcut, x, output);
}

/**
 * The network as a graph: input "input" [inputLengthSamples, inputChannels], stage outputs "stage1.out" … "stage4.out",
 * "head.pool" (features, [32 · baseWidth]), output "head.logits" [classCount].
 *
 * @example
 * const graph = resnet1d({ baseWidth: 8 }); // 257 074 trainable parameters
 */
export function resnet1d(options: Resnet1dOptions): Graph {
  const { baseWidth, classCount = 2, inputLengthSamples = 120, inputChannels = 1, strideLayout = "first-block", batchNormMomentum: momentum = 0.99 } = options;
  const b = graphBuilder(`resnet1d-${baseWidth}`);
  let x = b.input("input", [inputLengthSamples, inputChannels]);
  x = b.conv1d(x, { name: "stem.conv", filters: baseWidth, kernelSize: 7, stride: 2, padding: { before: 3, after: 3 } });
  x = b.zeroPad1d(x, { name: "stem.pad", before: 1, after: 1 });
  x = b.maxPool1d(x, { name: "stem.pool", poolSize: 3, stride: 2 });
  BLOCK_COUNTS.forEach((blockCount, stageIndex) => {
    const stage = `stage${stageIndex + 1}`;
    const width = baseWidth * 2 ** stageIndex;
    for (let block = 1; block <= blockCount; block++) {
      const halves = strideLayout === "first-block" ? stageIndex > 0 && block === 1 : stageIndex < 3 && block === blockCount;
      const output = block === blockCount ? `${stage}.out` : `${stage}.block${block}.out`;
      x = addBottleneck(b, x, { name: `${stage}.block${block}`, width, stride: halves ? 2 : 1, projects: block === 1, momentum }, output);
    }
  });
  x = b.relu(b.batchNorm(x, { name: "head.norm", epsilon: BATCH_NORM_EPSILON, momentum }), "head.relu");
  x = b.globalAveragePool1d(x, "head.pool");
  b.output(addClassifier(b, x, classCount));
  return b.build();
}

/** The dense layer: node "head.logits" with parameters under "head.classifier.". */
function addClassifier(b: GraphBuilder, from: NodeName, classCount: number): NodeName {
  return b.dense(from, { name: "head.logits", parameterPrefix: "head.classifier", units: classCount });
}
