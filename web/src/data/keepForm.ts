import type { TemplateResult } from "lit";
import { LitElement, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { passPhraseStrength } from "./passPhraseStrength.ts";

export interface KeepDetail {
  readonly title: string;
  readonly passPhrase: string;
  readonly dates: "shift" | "drop";
}

/**
 * Title, pass phrase and dates of a data set that is about to be stored. The pass phrase is nowhere but in the two fields, and
 * they are emptied when it has been handed over.
 */
@customElement("kalium-keep-form")
export class KaliumKeepForm extends LitElement {
  @property({ type: Number }) recordingCount = 0;
  @property({ type: Boolean }) busy = false;

  @state() private title_ = "";
  @state() private passPhrase = "";
  @state() private again = "";
  @state() private dates: "shift" | "drop" = "shift";
  @state() private isShown = false;
  @state() private hasTried = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const strength = passPhraseStrength(this.passPhrase);
    const problems = this.#problems();
    const type = this.isShown ? "text" : "password";
    return html`<form class="keep-form" novalidate @submit=${this.#onSubmit} aria-label="Keep as a data set">
      <div class="keep-field">
        <label for="keep-title">Title of the data set</label>
        <input id="keep-title" type="text" autocomplete="off" maxlength="120" .value=${this.title_} @input=${(event: Event) => (this.title_ = valueOf(event))} aria-describedby="keep-title-help" />
        <p class="soft" id="keep-title-help">Stored as it is: put no name or number of a person in it.</p>
      </div>
      <div class="keep-field">
        <label for="keep-phrase">Pass phrase</label>
        <input id="keep-phrase" type=${type} autocomplete="new-password" spellcheck="false" .value=${this.passPhrase} @input=${(event: Event) => (this.passPhrase = valueOf(event))} aria-describedby="keep-phrase-help keep-strength" />
        <p id="keep-strength" class="strength" data-grade=${strength.grade} role="status">${this.passPhrase === "" ? "" : strength.text}</p>
      </div>
      <div class="keep-field">
        <label for="keep-again">Pass phrase again</label>
        <input id="keep-again" type=${type} autocomplete="new-password" spellcheck="false" .value=${this.again} @input=${(event: Event) => (this.again = valueOf(event))} />
        <label class="keep-check"><input type="checkbox" .checked=${this.isShown} @change=${(event: Event) => (this.isShown = (event.target as HTMLInputElement).checked)} /> Show what I type</label>
      </div>
      <p class="soft keep-wide" id="keep-phrase-help">
        Record and patient numbers become keyed hashes under this phrase. Without it nobody can turn them back or test a guess; with the same phrase
        the same person gets the same hash next time. Kalium never stores it and cannot recover it: keep it where you keep other keys.
      </p>
      <fieldset class="choices keep-wide">
        <legend>Dates</legend>
        <label><input type="radio" name="dates" .checked=${this.dates === "shift"} @change=${() => (this.dates = "shift")} /> Shift by a secret number of days for each person; intervals stay</label>
        <label><input type="radio" name="dates" .checked=${this.dates === "drop"} @change=${() => (this.dates = "drop")} /> Keep no dates at all</label>
      </fieldset>
      ${this.hasTried && problems.length > 0 ? html`<ul class="keep-problems keep-wide" role="alert">${problems.map((problem) => html`<li>${problem}</li>`)}</ul>` : nothing}
      <p class="keep-wide"><button type="submit" class="button" ?disabled=${this.busy || this.recordingCount === 0}>De-identify and store ${this.recordingCount.toLocaleString("en")} recording${this.recordingCount === 1 ? "" : "s"}</button></p>
    </form>`;
  }

  #problems(): readonly string[] {
    const problems: string[] = [];
    if (this.title_.trim() === "") problems.push("Give the data set a title.");
    if (passPhraseStrength(this.passPhrase).grade === "too-short") problems.push("The pass phrase is too short: at least 8 characters.");
    else if (this.passPhrase !== this.again) problems.push("The two pass phrases differ.");
    return problems;
  }

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.hasTried = true;
    if (this.#problems().length > 0) return;
    const detail: KeepDetail = { title: this.title_.trim(), passPhrase: this.passPhrase, dates: this.dates };
    this.passPhrase = "";
    this.again = "";
    this.isShown = false;
    this.hasTried = false;
    this.dispatchEvent(new CustomEvent("kalium-keep", { detail, bubbles: true }));
  };
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-keep-form": KaliumKeepForm;
  }
}
