/** The kernels of each kind of instruction. */
import type { Instruction } from "../program/program.ts";
import type { InstructionPlan, PlanContext } from "./kernel.ts";
import { planKernelGradient } from "./kernels/kernelGradient.ts";
import { planMap } from "./kernels/map.ts";
import { planMatmul } from "./kernels/matmul.ts";
import { planMoments } from "./kernels/moments.ts";
import { planConcat, planPad, planSlice, planTranspose } from "./kernels/movement.ts";
import { planPool, planPoolGradient } from "./kernels/pooling.ts";
import { planRandomMask } from "./kernels/randomMask.ts";
import { planReduce } from "./kernels/reduce.ts";
import { planConvolution } from "./kernels/slidingProduct.ts";
import { planUpdate } from "./kernels/update.ts";

export function planInstruction(context: PlanContext, instruction: Instruction): InstructionPlan {
  switch (instruction.op) {
    case "map": return planMap(context, instruction);
    case "reduce": return planReduce(context, instruction);
    case "moments": return planMoments(context, instruction);
    case "matmul": return planMatmul(context, instruction);
    case "conv":
    case "convInputGradient": return planConvolution(context, instruction);
    case "convKernelGradient": return planKernelGradient(context, instruction);
    case "pool": return planPool(context, instruction);
    case "poolGradient": return planPoolGradient(context, instruction);
    // Another name of its input.
    case "reshape": return { scratchElements: 0, emit: () => [] };
    case "transpose": return planTranspose(context, instruction);
    case "slice": return planSlice(context, instruction);
    case "pad": return planPad(context, instruction);
    case "concat": return planConcat(context, instruction);
    case "randomMask": return planRandomMask(context, instruction);
    case "update": return planUpdate(context, instruction);
    default: return instruction satisfies never;
  }
}
