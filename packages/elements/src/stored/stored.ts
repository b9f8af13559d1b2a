import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { FilesDetail } from "../files/files.ts";
import { controlStyles } from "../style/control.styles.ts";
import { fieldStyles } from "../style/field.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { byteSizeInWords } from "../text/byteSizeInWords.ts";
import { formatCount } from "../text/formatNumber.ts";
import { storedStyles } from "./stored.styles.ts";
import { EXPORT_FORMATS, type StoredDatasetItem, type StoredExportFormat, type StoredFacts } from "./storedDataset.ts";
import { lossInWords, safetyInWords, usageInWords } from "./storedWords.ts";

export interface DatasetKeyDetail {
  /** Null means every data set. */
  readonly key: string | null;
}

export interface DatasetExportDetail {
  readonly key: string;
  readonly format: StoredExportFormat;
  readonly to: "folder" | "zip";
}

/**
 * @summary The data sets stored on this computer: open, export, erase, and whether the browser may evict them.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<DatasetKeyDetail>} kalium-dataset-open - The person asked for the recordings of a data set.
 * @event {CustomEvent<DatasetExportDetail>} kalium-dataset-export - The person asked for an export.
 * @event {CustomEvent<DatasetKeyDetail>} kalium-dataset-erase - The person confirmed an erasure.
 * @event {CustomEvent<FilesDetail>} kalium-dataset-load - The person chose a folder with an exported data set.
 * @event {CustomEvent} kalium-persist - The person asked the browser to keep what is stored.
 */
@customElement("kalium-stored")
export class KaliumStored extends LitElement {
  static override styles = [tokenStyles, controlStyles, fieldStyles, storedStyles];

  /** Null while it is being looked at. */
  @property({ attribute: false }) datasets: readonly StoredDatasetItem[] | null = null;
  @property({ attribute: false }) storage: StoredFacts | null = null;
  /** Key of the data set whose recordings are shown beside. */
  @property({ type: String }) opened = "";
  @property({ type: Boolean }) busy = false;
  /** The browser lets a page write into a folder that the person picks. */
  @property({ type: Boolean }) canPickFolder = false;
  /** Where a notebook lies that works on stored data; empty for none. */
  @property({ type: String }) notebookHref = "";

