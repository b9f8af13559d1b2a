import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { KaliumPotassiumSlider } from "../potassium-slider/potassiumSlider.ts";
import "../potassium-slider/potassiumSlider.ts";
import { controlStyles } from "../style/control.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatFixed } from "../text/formatNumber.ts";
import { potassiumQuizStyles } from "./potassiumQuiz.styles.ts";

/** "yes-no": above a threshold or not; "value": the potassium itself, on a slider. */
export type QuizMode = "yes-no" | "value";

/** One line of the score. */
export interface QuizScoreLine {
  readonly key: string;
  readonly label: string;
  readonly text: string;
}

/** What was answered; the one that was not asked for is null. */
export interface QuizAnswerDetail {
  readonly isAbove: boolean | null;
  readonly potassiumMmolPerL: number | null;
}

export interface QuizFeedback {
  readonly isRight: boolean;
  readonly verdict: string;
  readonly lines: readonly (string | TemplateResult)[];
}

/**
 * @summary A question about the potassium of a trace, with feedback and a score.
 * @status experimental
 * @since 0.1
 * @slot - The trace that is asked about.
 * @event {CustomEvent<QuizAnswerDetail>} kalium-quiz-answer - The person answered.
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
  @property({ attribute: false }) score: readonly QuizScoreLine[] = [];
  @property({ type: String }) mode: QuizMode = "yes-no";
  /** How the questions are drawn, and the seed. */
  @property({ type: String }) drawnHow = "";

  protected override render(): TemplateResult {
    const threshold = formatFixed(this.thresholdMmolPerL, 1);
    const keys = this.mode === "yes-no" ? `Press A for above ${threshold}, N for not above, Enter for the next question.` : "Enter asks the next question.";
    return html`<div class="frame" part="frame" role="group" tabindex="0" aria-label=${`Quiz, question ${this.questionNumber}. ${keys}`} @keydown=${this.onKeyDown}>
      <slot></slot>
      <div class="ask">
        <p class="question">Question ${this.questionNumber}: ${this.mode === "yes-no" ? `is potassium above ${threshold} mmol/L?` : "what is the potassium?"}</p>
        ${this.feedback === null ? this.renderAnswers(threshold) : html`<button type="button" class="primary" data-answer="next" @click=${this.next}>Next question<kbd aria-hidden="true">Enter</kbd></button>`}
      </div>
      <div aria-live="polite">
        ${this.feedback === null
          ? nothing
          : html`<div class="feedback">
              <p class="verdict ${this.feedback.isRight ? "right" : "wrong"}">${this.feedback.verdict}</p>
              ${this.feedback.lines.map((line) => html`<p>${line}</p>`)}
            </div>`}
      </div>
      ${this.score.length === 0
        ? nothing
        : html`<dl class="score">${this.score.map(({ key, label, text }) => html`<div><dt>${label}</dt><dd data-score=${key}>${text}</dd></div>`)}</dl>`}
      <div class="foot"><span>${this.drawnHow}</span><button type="button" data-answer="restart" @click=${this.restart}>Begin again</button></div>
    </div>`;
  }

  private renderAnswers(threshold: string): TemplateResult {
    if (this.mode === "yes-no") {
      return html`<button type="button" data-answer="above" @click=${() => this.answer({ isAbove: true, potassiumMmolPerL: null })}>Above ${threshold}<kbd aria-hidden="true">A</kbd></button>
        <button type="button" data-answer="not" @click=${() => this.answer({ isAbove: false, potassiumMmolPerL: null })}>Not above<kbd aria-hidden="true">N</kbd></button>`;
    }
    return html`<kalium-potassium-slider label="Your guess" .presets=${[]} @kalium-potassium-change=${(event: Event) => event.stopPropagation()}></kalium-potassium-slider>
      <button type="button" class="primary" data-answer="guess" @click=${this.guess}>This is my guess</button>`;
  }

  private readonly guess = (): void => {
    const slider = this.renderRoot.querySelector<KaliumPotassiumSlider>("kalium-potassium-slider");
    this.answer({ isAbove: null, potassiumMmolPerL: slider?.potassiumMmolPerL ?? 4.5 });
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = event.composedPath()[0] as Element;
    // Controls of the trace take letters for themselves, and so does Enter whatever it presses, opens or follows.
    if (focused.matches("input, select, textarea")) return;
    const key = event.key.toLowerCase();
    if (this.feedback === null && this.mode === "yes-no" && (key === "a" || key === "n")) this.answer({ isAbove: key === "a", potassiumMmolPerL: null });
    else if (this.feedback !== null && key === "enter" && !focused.matches("a, button, summary")) this.next();
    else return;
    event.preventDefault();
  };

  private answer(detail: QuizAnswerDetail): void {
    this.dispatchEvent(new CustomEvent("kalium-quiz-answer", { detail, bubbles: true, composed: true }));
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

declare global {
  interface HTMLElementTagNameMap {
    "kalium-potassium-quiz": KaliumPotassiumQuiz;
  }
  interface HTMLElementEventMap {
    "kalium-quiz-answer": CustomEvent<QuizAnswerDetail>;
    "kalium-quiz-next": CustomEvent<null>;
    "kalium-quiz-restart": CustomEvent<null>;
  }
}
