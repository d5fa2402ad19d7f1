// =, <>, <, <=, >, >=, IS [NOT] DISTINCT FROM and BETWEEN. NULL on a side makes NULL, but for IS [NOT] DISTINCT FROM.
// The kernel writes these itself (compile-forms.ts); `evaluate` is the same meaning on scalars.
import type { Scalar } from "../../../columnar/scalar.ts";
import { BOOLEAN, withNullable } from "../../../common/types.ts";
import type { ArgumentInfo, CallInfo, FunctionExample, ScalarFunction } from "../../function.ts";
import { scalar } from "../define.ts";
import { type ComparisonOperator, compareValues, holds } from "./compare-values.ts";
import { bindComparison } from "./comparison-types.ts";

export const equals = comparison("=", "True when both sides are equal", [
  ["1 = 1.0", "TRUE"],
  ["'a' = 'a '", "FALSE"],
  ["CAST(NULL AS INT) = 1", null],
]);
export const notEquals = comparison("<>", "True when the sides differ", [["1 <> 2", "TRUE"]], ["!="]);
export const less = comparison("<", "True when the left side comes before the right one", [
  ["1 < 2", "TRUE"],
  ["'10' < '9'", "TRUE"],
]);
export const lessOrEqual = comparison("<=", "True when the left side does not come after the right one", [
  ["2 <= 2", "TRUE"],
]);
export const greater = comparison(">", "True when the left side comes after the right one", [["2 > 1", "TRUE"]]);
export const greaterOrEqual = comparison(">=", "True when the left side does not come before the right one", [
  ["1 >= 2", "FALSE"],
]);

function comparison(
  operator: ComparisonOperator,
  summary: string,
  examples: readonly FunctionExample[],
  aliases: readonly string[] = [],
): ScalarFunction {
  return scalar({
    name: operator,
    aliases,
    category: "comparison",
    syntax: [`a ${operator} b`],
    summary,
    examples,
    bind: (args) => {
      if (args.length !== 2) return `it takes 2 operands, not ${args.length}`;
      const types = bindComparison(operator, args);
      if (typeof types === "string") return types;
      return { argTypes: types, type: withNullable(BOOLEAN, types[0].nullable || types[1].nullable) };
    },
    evaluateCall: ([a, b], call) => holds(operator, order(call, 0, 1)(a, b)),
  });
}

function order(call: CallInfo, i: number, j: number): (a: Scalar, b: Scalar) => number {
  return compareValues(call.argTypes[i], call.argTypes[j]);
}

export const isDistinctFrom = distinction(
  "IS DISTINCT FROM",
  true,
  "True when the sides differ, NULL being a value like others",
  [["1 IS DISTINCT FROM CAST(NULL AS INT)", "TRUE"]],
);
export const isNotDistinctFrom = distinction(
  "IS NOT DISTINCT FROM",
  false,
  "True when the sides are equal, NULL being a value like others",
  [["CAST(NULL AS INT) IS NOT DISTINCT FROM CAST(NULL AS INT)", "TRUE"]],
);

function distinction(
  name: string,
  isDistinct: boolean,
  summary: string,
  examples: readonly FunctionExample[],
): ScalarFunction {
  return scalar({
    name,
    category: "comparison",
    syntax: [`a ${name} b`],
    summary,
    examples,
    isStrict: false,
    bind: (args) => {
      const types = bindComparison(name, args);
      return typeof types === "string" ? types : { argTypes: types, type: withNullable(BOOLEAN, false) };
    },
    evaluateCall: ([a, b], call) => {
      const isEqual = a === null || b === null ? a === b : order(call, 0, 1)(a, b) === 0;
      return isEqual !== isDistinct;
    },
  });
}

export const between = scalar({
  name: "BETWEEN",
  category: "comparison",
  syntax: ["x BETWEEN [ASYMMETRIC | SYMMETRIC] low AND high"],
  summary: "True when x is neither before low nor after high; SYMMETRIC takes the bounds in either order",
  examples: [
    ["2 BETWEEN 1 AND 3", "TRUE"],
    ["2 BETWEEN 3 AND 1", "FALSE"],
    ["2 BETWEEN SYMMETRIC 3 AND 1", "TRUE"],
  ],
  isStrict: false,
  bind: (args) => {
    if (args.length !== 3) return `it takes 3 operands, not ${args.length}`;
    const types = bindBetween(args);
    if (typeof types === "string") return types;
    return {
      argTypes: types,
      type: withNullable(
        BOOLEAN,
        types.some((type) => type.nullable),
      ),
    };
  },
  evaluateCall: ([x, low, high], call) => {
    const up = both(atLeast(x, low, order(call, 0, 1)), atMost(x, high, order(call, 0, 2)));
    if (call.options["isSymmetric"] !== true) return up;
    const down = both(atLeast(x, high, order(call, 0, 2)), atMost(x, low, order(call, 0, 1)));
    return up === true || down === true ? true : up === null || down === null ? null : false;
  },
});

/** x has to stay one type: texts as bounds are read as x's type, and numbers become approximate for both bounds or none. */
function bindBetween(args: readonly ArgumentInfo[]) {
  const low = bindComparison(">=", [args[0], args[1]]);
  if (typeof low === "string") return low;
  const high = bindComparison("<=", [{ ...args[0], type: low[0] }, args[2]]);
  if (typeof high === "string") return high;
  const lowAgain = bindComparison(">=", [{ ...args[0], type: high[0] }, args[1]]);
  return typeof lowAgain === "string" ? lowAgain : [lowAgain[0], lowAgain[1], high[1]];
}

type Order = (a: Scalar, b: Scalar) => number;

function atLeast(x: Scalar, bound: Scalar, compare: Order): boolean | null {
  return x === null || bound === null ? null : compare(x, bound) >= 0;
}

function atMost(x: Scalar, bound: Scalar, compare: Order): boolean | null {
  return x === null || bound === null ? null : compare(x, bound) <= 0;
}

function both(a: boolean | null, b: boolean | null): boolean | null {
  return a === false || b === false ? false : a === null || b === null ? null : true;
}
