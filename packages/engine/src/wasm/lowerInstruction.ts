/** One instruction of a program as phases of kernel calls. */
import type { Instruction } from "../program/program.ts";
import { lowerMap } from "./elementwise/lowerMap.ts";
import { lowerRandomMask } from "./elementwise/lowerRandomMask.ts";
import { lowerMoments, lowerReduce } from "./elementwise/lowerReduce.ts";
import { lowerUpdate } from "./elementwise/lowerUpdate.ts";
import { lowerConv, lowerConvInputGradient, lowerConvKernelGradient } from "./gemm/convolution.ts";
import { lowerMatmul } from "./gemm/matmul.ts";
import { lowerConcat, lowerPad, lowerSlice, lowerTranspose } from "./movement/lowerMovement.ts";
import { lowerPool, lowerPoolGradient } from "./pooling/lowerPooling.ts";
import type { LoweredInstruction, LoweringContext } from "./kernelCall.ts";

const NOTHING: LoweredInstruction = { phases: [], scratchElements: 0 };

/** `fma`: relaxed multiply-add is there and wanted. */
export function lowerInstruction(instruction: Instruction, context: LoweringContext, fma: boolean): LoweredInstruction {
  switch (instruction.op) {
    case "map": return lowerMap(instruction, context);
    case "reduce": return lowerReduce(instruction, context);
    case "moments": return lowerMoments(instruction, context);
    case "randomMask": return lowerRandomMask(instruction, context);
    case "update": return lowerUpdate(instruction, context);
    case "matmul": return lowerMatmul(instruction, context, fma);
    case "conv": return lowerConv(instruction, context, fma);
    case "convInputGradient": return lowerConvInputGradient(instruction, context, fma);
    case "convKernelGradient": return lowerConvKernelGradient(instruction, context, fma);
    // Another name of the same memory.
    case "reshape": return NOTHING;
    case "pool": return lowerPool(instruction, context);
    case "poolGradient": return lowerPoolGradient(instruction, context);
    case "slice": return lowerSlice(instruction, context);
    case "concat": return lowerConcat(instruction, context);
    case "pad": return lowerPad(instruction, context);
    case "transpose": return lowerTranspose(instruction, context);
    default: return instruction satisfies never;
  }
}
