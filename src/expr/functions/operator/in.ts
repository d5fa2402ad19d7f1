// x IN (a, b, ...). The kernel writes it itself (compile-in.ts).
import { BOOLEAN, isNumeric, isString, type SqlType, withNullable } from "../../../common/types.ts";
import { scalar } from "../define.ts";
import { compareValues } from "./compare-values.ts";
import { comparable } from "./comparison-types.ts";
import { refusal } from "./arithmetic-types.ts";

/** As comparison, and a number takes texts as numbers (as Flink does in IN alone). */
function itemTypes(x: SqlType, item: SqlType): readonly [SqlType, SqlType] | null {
  return comparable(x, item) ?? (isNumeric(x) && isString(item) ? [x, x] : null);
}

export const inList = scalar({
  name: "IN",
  category: "comparison",
  syntax: ["x IN (a, b, ...)", "x NOT IN (a, b, ...)"],
  summary: "True when x equals one of the values; NULL when it does not and one of them is NULL",
  examples: [
    ["2 IN (1, 2, 3)", "TRUE"],
    ["2 IN (1, CAST(NULL AS INT))", null],
    ["'c' IN ('a', 'b')", "FALSE"],
  ],
  isStrict: false,
  bind: (args) => {
    if (args.length < 2) return "it takes at least one value to look for";
    let x = args[0].type;
    for (const arg of args.slice(1)) {
      const types = itemTypes(x, arg.type);
      if (types === null) return refusal("IN", [args[0], arg]);
      x = withNullable(types[0], x.nullable);
    }
    const items = args.slice(1).map((arg) => withNullable((itemTypes(x, arg.type) ?? [x, x])[1], arg.type.nullable));
    const argTypes = [x, ...items];
    return {
      argTypes,
      type: withNullable(
        BOOLEAN,
        argTypes.some((type) => type.nullable),
      ),
    };
  },
  evaluateCall: ([x, ...items], call) => {
    if (x === null) return null;
    const isFound = items.some(
      (item, i) => item !== null && compareValues(call.argTypes[0], call.argTypes[i + 1])(x, item) === 0,
    );
    return isFound ? true : items.includes(null) ? null : false;
  },
});
