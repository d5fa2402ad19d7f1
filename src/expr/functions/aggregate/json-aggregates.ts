// JSON_ARRAYAGG and JSON_OBJECTAGG: JSON texts of all values of a group. As in Flink: an array leaves NULLs out unless NULL
// ON NULL is written, an object keeps them unless ABSENT ON NULL is; keys are sorted, and one that comes twice is an error.
import { compareTexts } from "../../../columnar/compare.ts";
import { isNullAt, scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { MillraceError } from "../../../common/errors.ts";
import { notNull, STRING, withNullable } from "../../../common/types.ts";
import { canCastImplicitly } from "../../coerce.ts";
import type { AggregateCall } from "../../expr.ts";
import { givenJson, jsonArguments } from "../../json-makers.ts";
import { jsonOf, refuseJsonType } from "../scalar/json/json-of.ts";
import { aggregate, plainText, RowProblem } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { listAccumulator } from "./ordered-list.ts";
import { ValueCounts } from "./value-counts.ts";

export const jsonArrayAgg = aggregate({
  name: "JSON_ARRAYAGG",
  summary: "All values as a JSON array, in order of arrival or of ORDER BY; NULLs are left out",
  syntax: ["JSON_ARRAYAGG(x [{NULL | ABSENT} ON NULL])"],
  examples: [["JSON_ARRAYAGG(x)", "('b'), ('a'), (CAST(NULL AS STRING))", '["b","a"]']],
  isOrderSensitive: true,
  isNeverNull: true,
  bind(args) {
    if (args.length !== 1) return `it takes 1 argument, not ${args.length}`;
    const [{ type }] = args;
    return refuseJsonType(type) ?? { argTypes: [type], type: notNull(STRING), options: jsonArguments(args) };
  },
  createState(call) {
    const [{ type }] = call.args;
    const accumulator = listAccumulator(call, {
      skipNulls: call.options?.["onNull"] !== "NULL",
      empty: "[]",
      result: (values) =>
        `[${values.map((value) => givenJson(value, 0, call.options) ?? jsonOf(value, type)).join(",")}]`,
    });
    return new ObjectState(call.type, accumulator);
  },
});

export const jsonObjectAgg = aggregate({
  name: "JSON_OBJECTAGG",
  summary: "A JSON object of all keys and their values, sorted by key",
  syntax: ["JSON_OBJECTAGG([KEY] k VALUE v [{NULL | ABSENT} ON NULL])"],
  examples: [["JSON_OBJECTAGG(KEY x VALUE y)", "('b', 1), ('a', 2)", '{"a":2,"b":1}']],
  isNeverNull: true,
  bind(args) {
    if (args.length !== 2) return `it takes a key and a value, not ${args.length} arguments`;
    if (!canCastImplicitly(args[0].type, STRING)) return `the key is ${plainText(args[0].type)}, not STRING`;
    const refusal = refuseJsonType(args[1].type);
    if (refusal !== null) return refusal;
    const argTypes = [withNullable(STRING, args[0].type.nullable), args[1].type];
    return { argTypes, type: notNull(STRING), options: jsonArguments(args) };
  },
  createState(call) {
    const [key, argument] = call.args;
    const keepsNulls = call.options?.["onNull"] !== "ABSENT";
    return new ObjectState<ValueCounts>(call.type, {
      create: () => new ValueCounts(),
      add(group, args, row, sign) {
        if (isNullAt(args[0], row)) throw new RowProblem("DATA_NULL_KEY", "JSON_OBJECTAGG: the key is NULL", row);
        if (!keepsNulls && isNullAt(args[1], row)) return;
        group.add([scalarAt(args[0], key.type, row), scalarAt(args[1], argument.type, row)], sign);
      },
      merge: (group, other) => group.addAll(other),
      result: (group) => objectText(group, call),
      save: (group) => group.save(),
      load: (saved) => ValueCounts.load(saved),
    });
  },
});

function objectText(group: ValueCounts, call: AggregateCall): string {
  const members: string[] = [];
  let last: string | null = null;
  const pairs = group.entries().map(({ value, count }) => ({ pair: value as readonly [string, Scalar], count }));
  for (const { pair, count } of pairs.sort((a, b) => compareTexts(a.pair[0], b.pair[0]))) {
    const [key, item] = pair;
    if (key === last || count > 1) {
      throw new MillraceError("DATA_DUPLICATE_KEY", `JSON_OBJECTAGG: the key '${key}' comes twice`, {
        hint: "Group by the key first, or collect the values with JSON_ARRAYAGG.",
      });
    }
    last = key;
    members.push(`${JSON.stringify(key)}:${givenJson(item, 1, call.options) ?? jsonOf(item, call.args[1].type)}`);
  }
  return `{${members.join(",")}}`;
}
