import type { NotebookSnapshot, TrainingState } from "./notebookPage.ts";

/** A line for stderr about where a run stands. */
export function describeProgress({ cells, training }: NotebookSnapshot): string {
  return training?.stage ? describeTraining(training) : describeCells(cells);
}

function describeTraining({ stage, detail, stepsDone, stepsTotal, secondsLeft }: TrainingState): string {
  const parts = [detail ? `${stage}: ${detail}` : `${stage}`];
  if (stepsDone !== undefined && stepsTotal !== undefined && stepsTotal > 0) parts.push(`${Math.floor((100 * stepsDone) / stepsTotal)} %`);
  if (secondsLeft && secondsLeft > 0 && Number.isFinite(secondsLeft)) parts.push(`about ${describeDuration(secondsLeft)} left`);
  return parts.join(", ");
}

function describeCells(cells: NotebookSnapshot["cells"]): string {
  const settled = cells.filter(({ status }) => status !== "pending").length;
  return `${settled} of ${cells.length} cells settled`;
}

/** Seconds under two minutes, whole minutes from there on. */
function describeDuration(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/**
 * Says which lines are worth printing: a change of stage at once, a change of figures at most every five seconds, and
 * never the same line twice in a row.
 */
export function progressFilter(nowMs: () => number): (snapshot: NotebookSnapshot) => string | null {
  let lastLine = "";
  let lastStage: string | undefined;
  let lastPrintedMs = -Infinity;
  return (snapshot) => {
    const line = describeProgress(snapshot);
    const stage = snapshot.training?.stage;
    if (line === lastLine || (stage === lastStage && nowMs() - lastPrintedMs < 5000)) return null;
    lastLine = line;
    lastStage = stage;
    lastPrintedMs = nowMs();
    return line;
  };
}
