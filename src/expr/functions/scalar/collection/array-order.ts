// ARRAY_SORT, ARRAY_MAX, ARRAY_MIN, in the order of elements.ts. MAX and MIN skip NULLs.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { BOOLEAN, type SqlType, typeText } from "../../../../common/types.ts";
import type { ArgumentInfo, FunctionExample, ScalarFunction } from "../../../function.ts";
import { arrayOf, first, nullable, optional, type Signature, scalar } from "../../define.ts";
import { compareElements, isOrdered } from "./elements.ts";

type Items = readonly Scalar[];

export const arraySort = scalar({
  name: "ARRAY_SORT",
  category: "collection",
  syntax: ["ARRAY_SORT(array [, is_ascending [, is_null_first]])"],
  bind: ordered([arrayOf("T"), optional(BOOLEAN), optional(BOOLEAN), "->", first]),
  summary:
    "The elements in order, ascending by default; NULLs stand first when ascending and last when descending unless said",
  examples: [
    ["ARRAY_SORT(ARRAY[3, 1, 2])", "[1, 2, 3]"],
    ["ARRAY_SORT(ARRAY[1, NULL, 2], FALSE)", "[2, 1, NULL]"],
    ["ARRAY_SORT(ARRAY[1, NULL, 2], TRUE, FALSE)", "[1, 2, NULL]"],
  ],
  evaluate: (array: Items, isAscending = true, isNullFirst = isAscending) => {
    const values = array.filter((item) => item !== null).sort(compareElements);
    if (!isAscending) values.reverse();
    const nulls = new Array<Scalar>(array.length - values.length).fill(null);
    return isNullFirst ? [...nulls, ...values] : [...values, ...nulls];
  },
});

export const arrayMax = extreme("ARRAY_MAX", "greatest", 1, [
  ["ARRAY_MAX(ARRAY[3, 1, 2])", "3"],
  ["ARRAY_MAX(ARRAY[1, NULL])", "1"],
]);

export const arrayMin = extreme("ARRAY_MIN", "least", -1, [
  ["ARRAY_MIN(ARRAY[3, 1, 2])", "1"],
  ["ARRAY_MIN(ARRAY['b', 'a', 'B'])", "B"],
]);

function extreme(name: string, which: string, direction: number, examples: readonly FunctionExample[]): ScalarFunction {
  return scalar({
    name,
    category: "collection",
    syntax: [`${name}(array)`],
    bind: ordered([arrayOf("T"), "->", nullable("T")]),
    summary: `The ${which} element that is not NULL; NULL when there is none`,
    examples,
    evaluate: (array: Items) => {
      let best: Scalar = null;
      for (const item of array) {
        if (item !== null && (best === null || compareElements(item, best) * direction > 0)) best = item;
      }
      return best;
    },
  });
}

/** Binds by the signature, but refuses elements that have no order. */
function ordered(signature: Signature): ScalarFunction["bind"] {
  const { bind } = scalar({
    name: "",
    category: "collection",
    summary: "",
    syntax: [],
    examples: [],
    signatures: [signature],
  });
  return (args: readonly ArgumentInfo[], options) => {
    const type: SqlType | undefined = args[0]?.type;
    if (type?.kind === "ARRAY" && !isOrdered(type.element))
      return `elements of type ${typeText(type.element)} have no order`;
    return bind(args, options);
  };
}
