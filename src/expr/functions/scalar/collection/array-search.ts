// ARRAY_CONTAINS, ARRAY_POSITION, ARRAY_REMOVE: NULL is an element like others for CONTAINS and REMOVE.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { BOOLEAN, INT, type SqlType, withNullable } from "../../../../common/types.ts";
import type { ArgumentInfo } from "../../../function.ts";
import { arrayOf, asGiven, scalar } from "../../define.ts";
import { elementKey } from "./elements.ts";

export const arrayContains = scalar({
  name: "ARRAY_CONTAINS",
  category: "collection",
  syntax: ["ARRAY_CONTAINS(array, element)"],
  signatures: [[arrayOf("T"), "T", "->", asGiven(([array]) => withNullable(BOOLEAN, array.nullable))]],
  summary: "Whether an array has an element equal to a value; NULL is found too",
  examples: [
    ["ARRAY_CONTAINS(ARRAY[3, 1, 2], 1)", "TRUE"],
    ["ARRAY_CONTAINS(ARRAY['a'], 'b')", "FALSE"],
  ],
  isStrict: false,
  evaluate: (array: readonly Scalar[] | null, wanted: Scalar) =>
    array === null ? null : indexOf(array, wanted) !== -1,
});

export const arrayPosition = scalar({
  name: "ARRAY_POSITION",
  category: "collection",
  syntax: ["ARRAY_POSITION(array, element)"],
  signatures: [[arrayOf("T"), "T", "->", INT]],
  summary: "The position of the first element equal to a value, from 1; 0 when there is none",
  examples: [
    ["ARRAY_POSITION(ARRAY[3, 1, 2], 2)", "3"],
    ["ARRAY_POSITION(ARRAY[3, 1, 2], 9)", "0"],
  ],
  evaluate: (array: readonly Scalar[], wanted: Scalar) => indexOf(array, wanted) + 1,
});

export const arrayRemove = scalar({
  name: "ARRAY_REMOVE",
  category: "collection",
  syntax: ["ARRAY_REMOVE(array, element)"],
  signatures: [[arrayOf("T"), "T", "->", asGiven(sameElements)]],
  summary: "The array without the elements equal to a value; NULL removes NULLs",
  examples: [
    ["ARRAY_REMOVE(ARRAY[1, 2, 1], 1)", "[2]"],
    ["ARRAY_REMOVE(ARRAY[1, NULL, 2], CAST(NULL AS INT))", "[1, 2]"],
  ],
  isStrict: false,
  evaluate: (array: readonly Scalar[] | null, removed: Scalar) => {
    if (array === null) return null;
    const key = elementKey(removed);
    return array.filter((item) => elementKey(item) !== key);
  },
});

function indexOf(array: readonly Scalar[], wanted: Scalar): number {
  const key = elementKey(wanted);
  return array.findIndex((item) => elementKey(item) === key);
}

/** The array as it was cast, but its elements are as nullable as before: the value looked for adds none. */
function sameElements([array]: readonly SqlType[], [given]: readonly ArgumentInfo[]): SqlType {
  if (array.kind !== "ARRAY" || given.type.kind !== "ARRAY") return array;
  return { ...array, element: withNullable(array.element, given.type.element.nullable) };
}
