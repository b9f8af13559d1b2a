import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatFixed } from "../text/formatNumber.ts";
import { potassiumQuizStyles } from "./potassiumQuiz.styles.ts";

/** A share with its interval, both 0 … 1; null while there is nothing to count. */
export interface ScoredShare {
  readonly count: number;
  readonly of: number;
  readonly interval: { readonly lower: number; readonly upper: number } | null;
}

/** What the person reached so far. */
export interface QuizScore {
  /** Right answers of all. */
  readonly right: ScoredShare;
  /** Found among those that were truly above. */
  readonly found: ScoredShare;
  /** What never saying "above" would have reached on the same questions. */
  readonly alwaysNo: ScoredShare;
}

export interface QuizFeedback {
  readonly isRight: boolean;
  readonly verdict: string;
  readonly lines: readonly (string | TemplateResult)[];
}

/**
 * @summary One yes-or-no question about a trace, with feedback and a score that says how sure it is.
 * @status experimental
 * @since 0.1
 * @slot - The trace that is asked about.
 * @event {CustomEvent<{isAbove: boolean}>} kalium-quiz-answer - The person answered.
 * @event {CustomEvent} kalium-quiz-next - The person wants the next question.
 * @event {CustomEvent} kalium-quiz-restart - The person wants to begin again.
 * @csspart frame - The whole quiz.
 */
@customElement("kalium-potassium-quiz")
export class KaliumPotassiumQuiz extends LitElement {
  static override styles = [tokenStyles, figureStyles, controlStyles, potassiumQuizStyles];

  @property({ type: Number }) questionNumber = 1;
  @property({ type: Number }) thresholdMmolPerL = 6;
  /** Null while the question stands open. */
  @property({ attribute: false }) feedback: QuizFeedback | null = null;
  @property({ attribute: false }) score: QuizScore | null = null;
  /** How the questions are drawn, and the seed. */
  @property({ type: String }) drawnHow = "";

  protected override render(): TemplateResult {
    const threshold = formatFixed(this.thresholdMmolPerL, 1);
    return html`<div class="frame" part="frame" role="group" tabindex="0" aria-label=${`Quiz, question ${this.questionNumber}. Press A for above ${threshold}, N for not above, Enter for the next question.`} @keydown=${this.onKeyDown}>
      <slot></slot>
      <div class="ask">
        <p class="question">Question ${this.questionNumber}: is potassium above ${threshold} mmol/L?</p>
        ${this.feedback === null
          ? html`<button type="button" data-answer="above" @click=${() => this.answer(true)}>Above ${threshold}<kbd aria-hidden="true">A</kbd></button>
              <button type="button" data-answer="not" @click=${() => this.answer(false)}>Not above<kbd aria-hidden="true">N</kbd></button>`
          : html`<button type="button" class="primary" data-answer="next" @click=${this.next}>Next question<kbd aria-hidden="true">Enter</kbd></button>`}
      </div>
      <div aria-live="polite">
        ${this.feedback === null
          ? nothing
          : html`<div class="feedback">
              <p class="verdict ${this.feedback.isRight ? "right" : "wrong"}">${this.feedback.verdict}</p>
              ${this.feedback.lines.map((line) => html`<p>${line}</p>`)}
            </div>`}
      </div>
      ${this.score === null || this.score.right.of === 0
        ? nothing
        : html`<dl class="score">
            <div><dt>Right answers</dt><dd data-score="right">${inWords(this.score.right)}</dd></div>
            <div><dt>Always saying “not above” on these</dt><dd data-score="always-no">${inWords(this.score.alwaysNo)}</dd></div>
            <div><dt>Found of those truly above</dt><dd data-score="found">${inWords(this.score.found)}</dd></div>
          </dl>`}
      <div class="foot"><span>${this.drawnHow}</span><button type="button" data-answer="restart" @click=${this.restart}>Begin again</button></div>
    </div>`;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (this.feedback === null && (key === "a" || key === "n")) this.answer(key === "a");
    // A button that has the focus takes Enter for itself.
    else if (this.feedback !== null && key === "enter" && !(event.composedPath()[0] instanceof HTMLButtonElement)) this.next();
    else return;
    event.preventDefault();
  };

  private answer(isAbove: boolean): void {
    this.dispatchEvent(new CustomEvent("kalium-quiz-answer", { detail: { isAbove }, bubbles: true, composed: true }));
    // The pressed button is gone; without this the keyboard would start from the top of the page.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[data-answer="next"]')?.focus());
  }

  private readonly next = (): void => {
    this.dispatchEvent(new CustomEvent("kalium-quiz-next", { bubbles: true, composed: true }));
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".frame")?.focus({ preventScroll: true }));
  };

  private readonly restart = (): void => {
    this.dispatchEvent(new CustomEvent("kalium-quiz-restart", { bubbles: true, composed: true }));
  };
}

/** "7 of 10, 70 % (95 % interval 40 to 89 %)". */
function inWords({ count, of, interval }: ScoredShare): string {
  if (of === 0) return "none yet";
  const percent = (share: number) => formatFixed(100 * share, 0);
  return `${count} of ${of}, ${percent(count / of)} %${interval === null ? "" : ` (95 % interval ${percent(interval.lower)} to ${percent(interval.upper)} %)`}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-potassium-quiz": KaliumPotassiumQuiz;
  }
  interface HTMLElementEventMap {
    "kalium-quiz-answer": CustomEvent<{ readonly isAbove: boolean }>;
    "kalium-quiz-next": CustomEvent<null>;
    "kalium-quiz-restart": CustomEvent<null>;
  }
}
