/** What a person reached in the quiz, beside what somebody reaches who does not look at the ECG. */
import type { QuizScoreLine } from "@kalium/elements";
import { wilsonInterval } from "@kalium/lab";

/** One answered question; `said` is the answer in the mode that was asked. */
export interface AnsweredQuestion {
  readonly potassiumMmolPerL: number;
  readonly isAbove: boolean;
  readonly saidAbove: boolean | null;
  readonly saidMmolPerL: number | null;
}

/** What the guesser without an ECG says: about the middle of each setting's people. */
export const BLIND_GUESS_MMOL_PER_L = 4.5;

export function quizScore(answers: readonly AnsweredQuestion[]): QuizScoreLine[] {
  const yesNo = answers.filter(({ saidAbove }) => saidAbove !== null);
  const guesses = answers.filter(({ saidMmolPerL }) => saidMmolPerL !== null);
  return [...(yesNo.length === 0 ? [] : yesNoScore(yesNo)), ...(guesses.length === 0 ? [] : guessScore(guesses))];
}

function yesNoScore(answers: readonly AnsweredQuestion[]): QuizScoreLine[] {
  const above = answers.filter(({ isAbove }) => isAbove);
  const called = answers.filter(({ saidAbove }) => saidAbove);
  return [
    { key: "right", label: "Right answers", text: shareInWords(answers.filter(({ isAbove, saidAbove }) => isAbove === saidAbove).length, answers.length) },
    { key: "always-no", label: "Always saying “not above” on these", text: shareInWords(answers.length - above.length, answers.length) },
    { key: "found", label: "Found of those truly above", text: shareInWords(above.filter(({ saidAbove }) => saidAbove).length, above.length) },
    { key: "worth", label: "Truly above of those you called above", text: shareInWords(called.filter(({ isAbove }) => isAbove).length, called.length) },
  ];
}

function guessScore(answers: readonly AnsweredQuestion[]): QuizScoreLine[] {
  const error = (guess: (answer: AnsweredQuestion) => number) => answers.reduce((sum, answer) => sum + Math.abs(guess(answer) - answer.potassiumMmolPerL), 0) / answers.length;
  const within = answers.filter(({ potassiumMmolPerL, saidMmolPerL }) => Math.abs(saidMmolPerL! - potassiumMmolPerL) <= 0.5 + 1e-9).length;
  return [
    { key: "error", label: "Your mean error", text: `${error(({ saidMmolPerL }) => saidMmolPerL!).toFixed(2)} mmol/L over ${answers.length}` },
    { key: "blind-error", label: `Always saying ${BLIND_GUESS_MMOL_PER_L.toFixed(1)} on these`, text: `${error(() => BLIND_GUESS_MMOL_PER_L).toFixed(2)} mmol/L` },
    { key: "within", label: "Within 0.5 mmol/L", text: shareInWords(within, answers.length) },
  ];
}

/** "7 of 10, 70 % (95 % interval 40 to 89 %)", by Wilson. */
function shareInWords(count: number, of: number): string {
  const interval = wilsonInterval(count, of);
  if (interval === null) return "none yet";
  const percent = (share: number) => (100 * share).toFixed(0);
  return `${count} of ${of}, ${percent(count / of)} % (95 % interval ${percent(interval.lower)} to ${percent(interval.upper)} %)`;
}
