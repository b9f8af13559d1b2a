import type { Padding, Padding2d } from "../../graph.ts";
import { seededRandom } from "../../seededRandom.ts";
import { operationCase } from "./operationCase.ts";
import type { OperationCase } from "./operationCase.ts";

/** Shapes that hit each edge by intent. */
const chosen: readonly OperationCase[] = [
  operationCase("conv1d 3, same, odd length", 2, [7, 3], (b, x) => b.conv1d(x, { name: "conv", filters: 5, kernelSize: 3 })),
  operationCase("conv1d 7 stride 2 padded by 3, one channel", 3, [13, 1], (b, x) => b.conv1d(x, { name: "conv", filters: 8, kernelSize: 7, stride: 2, padding: { before: 3, after: 3 } })),
  operationCase("conv1d 3 stride 2, same, even length (TensorFlow pads 0 and 1)", 2, [8, 2], (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, stride: 2, bias: false })),
  operationCase("conv1d 3 stride 2, valid, a sample left over", 2, [10, 4], (b, x) => b.conv1d(x, { name: "conv", filters: 9, kernelSize: 3, stride: 2, padding: "valid" })),
  operationCase("conv1d 1 stride 2, odd length", 2, [15, 8], (b, x) => b.conv1d(x, { name: "conv", filters: 12, kernelSize: 1, stride: 2, padding: "valid" })),
  operationCase("conv1d 1, one row", 1, [5, 6], (b, x) => b.conv1d(x, { name: "conv", filters: 7, kernelSize: 1 })),
  operationCase("conv1d 2 stride 3, window shorter than the stride", 2, [11, 3], (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 2, stride: 3, padding: "valid" })),
  operationCase("conv1d 3 padded beyond its reach", 2, [4, 2], (b, x) => b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3, padding: { before: 4, after: 1 } })),
  operationCase("conv1d 5 dilated by 2, same", 2, [11, 3], (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 5, dilation: 2 })),
  operationCase("conv1d 3 dilated by 3, stride 2, valid", 2, [14, 2], (b, x) => b.conv1d(x, { name: "conv", filters: 5, kernelSize: 3, dilation: 3, stride: 2, padding: "valid" })),
  operationCase("conv1d 3 causal", 2, [6, 3], (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, padding: "causal" })),
  operationCase("conv1d 2 causal, dilated by 4, one row", 1, [9, 2], (b, x) => b.conv1d(x, { name: "conv", filters: 3, kernelSize: 2, dilation: 4, padding: "causal" })),
  operationCase("conv1d in 2 groups", 2, [7, 6], (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, groups: 2 })),
  operationCase("conv1d in 3 groups of several filters, stride 2", 2, [9, 3], (b, x) => b.conv1d(x, { name: "conv", filters: 15, kernelSize: 3, groups: 3, stride: 2 })),
  operationCase("conv1d, each channel alone, dilated by 2", 2, [9, 5], (b, x) => b.conv1d(x, { name: "conv", filters: 5, kernelSize: 3, groups: 5, dilation: 2 })),
  operationCase("conv1d of one sample", 1, [1, 3], (b, x) => b.conv1d(x, { name: "conv", filters: 2, kernelSize: 3 })),
  operationCase("conv1d 3 from 17 to 40 channels", 2, [13, 17], (b, x) => b.conv1d(x, { name: "conv", filters: 40, kernelSize: 3, bias: false })),
  operationCase("conv1d 3 stride 2 from 16 to 33 channels, one row", 1, [27, 16], (b, x) => b.conv1d(x, { name: "conv", filters: 33, kernelSize: 3, stride: 2, padding: { before: 1, after: 1 } })),
  operationCase("two conv1d in a row, one row", 1, [9, 2], (b, x) => b.conv1d(b.conv1d(x, { name: "first", filters: 16, kernelSize: 5, stride: 2 }), { name: "second", filters: 3, kernelSize: 3 })),
  operationCase("a residual block", 2, [8, 4], (b, x) => {
    const first = b.relu(b.conv1d(x, { name: "conv1", filters: 4, kernelSize: 3 }), "relu1");
    return b.relu(b.add(x, b.conv1d(first, { name: "conv2", filters: 4, kernelSize: 3 }), "sum"), "relu2");
  }),
  operationCase("conv2d 3 × 3, same, odd sides", 2, [5, 7, 2], (b, x) => b.conv2d(x, { name: "conv", filters: 3, kernelSize: 3 })),
  operationCase("conv2d 2 × 3, stride 1 × 2, valid", 2, [4, 7, 3], (b, x) => b.conv2d(x, { name: "conv", filters: 4, kernelSize: [2, 3], stride: [1, 2], padding: "valid" })),
  operationCase("conv2d 3 × 3, stride 2, same, even sides", 2, [6, 4, 2], (b, x) => b.conv2d(x, { name: "conv", filters: 3, kernelSize: 3, stride: 2, bias: false })),
  operationCase("conv2d dilated by 2 × 1, unequal pads, one row", 1, [7, 5, 2], (b, x) => b.conv2d(x, { name: "conv", filters: 3, kernelSize: 3, dilation: [2, 1], padding: { top: 1, bottom: 2, left: 0, right: 1 } })),
  operationCase("conv2d in 2 groups", 2, [4, 5, 4], (b, x) => b.conv2d(x, { name: "conv", filters: 6, kernelSize: 3, groups: 2 })),
  operationCase("conv2d 7 × 7 of an image smaller than the kernel", 1, [5, 3, 2], (b, x) => b.conv2d(x, { name: "conv", filters: 1, kernelSize: 7, bias: false })),
  operationCase("conv2d 1 × 1 from 9 to 24 channels", 2, [3, 5, 9], (b, x) => b.conv2d(x, { name: "conv", filters: 24, kernelSize: 1 })),
];

