/** A choice among the data sets stored on this computer, whose value is the study data made of the chosen one. */
import type { DataRoom, ImportOutcome, OnProgress, StoredDataset, StudyData } from "@kalium/lab";

type Import = (datasetKey: string, onProgress: OnProgress) => Promise<ImportOutcome>;
type Place = HTMLElement & { value: StudyData | undefined };

/**
 * An element for `view`. Nothing is read before a person presses "Use it"; a data set that brings nothing usable shows why and
 * leaves what was loaded before in place.
 */
export function storedDataset(room: Pick<DataRoom, "stored">, importDataset: Import): Place {
  const place = Object.assign(document.createElement("div"), { value: undefined as StudyData | undefined, className: "stored-choice" });
  void show(place, room, importDataset);
  return place;
}

async function show(place: Place, room: Pick<DataRoom, "stored">, importDataset: Import): Promise<void> {
  let datasets: readonly StoredDataset[];
  try {
    datasets = (await room.stored()).datasets.filter(({ state }) => state === "whole");
  } catch (error) {
    place.replaceChildren(paragraph(textOf(error), "alert"));
    return;
  }
  if (datasets.length === 0) {
    const link = Object.assign(document.createElement("a"), { href: "./data.html", textContent: "Open ECGs, pair them with potassium and keep them" });
    const none = paragraph("No data set is stored on this computer yet. ", "status");
    none.append(link, ", then come back.");
    place.replaceChildren(none);
    return;
  }
  const label = Object.assign(document.createElement("label"), { className: "choice" });
  const select = document.createElement("select");
  for (const { key, title, recordingCount, withPotassiumCount } of datasets) select.append(new Option(`${title} (${recordingCount} recordings, ${withPotassiumCount} with potassium)`, key));
  label.append("Data set ", select);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Use it" });
  const said = paragraph("", "status");
  // The select's own input events must not pass for new data.
  select.addEventListener("input", (event) => event.stopPropagation());
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = "Reading…";
    void importDataset(select.value, (share) => (said.textContent = `Reading, ${Math.round(100 * share)} %…`))
      .then((outcome) => {
        if (outcome.data === null) {
          said.textContent = ["Nothing could be used.", ...outcome.problems.map(({ file, message, remedy }) => `${file}: ${message} ${remedy}`)].join(" ");
          return;
        }
        place.value = outcome.data;
        said.textContent = `${outcome.data.personalPeople.length + outcome.data.genericPeople.length} people, ${outcome.data.records.length} strips.`;
        place.dispatchEvent(new Event("input", { bubbles: true }));
      })
      .catch((error: unknown) => (said.textContent = textOf(error)))
      .finally(() => (button.disabled = false));
  });
  place.replaceChildren(label, button, said);
}

function paragraph(text: string, role: "status" | "alert"): HTMLParagraphElement {
  const made = Object.assign(document.createElement("p"), { textContent: text });
  made.setAttribute("role", role);
  return made;
}

function textOf(error: unknown): string {
  const { message, remedy } = error as { readonly message?: string; readonly remedy?: string | null };
  return [message ?? String(error), remedy ?? ""].join(" ").trim();
}
