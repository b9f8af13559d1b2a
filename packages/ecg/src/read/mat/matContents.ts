/** What is gathered while a MAT-file is walked through: matrices that may hold signals, and everything else as named values. */
import type { NamedValue } from "../array/namedFacts.ts";
import type { NumericArray } from "../array/numericArray.ts";
import type { Matrix } from "./contiguousMatrix.ts";
import { elementCount } from "../array/readBox.ts";

/** Matrices up to this many numbers are values (an age, a rate), listed with their contents for the de-identification report. */
const MOST_LISTED_NUMBERS = 15;
const MOST_LISTED = 20_000;

export interface MatContents {
  readonly arrays: NumericArray[];
  readonly values: NamedValue[];
  readonly notes: string[];
  addMatrix(array: Matrix): Promise<void>;
  /** A character matrix: codes column by column. */
  addText(name: string, rows: number, columns: number, codes: readonly number[]): void;
}

export function makeMatContents(): MatContents {
  const arrays: NumericArray[] = [];
  const values: NamedValue[] = [];
  const list = (value: NamedValue) => void (values.length < MOST_LISTED && values.push(value));
  return {
    arrays, values, notes: [],
    async addMatrix(array) {
      const count = elementCount(array.shape);
      if (count > MOST_LISTED_NUMBERS) return void arrays.push(array);
      if (count === 0) return;
      const numbers = await array.values();
      list({ name: array.name, value: numbers.length === 1 ? numbers[0]! : numbers.join(" ") });
    },
    addText(name, rows, columns, codes) {
      for (let row = 0; row < rows && row < codes.length; row++) {
        let text = "";
        for (let at = row; at < codes.length && at < rows * columns; at += rows) text += String.fromCharCode(codes[at]!);
        text = text.replace(/\0/g, "").trim();
        if (text !== "") list({ name: rows === 1 ? name : `${name}(${row + 1})`, value: text });
      }
    },
  };
}
