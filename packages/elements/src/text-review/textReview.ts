import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { fieldStyles } from "../style/field.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatCount } from "../text/formatNumber.ts";
import { formatName } from "../recordings/formatName.ts";
import { KIND_FATES, keepableTexts, type ReviewKind, type ReviewText } from "./reviewText.ts";
import { textReviewStyles } from "./textReview.styles.ts";

export interface KeptChangeDetail {
  readonly keys: readonly string[];
}

/**
 * @summary What the de-identification removes, by kind, and the free texts one by one: left out unless a person reads and keeps them.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<KeptChangeDetail>} kalium-kept-change - The person kept or left out a text.
 */
@customElement("kalium-text-review")
export class KaliumTextReview extends LitElement {
  static override styles = [tokenStyles, controlStyles, fieldStyles, dataTableStyles, textReviewStyles];

  @property({ attribute: false }) texts: readonly ReviewText[] = [];
  /** Keys of the texts that are kept. */
  @property({ attribute: false }) kept: ReadonlySet<string> = new Set();

  @state() private at = 0;
  @state() private kind: ReviewKind = "free-text";
  @state() private read: ReadonlySet<string> = new Set();
  private keepable: readonly ReviewText[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("texts")) return;
    this.keepable = keepableTexts(this.texts);
    this.show(this.keepable.some(({ kind }) => kind === "free-text") ? "free-text" : "technical");
    this.read = new Set();
  }

  protected override render(): TemplateResult {
    return html`
      ${this.renderKinds()}
      ${this.keepable.length === 0
        ? html`<p class="help">There are no free texts to read.</p>`
        : html`${this.renderKindChoice()} ${this.renderOne(this.listed)}`}
    `;
  }

  private renderKinds(): TemplateResult {
    const counts = new Map<string, number>();
    for (const { kind } of this.texts) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return html`<div class="scroll" role="region" tabindex="0" aria-label="What will be removed">
      <table>
        <thead><tr><th scope="col">In the files</th><th scope="col">What becomes of it</th><th scope="col" class="number">Different texts to read</th></tr></thead>
        <tbody>${KIND_FATES.map(({ kind, name, fate, isKeepable }) => html`<tr><th scope="row">${name}</th><td>${fate}</td><td class="number">${isKeepable ? formatCount(counts.get(kind) ?? 0) : html`<span class="help">never kept</span>`}</td></tr>`)}</tbody>
      </table>
    </div>`;
  }

  /** Free texts and technical notes apart: there are often many of the second, and they tell less. */
  private renderKindChoice(): TemplateResult | typeof nothing {
    const kinds = KIND_FATES.filter(({ kind }) => this.keepable.some((text) => text.kind === kind));
    if (kinds.length < 2) return nothing;
    return html`<label class="which"><span>Read</span>
      <select @change=${(event: Event) => this.show((event.target as HTMLSelectElement).value as ReviewKind)}>
        ${kinds.map(({ kind, name }) => html`<option value=${kind} ?selected=${kind === this.kind}>${name} (${formatCount(this.keepable.filter((text) => text.kind === kind).length)})</option>`)}
      </select>
    </label>`;
  }

  private show(kind: ReviewKind): void {
    this.kind = kind;
    this.at = 0;
  }

  /** Texts of the kind that is being read. */
  private get listed(): readonly ReviewText[] {
    return this.keepable.filter(({ kind }) => kind === this.kind);
  }

  private renderOne(listed: readonly ReviewText[]): TemplateResult {
    const text = listed[this.at]!;
    const count = listed.length;
    const isKept = this.kept.has(text.key);
    const isRead = this.read.has(text.key) || isKept;
    return html`<section class="card" aria-label="Texts to read">
      <header>
        <h3>Text ${formatCount(this.at + 1)} of ${formatCount(count)}</h3>
        <p class="help" role="status">${formatCount(this.kept.size)} kept; ${this.kept.size === 0 ? "all are" : "all others are"} left out.</p>
      </header>
      <p class="help place">${text.place} · ${formatName(text.format)} · in ${formatCount(text.recordingCount)} recording${text.recordingCount === 1 ? "" : "s"}</p>
      <blockquote tabindex="0">${text.value}</blockquote>
      <p class="state ${isKept ? "kept" : ""}">${isKept ? "Kept" : isRead ? "Left out" : "Left out, unless you keep it"}</p>
      <div class="actions">
        <button type="button" aria-pressed=${!isKept && isRead} @click=${() => this.decide(text.key, false)}>Leave out</button>
        <button type="button" aria-pressed=${isKept} @click=${() => this.decide(text.key, true)}>I have read it: keep</button>
        <span class="turn">
          <button type="button" ?disabled=${this.at === 0} @click=${() => (this.at -= 1)}>Back</button>
          <button type="button" ?disabled=${this.at >= count - 1} @click=${() => (this.at += 1)}>Next</button>
        </span>
      </div>
      ${this.kept.size > 0 ? html`<p class="help">A text in which a name, number or date from elsewhere in its file stands is left out even when you keep it.</p>` : nothing}
    </section>`;
  }

  private decide(key: string, isKept: boolean): void {
    const kept = new Set(this.kept);
    if (isKept) kept.add(key);
    else kept.delete(key);
    this.read = new Set([...this.read, key]);
    this.kept = kept;
    const detail: KeptChangeDetail = { keys: [...kept] };
    this.dispatchEvent(new CustomEvent("kalium-kept-change", { detail, bubbles: true, composed: true }));
    if (this.at < this.listed.length - 1) this.at += 1;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-text-review": KaliumTextReview;
  }
  interface HTMLElementEventMap {
    "kalium-kept-change": CustomEvent<KeptChangeDetail>;
  }
}
