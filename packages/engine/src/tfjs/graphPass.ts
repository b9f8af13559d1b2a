/**
 * Runs a graph forward and backward over `TensorOps`: reverse-mode differentiation by the graph itself, without tfjs'
 * tape. A batch norm whose only reader is a ReLU runs with it as one operation.
 */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Graph, GraphNode, NodeName } from "../graph.ts";
import { resolveWindow } from "../windowGeometry.ts";
import type { WindowGeometry } from "../windowGeometry.ts";
import type { BatchNormResult, TensorOps } from "./tensorOps.ts";

type BatchNormNode = Extract<GraphNode, { op: "batchNorm" }>;

/** One operation to run; `output` differs from `node.name` when a ReLU is fused in. */
export interface PassStep {
  readonly node: GraphNode;
  readonly output: NodeName;
  readonly fusedRelu: boolean;
  readonly window: WindowGeometry | null;
}

export interface GraphPlan {
  readonly steps: readonly PassStep[];
  /** Index of the last step that reads a node's output. */
  readonly lastReader: ReadonlyMap<NodeName, number>;
}

function windowOf(node: GraphNode, shapes: ReadonlyMap<NodeName, readonly number[]>): WindowGeometry | null {
  if (node.op === "conv1d") return resolveWindow(shapes.get(node.inputs[0])![0], node.kernelSize, node.stride, node.padding);
  if (node.op === "maxPool1d") return resolveWindow(shapes.get(node.inputs[0])![0], node.poolSize, node.stride, node.padding);
  return null;
}

/** The steps that lead to the wanted nodes, whose values stay separate (a wanted batch norm is not fused away). */
export function planGraph(graph: Graph, wanted: readonly NodeName[]): GraphPlan {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const needed = new Set<NodeName>();
  const visit = (name: NodeName): void => {
    if (needed.has(name)) return;
    needed.add(name);
    byName.get(name)!.inputs.forEach(visit);
  };
  wanted.forEach(visit);
  const readers = new Map<NodeName, GraphNode[]>();
  const nodes = graph.nodes.filter((node) => needed.has(node.name));
  for (const node of nodes) for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  const shapes = new Map(graph.nodes.map((node) => [node.name, node.shape]));

  const steps: PassStep[] = [];
  const fused = new Set<NodeName>();
  for (const node of nodes) {
    if (fused.has(node.name)) continue;
    const only = readers.get(node.name);
    const fusedRelu = node.op === "batchNorm" && !wanted.includes(node.name) && only?.length === 1 && only[0].op === "relu";
    const output = fusedRelu ? only![0].name : node.name;
    if (fusedRelu) fused.add(output);
    steps.push({ node, output, fusedRelu, window: windowOf(node, shapes) });
  }
  const lastReader = new Map<NodeName, number>();
  steps.forEach((step, index) => step.node.inputs.forEach((input) => lastReader.set(input, index)));
  return { steps, lastReader };
}

/** What a forward pass leaves for the backward one. */
export interface ForwardRecord {
  readonly values: Map<NodeName, Tensor>;
  readonly batchNorms: Map<NodeName, BatchNormResult>;
}

export interface ForwardOptions {
  /** Whether a batch norm uses the statistics of the batch. */
  readonly usesBatchStatistics: (node: BatchNormNode) => boolean;
  /** Nodes to keep; every other value is freed after its last reader. Null keeps all, for a backward pass. */
  readonly keep: ReadonlySet<NodeName> | null;
}

/** Runs every step of the plan. Call inside a tidy. */
export function runForward(plan: GraphPlan, ops: TensorOps, parameters: ReadonlyMap<string, Tensor>, input: Tensor, options: ForwardOptions): ForwardRecord {
  const values = new Map<NodeName, Tensor>();
  const batchNorms = new Map<NodeName, BatchNormResult>();
  const parameter = (name: string): Tensor => parameters.get(name)!;
  plan.steps.forEach((step, index) => {
    const { node, window } = step;
    const x = node.op === "input" ? input : values.get(node.inputs[0])!;
    values.set(step.output, evaluate());
    if (options.keep) {
      for (const name of new Set(node.inputs)) {
        if (plan.lastReader.get(name) !== index || options.keep.has(name)) continue;
        values.get(name)!.dispose();
        values.delete(name);
      }
    }

    function evaluate(): Tensor {
      switch (node.op) {
        case "input":
          return input;
        case "conv1d":
          return ops.conv1d(x, parameter(node.kernel), node.bias === null ? null : parameter(node.bias), window!);
        case "batchNorm": {
          const settings = { epsilon: node.epsilon, relu: step.fusedRelu };
          if (options.usesBatchStatistics(node)) {
            const result = ops.batchNormTrain(x, parameter(node.gamma), parameter(node.beta), settings);
            batchNorms.set(node.name, result);
            return result.y;
          }
          return ops.batchNormInference(x, parameter(node.gamma), parameter(node.beta), parameter(node.runningMean), parameter(node.runningVariance), settings);
        }
        case "relu":
          return ops.relu(x);
        case "maxPool1d":
          return ops.maxPool1d(x, window!);
        case "zeroPad1d":
          return ops.zeroPad1d(x, node.before, node.after);
        case "add":
          return ops.add(x, values.get(node.inputs[1])!);
        case "globalAveragePool1d":
          return ops.globalAverage(x);
        case "dense":
          return ops.dense(x, parameter(node.kernel), node.bias === null ? null : parameter(node.bias));
        default:
          return node satisfies never;
      }
    }
  });
  return { values, batchNorms };
}