  /** What the dialog asks about: one data set, or all of them. */
  @state() private erasing: { readonly items: readonly StoredDatasetItem[]; readonly isAll: boolean } | null = null;
  @state() private exportFormat: StoredExportFormat = "wfdb";
  @query("dialog") private readonly dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    const { datasets, storage } = this;
    if (datasets === null) return html`<p class="help" role="status">Looking at what is stored…</p>`;
    return html`
      ${datasets.length === 0 ? html`<p class="empty">Nothing is stored on this computer yet.</p>` : html`<ul class="list">${datasets.map((item) => this.renderItem(item))}</ul>`}
      ${storage === null || datasets.length === 0 ? nothing : html`<p class="safety ${storage.persisted === true ? "safe" : ""}">
        <span>${usageInWords(storage)} ${safetyInWords(storage)}</span>
        ${storage.persisted === true ? nothing : html`<button type="button" @click=${() => this.tell("kalium-persist", null)}>Ask the browser to keep it</button>`}
      </p>`}
      <div class="actions foot">
        <span class="load">
          <input type="file" id="load" class="visually-hidden" webkitdirectory ?disabled=${this.busy} @change=${this.onLoad} />
          <label class="button" for="load">Load from a folder</label>
        </span>
        ${datasets.length === 0 ? nothing : html`<button type="button" class="danger" ?disabled=${this.busy} @click=${() => this.ask(datasets, true)}>Erase all</button>`}
      </div>
      <p class="help">“Load from a folder” takes a data set that was exported here as WFDB.</p>
      <dialog aria-labelledby="ask" @close=${() => (this.erasing = null)}>
        ${this.erasing === null ? nothing : this.renderQuestion(this.erasing.items, this.erasing.isAll)}
      </dialog>
    `;
  }

  private renderItem(item: StoredDatasetItem): TemplateResult {
    const isOpened = this.opened === item.key;
    return html`<li class="item" aria-label=${item.title}>
      <div class="head">
        <h3>${item.title}${item.simulated ? html` <span class="tag">Simulated</span>` : nothing}</h3>
        <p class="help"><time datetime=${item.savedAt}>${new Date(item.savedAt).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}</time></p>
      </div>
      <dl>
        <div><dt>Recordings</dt><dd>${formatCount(item.recordingCount)}</dd></div>
        <div><dt>People</dt><dd>${formatCount(item.personCount)}</dd></div>
        <div><dt>With potassium</dt><dd>${formatCount(item.withPotassiumCount)}</dd></div>
        <div><dt>Size</dt><dd>${byteSizeInWords(item.byteLength)}</dd></div>
      </dl>
      ${item.state === "interrupted" ? html`<p class="interrupted" role="note"><strong>Interrupted.</strong> Storing was cut off. What is here is sound; to go on, open the same files again and store them under the same title and pass phrase.</p>` : nothing}
      <div class="actions">
        <button type="button" class=${isOpened ? "" : "primary"} aria-pressed=${isOpened} ?disabled=${this.busy} @click=${() => this.tell("kalium-dataset-open", { key: isOpened ? null : item.key })}>${isOpened ? "Close the table" : "Show the recordings"}</button>
        ${this.notebookHref === "" || item.state === "interrupted" ? nothing : html`<a class="button" href=${this.notebookHref}>Use in a notebook</a>`}
        <details class="export">
          <summary class="button">Export</summary>
          <div class="export-form">
            <label class="field"><span class="name">Format</span>
              <select @change=${(event: Event) => (this.exportFormat = (event.target as HTMLSelectElement).value as StoredExportFormat)}>
                ${EXPORT_FORMATS.map(({ format, label }) => html`<option value=${format} ?selected=${this.exportFormat === format}>${label}</option>`)}
              </select>
            </label>
            <div class="actions">
              ${this.canPickFolder ? html`<button type="button" ?disabled=${this.busy} @click=${() => this.tell("kalium-dataset-export", { key: item.key, format: this.exportFormat, to: "folder" })}>Into a folder…</button>` : nothing}
              <button type="button" ?disabled=${this.busy} @click=${() => this.tell("kalium-dataset-export", { key: item.key, format: this.exportFormat, to: "zip" })}>As a ZIP</button>
            </div>
          </div>
        </details>
        <button type="button" class="danger" aria-label="Erase ${item.title}" ?disabled=${this.busy} @click=${() => this.ask([item])}>Erase</button>
      </div>
    </li>`;
  }

  private renderQuestion(items: readonly StoredDatasetItem[], isAll: boolean): TemplateResult {
    const isOne = items.length === 1;
    const erase = (): void => {
      this.dialog.close();
      this.tell("kalium-dataset-erase", { key: isAll ? null : items[0]!.key });
    };
    return html`
      <h3 id="ask">Erase ${isOne ? `“${items[0]!.title}”` : `all ${formatCount(items.length)} data sets`}?</h3>
      <p>Lost for good: ${lossInWords(items)}.${isOne ? "" : ` These are ${items.map(({ title }) => `“${title}”`).join(", ")}.`}</p>
      <p class="help">The files you opened are not touched. To keep a copy, export first.</p>
      <div class="actions">
        <button type="button" autofocus @click=${() => this.dialog.close()}>Keep ${isOne ? "it" : "them"}</button>
        <button type="button" class="danger" @click=${erase}>Erase ${isOne ? "it" : "them all"}</button>
      </div>`;
  }

  private ask(items: readonly StoredDatasetItem[], isAll = false): void {
    this.erasing = { items, isAll };
    void this.updateComplete.then(() => this.dialog.showModal());
  }

  private readonly onLoad = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const detail: FilesDetail = { files: [...(input.files ?? [])] };
    // Emptied so that choosing the same folder again is a change again.
    input.value = "";
    if (detail.files.length > 0) this.tell("kalium-dataset-load", detail);
  };

  private tell(name: string, detail: DatasetKeyDetail | DatasetExportDetail | FilesDetail | null): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-stored": KaliumStored;
  }
  interface HTMLElementEventMap {
    "kalium-dataset-open": CustomEvent<DatasetKeyDetail>;
    "kalium-dataset-export": CustomEvent<DatasetExportDetail>;
    "kalium-dataset-erase": CustomEvent<DatasetKeyDetail>;
    "kalium-dataset-load": CustomEvent<FilesDetail>;
  }
}
