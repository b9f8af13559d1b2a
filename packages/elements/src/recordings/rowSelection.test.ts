import { expect, test } from "vitest";
import { selectRow, toggleAll } from "./rowSelection.ts";

const order = ["a", "b", "c", "d", "e"];
const plain = { isRange: false, isToggle: false };

test("selects as a file manager does", () => {
  expect([...selectRow(new Set(["a"]), order, 2, 0, plain)]).toEqual(["c"]);
  expect([...selectRow(new Set(["a"]), order, 2, 0, { ...plain, isToggle: true })]).toEqual(["a", "c"]);
  expect([...selectRow(new Set(["a", "c"]), order, 2, 0, { ...plain, isToggle: true })]).toEqual(["a"]);
  expect([...selectRow(new Set(["e"]), order, 3, 1, { ...plain, isRange: true })]).toEqual(["b", "c", "d"]);
  expect([...selectRow(new Set(["e"]), order, 0, 1, { isRange: true, isToggle: true })]).toEqual(["e", "a", "b"]);
  expect([...selectRow(new Set(["e"]), order, 9, 1, plain)]).toEqual(["e"]);
});

test("selects all that is shown and leaves what the filter hides alone", () => {
  expect([...toggleAll(new Set(["hidden", "a"]), order)]).toEqual(["hidden", "a", "b", "c", "d", "e"]);
  expect([...toggleAll(new Set(["hidden", ...order]), order)]).toEqual(["hidden"]);
});
