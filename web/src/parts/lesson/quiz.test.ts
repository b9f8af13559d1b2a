import { describe, expect, it } from "vitest";
import { PRACTICE_SHARE, quizQuestion, shareAbove } from "./quizQuestions.ts";
import { quizScore } from "./quizScore.ts";
import type { AnsweredQuestion } from "./quizScore.ts";
import { highAmongThoseWithoutSign, highAmongThoseWithSign } from "./worthOfASign.ts";

const textOf = (answers: readonly AnsweredQuestion[], key: string) => quizScore(answers).find((line) => line.key === key)?.text;
const said = (potassiumMmolPerL: number, saidAbove: boolean): AnsweredQuestion => ({ potassiumMmolPerL, isAbove: potassiumMmolPerL > 6, saidAbove, saidMmolPerL: null });
const guessed = (potassiumMmolPerL: number, saidMmolPerL: number): AnsweredQuestion => ({ potassiumMmolPerL, isAbove: potassiumMmolPerL > 6, saidAbove: null, saidMmolPerL });

describe("the questions of the quiz", () => {
  it("are the same for the same seed, setting and number, and other people for another", () => {
    const [a, again, other] = [quizQuestion(3, "practice", 2), quizQuestion(3, "practice", 2), quizQuestion(4, "practice", 2)];
    expect(again.potassiumMmolPerL).toBe(a!.potassiumMmolPerL);
    expect(again.simulated.recording.leads[6]!.samplesMillivolt).toEqual(a!.simulated.recording.leads[6]!.samplesMillivolt);
    expect(other.simulated.recording.leads[6]!.samplesMillivolt).not.toEqual(a!.simulated.recording.leads[6]!.samplesMillivolt);
  });

  it("have potassium on the curve, and are above the threshold as they are said to be", () => {
    for (let number = 1; number <= 30; number++) {
      const { potassiumMmolPerL, isAbove } = quizQuestion(1, "practice", number);
      expect(potassiumMmolPerL).toBeGreaterThanOrEqual(2);
      expect(potassiumMmolPerL).toBeLessThanOrEqual(9);
      expect(isAbove).toBe(potassiumMmolPerL > 6);
    }
  });

  it("are above 6.0 about as often as published in a setting, and as stated for practice", () => {
    // PRECEDE-K: 5.2 % at 6.0 or more, of which some lie at 6.0 itself.
    expect(shareAbove("dialysis")).toBeGreaterThan(0.035);
    expect(shareAbove("dialysis")).toBeLessThan(0.06);
    expect(shareAbove("emergency")).toBeLessThan(0.012);
    expect(shareAbove("practice")).toBe(PRACTICE_SHARE);
  });
});

describe("the score", () => {
  it("sets right answers beside always saying no, with the interval of Wilson", () => {
    const answers = [said(6.5, true), said(7, false), ...Array.from({ length: 8 }, () => said(4.5, false))];
    // Wilson for 9 of 10: 0.596 to 0.982; for 8 of 10: 0.490 to 0.943; for 1 of 2: 0.095 to 0.905.
    expect(textOf(answers, "right")).toBe("9 of 10, 90 % (95 % interval 60 to 98 %)");
    expect(textOf(answers, "always-no")).toBe("8 of 10, 80 % (95 % interval 49 to 94 %)");
    expect(textOf(answers, "found")).toBe("1 of 2, 50 % (95 % interval 9 to 91 %)");
  });

  it("tells how often a cry of “above” was true, which accuracy hides where few are above", () => {
    const answers = [said(6.5, true), said(4.5, true), said(5, true), said(4, true), said(4.5, false)];
    // Wilson for 1 of 4: 0.046 to 0.699.
    expect(textOf(answers, "worth")).toBe("1 of 4, 25 % (95 % interval 5 to 70 %)");
    expect(textOf([said(4.5, false)], "worth")).toBe("none yet");
  });

  it("states no share of nothing, and nothing before the first answer", () => {
    expect(quizScore([])).toEqual([]);
    expect(textOf([said(4.5, false)], "found")).toBe("none yet");
  });

  it("sets the mean error of guesses beside that of always saying 4.5", () => {
    const answers = [guessed(6.5, 6), guessed(4.5, 5.5)];
    expect(textOf(answers, "error")).toBe("0.75 mmol/L over 2");
    expect(textOf(answers, "blind-error")).toBe("1.00 mmol/L");
    expect(textOf(answers, "within")).toMatch(/^1 of 2/);
  });
});

describe("the worth of a sign", () => {
  it("follows Bayes: at 5 % high, 9 % of those with a sign and 3.6 % of those without", () => {
    expect(highAmongThoseWithSign(0.05)).toBeCloseTo((5 * 46) / (5 * 46 + 95 * 24), 12);
    expect(highAmongThoseWithoutSign(0.05)).toBeCloseTo((5 * 54) / (5 * 54 + 95 * 76), 12);
  });
});
