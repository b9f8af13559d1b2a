/** The frame of one step: its number, its name, one sentence, and what it holds. */
import type { TemplateResult } from "lit";
import { html } from "lit";

export interface Step {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly lead: unknown;
  readonly content: unknown;
}

export function renderStep({ id, number, title, lead, content }: Step): TemplateResult {
  return html`<section class="step" id=${id} aria-labelledby="${id}-heading" tabindex="-1">
    <header class="step-head">
      <span class="step-number" aria-hidden="true">${number}</span>
      <div>
        <h2 id="${id}-heading"><span class="visually-hidden">Step ${number}: </span>${title}</h2>
        <p class="soft">${lead}</p>
      </div>
    </header>
    <div class="step-body">${content}</div>
  </section>`;
}

/** What a step shows while there is nothing it could work on. */
export function renderEmptyStep(text: string): TemplateResult {
  return html`<p class="empty">${text}</p>`;
}
