import { LitElement, html } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { tokenStyles } from "../style/tokens.styles.ts";
import { noticeStyles } from "./notice.styles.ts";

export type NoticeKind = "info" | "warn" | "danger" | "simulated";
const WORDS: Readonly<Record<NoticeKind, string>> = { info: "Note", warn: "Caution", danger: "Warning", simulated: "Simulated" };

/**
 * @summary A short notice: a word, then the slotted text.
 * @status experimental
 * @since 0.1
 * @slot - The text.
 * @csspart notice - The box.
 */
@customElement("kalium-notice")
export class KaliumNotice extends LitElement {
  static override styles = [tokenStyles, noticeStyles];

  @property({ type: String, reflect: true }) kind: NoticeKind = "info";

  protected override render(): TemplateResult {
    const kind = this.kind in WORDS ? this.kind : "info";
    return html`<div class="notice ${kind}" part="notice" role=${kind === "danger" ? "alert" : "note"}>
      <span class="kind">${WORDS[kind]}</span>
      <div><slot></slot></div>
    </div>`;
  }
}

/** What Kalium is not. */
export const DISCLAIMER = "For research and teaching only. Kalium is not a medical device; do not use its output for diagnosis or treatment.";

/**
 * @summary The fixed sentence that belongs beside every result.
 * @status experimental
 * @since 0.1
 */
@customElement("kalium-disclaimer")
export class KaliumDisclaimer extends LitElement {
  static override styles = [tokenStyles, noticeStyles];

  protected override render(): TemplateResult {
    return html`<p class="disclaimer" part="text" role="note">${DISCLAIMER}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-notice": KaliumNotice;
    "kalium-disclaimer": KaliumDisclaimer;
  }
}
