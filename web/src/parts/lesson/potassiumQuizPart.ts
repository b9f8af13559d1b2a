/** The quiz of the lesson: a trace, a yes or no, and a score beside that of never saying yes. */
import type { KaliumPotassiumQuiz, KaliumTwelveLead, QuizAnswerDetail, QuizFeedback, QuizMode } from "@kalium/elements";
import { html, render } from "lit";
import { drawnQrsMs, ecgSummary, LESSON_FILTER_TEXT, LESSON_RATE_HZ, rhythmInWords } from "./lessonEcg.ts";
import { onceSeen } from "./onceSeen.ts";
import { QUIZ_THRESHOLD_MMOL_PER_L, quizQuestion, shareAbove } from "./quizQuestions.ts";
import type { QuizQuestion, QuizSetting } from "./quizQuestions.ts";
import { quizScore } from "./quizScore.ts";
import type { AnsweredQuestion } from "./quizScore.ts";
import { cite } from "./sources.ts";

const SETTINGS: readonly (readonly [QuizSetting, string])[] = [
  ["practice", "for practice, one in four above 6.0"], ["dialysis", "people before a dialysis session"], ["emergency", "people in an emergency department"],
];

export function potassiumQuiz({ seed = 1 }: { readonly seed?: number } = {}): HTMLElement {
  const root = Object.assign(document.createElement("section"), { className: "lesson-quiz" });
  root.setAttribute("aria-label", "Quiz");
  const chooser = Object.assign(document.createElement("div"), { className: "lesson-chooser" });
  const quiz = document.createElement("kalium-potassium-quiz") as KaliumPotassiumQuiz;
  const sheet = document.createElement("kalium-twelve-lead") as KaliumTwelveLead;
  Object.assign(sheet, { samplingRateHz: LESSON_RATE_HZ, simulated: true, filterText: LESSON_FILTER_TEXT });
  quiz.append(sheet);
  root.append(chooser, quiz);
  quiz.thresholdMmolPerL = QUIZ_THRESHOLD_MMOL_PER_L;

  let setting: QuizSetting = "practice";
  let seedInForce = seed;
  let mode: QuizMode = "yes-no";
  let answers: AnsweredQuestion[] = [];
  let question: QuizQuestion;

  function ask(number: number): void {
    question = quizQuestion(seedInForce, setting, number);
    quiz.questionNumber = number;
    quiz.feedback = null;
    sheet.leads = question.simulated.recording.leads;
    sheet.heading = `Somebody new, question ${number}`;
    sheet.summary = `${rhythmInWords(question.simulated.parameters)}; the potassium is what is asked for.`;
    showScore();
  }

  function answer(detail: QuizAnswerDetail): void {
    if (quiz.feedback !== null) return;
    const { potassiumMmolPerL, isAbove } = question;
    answers = [...answers, { potassiumMmolPerL, isAbove, saidAbove: detail.isAbove, saidMmolPerL: detail.potassiumMmolPerL }];
    quiz.feedback = feedbackOn(question, detail);
    sheet.heading = `Question ${question.number}: ${question.potassiumMmolPerL.toFixed(1)} mmol/L`;
    sheet.summary = ecgSummary(question.simulated);
    showScore();
  }

  function showScore(): void {
    quiz.score = quizScore(answers);
    const percent = (100 * shareAbove(setting)).toFixed(setting === "practice" ? 0 : 1);
    quiz.drawnHow = setting === "practice"
      ? `${percent} % of the questions are above 6.0: far more than in either of the other settings, so that there is something to find (Kalium's choice). Seed ${seedInForce}.`
      : `${percent} % of the questions are above 6.0, as this setting's published shares give. Seed ${seedInForce}.`;
  }

  function restart(nextSeed: number, nextSetting = setting, nextMode = mode): void {
    seedInForce = nextSeed;
    setting = nextSetting;
    mode = nextMode;
    quiz.mode = mode;
    answers = [];
    ask(1);
    renderChooser();
  }

  function renderChooser(): void {
    render(
      html`<label class="choice"><span>People drawn</span><select @change=${(event: Event) => restart(seedInForce, (event.target as HTMLSelectElement).value as QuizSetting)}>
          ${SETTINGS.map(([value, words]) => html`<option value=${value} ?selected=${value === setting}>${words}</option>`)}
        </select></label>
        <label class="choice"><span>Asked</span><select @change=${(event: Event) => restart(seedInForce, setting, (event.target as HTMLSelectElement).value as QuizMode)}>
          <option value="yes-no" ?selected=${mode === "yes-no"}>above 6.0 or not</option>
          <option value="value" ?selected=${mode === "value"}>the potassium itself</option>
        </select></label>
        <span class="soft">${setting === "dialysis" ? html`Shares: ${cite("precede2023")}` : setting === "emergency" ? html`Shares: ${cite("singer2017")}` : ""}</span>`,
      chooser,
    );
  }

  quiz.addEventListener("kalium-quiz-answer", (event) => answer(event.detail));
  quiz.addEventListener("kalium-quiz-next", () => ask(question.number + 1));
  quiz.addEventListener("kalium-quiz-restart", () => restart(seedInForce + 1));
  renderChooser();
  onceSeen(root, () => restart(seed));
  return root;
}

function feedbackOn({ potassiumMmolPerL, isAbove, simulated }: QuizQuestion, said: QuizAnswerDetail): QuizFeedback {
  const { amplitudes } = simulated.parameters;
  const qrsMs = drawnQrsMs(simulated);
  const drawn = `It was ${potassiumMmolPerL.toFixed(1)} mmol/L. Drawn: ${rhythmInWords(simulated.parameters)}, ${qrsMs === null ? "no boundaries of QRS or T left" : `QRS ${Math.round(qrsMs)} ms, T in V4 ${(amplitudes.V4?.tMillivolt ?? 0).toFixed(2)} mV`}.`;
  const why = isAbove
    ? html`In people at 6.0 or more any change was found in 52 %, strict criteria in 18 %: about half of such ECGs say nothing ${cite("montague2008")}.`
    : html`A sign does not prove it: some sign of high potassium stood in 24 % of people with normal potassium (a peaked T in 4.7 %), in 46 % of those at 6.0 or more ${cite("varga2019")}.`;
  if (said.potassiumMmolPerL !== null) {
    const error = Math.abs(said.potassiumMmolPerL - potassiumMmolPerL);
    return { isRight: error <= 0.5 + 1e-9, verdict: error < 0.05 ? "Exactly." : `${error.toFixed(1)} mmol/L too ${said.potassiumMmolPerL > potassiumMmolPerL ? "high" : "low"}.`, lines: [drawn, why] };
  }
  const isRight = isAbove === said.isAbove;
  return { isRight, verdict: isRight ? (isAbove ? "Right: above 6.0." : "Right: not above 6.0.") : isAbove ? "No: it was above 6.0." : "No: it was not above 6.0.", lines: [drawn, why] };
}
