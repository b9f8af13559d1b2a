/** Sums, maxima and moments as phases of calls. */
import { add, constant, input, mul, sub } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import type { Instruction, ValueId } from "../../program/program.ts";
import type { KernelCall, LoweredInstruction, LoweringContext, Operand } from "../kernelCall.ts";
import { nanosecondsPerVector } from "./expressionCost.ts";
import { keyOfExpressions } from "./expressionNames.ts";
import { LANES } from "./lanes.ts";
import { broadcastStrides, isLarge, joinDimensions, lengthOf, loopNest } from "./loopNest.ts";
import type { NestDimension } from "./loopNest.ts";
import { shifted } from "./lowerMap.ts";
import { planReduction, planWhole } from "./planReduction.ts";
import { totalsOf, writeReduceKernel } from "./reduceKernel.ts";
import type { ReduceKernelSpec, ReducePass } from "./reduceKernel.ts";

type ReduceInstruction = Extract<Instruction, { op: "reduce" }>;
type MomentsInstruction = Extract<Instruction, { op: "moments" }>;

/** What is done with the elements of one result. */
interface Recipe {
  readonly passes: readonly ReducePass[];
  readonly results: readonly Expr[];
}

/** A reduction in one go, or over equal blocks of elements and then over the results of the blocks. */
interface Recipes {
  readonly whole: (elements: number) => Recipe;
  readonly block: (elements: number) => Recipe;
  readonly finish: (elementsPerBlock: number, blocks: number) => Recipe;
  readonly equalBlocks: boolean;
}

export function lowerReduce({ kind, exprs, shape, axes, inputs, outputs }: ReduceInstruction, context: LoweringContext): LoweredInstruction {
  const recipe = (of: readonly Expr[], inputCount: number): Recipe => {
    const passes: ReducePass[] = [{ kind, exprs: of }];
    return { passes, results: totalsOf(inputCount, passes) };
  };
  return lowerReduction(shape, axes, outputs, inputs, context, {
    whole: () => recipe(exprs, inputs.length),
    block: () => recipe(exprs, inputs.length),
    finish: () => recipe(exprs.map((_, k) => input(k)), exprs.length),
    equalBlocks: false,
  });
}

/**
 * Mean and Σ (x − mean)² of each block in two passes over it while it is near; blocks are put together by the formula of Chan, Golub and LeVeque
 * (1979, for equal counts): the sum within the blocks and that between their means. No difference of large squares ever occurs.
 */
export function lowerMoments({ axes, inputs, outputs }: MomentsInstruction, context: LoweringContext): LoweredInstruction {
  const around = (x: Expr, total: Expr, elements: number): Expr => {
    const deviation = sub(x, mul(total, constant(1 / elements)));
    return mul(deviation, deviation);
  };
  const twoPasses = (elements: number): ReducePass[] => [
    { kind: "sum", exprs: [input(0)] },
    { kind: "sum", exprs: [around(input(0), input(1), elements)] },
  ];
  return lowerReduction(context.shapeOf(inputs[0]), axes, outputs, inputs, context, {
    whole: (elements) => ({ passes: twoPasses(elements), results: [mul(input(1), constant(1 / elements)), mul(input(2), constant(1 / elements))] }),
    block: (elements) => ({ passes: twoPasses(elements), results: [mul(input(1), constant(1 / elements)), input(2)] }),
    finish: (elements, blocks) => ({
      passes: [
        { kind: "sum", exprs: [input(0)] },
        { kind: "sum", exprs: [add(input(1), mul(constant(elements), around(input(0), input(2), blocks)))] },
      ],
      results: [mul(input(2), constant(1 / blocks)), mul(input(3), constant(1 / (blocks * elements)))],
    }),
    equalBlocks: true,
  });
}

