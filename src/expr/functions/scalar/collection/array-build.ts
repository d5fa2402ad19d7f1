import type { Scalar } from "../../../../columnar/scalar.ts";
import { arrayOf, first, scalar, variadic } from "../../define.ts";

type Items = readonly Scalar[];

export const arrayAppend = scalar({
  name: "ARRAY_APPEND",
  category: "collection",
  syntax: ["ARRAY_APPEND(array, element)"],
  signatures: [[arrayOf("T"), "T", "->", arrayOf("T")]],
  summary: "The array with one more element, which may be NULL, at its end",
  examples: [
    ["ARRAY_APPEND(ARRAY[3, 1], 9)", "[3, 1, 9]"],
    ["ARRAY_APPEND(ARRAY[3], CAST(NULL AS INT))", "[3, NULL]"],
  ],
  isStrict: false,
  evaluate: (array: Items | null, item: Scalar) => (array === null ? null : [...array, item]),
});

export const arrayPrepend = scalar({
  name: "ARRAY_PREPEND",
  category: "collection",
  syntax: ["ARRAY_PREPEND(array, element)"],
  signatures: [[arrayOf("T"), "T", "->", arrayOf("T")]],
  summary: "The array with one more element, which may be NULL, at its start",
  examples: [
    ["ARRAY_PREPEND(ARRAY[3, 1], 9)", "[9, 3, 1]"],
    ["ARRAY_PREPEND(ARRAY[3], CAST(NULL AS INT))", "[NULL, 3]"],
  ],
  isStrict: false,
  evaluate: (array: Items | null, item: Scalar) => (array === null ? null : [item, ...array]),
});

export const arrayConcat = scalar({
  name: "ARRAY_CONCAT",
  category: "collection",
  syntax: ["ARRAY_CONCAT(array, ...)"],
  signatures: [[arrayOf("T"), variadic(arrayOf("T")), "->", arrayOf("T")]],
  summary: "The elements of all arrays, one array after the other",
  examples: [
    ["ARRAY_CONCAT(ARRAY[3, 1], ARRAY[9])", "[3, 1, 9]"],
    ["ARRAY_CONCAT(ARRAY[1], ARRAY[2], ARRAY[3])", "[1, 2, 3]"],
  ],
  evaluate: (...arrays: Items[]) => arrays.flat(),
});

export const arrayReverse = scalar({
  name: "ARRAY_REVERSE",
  category: "collection",
  syntax: ["ARRAY_REVERSE(array)"],
  signatures: [["ARRAY", "->", first]],
  summary: "The elements in reverse order",
  examples: [
    ["ARRAY_REVERSE(ARRAY[3, 1, 2])", "[2, 1, 3]"],
    ["ARRAY_REVERSE(ARRAY['a'])", "[a]"],
  ],
  evaluate: (array: Items) => array.toReversed(),
});

export const arraySlice = scalar({
  name: "ARRAY_SLICE",
  category: "collection",
  syntax: ["ARRAY_SLICE(array, from [, to])"],
  signatures: [
    ["ARRAY", "INTEGER", "->", first],
    ["ARRAY", "INTEGER", "INTEGER", "->", first],
  ],
  summary: "The elements between two positions, both included, counted from 1, from the end when negative; 0 is as 1",
  examples: [
    ["ARRAY_SLICE(ARRAY[1, 2, 3, 4], 2, 3)", "[2, 3]"],
    ["ARRAY_SLICE(ARRAY[1, 2, 3, 4], -2)", "[3, 4]"],
  ],
  evaluate: (array: Items, from: number | bigint, to?: number | bigint) => {
    const start = Math.max(1, positionOf(Number(from), array.length));
    const end = to === undefined ? array.length : positionOf(Number(to), array.length);
    return array.slice(start - 1, Math.max(start - 1, end));
  },
});

function positionOf(offset: number, length: number): number {
  if (offset === 0) return 1;
  return offset > 0 ? offset : length + 1 + offset;
}
