import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatCount } from "../text/formatNumber.ts";
import { filesStyles } from "./files.styles.ts";
import { readDroppedFiles } from "./readDroppedFiles.ts";

export interface FilesDetail {
  readonly files: readonly File[];
}

export interface FileProblem {
  readonly file: string;
  readonly message: string;
  readonly remedy: string;
}

/**
 * @summary Opens local files or a folder by drop or by choice; what could not be read is listed with its remedy.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<FilesDetail>} kalium-files - The person chose or dropped files.
 * @csspart zone - The drop zone.
 * @csspart folder-input - The folder input, `input[data-kind=folder]`.
 * @csspart files-input - The files input, `input[data-kind=files]`.
 */
@customElement("kalium-files")
export class KaliumFiles extends LitElement {
  static override styles = [tokenStyles, controlStyles, filesStyles];

  @property({ attribute: false }) problems: readonly FileProblem[] = [];
  @property({ type: String }) lead = "Drop a folder or files here";
  /** The sentence under the buttons. */
  @property({ type: String }) note = "The files stay on this machine: they are read in this page and are sent nowhere. Use de-identified recordings only.";
  /** What has been read so far, in words. */
  @property({ type: String }) summary = "";
  @property({ type: Boolean, reflect: true }) busy = false;
  /** The host shows how far the work is itself. */
  @property({ type: Boolean }) hideProgress = false;
  /** Share of the work done, 0…1; null when not known. */
  @property({ attribute: false }) progress: number | null = null;

  @state() private isOver = false;
  @state() private dropProblem: FileProblem | null = null;

  protected override render(): TemplateResult {
    const problems = this.dropProblem ? [this.dropProblem, ...this.problems] : this.problems;
    return html`
      <div class="zone" part="zone" role="group" aria-label="Open local ECG files" ?data-over=${this.isOver}
        @dragover=${this.onDragOver} @dragleave=${this.onDragLeave} @drop=${this.onDrop}>
        <p class="lead">${this.lead}</p>
        <div class="buttons">
          <span class="choice">
            <input type="file" id="folder" part="folder-input" data-kind="folder" webkitdirectory ?disabled=${this.busy} @change=${this.onChoose} />
            <label class="button primary" for="folder">Choose folder</label>
          </span>
          <span class="choice">
            <input type="file" id="files" part="files-input" data-kind="files" multiple ?disabled=${this.busy} @change=${this.onChoose} />
            <label class="button" for="files">Choose files</label>
          </span>
        </div>
        <p class="local">${this.note}</p>
        ${(this.busy && !this.hideProgress) || this.summary
          ? html`<div class="status">
              ${this.busy
                ? this.progress === null
                  ? html`<progress aria-label="Reading files" max="1"></progress>`
                  : html`<progress aria-label="Reading files" max="1" .value=${this.progress}></progress>`
                : nothing}
              <p role="status">${this.summary || "Reading…"}</p>
            </div>`
          : nothing}
      </div>
      ${problems.length > 0
        ? html`<section class="problems" role="alert">
            <h3>${problems.length === 1 ? "One file could not be used" : `${formatCount(problems.length)} files could not be used`}</h3>
            <ul tabindex="0" aria-label="Problems">
              ${problems.map((problem) => html`<li><span class="file">${problem.file}</span>: ${problem.message} <span class="remedy">${problem.remedy}</span></li>`)}
            </ul>
          </section>`
        : nothing}
    `;
  }

  private tell(files: readonly File[]): void {
    if (files.length === 0) return;
    const detail: FilesDetail = { files };
    this.dispatchEvent(new CustomEvent("kalium-files", { detail, bubbles: true, composed: true }));
  }

  private readonly onChoose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.dropProblem = null;
    const files = [...(input.files ?? [])];
    // Emptied so that choosing the same folder again is a change again.
    input.value = "";
    this.tell(files);
  };

  private readonly onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = this.busy ? "none" : "copy";
    this.isOver = !this.busy;
  };

  private readonly onDragLeave = (): void => {
    this.isOver = false;
  };

  private readonly onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = false;
    this.dropProblem = null;
    if (this.busy || !event.dataTransfer) return;
    void readDroppedFiles(event.dataTransfer).then(
      (files) => this.tell(files),
      (error: unknown) => {
        this.dropProblem = { file: "The drop", message: error instanceof Error ? error.message : String(error), remedy: "Use “Choose folder” instead." };
      },
    );
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-files": KaliumFiles;
  }
  interface HTMLElementEventMap {
    "kalium-files": CustomEvent<FilesDetail>;
  }
}
