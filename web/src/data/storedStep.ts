/** Step 5: what is stored on this computer. */
import type { ExportFormat } from "@kalium/lab";
import type { TemplateResult } from "lit";
import { html, nothing } from "lit";
import { counted, type DataSession } from "./dataSession.ts";
import type { DataState } from "./dataState.ts";
import { renderStep } from "./stepFrame.ts";

interface ExportDetail {
  readonly key: string;
  readonly format: ExportFormat;
  readonly to: "folder" | "zip";
}

/** Missing from TypeScript's library: only Chromium has it. */
type FolderPicker = (options: { readonly mode: "readwrite" }) => Promise<FileSystemDirectoryHandle>;

export function renderStoredStep(session: DataSession): TemplateResult {
  const { state } = session;
  return renderStep({
    id: "stored",
    number: 5,
    title: "Stored",
    lead: "De-identified data sets in this browser, on this computer. Notebooks can use them; you can export and erase them.",
    content: html`
      ${state.storeProblem === "" ? nothing : html`<p class="notice notice-stop" role="alert">What is stored cannot be shown. ${state.storeProblem}</p>`}
      ${state.storeProblem !== "" && state.datasets === null ? nothing : html`<kalium-stored
        notebookHref="./notebook.html?name=own-potassium"
        .datasets=${state.datasets} .storage=${state.storage} .opened=${state.openDataset?.key ?? ""} .busy=${state.job !== null} .canPickFolder=${folderPicker() !== null}
        @kalium-dataset-open=${(event: CustomEvent<{ readonly key: string | null }>) => (event.detail.key === null ? session.closeStored() : session.openStored(event.detail.key))}
        @kalium-dataset-export=${(event: CustomEvent<ExportDetail>) => exportDataset(session, event.detail)}
        @kalium-dataset-erase=${(event: CustomEvent<{ readonly key: string | null }>) => session.erase(event.detail.key, event.detail.key === null ? "every data set" : `“${titleOf(state, event.detail.key)}”`)}
        @kalium-dataset-load=${(event: CustomEvent<{ readonly files: readonly File[] }>) => session.load(event.detail.files)}
        @kalium-persist=${() => session.askToPersist()}
      ></kalium-stored>`}
      ${renderOpenDataset(session)}
    `,
  });
}

function renderOpenDataset(session: DataSession): TemplateResult | typeof nothing {
  const { openDataset, viewed: any } = session.state;
  if (openDataset === null) return nothing;
  const viewed = any?.datasetKey === openDataset.key ? any : null;
  return html`<section class="panel" aria-label="Recordings of the data set">
    <h3>“${titleOf(session.state, openDataset.key)}”: ${counted(openDataset.rows.length, "recording")}</h3>
    <kalium-recordings
      label="Stored recordings" emptyText="The data set holds no recordings." .items=${openDataset.rows} .opened=${viewed?.row.key ?? null}
      @kalium-recording-open=${(event: CustomEvent<{ readonly key: string }>) => {
        const row = openDataset.rows.find(({ key }) => key === event.detail.key);
        if (row !== undefined) session.look({ row, datasetKey: openDataset.key });
      }}
    ></kalium-recordings>
    ${viewed === null
      ? nothing
      : html`<kalium-recording-viewer .row=${viewed.row} .load=${(startS: number, durationS: number) => session.view(viewed, startS, durationS)} @kalium-viewer-close=${() => session.look(null)}></kalium-recording-viewer>`}
  </section>`;
}

function titleOf(state: DataState, key: string): string {
  return state.datasets?.find((dataset) => dataset.key === key)?.title ?? "the data set";
}

function folderPicker(): FolderPicker | null {
  const { showDirectoryPicker } = window as { readonly showDirectoryPicker?: FolderPicker };
  return showDirectoryPicker === undefined ? null : showDirectoryPicker.bind(window);
}

async function exportDataset(session: DataSession, { key, format, to }: ExportDetail): Promise<void> {
  let folder: FileSystemDirectoryHandle | null = null;
  if (to === "folder") {
    try {
      folder = (await folderPicker()?.({ mode: "readwrite" })) ?? null;
    } catch {
      // The person closed the dialog of the browser.
      return;
    }
    if (folder === null) return;
  }
  const blob = await session.exportTo(key, format, folder);
  if (blob !== null) save(blob, `kalium-${format}.zip`);
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The click has started the download by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
