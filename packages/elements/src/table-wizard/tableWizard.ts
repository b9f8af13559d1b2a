import type { ArrayLayout, TableLayout } from "@kalium/ecg";
import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { fieldStyles } from "../style/field.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { renderArrayForm } from "./arrayForm.ts";
import { previewTable } from "./previewTable.ts";
import { renderTableForm } from "./tableForm.ts";
import { tableWizardStyles } from "./tableWizard.styles.ts";
import { arrayProblems, tableProblems } from "./wizardProblems.ts";
import type { WizardAnswer, WizardQuestion } from "./wizardQuestion.ts";

export interface AnswerDetail {
  readonly file: string;
  readonly options: WizardAnswer;
}

/**
 * @summary Asks what a text table or a bare array does not say about its ECG: rate, unit, leads; shows at once what comes of it.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<AnswerDetail>} kalium-answer - The person answered.
 */
@customElement("kalium-table-wizard")
export class KaliumTableWizard extends LitElement {
  static override styles = [tokenStyles, controlStyles, fieldStyles, dataTableStyles, tableWizardStyles];

  @property({ attribute: false }) question: WizardQuestion | null = null;
  @property({ type: Boolean }) busy = false;

  @state() private table: TableLayout | null = null;
  @state() private array: ArrayLayout | null = null;
  /** Problems are shown once the person has tried to go on; before that they would only scold. */
  @state() private hasTried = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("question") || this.question?.file === changed.get("question")?.file) return;
    this.hasTried = false;
    this.table = this.question?.kind === "table" ? withGain(this.question.guess as TableLayout) : null;
    this.array = this.question?.kind === "array" ? withGain(this.question.guess as ArrayLayout) : null;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { question, table, array } = this;
    if (question === null) return nothing;
    const problems = this.problems();
    return html`<form @submit=${this.onSubmit} novalidate aria-label="Layout of ${question.file}">
      <p class="file">${question.file}</p>
      ${table === null ? nothing : renderTableForm(question, table, (change) => (this.table = change(this.table!)))}
      ${array === null ? nothing : renderArrayForm(question, array, (change) => (this.array = change(this.array!)))}
      ${this.hasTried && problems.length > 0 ? html`<ul class="problems" role="alert">${problems.map((problem) => html`<li>${problem}</li>`)}</ul>` : nothing}
      <p class="actions"><button type="submit" class="primary" ?disabled=${this.busy}>Read it like this</button></p>
    </form>`;
  }

  private problems(): readonly string[] {
    if (this.table !== null && this.question !== null) return tableProblems(this.table, previewTable(this.question.preview, this.table));
    return this.array === null ? [] : arrayProblems(this.array);
  }

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.hasTried = true;
    if (this.question === null || this.problems().length > 0) return;
    const options: WizardAnswer = this.table !== null ? { table: this.table } : { array: this.array! };
    const detail: AnswerDetail = { file: this.question.file, options };
    this.dispatchEvent(new CustomEvent("kalium-answer", { detail, bubbles: true, composed: true }));
  };
}

/** Numbers are more often in a unit than raw counts, and the preview shows at once when they are not. */
function withGain<Layout extends { readonly gainPerUnit: number }>(layout: Layout): Layout {
  return layout.gainPerUnit > 0 ? layout : { ...layout, gainPerUnit: 1 };
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-table-wizard": KaliumTableWizard;
  }
  interface HTMLElementEventMap {
    "kalium-answer": CustomEvent<AnswerDetail>;
  }
}
