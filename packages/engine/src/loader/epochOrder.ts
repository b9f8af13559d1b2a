/** Orders in which an epoch takes the rows of a data set. Each draws from the generator it is given and from nothing else. */
import { EngineError } from "../engineError.ts";
import { shuffled } from "../shuffled.ts";

/** Row numbers of one epoch, each 0 … rowCount − 1; an order may leave rows out or repeat them. */
export type EpochOrder = (rowCount: number, random: () => number) => ArrayLike<number>;

const allRows = (rowCount: number): number[] => Array.from({ length: rowCount }, (_, row) => row);

/** Every row once, every order equally likely. */
export const shuffledOrder: EpochOrder = (rowCount, random) => shuffled(allRows(rowCount), random);

/** Every row once, as they lie: for validation. */
export const sequentialOrder: EpochOrder = (rowCount) => allRows(rowCount);

/**
 * Groups (patients, recordings) in shuffled order. `together`: the rows of a group follow each other, shuffled within, so that a batch sees few groups. `apart`:
 * one row of each group, then a second one of each that has more, and so on, so that rows of a group are as far from each other as can be.
 * @param groupOf group of each row
 */
export function groupedOrder(groupOf: ArrayLike<number | string>, placement: "together" | "apart"): EpochOrder {
  return (rowCount, random) => {
    if (groupOf.length !== rowCount) throw new EngineError("bad-input", `Groups of ${groupOf.length} rows for ${rowCount} rows.`, "Give one group for each row.");
    const rowsOf = new Map<number | string, number[]>();
    for (let row = 0; row < rowCount; row++) {
      const rows = rowsOf.get(groupOf[row]);
      if (rows) rows.push(row);
      else rowsOf.set(groupOf[row], [row]);
    }
    const groups = shuffled([...rowsOf.values()], random).map((rows) => shuffled(rows, random));
    if (placement === "together") return groups.flat();
    const order: number[] = [];
    for (let turn = 0; order.length < rowCount; turn++) for (const rows of groups) if (turn < rows.length) order.push(rows[turn]);
    return order;
  };
}

/** Every row of the rarest class and as many of each other one, drawn anew each epoch. @param classOf class of each row */
export function balancedOrder(classOf: ArrayLike<number>): EpochOrder {
  return (rowCount, random) => {
    if (classOf.length !== rowCount) throw new EngineError("bad-input", `Classes of ${classOf.length} rows for ${rowCount} rows.`, "Give one class for each row.");
    const rowsOf = new Map<number, number[]>();
    for (let row = 0; row < rowCount; row++) {
      const rows = rowsOf.get(classOf[row]);
      if (rows) rows.push(row);
      else rowsOf.set(classOf[row], [row]);
    }
    const classes = [...rowsOf.keys()].sort((a, b) => a - b).map((name) => shuffled(rowsOf.get(name)!, random));
    const size = Math.min(...classes.map((rows) => rows.length));
    return shuffled(classes.flatMap((rows) => rows.slice(0, size)), random);
  };
}
