import { html } from "lit";
import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, press, recordEvents, within } from "../testing/mount.ts";
import type { KaliumPotassiumSlider } from "../potassium-slider/potassiumSlider.ts";
import { KaliumPotassiumQuiz } from "./potassiumQuiz.ts";
import type { QuizFeedback, QuizScoreLine } from "./potassiumQuiz.ts";

const feedback: QuizFeedback = { isRight: false, verdict: "No: it was above 6.0.", lines: ["It was 6.7 mmol/L."] };
const score: QuizScoreLine[] = [{ key: "right", label: "Right answers", text: "7 of 10" }];

describe("kalium-potassium-quiz", () => {
  it("has no accessibility violation in light and dark, asking and answered", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", { drawnHow: "25 % are above. Seed 1." }));
    await expectAccessibleInBothSchemes(await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", { feedback, score }));
  });

  it("is answered by button or key, and only while the question stands open", async () => {
    const element = await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", {});
    const events = recordEvents("kalium-quiz-answer", "kalium-quiz-next");
    within<HTMLButtonElement>(element, '[data-answer="above"]').click();
    press(within(element, ".frame"), "n");
    press(within(element, ".frame"), "Enter");
    expect(events).toEqual([{ name: "kalium-quiz-answer", detail: { isAbove: true, potassiumMmolPerL: null } }, { name: "kalium-quiz-answer", detail: { isAbove: false, potassiumMmolPerL: null } }]);
    element.feedback = feedback;
    await element.updateComplete;
    press(within(element, ".frame"), "a");
    press(within(element, ".frame"), "Enter");
    expect(events.slice(2)).toEqual([{ name: "kalium-quiz-next", detail: null }]);
  });

  it("leaves keys to the controls of the trace and to links in the feedback", async () => {
    const element = await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", {});
    const choice = element.appendChild(document.createElement("select"));
    const events = recordEvents("kalium-quiz-answer", "kalium-quiz-next");
    press(choice, "n");
    element.feedback = { ...feedback, lines: [html`<a href="#source">source</a>`] };
    await element.updateComplete;
    press(choice, "Enter");
    press(within(element, "a"), "Enter");
    expect(events).toEqual([]);
  });

  it("shows each line of the score under its name, and none before there is one", async () => {
    const element = await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", {});
    expect(element.shadowRoot!.querySelector(".score")).toBeNull();
    element.score = score;
    await element.updateComplete;
    expect(within(element, '[data-score="right"]').textContent).toBe("7 of 10");
    expect(within(element, ".score dt").textContent).toBe("Right answers");
  });

  it("takes a potassium from a slider where that is asked, with neither letter answering for it", async () => {
    const element = await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", { mode: "value" });
    await expectAccessibleInBothSchemes(element);
    const events = recordEvents("kalium-quiz-answer", "kalium-potassium-change");
    press(within(element, ".frame"), "a");
    within<KaliumPotassiumSlider>(element, "kalium-potassium-slider").potassiumMmolPerL = 6.7;
    within<HTMLButtonElement>(element, '[data-answer="guess"]').click();
    expect(events).toEqual([{ name: "kalium-quiz-answer", detail: { isAbove: null, potassiumMmolPerL: 6.7 } }]);
  });

  it("keeps the keyboard where it was: on the next button after an answer", async () => {
    const element = await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", {});
    element.addEventListener("kalium-quiz-answer", () => (element.feedback = feedback));
    within<HTMLButtonElement>(element, '[data-answer="not"]').click();
    await element.updateComplete;
    await Promise.resolve();
    expect(element.shadowRoot!.activeElement?.getAttribute("data-answer")).toBe("next");
  });
});
