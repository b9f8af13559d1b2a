/** The optimisers as `update` instructions: exact texts of the new states from gradient and old states. */
import type { OptimizerOptions } from "../executor.ts";
import { add, constant, div, input, mul, sub, unary } from "./expr.ts";
import type { Expr } from "./expr.ts";

/** Everything about an optimiser that a program needs. */
export interface OptimizerForm {
  /** Names of the states beside the parameter, in the order of the texts. */
  readonly slots: readonly string[];
  /**
   * New parameter, then new slots. Inputs: gradient, parameter, slots, then the scalars that `scalars` computes.
   */
  readonly exprs: (decays: boolean) => readonly Expr[];
  /** The scalars of update number `step` (from 1) at a learning rate, in order. */
  readonly scalars: (step: number, learningRate: number) => readonly number[];
  readonly scalarCount: number;
  /** Whether kernels move by another text than vectors. */
  readonly usesDecay: boolean;
}

export function optimizerForm(options: OptimizerOptions): OptimizerForm {
  switch (options.kind) {
    case "adam":
    case "adamW": {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
      const decay = options.kind === "adamW" ? (options.weightDecay ?? 0.01) : 0;
      // Kingma and Ba 2015: the step size carries the first bias correction, a scalar the second.
      const [gradient, parameter, first, second, stepSize, rootCorrection, learningRate] = [0, 1, 2, 3, 4, 5, 6].map(input);
      const newFirst = add(mul(constant(beta1), first), mul(constant(1 - beta1), gradient));
      const newSecond = add(mul(constant(beta2), second), mul(constant(1 - beta2), mul(gradient, gradient)));
      const move = div(mul(stepSize, newFirst), add(mul(unary("sqrt", newSecond), rootCorrection), constant(epsilon)));
      return {
        slots: ["adam.first", "adam.second"],
        exprs: (decays) => [sub(decays && decay > 0 ? sub(parameter, mul(mul(learningRate, constant(decay)), parameter)) : parameter, move), newFirst, newSecond],
        scalars: (step, rate) => [rate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step), rate],
        scalarCount: 3,
        usesDecay: decay > 0,
      };
    }
    case "sgd": {
      const { momentum = 0, weightDecay = 0 } = options;
      const [gradient, parameter, velocity, learningRate] = [0, 1, 2, 3].map(input);
      const pulled = (decays: boolean): Expr => (decays && weightDecay > 0 ? add(gradient, mul(constant(weightDecay), parameter)) : gradient);
      const moved = (decays: boolean): Expr => add(mul(constant(momentum), velocity), pulled(decays));
      return { slots: ["sgd.velocity"], exprs: (decays) => [sub(parameter, mul(learningRate, moved(decays))), moved(decays)], scalars: (_, rate) => [rate], scalarCount: 1, usesDecay: weightDecay > 0 };
    }
    default:
      return options satisfies never;
  }
}
