/** A study's training panel, wired both ways: the study's state in, the person's presses out. */
import type { KaliumTrainingPanel } from "@kalium/elements";
import type { PersonalStudy } from "@kalium/lab";
import "../executorLine.ts";

/**
 * The panel of a study. Run, resume and start again press the notebook's own Run, so that the cells that wait for it
 * follow. Subscribes while the page holds it; ends when `invalidation` settles.
 */
export function studyPanel(study: PersonalStudy, invalidation: Promise<unknown>): KaliumTrainingPanel {
  const panel = document.createElement("kalium-training-panel");
  panel.heading = "Training";
  panel.figure = "training";
  const stop = study.subscribe((state) => {
    panel.state = { ...state, resumable: state.resumable && { ...state.resumable, savedAt: new Date(state.resumable.savedAt).toLocaleString() } };
    const line = document.querySelector("kalium-executor-line");
    if (line !== null && state.executorName !== "") line.inUse = state;
  });
  const pressRun = () => panel.closest("kalium-notebook")?.start();
  panel.addEventListener("kalium-run", pressRun);
  panel.addEventListener("kalium-resume-saved", pressRun);
  panel.addEventListener("kalium-discard-saved", () => void study.discardSaved().then(pressRun));
  panel.addEventListener("kalium-pause", () => study.pause());
  panel.addEventListener("kalium-resume", () => study.resume());
  panel.addEventListener("kalium-cancel", () => study.cancel());
  void invalidation.then(() => {
    stop();
    study.dispose();
  });
  return panel;
}
