import { expect, test } from "vitest";
import { shareCores } from "./shareCores.ts";

const isolated = (cores: number) => ({ cores, sharesMemory: true });

test("one generic network takes all cores, the people then share them", () => {
  expect(shareCores(isolated(2), 1, 12)).toEqual({ workers: 2, genericThreads: 2, personalThreads: 1 });
  expect(shareCores(isolated(8), 1, 12)).toEqual({ workers: 4, genericThreads: 8, personalThreads: 2 });
});

test("as many folds as workers leave a thread to each", () => {
  expect(shareCores(isolated(4), 4, 20)).toEqual({ workers: 4, genericThreads: 1, personalThreads: 1 });
});

test("no more workers than people, and never fewer than one", () => {
  expect(shareCores(isolated(8), 1, 1)).toEqual({ workers: 1, genericThreads: 8, personalThreads: 8 });
  expect(shareCores(isolated(0), 0, 0)).toEqual({ workers: 1, genericThreads: 1, personalThreads: 1 });
});

test("a page that cannot share memory gets workers of one thread", () => {
  expect(shareCores({ cores: 8, sharesMemory: false }, 1, 12)).toEqual({ workers: 4, genericThreads: 1, personalThreads: 1 });
});
