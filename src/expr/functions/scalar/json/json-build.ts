// JSON_OBJECT, JSON_ARRAY, JSON_STRING and JSON. As in Flink: keys come sorted, of two equal keys the last counts, NULLs
// stay in objects and are left out of arrays unless ON NULL says otherwise, and what JSON_OBJECT, JSON_ARRAY or JSON made
// is put in as JSON, not as a string. Ours: DATE and TIME are taken too, and JSON(text) stands anywhere.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { isString, notNull, type SqlType, STRING, withNullable } from "../../../../common/types.ts";
import { canCastImplicitly } from "../../../coerce.ts";
import { type CallInfo, DataProblem } from "../../../function.ts";
import { givenJson, jsonArguments } from "../../../json-makers.ts";
import { scalar } from "../../define.ts";
import { jsonObjectText, jsonText } from "./json-node.ts";
import { jsonOf, refuseJsonType } from "./json-of.ts";
import { parseJson } from "./parse-json.ts";
import { plainTypeText } from "./path-call.ts";

function memberText(value: Scalar, place: number, call: CallInfo): string {
  return givenJson(value, place, call.options) ?? jsonOf(value, call.argTypes[place]);
}

/** A literal NULL has the type of a text here. */
function valueType(type: SqlType): SqlType {
  return type.kind === "NULL" ? STRING : type;
}

export const jsonObject = scalar({
  name: "JSON_OBJECT",
  category: "json",
  syntax: ["JSON_OBJECT([[KEY] key VALUE value [, ...]] [{NULL | ABSENT} ON NULL])"],
  summary: "A JSON object of keys and values, sorted by key",
  examples: [
    ["JSON_OBJECT('b' VALUE 1, 'a' VALUE 'x')", '{"a":"x","b":1}'],
    ["JSON_OBJECT(KEY 'a' VALUE CAST(NULL AS INT) ABSENT ON NULL)", "{}"],
    ["JSON_OBJECT('a' VALUE JSON_ARRAY(1, 2))", '{"a":[1,2]}'],
  ],
  isStrict: false,
  canFail: true,
  canCallFail: ({ argTypes }) => argTypes.some((type, i) => i % 2 === 0 && type.nullable),
  bind: (args) => {
    if (args.length % 2 === 1) return "it takes pairs: key VALUE value";
    const argTypes: SqlType[] = [];
    for (const [i, { type }] of args.entries()) {
      if (i % 2 === 1) {
        const refusal = refuseJsonType(type);
        if (refusal !== null) return refusal;
      } else if (!canCastImplicitly(type, STRING) || type.kind === "NULL") {
        return `a key is a text, not ${plainTypeText(type)}`;
      }
      argTypes.push(i % 2 === 0 ? withNullable(STRING, type.nullable) : valueType(type));
    }
    return { argTypes, type: notNull(STRING), options: jsonArguments(args) };
  },
  evaluateCall: (args, call) => {
    const members = new Map<string, string>();
    for (let i = 0; i < args.length; i += 2) {
      const key = args[i];
      if (key === null) throw new DataProblem("DATA_NULL_KEY", "JSON_OBJECT: the key is NULL");
      if (args[i + 1] === null && call.options["onNull"] === "ABSENT") continue;
      members.set(key as string, memberText(args[i + 1], i + 1, call));
    }
    return jsonObjectText(members, (text) => text);
  },
});

export const jsonArray = scalar({
  name: "JSON_ARRAY",
  category: "json",
  syntax: ["JSON_ARRAY([value [, ...]] [{NULL | ABSENT} ON NULL])"],
  summary: "A JSON array of values; NULLs are left out unless NULL ON NULL is written",
  examples: [
    ["JSON_ARRAY(1, 'x', TRUE, CAST(NULL AS INT))", '[1,"x",true]'],
    ["JSON_ARRAY(1, CAST(NULL AS INT) NULL ON NULL)", "[1,null]"],
    ["JSON_ARRAY(JSON_OBJECT('a' VALUE 1), ARRAY[1.5])", '[{"a":1},[1.5]]'],
  ],
  isStrict: false,
  bind: (args) => {
    const refusal = args.map((arg) => refuseJsonType(arg.type)).find((reason) => reason !== null);
    if (refusal !== undefined && refusal !== null) return refusal;
    return { argTypes: args.map((arg) => valueType(arg.type)), type: notNull(STRING), options: jsonArguments(args) };
  },
  evaluateCall: (args, call) => {
    const keepsNulls = call.options["onNull"] === "NULL";
    const items = args.flatMap((value, i) => (value === null && !keepsNulls ? [] : [memberText(value, i, call)]));
    return `[${items.join(",")}]`;
  },
});

export const jsonString = scalar({
  name: "JSON_STRING",
  category: "json",
  syntax: ["JSON_STRING(value)"],
  summary: "A value as JSON text",
  examples: [
    ["JSON_STRING(CAST(ROW(1, 'x') AS ROW<a INT, b STRING>))", '{"a":1,"b":"x"}'],
    ["JSON_STRING('a\"b')", '"a\\"b"'],
    ["JSON_STRING(TIMESTAMP '2020-01-01 00:00:00')", '"2020-01-01T00:00:00"'],
  ],
  bind: (args) => {
    if (args.length !== 1) return `it takes 1 argument, not ${args.length}`;
    const type = valueType(args[0].type);
    return refuseJsonType(type) ?? { argTypes: [type], type: withNullable(STRING, type.nullable) };
  },
  evaluateCall: ([value], call) => jsonOf(value, call.argTypes[0]),
});

export const json = scalar({
  name: "JSON",
  category: "json",
  syntax: ["JSON(text)"],
  summary:
    "A JSON text checked and without spaces, keys sorted; inside JSON_OBJECT and JSON_ARRAY it is put in as JSON",
  examples: [
    [`JSON('{"b": 1, "a": [true]}')`, '{"a":[true],"b":1}'],
    [`JSON_ARRAY(JSON('{"a": 1}'), '{"a": 1}')`, '[{"a":1},"{\\"a\\": 1}"]'],
  ],
  canFail: true,
  bind: (args) => {
    if (args.length !== 1) return `it takes 1 argument, not ${args.length}`;
    const [{ type }] = args;
    if (!isString(type) && type.kind !== "NULL") return `it takes a text, not ${plainTypeText(type)}`;
    return { argTypes: [withNullable(STRING, type.nullable)], type: withNullable(STRING, type.nullable) };
  },
  evaluate: (text: string) => jsonText(parseJson(text)),
});
