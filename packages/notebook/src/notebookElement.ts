import type { PropertyValues, TemplateResult } from "lit";
import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { createRef, ref } from "lit/directives/ref.js";
import type { CompiledCell, CompiledNotebook } from "./compiledNotebook.ts";
import { sourceTemplate } from "./highlightSource.ts";
import type { MountedNotebook } from "./mountNotebook.ts";
import { mountNotebook } from "./mountNotebook.ts";
import type { CellState, NotebookPhase, NotebookState } from "./notebookState.ts";

const idleState: NotebookState = { phase: "idle", runs: 0, cells: [] };

/**
 * @summary A notebook in reading mode: prose and figures, code one press away, one Run button for the heavy cells.
 * @status experimental
 * @since 0.1
 *
 * Renders into the light DOM, so that the page's theme and libraries that write their styles into the document reach
 * what cells display. Import "@kalium/notebook/notebook.css" in the page.
 *
 * @event {CustomEvent<NotebookState>} kalium-notebook-state - A cell or the whole notebook has come a step further.
 * @attr data-state - `idle`, `running`, `finished` or `failed`, set by the element.
 */
@customElement("kalium-notebook")
export class KaliumNotebook extends LitElement {
  /** The notebook to show. A new one takes the place of the old, whose cells are disposed of. */
  @property({ attribute: false }) notebook: CompiledNotebook | null = null;
  /** Values given to cells by name. Read when a notebook is mounted; set it first. */
  @property({ attribute: false }) builtins: Readonly<Record<string, unknown>> = {};

  @state() private notebookState: NotebookState = idleState;
  #mounted: MountedNotebook | null = null;
  #article = createRef<HTMLElement>();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** How far the notebook and each of its cells are. */
  state(): NotebookState {
    return this.notebookState;
  }

  /** Presses Run. */
  start(): void {
    this.#mounted?.start();
  }

  /** The value of a name that a cell defines, once there. */
  async value(name: string): Promise<unknown> {
    await this.updateComplete;
    if (!this.#mounted) throw new Error("No notebook is shown.");
    return this.#mounted.value(name);
  }

  /** Resolves when every cell has first settled. */
  async finished(): Promise<NotebookState> {
    await this.updateComplete;
    return this.#mounted ? this.#mounted.finished : this.notebookState;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && !this.#mounted) this.#mount();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dispose();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("notebook")) this.#dispose();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("notebook")) this.#mount();
  }

  #mount(): void {
    this.dataset.state = "idle";
    const root = this.#article.value;
    if (!this.notebook || !root) return;
    const outputOf = (cell: CompiledCell): HTMLElement => root.querySelector<HTMLElement>(`#cell-${cell.id} > .kalium-cell-output`)!;
    this.#mounted = mountNotebook(this.notebook, { root, builtins: this.builtins, outputOf, onState: (next) => this.#show(next) });
  }

  #dispose(): void {
    this.#mounted?.dispose();
    this.#mounted = null;
    this.notebookState = idleState;
  }

  #show(next: NotebookState): void {
    this.notebookState = next;
    this.dataset.state = next.phase;
    this.dispatchEvent(new CustomEvent<NotebookState>("kalium-notebook-state", { detail: next, bubbles: true, composed: true }));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { notebook } = this;
    if (!notebook) return nothing;
    const hasOwnHeading = notebook.cells[0]?.mode === "md" && /^# /.test(notebook.cells[0].source.trimStart());
    return html`
      ${this.#renderBar(notebook)}
      <article class="kalium-notebook-cells" ${ref(this.#article)}>
        ${hasOwnHeading ? nothing : html`<h1 class="kalium-notebook-title">${notebook.title}</h1>`}
        ${notebook.cells.map((cell) => this.#renderCell(cell))}
      </article>
    `;
  }

  #renderBar(notebook: CompiledNotebook): TemplateResult {
    const { phase, runs, cells } = this.notebookState;
    const canRun = notebook.cells.some((cell) => cell.inputs.includes("run"));
    const settled = cells.filter(({ status }) => status !== "pending").length;
    const label = runs === 0 ? "Run" : phase === "running" ? "Running…" : "Run again";
    return html`<div class="kalium-notebook-bar" role="toolbar" aria-label="Notebook">
      <span class="kalium-notebook-name">${notebook.title}</span>
      <span class="kalium-notebook-state" role="status" data-phase=${phase}>${stateText(phase, cells)}</span>
      <progress class="kalium-notebook-progress" max=${notebook.cells.length} .value=${settled} aria-label="Cells done" ?hidden=${phase !== "running"}></progress>
      ${canRun ? html`<button class="kalium-run" type="button" ?disabled=${runs > 0 && phase === "running"} @click=${() => this.start()}>${label}</button>` : nothing}
    </div>`;
  }

  #renderCell(cell: CompiledCell): TemplateResult {
    const cellState = this.notebookState.cells.find(({ id }) => id === cell.id);
    const showsCode = cell.mode === "js" || cell.mode === "ts" || cell.source.includes("${");
    return html`<section
      class="kalium-cell"
      id="cell-${cell.id}"
      data-mode=${cell.mode}
      data-status=${cellState?.status ?? "pending"}
      data-activity=${cellState?.activity ?? nothing}
      aria-busy=${cellState?.activity === "running" ? "true" : "false"}
    >
      <div class="kalium-cell-output"></div>
      ${cellState?.activity ? html`<p class="kalium-cell-activity">${activityText[cellState.activity]}</p>` : nothing}
      ${showsCode
        ? html`<details class="kalium-cell-code" ?open=${cell.pinned}>
            <summary><span class="kalium-code-show">Show code</span><span class="kalium-code-hide">Hide code</span><span class="kalium-visually-hidden"> of cell ${cell.id}</span></summary>
            <pre tabindex="0"><code>${sourceTemplate(cell.source, cell.mode)}</code></pre>
          </details>`
        : nothing}
    </section>`;
  }
}

const activityText = {
  running: "Running…",
  queued: "Waits for an earlier cell.",
  "waiting-for-run": "Press Run to see this.",
  "waiting-for-input": "Waits for your choice above.",
} as const;

function stateText(phase: NotebookPhase, cells: readonly CellState[]): string {
  const settled = cells.filter(({ status }) => status !== "pending").length;
  const failed = cells.filter(({ error }) => error && error.failedCellId === null).length;
  const failure = failed === 0 ? "" : `, ${failed} failed`;
  switch (phase) {
    case "running":
      return `${settled} of ${cells.length} cells done${failure}`;
    case "idle":
      return (cells.some(({ activity }) => activity === "waiting-for-input") ? "Waits for your choice" : "Ready to run") + failure;
    case "finished":
      return "Finished";
    case "failed":
      return `${failed} ${failed === 1 ? "cell" : "cells"} failed`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-notebook": KaliumNotebook;
  }
}
