import { LitElement, html } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { downloadsStyles } from "./downloads.styles.ts";

export interface DownloadItem {
  /** File name with extension. */
  readonly name: string;
  readonly label: string;
  readonly mediaType: string;
  readonly data: Uint8Array | string;
}

/**
 * @summary Buttons that save files made in the page; nothing is sent anywhere.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<{name: string}>} kalium-download - The person saved a file.
 */
@customElement("kalium-downloads")
export class KaliumDownloads extends LitElement {
  static override styles = [tokenStyles, controlStyles, downloadsStyles];

  @property({ attribute: false }) items: readonly DownloadItem[] = [];

  protected override render(): TemplateResult {
    if (this.items.length === 0) return html`<p class="empty">Nothing to save yet.</p>`;
    return html`<ul>
      ${this.items.map((item) => html`<li>
        <button type="button" @click=${() => this.save(item)} title=${item.name}>
          <span aria-hidden="true">↓</span><span>${item.label}</span><span class="size">${sizeInWords(item.data)}</span>
        </button>
      </li>`)}
    </ul>`;
  }

  private save(item: DownloadItem): void {
    const data = typeof item.data === "string" ? item.data : new Uint8Array(item.data);
    const url = URL.createObjectURL(new Blob([data], { type: item.mediaType }));
    const link = document.createElement("a");
    link.href = url;
    link.download = item.name;
    link.click();
    // The click has started the download by the next task; the bytes need not outlive it.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    this.dispatchEvent(new CustomEvent("kalium-download", { detail: { name: item.name }, bubbles: true, composed: true }));
  }
}

/** Size of a file as people say it; a string counts as UTF-8. */
function sizeInWords(data: Uint8Array | string): string {
  const bytes = typeof data === "string" ? new Blob([data]).size : data.byteLength;
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${formatNumber(Math.round(bytes / 100) / 10)} kB`;
  return `${formatNumber(Math.round(bytes / 100_000) / 10)} MB`;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-downloads": KaliumDownloads;
  }
  interface HTMLElementEventMap {
    "kalium-download": CustomEvent<{ readonly name: string }>;
  }
}
