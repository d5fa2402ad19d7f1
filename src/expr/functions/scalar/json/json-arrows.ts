// json -> key and json ->> key, as PostgreSQL and DuckDB: a member by its name, an element by its index from 0 (from the end
// when negative), or what a path that starts with $ leads to. -> answers JSON text, ->> a text without quotes; NULL when
// there is nothing. A text that is no JSON is an error.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { INT, isInteger, isString, STRING, withNullable } from "../../../../common/types.ts";
import { type CallInfo, DataProblem, type ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { isJsonArray, isJsonObject, isJsonScalar, type JsonNode, jsonScalarText, jsonText } from "./json-node.ts";
import { followPath, type JsonPath, parseJsonPath } from "./json-path.ts";
import { parseJson } from "./parse-json.ts";
import { plainTypeText } from "./path-call.ts";

const bindArrow: ScalarFunction["bind"] = ([input, key]) => {
  if (!isString(input.type) && input.type.kind !== "NULL") {
    return `it takes a JSON text on its left, not ${plainTypeText(input.type)}`;
  }
  const isIndex = isInteger(key.type) && key.type.kind !== "BIGINT";
  if (!isIndex && !isString(key.type) && key.type.kind !== "NULL") {
    return `it takes a name or an INT on its right, not ${plainTypeText(key.type)}`;
  }
  if (typeof key.constant === "string" && key.constant.startsWith("$")) {
    const path = parseJsonPath(key.constant);
    if (typeof path === "string") return path;
  }
  const argTypes = [withNullable(STRING, input.type.nullable), withNullable(isIndex ? INT : STRING, key.type.nullable)];
  return { argTypes, type: STRING };
};

function reach(text: string, key: string | number, call: CallInfo): JsonNode | undefined {
  const node = parseJson(text);
  if (typeof key === "number") return isJsonArray(node) ? node.at(key) : undefined;
  if (key.startsWith("$")) return followPath(pathOf(key, call), node);
  return isJsonObject(node) ? node.get(key) : undefined;
}

function pathOf(key: string, call: CallInfo): JsonPath {
  const kept = call.memo.get(key) as JsonPath | undefined;
  if (kept !== undefined) return kept;
  const path = parseJsonPath(key);
  if (typeof path === "string") throw new DataProblem("DATA_JSON_PATH", path);
  call.memo.clear();
  call.memo.set(key, path);
  return path;
}

export const jsonArrow = scalar({
  name: "->",
  category: "json",
  syntax: ["json -> name", "json -> index", "json -> path"],
  summary: "A member, an element or what a path leads to in a JSON text, as JSON text",
  examples: [
    [`'{"a": {"b": "x"}}' -> 'a'`, '{"b":"x"}'],
    [`'[10, "x"]' -> 1`, '"x"'],
    [`'{"a": {"b": [1, 2]}}' -> '$.a.b[0]'`, "1"],
    [`'{"a": 1}' -> 'b'`, null],
  ],
  bind: bindArrow,
  canFail: true,
  evaluateCall: ([text, key], call): Scalar => {
    const node = reach(text as string, key as string | number, call);
    return node === undefined ? null : jsonText(node);
  },
});

export const jsonTextArrow = scalar({
  name: "->>",
  category: "json",
  syntax: ["json ->> name", "json ->> index", "json ->> path"],
  summary: "The same as ->, as a plain text; a JSON null is NULL",
  examples: [
    [`'{"a": {"b": "x"}}' -> 'a' ->> 'b'`, "x"],
    [`'[10, "x"]' ->> -1`, "x"],
    [`'{"a": null}' ->> 'a'`, null],
  ],
  bind: bindArrow,
  canFail: true,
  evaluateCall: ([text, key], call): Scalar => {
    const node = reach(text as string, key as string | number, call);
    if (node === undefined || node === null) return null;
    return isJsonScalar(node) ? jsonScalarText(node) : jsonText(node);
  },
});
