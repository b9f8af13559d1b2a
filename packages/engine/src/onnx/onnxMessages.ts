/** The messages of an ONNX file (Open Neural Network Exchange, onnx.proto of IR version 8), by their published field numbers. */
import { bytesField, floatField, intField, textField } from "./protobuf.ts";
import type { Message } from "./protobuf.ts";

/** An attribute of an operator. Whole numbers are `int`, others must say `float`. */
export type OnnxAttribute = { readonly int: number } | { readonly ints: readonly number[] } | { readonly float: number } | { readonly text: string };

/** One application of an operator. */
export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  /** Names of values; an empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant in the file. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An input or output: float32, the batch open. */
export interface OnnxPort {
  readonly name: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
}

export interface OnnxModel {
  readonly graphName: string;
  readonly description: string;
  readonly producerVersion: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

const IR_VERSION = 8;
/** The first operator set with LayerNormalization. */
const OPSET = 17;
const FLOAT_TYPE = 1;
const INT64_TYPE = 7;

function attributeMessage(name: string, attribute: OnnxAttribute): Message {
  const typed = (kind: number, value: Message): Message => [...textField(1, name), ...value, ...intField(20, kind)];
  if ("float" in attribute) return typed(1, floatField(2, attribute.float));
  if ("int" in attribute) return typed(2, intField(3, attribute.int));
  if ("text" in attribute) return typed(3, textField(4, attribute.text));
  return typed(7, attribute.ints.flatMap((value) => intField(8, value)));
}

const nodeMessage = (node: OnnxNode): Message => [
  ...node.inputs.flatMap((name) => textField(1, name)),
  ...node.outputs.flatMap((name) => textField(2, name)),
  ...textField(3, node.name),
  ...textField(4, node.operator),
  ...Object.entries(node.attributes).flatMap(([name, attribute]) => bytesField(5, attributeMessage(name, attribute))),
];

/** Raw data is little-endian whatever the machine. */
function rawBytes(data: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  if (data instanceof Float32Array) for (let index = 0; index < data.length; index++) view.setFloat32(4 * index, data[index], true);
  else for (let index = 0; index < data.length; index++) view.setBigInt64(8 * index, data[index], true);
  return bytes;
}

const tensorMessage = (tensor: OnnxTensor): Message => [
  ...tensor.shape.flatMap((side) => intField(1, side)),
  ...intField(2, tensor.data instanceof Float32Array ? FLOAT_TYPE : INT64_TYPE),
  ...textField(8, tensor.name),
  ...bytesField(9, [rawBytes(tensor.data)]),
];

function portMessage(port: OnnxPort): Message {
  const batch = bytesField(1, textField(2, "batch"));
  const shape = [...batch, ...port.shape.flatMap((side) => bytesField(1, intField(1, side)))];
  const tensorType = [...intField(1, FLOAT_TYPE), ...bytesField(2, shape)];
  return [...textField(1, port.name), ...bytesField(2, bytesField(1, tensorType))];
}

/** The whole file as a message. */
export function modelMessage(model: OnnxModel): Message {
  const graph: Message = [
    ...model.nodes.flatMap((node) => bytesField(1, nodeMessage(node))),
    ...textField(2, model.graphName),
    ...model.tensors.flatMap((tensor) => bytesField(5, tensorMessage(tensor))),
    ...model.inputs.flatMap((port) => bytesField(11, portMessage(port))),
    ...model.outputs.flatMap((port) => bytesField(12, portMessage(port))),
  ];
  return [
    ...intField(1, IR_VERSION),
    ...textField(2, "Kalium"),
    ...textField(3, model.producerVersion),
    ...textField(6, model.description),
    ...bytesField(7, graph),
    ...bytesField(8, [...textField(1, ""), ...intField(2, OPSET)]),
    ...Object.entries(model.metadata).flatMap(([key, value]) => bytesField(14, [...textField(1, key), ...textField(2, value)])),
  ];
}
