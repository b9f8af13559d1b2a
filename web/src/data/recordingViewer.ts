import "@kalium/elements";
import type { RecordingRow, SignalView } from "@kalium/lab";
import type { PropertyValues, TemplateResult } from "lit";
import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { wordsOf } from "./dataSession.ts";

/** Recordings up to this length are loaded whole. */
const WHOLE_S = 60;
/** Of longer ones this much is loaded, with what is in view in the middle. */
const STRETCH_S = 60;
/** What is in view must stay this far from the end of what is loaded. */
const MARGIN_S = 15;

/**
 * One recording on paper. Of a long one only the stretch around what is in view is loaded; the next one is asked for while
 * the person still looks at this one.
 */
@customElement("kalium-recording-viewer")
export class KaliumRecordingViewer extends LitElement {
  @property({ attribute: false }) row: RecordingRow | null = null;
  @property({ attribute: false }) load: ((startS: number, durationS: number) => Promise<SignalView>) | null = null;

  @state() private loaded: SignalView | null = null;
  @state() private startS = 0;
  @state() private problem = "";

  #asked = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("row") || this.row?.key === changed.get("row")?.key) return;
    this.loaded = null;
    this.startS = 0;
    this.problem = "";
    void this.#fetch(0);
  }

  protected override render(): TemplateResult {
    const { row, loaded } = this;
    if (row === null) return html``;
    return html`
      <section class="viewer" aria-label="Recording ${row.id}">
        <p class="visually-hidden" role="status">${loaded === null ? "" : `${row.id} is shown here.`}</p>
        <div class="viewer-bar">
          <p class="soft">${row.path}${row.notes.length === 0 ? nothing : html`<br />${row.notes.join(" ")}`}</p>
          <button type="button" class="button button-quiet button-small" @click=${this.#close}>Close the viewer</button>
        </div>
        ${this.problem === "" ? nothing : html`<p class="notice notice-stop" role="alert">${this.problem}</p>`}
        ${loaded === null
          ? this.problem === "" ? html`<p class="soft" role="status">Reading the signal…</p>` : nothing
          : html`<kalium-waveform
              .heading=${row.id} .leads=${loaded.leads} .samplingRateHz=${loaded.samplingRateHz} .loadedFromS=${loaded.startS} .recordingS=${row.durationS}
              .startS=${this.startS} .simulated=${row.simulated} @kalium-view-change=${this.#onView}
            ></kalium-waveform>`}
      </section>
    `;
  }

  readonly #onView = (event: CustomEvent<{ readonly startS: number }>): void => {
    this.startS = event.detail.startS;
    if (this.row === null || this.loaded === null || this.row.durationS <= WHOLE_S) return;
    const fromS = this.loaded.startS;
    const toS = fromS + this.loaded.durationS;
    const isNearStart = fromS > 0 && this.startS < fromS + MARGIN_S;
    const isNearEnd = toS < this.row.durationS && this.startS > toS - STRETCH_S / 2;
    if (isNearStart || isNearEnd) void this.#fetch(this.startS);
  };

  /** Loads around a time. Only the answer to the last question counts. */
  async #fetch(aroundS: number): Promise<void> {
    const { row, load } = this;
    if (row === null || load === null) return;
    const asked = ++this.#asked;
    const isWhole = row.durationS <= WHOLE_S;
    const fromS = isWhole ? 0 : Math.max(0, Math.min(aroundS - STRETCH_S / 3, row.durationS - STRETCH_S));
    try {
      const view = await load(fromS, isWhole ? row.durationS : STRETCH_S);
      if (asked !== this.#asked) return;
      const isFirst = this.loaded === null;
      this.loaded = view;
      this.problem = "";
      if (!isFirst) return;
      await this.updateComplete;
      // The table above can fill the screen: what was asked for must not come up out of sight.
      this.querySelector(".viewer")?.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    } catch (error) {
      if (asked === this.#asked) this.problem = wordsOf(error);
    }
  }

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent("kalium-viewer-close", { bubbles: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-recording-viewer": KaliumRecordingViewer;
  }
}
