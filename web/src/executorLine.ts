import type { StudyState } from "@kalium/lab";
import type { TemplateResult } from "lit";
import { LitElement, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { AskedExecutor } from "./parameters.ts";

/** The executor of a study, as its state tells it. */
export type ExecutorInUse = Pick<StudyState, "executorName" | "adapter" | "executorReason">;

/**
 * @summary What computes in this notebook and why: first what was asked for, then what runs.
 * @status experimental
 * @since 0.1
 */
@customElement("kalium-executor-line")
export class KaliumExecutorLine extends LitElement {
  @property({ attribute: false }) asked: AskedExecutor = { by: "nobody" };
  /** Null until a study has opened one. */
  @property({ attribute: false }) inUse: ExecutorInUse | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<p class="executor-line" role="status"><span class="executor-line-label">Computes with</span> ${this.inUse === null ? this.#renderAsked() : this.#renderInUse(this.inUse)} <a href="./settings.html#computing">Change</a></p>`;
  }

  #renderAsked(): TemplateResult {
    const { asked } = this;
    switch (asked.by) {
      case "nobody":
        return html`what suits this computer best, found out when training starts.`;
      case "address":
        return html`<code>${asked.name}</code>, asked for in the address.`;
      case "settings":
        return html`<code>${asked.name}</code>, chosen in Settings.`;
      default:
        return asked satisfies never;
    }
  }

  #renderInUse({ executorName, adapter, executorReason }: ExecutorInUse): TemplateResult {
    const why = this.asked.by === "nobody" || this.asked.name !== executorName ? executorReason : this.asked.by === "address" ? "Asked for in the address." : "Chosen in Settings.";
    return html`<code>${executorName}</code>${adapter === "" ? nothing : html` on ${adapter}`}. ${why}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-executor-line": KaliumExecutorLine;
  }
}
