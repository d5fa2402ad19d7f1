// a[i], m[k], r.f and the constructors ROW(...), ARRAY[...], MAP[...].
import type { Scalar, SqlMap } from "../../../columnar/scalar.ts";
import { INT, isInteger, type SqlType, typeText, withNullable } from "../../../common/types.ts";
import { canCastImplicitly, leastRestrictive } from "../../coerce.ts";
import type { ArgumentInfo } from "../../function.ts";
import { scalar } from "../define.ts";
import { elementKey } from "../scalar/collection/elements.ts";

function plain(type: SqlType): string {
  return typeText(withNullable(type, true));
}

export const subscript = scalar({
  name: "[]",
  category: "collection",
  syntax: ["array[index]", "map[key]"],
  summary: "The element of an array at an index from 1, or the value of a key in a map; NULL when there is none",
  examples: [
    ["ARRAY[3, 1, 2][1]", "3"],
    ["MAP['a', 1, 'b', 2]['b']", "2"],
    ["ARRAY[3, 1, 2][4]", null],
  ],
  bind: ([input, index]) => {
    if (input.type.kind === "ARRAY") {
      if (!isInteger(index.type)) return `the index of an array is an integer, not ${plain(index.type)}`;
      if (typeof index.constant === "number" && index.constant < 1) {
        return `the first element of an array has index 1, there is none at ${index.constant}`;
      }
      const argTypes = [input.type, index.type.kind === "BIGINT" ? index.type : withNullable(INT, index.type.nullable)];
      return { argTypes, type: withNullable(input.type.element, true) };
    }
    if (input.type.kind === "MAP") {
      const { key, value } = input.type;
      if (!canCastImplicitly(index.type, key))
        return `the keys of this map are ${plain(key)}, not ${plain(index.type)}`;
      return { argTypes: [input.type, withNullable(key, index.type.nullable)], type: withNullable(value, true) };
    }
    return `[] takes an ARRAY or a MAP, not ${plain(input.type)}`;
  },
  evaluate: (input: readonly Scalar[] | SqlMap, index: Scalar) => {
    if (Array.isArray(input)) return (input[Number(index) - 1] as Scalar | undefined) ?? null;
    const wanted = elementKey(index);
    return (input as SqlMap).entries.find(([key]) => elementKey(key) === wanted)?.[1] ?? null;
  },
});

export const field = scalar({
  name: ".",
  category: "collection",
  syntax: ["row.field"],
  summary: "A field of a row",
  examples: [["CAST(ROW(1, 'a') AS ROW<x INT, y STRING>).y", "a"]],
  bind: ([input], options) => {
    if (input.type.kind !== "ROW") return `only a ROW has fields, not ${plain(input.type)}`;
    const found = input.type.fields[Number(options["index"])];
    if (found === undefined) return `the row has ${input.type.fields.length} fields`;
    return { argTypes: [input.type], type: withNullable(found.type, found.type.nullable || input.type.nullable) };
  },
  evaluateCall: ([row], call) => (row as readonly Scalar[])[Number(call.options["index"])],
});

export const rowConstructor = scalar({
  name: "ROW",
  category: "collection",
  syntax: ["ROW(value, ...)", "(value, value, ...)"],
  summary: "A row of values",
  examples: [["ROW(1, 'a')", "(1, a)"]],
  isStrict: false,
  bind: (args) => {
    if (args.length === 0) return "it takes 1 or more values";
    if (args.some((arg) => arg.type.kind === "NULL")) return "a NULL in a row needs a type: CAST(NULL AS ...)";
    const fields = args.map((arg, i) => ({ name: `EXPR$${i}`, type: arg.type }));
    return { argTypes: args.map((arg) => arg.type), type: { kind: "ROW", fields, nullable: false } };
  },
  evaluateCall: (args) => [...args],
});

function commonType(args: readonly ArgumentInfo[], what: string): SqlType | string {
  const type = leastRestrictive(args.map((arg) => arg.type));
  if (type?.kind === "NULL") return "a NULL alone needs a type: CAST(NULL AS ...)";
  return type ?? `its ${what} have no common type: ${args.map((arg) => plain(arg.type)).join(", ")}`;
}

export const arrayConstructor = scalar({
  name: "ARRAY",
  category: "collection",
  syntax: ["ARRAY[value, ...]"],
  summary: "An array of values",
  examples: [["ARRAY[1, 2.5]", "[1.0, 2.5]"]],
  isStrict: false,
  bind: (args) => {
    if (args.length === 0) return "it takes 1 or more elements";
    const element = commonType(args, "elements");
    if (typeof element === "string") return element;
    return {
      argTypes: args.map((arg) => withNullable(element, arg.type.nullable)),
      type: { kind: "ARRAY", element, nullable: false },
    };
  },
  evaluateCall: (args) => [...args],
});

export const mapConstructor = scalar({
  name: "MAP",
  category: "collection",
  syntax: ["MAP[key, value, ...]"],
  summary: "A map of keys to values; the last value of a key counts",
  examples: [
    ["MAP['a', 1, 'b', 2]", "{a=1, b=2}"],
    ["MAP['a', 1, 'a', 2]", "{a=2}"],
  ],
  isStrict: false,
  bind: (args) => {
    if (args.length === 0 || args.length % 2 === 1) return "it takes pairs of a key and a value";
    const key = commonType(
      args.filter((_, i) => i % 2 === 0),
      "keys",
    );
    if (typeof key === "string") return key;
    const value = commonType(
      args.filter((_, i) => i % 2 === 1),
      "values",
    );
    if (typeof value === "string") return value;
    const argTypes = args.map((arg, i) => withNullable(i % 2 === 0 ? key : value, arg.type.nullable));
    return { argTypes, type: { kind: "MAP", key, value, nullable: false } };
  },
  evaluateCall: (args) => {
    const entries = new Map<string, readonly [Scalar, Scalar]>();
    for (let i = 0; i < args.length; i += 2) entries.set(elementKey(args[i]), [args[i], args[i + 1]]);
    return { entries: [...entries.values()] };
  },
});
