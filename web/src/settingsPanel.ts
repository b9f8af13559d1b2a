import type { LabEnvironment, StoredJob } from "@kalium/lab";
import type { TemplateResult } from "lit";
import { LitElement, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatByteSize } from "./byteSize.ts";
import { executorHelp } from "./executorHelp.ts";
import { theLab } from "./labSeam.ts";
import type { ThemeChoice } from "./storedChoices.ts";
import { readExecutor, readTheme, writeExecutor, writeTheme } from "./storedChoices.ts";

const themes: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** What was asked of the lab: on its way, there, or failed. */
type Answer<T> = { readonly kind: "waiting" } | { readonly kind: "there"; readonly value: T } | { readonly kind: "failed"; readonly message: string };

async function answerOf<T>(promise: Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: "there", value: await promise };
  } catch (error) {
    const { message, remedy } = error as { message?: string; remedy?: string };
    return { kind: "failed", message: [message ?? String(error), remedy ?? ""].join(" ").trim() };
  }
}

/**
 * @summary Colour scheme, executor, and the list of stored runs with a way to erase them.
 * @status experimental
 * @since 0.1
 */
@customElement("kalium-settings")
export class KaliumSettings extends LitElement {
  @state() private theme: ThemeChoice = readTheme();
  @state() private executor: string | null = readExecutor();
  @state() private environment: Answer<LabEnvironment> = { kind: "waiting" };
  @state() private stored: Answer<readonly StoredJob[]> = { kind: "waiting" };
  /** The last thing done, for a screen reader and for the eye. */
  @state() private done = "";

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#refresh();
    void answerOf(theLab().environment()).then((environment) => (this.environment = environment));
  }

  async #refresh(): Promise<void> {
    this.stored = await answerOf(theLab().stored());
  }

  async #erase(job: StoredJob | null): Promise<void> {
    const what = job === null ? "every stored run" : `“${job.title}”`;
    if (!confirm(`Erase ${what} from this computer? This cannot be undone.`)) return;
    const erased = await answerOf(theLab().eraseStored(job?.jobKey));
    this.done = erased.kind === "failed" ? erased.message : `Erased ${what}.`;
    await this.#refresh();
  }

  protected override render(): TemplateResult {
    return html`
      <section aria-labelledby="appearance">
        <h2 id="appearance">Appearance</h2>
        <fieldset class="choices">
          <legend>Colour scheme</legend>
          ${themes.map(
            ({ value, label }) => html`<label
              ><input type="radio" name="theme" .value=${value} .checked=${this.theme === value} @change=${() => this.#chooseTheme(value)} /> ${label}</label
            >`,
          )}
        </fieldset>
      </section>
      <section aria-labelledby="computing">
        <h2 id="computing">Computing</h2>
        ${this.#renderComputing()}
      </section>
      <section aria-labelledby="stored">
        <h2 id="stored">Stored on this computer</h2>
        <p>While a network trains, its weights and the results so far are kept here, so that a closed tab loses nothing. Recordings are not copied. Data sets that you kept are listed, and erased, on the <a href="./data.html#stored">data page</a>.</p>
        <p class="done" role="status">${this.done}</p>
        ${this.#renderStored()}
      </section>
    `;
  }

  #chooseTheme(theme: ThemeChoice): void {
    this.theme = theme;
    writeTheme(theme);
  }

  #chooseExecutor(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.executor = value === "" ? null : value;
    writeExecutor(this.executor);
  }

  #renderComputing(): TemplateResult {
    const { environment } = this;
    if (environment.kind === "failed") return html`<p class="notice notice-mind" role="alert">${environment.message}</p>`;
    const executors = environment.kind === "there" ? environment.value.executors : [];
    const best = executors.find(({ automatic }) => automatic);
    return html`
      <p class="field">
        <label for="executor">Executor</label>
        <select id="executor" @change=${this.#chooseExecutor} ?disabled=${environment.kind === "waiting"}>
          <option value="" ?selected=${this.executor === null}>Choose for me${best === undefined ? "" : ` (${best.name})`}</option>
          ${executors.map(({ name, available }) => html`<option value=${name} ?selected=${this.executor === name} ?disabled=${!available}>${name}${available ? "" : " (not here)"}</option>`)}
        </select>
      </p>
      ${environment.kind === "waiting"
        ? html`<p class="soft" role="status">Looking at what this browser offers…</p>`
        : html`${this.#renderChoice(executors)}
            <div class="table-scroll" tabindex="0" role="region" aria-label="Executors">
              <table class="executors">
                <thead><tr><th scope="col">Executor</th><th scope="col">Here</th></tr></thead>
                <tbody>
                  ${executors.map(
                    ({ name, available, adapter, reason }) => html`<tr>
                      <th scope="row"><code>${name}</code><br /><span class="soft">${executorHelp[name]}</span></th>
                      <td>${available && !reason.includes(adapter) ? html`${adapter}<br />` : nothing}<span class="soft">${reason}</span></td>
                    </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            <p class="soft">${threadsText(environment.value)}</p>`}
    `;
  }

  /** What the next training will run on, and why. */
  #renderChoice(executors: LabEnvironment["executors"]): TemplateResult {
    const chosen = executors.find(({ name, automatic }) => (this.executor === null ? automatic : name === this.executor));
    if (this.executor !== null && chosen?.available !== true) {
      return html`<p class="notice notice-mind" role="note">${this.executor} cannot run here, so training would be refused. Choose another one.</p>`;
    }
    if (chosen === undefined) return html`<p class="notice notice-mind" role="note">Nothing here can train a network. Use a current browser.</p>`;
    return html`<p>Training will run on <code>${chosen.name}</code>: ${chosen.adapter}. ${this.executor === null ? chosen.reason : "You chose it."}</p>`;
  }

  #renderStored(): TemplateResult {
    const { stored, environment } = this;
    if (stored.kind === "waiting") return html`<p class="soft" role="status">Looking…</p>`;
    if (stored.kind === "failed") return html`<p class="notice notice-mind" role="alert">${stored.message}</p>`;
    const persisted = environment.kind === "there" ? environment.value.storagePersisted : null;
    const persistence = persisted === true ? "The browser has promised to keep it." : persisted === false ? "The browser may evict it when the disk runs full; download what matters." : "";
    if (stored.value.length === 0) return html`<p class="empty">Nothing is stored.</p>`;
    const total = stored.value.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return html`
      <div class="table-scroll" tabindex="0" role="region" aria-label="Stored runs">
        <table>
          <thead><tr><th scope="col">Run</th><th scope="col">Saved</th><th scope="col" class="number">Size</th><th scope="col"><span class="visually-hidden">Erase</span></th></tr></thead>
          <tbody>
            ${stored.value.map(
              (job) => html`<tr>
                <th scope="row">${job.title}${job.detail ? html`<br /><span class="soft">${job.detail}</span>` : nothing}</th>
                <td><time datetime=${job.savedAt}>${new Date(job.savedAt).toLocaleString()}</time></td>
                <td class="number">${formatByteSize(job.byteLength)}</td>
                <td><button type="button" class="button button-quiet button-small" aria-label="Erase ${job.title}" @click=${() => this.#erase(job)}>Erase</button></td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="soft">${formatByteSize(total)} in all. ${persistence}</p>
      <p><button type="button" class="button button-danger" @click=${() => this.#erase(null)}>Erase all</button></p>
    `;
  }
}

/** How many threads there are, and whether memory can be shared between them. */
function threadsText({ cores, crossOriginIsolated }: LabEnvironment): string {
  const threads = cores === 1 ? "The browser offers one processor thread" : `The browser offers ${cores} processor threads`;
  return crossOriginIsolated ? `${threads}; this page is isolated from other sites, so that wasm may share its memory between them.` : `${threads}, but this page came without the isolation headers, so that each worker of wasm computes on one.`;
}