export interface BackwardOptions {
  readonly seeds: ReadonlyMap<NodeName, Tensor>;
  readonly wantedParameters: ReadonlySet<string>;
  readonly wantedNodes: ReadonlySet<NodeName>;
}

export interface Gradients {
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly nodes: ReadonlyMap<NodeName, Tensor>;
}

/** Gradients of what the seeds weigh, with respect to parameters and nodes. Call inside the tidy of the forward pass. */
export function runBackward(plan: GraphPlan, ops: TensorOps, parameters: ReadonlyMap<string, Tensor>, record: ForwardRecord, options: BackwardOptions): Gradients {
  const parameterGradients = new Map<string, Tensor>();
  const gradients = new Map<NodeName, Tensor>(options.seeds);
  const isWanted = (name: string | null): name is string => name !== null && options.wantedParameters.has(name);
  const carries = carriesGradient(plan, options);
  const parameter = (name: string): Tensor => parameters.get(name)!;
  const pass = (name: NodeName, make: () => Tensor): void => {
    if (!carries.has(name)) return;
    const before = gradients.get(name);
    const fresh = make();
    gradients.set(name, before ? ops.add(before, fresh) : fresh);
  };
  for (let index = plan.steps.length - 1; index >= 0; index--) {
    const { node, output, fusedRelu, window } = plan.steps[index];
    const dy = gradients.get(output);
    if (!dy || !carries.has(output)) continue;
    const [from] = node.inputs;
    const x = record.values.get(from)!;
    const y = record.values.get(output)!;
    switch (node.op) {
      case "input":
        break;
      case "conv1d":
        if (isWanted(node.kernel)) parameterGradients.set(node.kernel, ops.conv1dKernelGradient(x, dy, window!));
        if (isWanted(node.bias)) parameterGradients.set(node.bias, ops.channelSums(dy));
        pass(from, () => ops.conv1dInputGradient(dy, parameter(node.kernel), window!));
        break;
      case "batchNorm": {
        const settings = { epsilon: node.epsilon, relu: fusedRelu };
        const forward = record.batchNorms.get(node.name);
        if (!forward) {
          pass(from, () => ops.batchNormInferenceGradient(dy, y, parameter(node.gamma), parameter(node.runningVariance), settings));
          break;
        }
        const { dx, dGamma, dBeta } = ops.batchNormTrainGradient(dy, x, parameter(node.gamma), forward, settings);
        if (isWanted(node.gamma)) parameterGradients.set(node.gamma, dGamma);
        if (isWanted(node.beta)) parameterGradients.set(node.beta, dBeta);
        pass(from, () => dx);
        break;
      }
      case "relu":
        pass(from, () => ops.reluGradient(dy, y));
        break;
      case "maxPool1d":
        pass(from, () => ops.maxPool1dGradient(dy, x, y, window!));
        break;
      case "zeroPad1d":
        pass(from, () => ops.zeroPad1dGradient(dy, node.before, node.after));
        break;
      case "add":
        node.inputs.forEach((name) => pass(name, () => dy));
        break;
      case "globalAveragePool1d":
        pass(from, () => ops.globalAverageGradient(dy, x.shape[1]!));
        break;
      case "dense":
        if (isWanted(node.kernel)) parameterGradients.set(node.kernel, ops.denseKernelGradient(x, dy));
        if (isWanted(node.bias)) parameterGradients.set(node.bias, ops.channelSums(dy));
        pass(from, () => ops.denseInputGradient(dy, parameter(node.kernel)));
        break;
      default:
        node satisfies never;
    }
  }
  return { parameters: parameterGradients, nodes: gradients };
}

/** Nodes on a path from something wanted: the others need no gradient, so a frozen beginning costs nothing. */
function carriesGradient(plan: GraphPlan, { wantedParameters, wantedNodes }: BackwardOptions): ReadonlySet<NodeName> {
  const carries = new Set<NodeName>();
  for (const { node, output } of plan.steps) {
    const own =
      node.op === "conv1d" || node.op === "dense"
        ? wantedParameters.has(node.kernel) || (node.bias !== null && wantedParameters.has(node.bias))
        : node.op === "batchNorm" && (wantedParameters.has(node.gamma) || wantedParameters.has(node.beta));
    if (own || wantedNodes.has(output) || node.inputs.some((name) => carries.has(name))) carries.add(output);
  }
  return carries;
}
