/** A drop zone for local records whose value is the study data made of them. */
import type { KaliumFiles } from "@kalium/elements";
import type { ImportOutcome, OnProgress, StudyData } from "@kalium/lab";

type Import = (files: readonly File[], onProgress: OnProgress) => Promise<ImportOutcome>;

/**
 * A `<kalium-files>` for `view`. A drop that brings nothing usable shows its problems and leaves the data that was loaded
 * before in place; so does a drop that fails.
 */
export function recordFolder(importFiles: Import): KaliumFiles & { value: StudyData | undefined } {
  const zone = Object.assign(document.createElement("kalium-files"), { value: undefined as StudyData | undefined });
  // The file inputs inside fire `input` events of their own; `view` must hear of new data only.
  zone.addEventListener("input", (event) => {
    if (event.composedPath()[0] !== zone) event.stopImmediatePropagation();
  });
  let latest = 0;
  zone.addEventListener("kalium-files", (event) => {
    const { files } = (event as CustomEvent<{ readonly files: readonly File[] }>).detail;
    const turn = ++latest;
    zone.busy = true;
    zone.progress = null;
    zone.problems = [];
    void importFiles(files, (share) => (zone.progress = share))
      .then((outcome) => {
        if (turn !== latest) return;
        zone.problems = outcome.problems;
        if (outcome.data === null) {
          zone.summary = zone.value === undefined ? "Nothing could be used." : `Nothing could be used; still loaded: ${summaryOf(zone.value)}`;
          return;
        }
        zone.value = outcome.data;
        zone.summary = `Loaded: ${summaryOf(outcome.data)}`;
        zone.dispatchEvent(new Event("input", { bubbles: true }));
      })
      .catch((error: unknown) => {
        if (turn !== latest) return;
        const facts = error as { message?: string; remedy?: string | null; file?: string | null };
        zone.problems = [{ file: facts.file ?? "the files", message: facts.message ?? String(error), remedy: facts.remedy ?? "Choose other files." }];
      })
      .finally(() => {
        if (turn === latest) zone.busy = false;
      });
  });
  return zone;
}

function summaryOf(data: StudyData): string {
  const people = data.personalPeople.length + data.genericPeople.length;
  return `${people} people, ${data.records.length} strips, ${data.excludedPeople.length} people left out.`;
}
