import type { DataFlowStep } from "@kalium/lab";

/** The data room tells what was dropped after a step, the diagram what was dropped before it. */
export function flowSteps(steps: readonly DataFlowStep[]): readonly DataFlowStep[] {
  return steps.map((step, index) => ({ ...step, dropped: steps[index - 1]?.dropped ?? [] }));
}