/** Shapes that nobody chose, the same every time. */
function drawn(): readonly OperationCase[] {
  const random = seededRandom(23)("convolutions");
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const signals = Array.from({ length: 10 }, (_, index) => {
    const [kernelSize, stride, dilation, groups] = [between(1, 6), between(1, 3), between(1, 3), between(1, 3)];
    const reach = (kernelSize - 1) * dilation + 1;
    const length = reach + between(0, 9);
    const paddings: readonly Padding[] = ["same", "valid", "causal", { before: between(0, 4), after: between(0, 4) }];
    const padding = paddings[between(0, 3)];
    const [channels, filters] = [groups * between(1, 5), groups * between(1, 6)];
    const text = typeof padding === "string" ? padding : `${padding.before} and ${padding.after}`;
    return operationCase(`drawn conv1d ${index}: ${length} × ${channels} → ${filters}, kernel ${kernelSize}, stride ${stride}, dilation ${dilation}, ${groups} groups, ${text}`, between(1, 3), [length, channels], (b, x) =>
      b.conv1d(x, { name: "conv", filters, kernelSize, stride, dilation, groups, padding, bias: random() < 0.5 }));
  });
  const images = Array.from({ length: 5 }, (_, index) => {
    const kernelSize = [between(1, 4), between(1, 4)] as const;
    const [stride, dilation] = [[between(1, 3), between(1, 2)] as const, [between(1, 2), between(1, 3)] as const];
    const groups = between(1, 2);
    const sides = kernelSize.map((size, axis) => (size - 1) * dilation[axis] + 1 + between(0, 4));
    const paddings: readonly Padding2d[] = ["same", "valid", { top: between(0, 2), bottom: between(0, 2), left: between(0, 2), right: between(0, 2) }];
    const padding = paddings[between(0, 2)];
    const [channels, filters] = [groups * between(1, 3), groups * between(1, 4)];
    return operationCase(`drawn conv2d ${index}: ${sides.join(" × ")} × ${channels} → ${filters}, kernel ${kernelSize.join(" × ")}, stride ${stride.join(" × ")}, dilation ${dilation.join(" × ")}, ${groups} groups`, between(1, 2), [...sides, channels], (b, x) =>
      b.conv2d(x, { name: "conv", filters, kernelSize, stride, dilation, groups, padding }));
  });
  return [...signals, ...images];
}

export const convolutionCases: readonly OperationCase[] = [...chosen, ...drawn()];
