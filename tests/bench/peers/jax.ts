/** jax-js as its users write it: one jitted function from weights and moments to loss, weights and moments. Channels come first. */
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import type { Graph, Padding } from "../../../packages/engine/src/index.ts";
import type { Contender, Session } from "../contender.ts";
import { NotAvailable } from "../contender.ts";
import type { Workload } from "../workload.ts";

type Values = Record<string, np.Array>;

function padsOf({ padding, kernelSize }: { readonly padding: Padding; readonly kernelSize: number }): [number, number] {
  if (padding === "valid" || kernelSize === 1) return [0, 0];
  if (typeof padding === "string") throw new NotAvailable(`The bench has no jax-js code for padding "${padding}".`);
  return [padding.before, padding.after];
}

/** Every function here takes ownership of its arguments, as jax-js asks; `.ref` keeps one for later. */
function forward(graph: Graph, p: Values, input: np.Array, training: boolean): np.Array {
  const values = new Map<string, np.Array>();
  const usesLeft = new Map<string, number>();
  for (const name of graph.nodes.flatMap(({ inputs }) => inputs)) usesLeft.set(name, (usesLeft.get(name) ?? 0) + 1);
  const take = (name: string): np.Array => {
    usesLeft.set(name, usesLeft.get(name)! - 1);
    return usesLeft.get(name) === 0 ? values.get(name)! : values.get(name)!.ref;
  };
  const channelwise = (name: string): np.Array => p[name].reshape([1, -1, 1]);
  for (const node of graph.nodes) {
    const compute = (): np.Array => {
      switch (node.op) {
        case "input":
          return input;
        case "conv1d": {
          const y = lax.conv(take(node.inputs[0]), p[node.kernel], [node.stride], [padsOf(node)]);
          return node.bias === null ? y : y.add(channelwise(node.bias));
        }
        case "batchNorm": {
          const x = take(node.inputs[0]);
          const centred = training ? x.ref.sub(x.mean([0, 2], { keepdims: true })) : x.sub(channelwise(node.runningMean));
          const variance = training ? np.square(centred.ref).mean([0, 2], { keepdims: true }) : channelwise(node.runningVariance);
          return centred.div(np.sqrt(variance.add(node.epsilon))).mul(channelwise(node.gamma)).add(channelwise(node.beta));
        }
        case "relu":
          return nn.relu(take(node.inputs[0]));
        case "add":
          return take(node.inputs[0]).add(take(node.inputs[1]));
        case "zeroPad1d":
          return np.pad(take(node.inputs[0]), [[0, 0], [0, 0], [node.before, node.after]]);
        case "maxPool1d":
          return lax.reduceWindow(take(node.inputs[0]), (window) => np.max(window), [node.poolSize], [node.stride]);
        case "globalAveragePool1d":
          return take(node.inputs[0]).mean(2);
        case "dense":
          return np.matmul(take(node.inputs[0]), p[node.kernel]).add(p[node.bias!]);
        default:
          throw new NotAvailable(`The bench has no jax-js code for ${node.op}.`);
      }
    };
    values.set(node.name, compute());
  }
  return values.get(graph.output)!;
}

/** [length, in, out] kernels to [out, in, length]. */
function channelsFirst(data: Float32Array, [length, before, after]: readonly number[]): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(data.length);
  for (let t = 0; t < length; t++) for (let i = 0; i < before; i++) for (let o = 0; o < after; o++) turned[(o * before + i) * length + t] = data[(t * before + i) * after + o];
  return turned;
}

export async function jaxPeer(device: "webgpu" | "wasm"): Promise<Contender> {
  if (!(await init(device)).includes(device)) throw new NotAvailable(`jax-js does not start on ${device} here.`);
  defaultDevice(device);
  return {
    adapter: `jax-js 0.1.25 ${device}`,
    async open({ loss, graph, batch, weights, inputs, labels, learningRate }: Workload): Promise<Session> {
      const load = (trainable: boolean): Values =>
        Object.fromEntries(
          graph.parameters
            .filter((parameter) => parameter.trainable === trainable)
            .map(({ name, shape }) => [
              name,
              shape.length === 3 ? np.array(channelsFirst(weights[name].data, shape)).reshape([shape[2], shape[1], shape[0]]) : np.array(Float32Array.from(weights[name].data)).reshape([...shape]),
            ]),
        );
      const [length, channels] = graph.nodes[0].shape;
      const turned = new Float32Array(inputs.length);
      for (let b = 0; b < batch; b++) for (let t = 0; t < length; t++) for (let c = 0; c < channels; c++) turned[(b * channels + c) * length + t] = inputs[(b * length + t) * channels + c];
      const x = np.array(turned).reshape([batch, channels, length]);
      if (loss === null) {
        const values = { ...load(true), ...load(false) };
        const predict = jit((p: Values, batchInputs: np.Array) => forward(graph, p, batchInputs, false));
        let logits = new Float32Array(0);
        return {
          async run() {
            logits = Float32Array.from((await predict(tree.ref(values), x.ref).data()) as Float32Array);
            return NaN;
          },
          output: () => logits,
          memory: () => null,
        };
      }
      const isBinary = loss === "binaryCrossEntropy";
      const targets = isBinary ? Float32Array.from(labels) : Float32Array.from(labels, (label) => label).reduce((hot, label, row) => (hot.fill(1, 2 * row + label, 2 * row + label + 1), hot), new Float32Array(2 * batch));
      const y = np.array(targets).reshape([batch, isBinary ? 1 : 2]);
      const cost = (p: Values, batchInputs: np.Array, wanted: np.Array): np.Array => {
        const logits = forward(graph, p, batchInputs, true);
        return isBinary ? nn.softplus(logits.ref).sub(logits.mul(wanted)).mean() : nn.logSoftmax(logits, 1).mul(wanted).sum().mul(-1 / batch);
      };
      let p = load(true);
      let m: Values = tree.map((value: np.Array) => np.zerosLike(value), tree.ref(p));
      let v: Values = tree.map((value: np.Array) => np.zerosLike(value), tree.ref(p));
      const update = jit((before: Values, first: Values, second: Values, firstScale: np.Array, secondScale: np.Array, batchInputs: np.Array, wanted: np.Array) => {
        const [value, gradient] = valueAndGrad(cost)(tree.ref(before), batchInputs, wanted) as [np.Array, Values];
        const nextFirst: Values = {};
        const nextSecond: Values = {};
        const after: Values = {};
        for (const name of Object.keys(before)) {
          nextFirst[name] = first[name].mul(0.9).add(gradient[name].ref.mul(0.1));
          nextSecond[name] = second[name].mul(0.999).add(np.square(gradient[name]).mul(0.001));
          const root = np.sqrt(nextSecond[name].ref.mul(secondScale.ref)).add(1e-8);
          after[name] = before[name].sub(nextFirst[name].ref.mul(firstScale.ref).mul(learningRate).div(root));
        }
        firstScale.dispose();
        secondScale.dispose();
        return [value, after, nextFirst, nextSecond];
      });
      let step = 0;
      return {
        async run() {
          step++;
          const scale = (beta: number): np.Array => np.array(new Float32Array([1 / (1 - beta ** step)])).reshape([]);
          const [value, after, nextFirst, nextSecond] = update(p, m, v, scale(0.9), scale(0.999), x.ref, y.ref) as [np.Array, Values, Values, Values];
          [p, m, v] = [after, nextFirst, nextSecond];
          await blockUntilReady(p);
          return Number((await value.data())[0]);
        },
        memory: () => null,
      };
    },
  };
}
