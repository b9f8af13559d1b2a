import { readDroppedFiles } from "@kalium/elements";
import type { TemplateResult } from "lit";
import { LitElement, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { theDataRoom } from "../labSeam.ts";
import { createDataSession, wordsOf, type DataSession } from "./dataSession.ts";
import type { RunningJob } from "./dataState.ts";
import { renderKeepStep } from "./keepStep.ts";
import { renderOpenStep } from "./openStep.ts";
import { renderPotassiumStep } from "./potassiumStep.ts";
import { renderRecordingsStep } from "./recordingsStep.ts";
import { renderStepList } from "./stepList.ts";
import { renderStoredStep } from "./storedStep.ts";

/**
 * @summary The way of ECGs from a drop to a stored, de-identified data set, in five steps.
 * @status experimental
 * @since 0.1
 */
@customElement("kalium-data")
export class KaliumData extends LitElement {
  @state() private isOver = false;
  #session: DataSession | null = null;
  /** Drag events come for every element that is passed; the drop is over when all that were entered are left. */
  #entered = 0;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#session ??= createDataSession(theDataRoom(), () => this.requestUpdate(), () => performance.now());
    void this.#session.refreshStored();
    for (const [name, listener] of this.#listeners) document.addEventListener(name, listener as EventListener);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const [name, listener] of this.#listeners) document.removeEventListener(name, listener as EventListener);
  }

  protected override render(): TemplateResult | typeof nothing {
    const session = this.#session;
    if (session === null) return nothing;
    const { job, message } = session.state;
    return html`
      ${renderStepList(session.state)}
      <div class="now">
        ${job === null ? nothing : renderJob(job, session)}
        <div class="said ${message === null ? "" : `notice ${message.kind === "failed" ? "notice-stop" : "notice-good"}`}">
          <p class="message" role="status">${message?.kind === "done" ? message.text : ""}</p>
          <p class="failure" role="alert">${message?.kind === "failed" ? message.text : ""}</p>
          ${message === null ? nothing : html`<button type="button" class="dismiss" aria-label="Dismiss the message" @click=${() => session.hush()}>×</button>`}
        </div>
      </div>
      ${renderOpenStep(session)} ${renderRecordingsStep(session)} ${renderPotassiumStep(session)} ${renderKeepStep(session)} ${renderStoredStep(session)}
      ${this.isOver ? html`<div class="drop-veil" aria-hidden="true"><p>Drop to open</p></div>` : nothing}
    `;
  }

  readonly #listeners: readonly (readonly [string, (event: DragEvent) => void])[] = [
    ["dragenter", (event) => {
      if (!carriesFiles(event)) return;
      this.#entered += 1;
      this.isOver = true;
    }],
    ["dragleave", () => {
      this.#entered = Math.max(0, this.#entered - 1);
      if (this.#entered === 0) this.isOver = false;
    }],
    ["dragover", (event) => {
      if (carriesFiles(event)) event.preventDefault();
    }],
    ["drop", (event) => {
      this.#entered = 0;
      this.isOver = false;
      // The drop zone takes what is dropped on itself, and says so by preventing the default.
      if (event.defaultPrevented || !carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      const session = this.#session!;
      void readDroppedFiles(event.dataTransfer).then(
        (files) => session.open(files),
        (error: unknown) => session.say("failed", `What was dropped could not be read: ${wordsOf(error)} Use “Choose folder” instead.`),
      );
    }],
  ];
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

const STAGE_LABELS = { looking: "Looking at the files", opening: "Opening", pairing: "Pairing", storing: "De-identifying and storing", exporting: "Exporting", loading: "Loading" } as const;
const STAGE_UNITS = { looking: "files", opening: "records", pairing: "recordings", storing: "recordings", exporting: "recordings", loading: "recordings" } as const;

function renderJob({ label, progress, perSecond, stopping }: RunningJob, session: DataSession): TemplateResult {
  return html`<kalium-progress
    .label=${progress === null ? label : STAGE_LABELS[progress.stage]} .unit=${progress === null ? "files" : STAGE_UNITS[progress.stage]}
    .done=${progress?.done ?? 0} .total=${progress?.total ?? 0} .secondsLeft=${progress?.secondsLeft ?? null} .perSecond=${perSecond}
    .current=${progress?.current ?? ""} .stopping=${stopping} @kalium-cancel=${() => session.cancel()}
  ></kalium-progress>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-data": KaliumData;
  }
}