function lowerReduction(shape: readonly number[], axes: readonly number[], outputs: readonly ValueId[], inputs: readonly ValueId[], context: LoweringContext, recipes: Recipes): LoweredInstruction {
  const values = [...outputs, ...inputs];
  const layouts = values.map((value) => context.layoutOf(value));
  const operands = values.map((value, k): Operand => ({ kind: "value", value, element: layouts[k].offset }));
  const dimensions = loopNest(shape, values.map((value, k) => broadcastStrides(context.shapeOf(value), layouts[k].strides, shape)), axes);
  if (dimensions.length === 0) dimensions.push({ length: 1, strides: values.map(() => 0), reduced: false });
  const [results, sources] = [operands.slice(0, outputs.length), operands.slice(outputs.length)];
  const { plan, rest } = planReduction(dimensions, recipes.equalBlocks);
  const blockDimensions = plan.items.filter(({ reduced }) => reduced);
  if (blockDimensions.length === 0) {
    const elements = lengthOf(dimensions.filter(({ reduced }) => reduced));
    return { phases: [[reduceCall(plan, results, sources, recipes.whole(elements))]], scratchElements: 0 };
  }

  // Partial result p of column k of recipe result e lies at element (e · P + p) · K + k of the scratch.
  const keptDimensions = [...plan.items, ...plan.kept, plan.vector].filter(({ reduced }) => !reduced);
  const columns = lengthOf(keptDimensions);
  const split = plan.items[plan.items.length - 1];
  const stepsOf = (dimension: NestDimension): number => dimension.length + (dimension === split && rest > 0 ? 1 : 0);
  const blocks = blockDimensions.reduce((product, dimension) => product * stepsOf(dimension), 1);
  const strides = new Map<NestDimension, number>();
  let stride = 1;
  for (const dimension of [...keptDimensions].reverse()) {
    strides.set(dimension, stride);
    stride *= dimension.length;
  }
  for (const dimension of [...blockDimensions].reverse()) {
    strides.set(dimension, stride);
    stride *= stepsOf(dimension);
  }
  const elementsPerBlock = lengthOf([...plan.reduced, plan.vector].filter(({ reduced }) => reduced));
  const recipe = recipes.block(elementsPerBlock);
  const partials = recipe.results.map((_, e): Operand => ({ kind: "scratch", element: e * blocks * columns }));
  const toScratch = (dimension: NestDimension): NestDimension => ({ ...dimension, strides: [...partials.map(() => strides.get(dimension) ?? 0), ...dimension.strides.slice(outputs.length)] });
  const inScratch = { items: plan.items.map(toScratch), kept: plan.kept.map(toScratch), reduced: plan.reduced.map(toScratch), vector: toScratch(plan.vector) };
  const calls = [reduceCall(inScratch, partials, sources, recipe)];
  if (rest > 0) {
    const last = inScratch.items[inScratch.items.length - 1];
    const moved = [...partials, ...sources].map((operand, k) => shifted(operand, last.length * last.strides[k]));
    // The outermost dimension inside an item is the one that was split.
    const shortened = (dimension: NestDimension): NestDimension => ({ ...dimension, length: rest });
    const shorter = inScratch.reduced.length > 0 ? { reduced: [shortened(inScratch.reduced[0]), ...inScratch.reduced.slice(1)] } : { vector: shortened(inScratch.vector) };
    calls.push(reduceCall({ ...inScratch, items: inScratch.items.slice(0, -1), ...shorter }, moved.slice(0, partials.length), moved.slice(partials.length), recipe));
  }
  const finish = joinDimensions([
    { length: blocks, strides: [...outputs.map(() => 0), ...partials.map(() => columns)], reduced: true },
    ...keptDimensions.map((dimension) => ({ ...dimension, strides: [...dimension.strides.slice(0, outputs.length), ...partials.map(() => strides.get(dimension)!)] })),
  ]);
  const lanes = finish[finish.length - 1];
  return {
    phases: [calls, [reduceCall(planWhole(finish.slice(0, -1), lanes), results, partials, recipes.finish(elementsPerBlock, blocks))]],
    scratchElements: partials.length * blocks * columns,
  };
}

/** Nanoseconds for one vector. */
const ACCUMULATION = { sum: 0.1, max: 0.25 } as const;
/** Nanoseconds for the total of four lanes. */
const ACROSS_LANES = 1.5;

function reduceCall(plan: Pick<ReduceKernelSpec, "items" | "kept" | "reduced" | "vector">, outputs: readonly Operand[], inputs: readonly Operand[], { passes, results }: Recipe): KernelCall {
  const spec: ReduceKernelSpec = { ...plan, passes, results, inputCount: inputs.length };
  const dimensions = [...plan.items, ...plan.kept, ...plan.reduced, plan.vector];
  const loops = lengthOf([...plan.kept, ...plan.reduced]);
  const vectors = Math.ceil(plan.vector.length / LANES);
  return {
    key: `reduce ${JSON.stringify({ items: plan.items, kept: plan.kept, reduced: plan.reduced, vector: plan.vector })} ${passes.map(({ kind, exprs }) => `${kind} ${keyOfExpressions(exprs)}`).join(" | ")} > ${keyOfExpressions(results)}`,
    write: (name) => writeReduceKernel(name, spec),
    operands: [...outputs, ...inputs],
    items: lengthOf(plan.items),
    itemNanoseconds: 10 + loops * vectors * passes.reduce((sum, { kind, exprs }) => sum + nanosecondsPerVector(exprs, (index) => index < inputs.length && isLarge(dimensions, outputs.length + index), 0) + exprs.length * ACCUMULATION[kind], 0) + (plan.vector.reduced ? ACROSS_LANES * lengthOf(plan.kept) : 0),
  };
}
