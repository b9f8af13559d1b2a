import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { fieldStyles } from "../style/field.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatCount } from "../text/formatNumber.ts";
import { KIND_FATES, keepableTexts, type ReviewText } from "./reviewText.ts";
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
  @state() private read: ReadonlySet<string> = new Set();
  private keepable: readonly ReviewText[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("texts")) return;
    this.keepable = keepableTexts(this.texts);
    this.at = 0;
    this.read = new Set();
  }

  protected override render(): TemplateResult {
    return html`
      ${this.renderKinds()}
      ${this.keepable.length === 0
        ? html`<p class="help">There are no free texts to read.</p>`
        : this.renderOne(this.keepable[this.at]!)}
    `;
  }

  private renderKinds(): TemplateResult {
    const counts = new Map<string, number>();
    for (const { kind } of this.texts) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return html`<div class="scroll" role="region" tabindex="0" aria-label="What will be removed">
      <table>
        <thead><tr><th scope="col">Found in the files</th><th scope="col" class="number">Different texts</th><th scope="col">What becomes of them</th></tr></thead>
        <tbody>${KIND_FATES.map(({ kind, name, fate }) => html`<tr class=${counts.has(kind) ? "" : "none"}><th scope="row">${name}</th><td class="number">${counts.has(kind) ? formatCount(counts.get(kind)!) : "none"}</td><td>${fate}</td></tr>`)}</tbody>
      </table>
    </div>`;
  }

  private renderOne(text: ReviewText): TemplateResult {
    const count = this.keepable.length;
    const isKept = this.kept.has(text.key);
    const isRead = this.read.has(text.key) || isKept;
    return html`<section class="card" aria-label="Free texts to read">
      <header>
        <h3>Free text ${formatCount(this.at + 1)} of ${formatCount(count)}</h3>
        <p class="help" role="status">${formatCount(this.kept.size)} kept; ${this.kept.size === 0 ? "all are" : "all others are"} left out.</p>
      </header>
      <p class="help place">${text.place} · ${text.format} · in ${formatCount(text.recordingCount)} recording${text.recordingCount === 1 ? "" : "s"}</p>
      <blockquote tabindex="0">${text.value}</blockquote>
      <p class="state ${isKept ? "kept" : ""}">${isKept ? "Kept" : isRead ? "Left out" : "Left out, unless you keep it"}</p>
      <div class="actions">
        <button type="button" aria-pressed=${!isKept && isRead} @click=${() => this.decide(text.key, false)}>Leave out</button>
        <button type="button" aria-pressed=${isKept} @click=${() => this.decide(text.key, true)}>I have read it: keep</button>
        <span class="turn">
          <button type="button" aria-label="Previous text" ?disabled=${this.at === 0} @click=${() => (this.at -= 1)}>‹ Back</button>
          <button type="button" aria-label="Next text" ?disabled=${this.at >= count - 1} @click=${() => (this.at += 1)}>Next ›</button>
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
    if (this.at < this.keepable.length - 1) this.at += 1;
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
