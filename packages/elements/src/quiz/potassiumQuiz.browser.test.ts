import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, press, recordEvents, within } from "../testing/mount.ts";
import { KaliumPotassiumQuiz } from "./potassiumQuiz.ts";
import type { QuizFeedback, QuizScore } from "./potassiumQuiz.ts";

const feedback: QuizFeedback = { isRight: false, verdict: "No: it was above 6.0.", lines: ["It was 6.7 mmol/L."] };
const score: QuizScore = {
  right: { count: 7, of: 10, interval: { lower: 0.397, upper: 0.892 } },
  found: { count: 0, of: 0, interval: null },
  alwaysNo: { count: 8, of: 10, interval: { lower: 0.49, upper: 0.943 } },
};

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
    expect(events).toEqual([{ name: "kalium-quiz-answer", detail: { isAbove: true } }, { name: "kalium-quiz-answer", detail: { isAbove: false } }]);
    element.feedback = feedback;
    await element.updateComplete;
    press(within(element, ".frame"), "a");
    press(within(element, ".frame"), "Enter");
    expect(events.slice(2)).toEqual([{ name: "kalium-quiz-next", detail: null }]);
  });

  it("shows the score with its interval beside that of always saying no, and no share of nothing", async () => {
    const element = await mount<KaliumPotassiumQuiz>("kalium-potassium-quiz", { score, feedback });
    expect(within(element, '[data-score="right"]').textContent).toBe("7 of 10, 70 % (95 % interval 40 to 89 %)");
    expect(within(element, '[data-score="always-no"]').textContent).toBe("8 of 10, 80 % (95 % interval 49 to 94 %)");
    expect(within(element, '[data-score="found"]').textContent).toBe("none yet");
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
