// JSON_QUERY: an array or object of a JSON text, as JSON text or ARRAY<STRING>. As in Flink: keys come sorted, a JSON
// null is empty, a scalar without a wrapper is an error in strict mode and empty in lax mode.
import type { Scalar } from "../../../../columnar/scalar.ts";
import { isString, type SqlType, STRING, withNullable } from "../../../../common/types.ts";

import { type CallInfo, DataProblem, type ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { isJsonArray, isJsonScalar, type JsonNode, jsonScalarText, jsonText } from "./json-node.ts";
import { returningType } from "./json-value.ts";
import { findInJson, hasErrorBehavior, plainTypeText, refuseBehaviors, refuseJsonAndPath } from "./path-call.ts";

const BEHAVIORS = ["NULL", "ERROR", "EMPTY ARRAY", "EMPTY OBJECT"];

function isTextArray(type: SqlType): boolean {
  return type.kind === "ARRAY" && isString(type.element);
}

const bindJsonQuery: ScalarFunction["bind"] = (args, options) => {
  const refusal = refuseJsonAndPath(args) ?? refuseBehaviors(options, BEHAVIORS, BEHAVIORS);
  if (refusal !== null) return refusal;
  if (args.length > 2) return "it takes a JSON text and a path, then RETURNING, WRAPPER, ON EMPTY and ON ERROR";
  const type = returningType(options);
  if (!isString(type) && !isTextArray(type)) {
    return `RETURNING takes STRING or ARRAY<STRING>, not ${plainTypeText(type)}`;
  }
  const hasEmptyObject = options["onEmpty"] === "EMPTY OBJECT" || options["onError"] === "EMPTY OBJECT";
  if (isTextArray(type) && hasEmptyObject) return "EMPTY OBJECT is no ARRAY";
  return { argTypes: args.map((arg) => withNullable(STRING, arg.type.nullable)), type };
};

export const jsonQuery = scalar({
  name: "JSON_QUERY",
  category: "json",
  syntax: [
    "JSON_QUERY(json, path [RETURNING {STRING | ARRAY<STRING>}] [{WITHOUT | WITH [CONDITIONAL | UNCONDITIONAL]} [ARRAY] WRAPPER] " +
      "[{NULL | ERROR | EMPTY ARRAY | EMPTY OBJECT} ON EMPTY] [{NULL | ERROR | EMPTY ARRAY | EMPTY OBJECT} ON ERROR])",
  ],
  summary: "An array or object of a JSON text, as JSON text",
  examples: [
    [`JSON_QUERY('{"a": {"c": 1, "b": [1, 2]}}', '$.a')`, '{"b":[1,2],"c":1}'],
    [`JSON_QUERY('{"a": "x"}', '$.a' WITH WRAPPER)`, '["x"]'],
    [`JSON_QUERY('{"a": [1, "x"]}', '$.a' RETURNING ARRAY<STRING>)`, "[1, x]"],
    [`JSON_QUERY('{}', '$.a' EMPTY ARRAY ON ERROR)`, "[]"],
  ],
  bind: bindJsonQuery,
  canFail: true,
  canCallFail: hasErrorBehavior,
  evaluateCall: ([text, path], call) => {
    const found = findInJson(text as string, path as string, call);
    if (found.problem !== null) return otherwise("onError", found.problem, call);
    const value = wrapped(found.value, call.options["wrapper"]);
    const isEmpty = value === undefined || value === null;
    if (isEmpty || (found.isLax && isJsonScalar(value))) {
      const problem = new DataProblem(
        "DATA_JSON_PATH",
        `the JSON path '${path}' leads to nothing, and ON EMPTY is ERROR`,
      );
      return otherwise("onEmpty", problem, call);
    }
    if (isString(call.type) && !isJsonScalar(value)) return jsonText(value);
    if (!isString(call.type) && isJsonArray(value)) return value.map(elementText);
    const problem = new DataProblem("DATA_JSON", `at '${path}' there is ${jsonText(value)}, which is not asked for`);
    return otherwise("onError", problem, call);
  },
});

function wrapped(value: JsonNode | undefined, wrapper: unknown): JsonNode | undefined {
  if (value === undefined || value === null) return value;
  if (wrapper === "UNCONDITIONAL") return [value];
  return wrapper === "CONDITIONAL" && !isJsonArray(value) ? [value] : value;
}

function elementText(node: JsonNode): string | null {
  if (node === null) return null;
  return isJsonScalar(node) ? jsonScalarText(node) : jsonText(node);
}

function otherwise(clause: "onEmpty" | "onError", problem: DataProblem, call: CallInfo): Scalar {
  switch (call.options[clause]) {
    case "ERROR":
      throw problem;
    case "EMPTY ARRAY":
      return isString(call.type) ? "[]" : [];
    case "EMPTY OBJECT":
      return "{}";
    default:
      return null;
  }
}
