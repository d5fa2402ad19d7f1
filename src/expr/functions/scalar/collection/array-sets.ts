// Arrays as sets: first occurrences stay, in their order; NULL is an element like others.
import type { Scalar } from "../../../../columnar/scalar.ts";
import type { FunctionExample, ScalarFunction } from "../../../function.ts";
import { arrayOf, first, scalar } from "../../define.ts";
import { elementKey } from "./elements.ts";

type Items = readonly Scalar[];

export const arrayDistinct = scalar({
  name: "ARRAY_DISTINCT",
  category: "collection",
  syntax: ["ARRAY_DISTINCT(array)"],
  signatures: [["ARRAY", "->", first]],
  summary: "The array with each element once, where it came first",
  examples: [
    ["ARRAY_DISTINCT(ARRAY['a', 'b', 'a'])", "[a, b]"],
    ["ARRAY_DISTINCT(ARRAY[1, NULL, NULL])", "[1, NULL]"],
  ],
  evaluate: (array: Items) => distinct(array, () => true),
});

export const arrayUnion = setFunction(
  "ARRAY_UNION",
  "The elements of either array, each once",
  [
    ["ARRAY_UNION(ARRAY[1, 2, 2, 3], ARRAY[2, 4, 4])", "[1, 2, 3, 4]"],
    ["ARRAY_UNION(ARRAY['a'], ARRAY['b', 'a'])", "[a, b]"],
  ],
  (left, right) => distinct([...left, ...right], () => true),
);

export const arrayIntersect = setFunction(
  "ARRAY_INTERSECT",
  "The elements of the first array that are also in the second, each once",
  [
    ["ARRAY_INTERSECT(ARRAY[1, 2, 2], ARRAY[2, 4])", "[2]"],
    ["ARRAY_INTERSECT(ARRAY[1, 1], ARRAY[2])", "[]"],
  ],
  (left, right) => {
    const keys = new Set(right.map(elementKey));
    return distinct(left, (key) => keys.has(key));
  },
);

export const arrayExcept = setFunction(
  "ARRAY_EXCEPT",
  "The elements of the first array that are not in the second, each once",
  [
    ["ARRAY_EXCEPT(ARRAY[1, 2, 1], ARRAY[2])", "[1]"],
    ["ARRAY_EXCEPT(ARRAY[1, 2], ARRAY[1, 2])", "[]"],
  ],
  (left, right) => {
    const keys = new Set(right.map(elementKey));
    return distinct(left, (key) => !keys.has(key));
  },
);

function setFunction(
  name: string,
  summary: string,
  examples: readonly FunctionExample[],
  evaluate: (left: Items, right: Items) => Items,
): ScalarFunction {
  return scalar({
    name,
    category: "collection",
    syntax: [`${name}(array, array)`],
    signatures: [[arrayOf("T"), arrayOf("T"), "->", arrayOf("T")]],
    summary,
    examples,
    evaluate,
  });
}

function distinct(items: Items, isKept: (key: string) => boolean): Scalar[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = elementKey(item);
    if (seen.has(key) || !isKept(key)) return false;
    seen.add(key);
    return true;
  });
}
