import { css } from "lit";

export const potassiumQuizStyles = css`
  .frame {
    padding: 0;
  }

  .frame:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .ask {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    padding: 14px 16px;
  }

  .question {
    flex: 1 1 16rem;
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 600;
  }

  .ask button {
    min-height: 40px;
    padding-inline: 18px;
    font-size: 0.9375rem;
  }

  .ask kalium-potassium-slider {
    flex: 1 1 100%;
    order: 1;
  }

  .ask [data-answer="guess"] {
    order: 2;
  }

  kbd {
    margin-left: 6px;
    padding: 0 5px;
    border: 1px solid currentColor;
    border-radius: 4px;
    font-family: var(--_mono);
    font-size: 0.75rem;
    opacity: 0.8;
  }

  .feedback {
    padding: 12px 16px;
    border-top: 1px solid var(--_line);
  }

  a {
    color: var(--_accent);
    text-underline-offset: 0.15em;
  }

  .verdict {
    margin: 0 0 4px;
    font-weight: 650;
  }

  .verdict.right {
    color: var(--_good);
  }

  .verdict.wrong {
    color: var(--_danger);
  }

  .feedback p {
    max-width: 80ch;
    margin: 0 0 4px;
  }

  .score {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
    gap: 8px 24px;
    margin: 0;
    padding: 12px 16px;
    border-top: 1px solid var(--_line);
    font-size: 0.875rem;
  }

  .score dt {
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .score dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    padding: 10px 16px;
    border-top: 1px solid var(--_line);
    color: var(--_ink-soft);
    font-size: 0.8125rem;
  }

  .foot span {
    flex: 1 1 18rem;
  }
`;
