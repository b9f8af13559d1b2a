import { add, input, unary } from "../expr.ts";
import type { ValueId } from "../program.ts";
import type { LoweringContext } from "./lowerGraph.ts";

export const lowerRelu = ({ b }: LoweringContext, x: ValueId): ValueId => b.map([x], unary("relu", input(0)));

export const lowerAdd = ({ b }: LoweringContext, left: ValueId, right: ValueId): ValueId => b.map([left, right], add(input(0), input(1)));
