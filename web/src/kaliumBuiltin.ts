import * as elements from "@kalium/elements";
import * as labModule from "@kalium/lab";
import { theLab } from "./labSeam.ts";
import * as choices from "./parts/choice.ts";
import * as lessonParts from "./parts/lesson.ts";
import * as recordFolders from "./parts/recordFolder.ts";
import * as storedDatasets from "./parts/storedDataset.ts";
import * as studyFigures from "./parts/studyFigures.ts";
import * as studyPanels from "./parts/studyPanel.ts";

/**
 * What cells know as `kalium`: the open lab, what else the lab offers, what the elements offer beside their tags, and
 * the ready-made parts of a notebook.
 */
export type KaliumBuiltin = Omit<typeof labModule, "openLab"> & typeof elements & typeof choices & typeof lessonParts & typeof recordFolders & typeof storedDatasets & typeof studyFigures & typeof studyPanels & labModule.Lab;

export function kaliumBuiltin(): KaliumBuiltin {
  const { openLab: _opened, ...labTools } = labModule;
  return { ...elements, ...labTools, ...choices, ...lessonParts, ...recordFolders, ...storedDatasets, ...studyFigures, ...studyPanels, ...theLab() };
}
