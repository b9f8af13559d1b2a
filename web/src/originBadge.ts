import type { TemplateResult } from "lit";
import { LitElement, html } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { OffOriginCount } from "./offOriginRequests.ts";
import { pageSources, watchOffOriginRequests } from "./offOriginRequests.ts";

/**
 * @summary A live count of requests off this origin.
 * @status experimental
 * @since 0.1
 */
@customElement("kalium-origin-badge")
export class KaliumOriginBadge extends LitElement {
  @state() private count: OffOriginCount | null = null;
  #stop: (() => void) | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = watchOffOriginRequests(pageSources(), (count) => (this.count = count));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  protected override render(): TemplateResult {
    const { sent = 0, refused = 0, addresses = [] } = this.count ?? {};
    const clean = sent === 0 && refused === 0;
    const stopped = refused === 0 ? "" : ` · ${refused} stopped by the browser`;
    return html`<span class="badge" role="status" data-clean=${clean} title=${clean ? "Counted live in this page" : addresses.join("\n")}
      >${sent} ${sent === 1 ? "request" : "requests"} off this origin${stopped}</span
    >`;
  }
}
