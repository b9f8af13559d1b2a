/**
 * JSON that keeps every number: NaN, the infinities and −0, for which JSON has no spelling, are written as { "$number": "NaN" }. All others come
 * back to the bit, since JavaScript prints the shortest decimal that reads back as the same double.
 */
import { EngineError } from "../engineError.ts";

const TAG = "$number";
const SPECIAL: ReadonlyMap<string, number> = new Map([["NaN", Number.NaN], ["Infinity", Infinity], ["-Infinity", -Infinity], ["-0", -0]]);

const refuse = (path: string, problem: string): EngineError => new EngineError("bad-input", `${path} ${problem}.`, "Keep numbers, text, booleans, null, lists and plain objects in a checkpoint; arrays of numbers as weights.");

function encode(value: unknown, path: string): unknown {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : { [TAG]: Object.is(value, -0) ? "-0" : String(value) };
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item, index) => encode(item, `${path}[${index}]`));
  if (typeof value !== "object") throw refuse(path, `is ${typeof value === "undefined" ? "undefined" : `a ${typeof value}`}`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refuse(path, `is an object of a class of its own, ${value.constructor.name}`);
  if (TAG in value) throw refuse(path, `has a field "${TAG}", which is reserved`);
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, encode(item, `${path}.${key}`)]));
}

/** @throws {EngineError} `bad-input` naming the place of a value that JSON cannot hold */
export const toExactJson = (value: unknown, name: string): string => JSON.stringify(encode(value, name));

/** @throws {SyntaxError} for text that is not JSON */
export function fromExactJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (value === null || typeof value !== "object" || !(TAG in value)) return value;
    const known = SPECIAL.get(String(value[TAG]));
    if (known === undefined) throw new SyntaxError(`No number is spelt "${String(value[TAG])}".`);
    return known;
  });
}
