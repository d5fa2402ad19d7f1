// JSON_EXISTS and IS JSON. As in Flink: a JSON null is not there. Ours: a path with * that finds nothing is FALSE.
import { BOOLEAN, isString, notNull, STRING, withNullable } from "../../../../common/types.ts";

import { DataProblem, type ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { isJsonArray, isJsonObject, type JsonNode } from "./json-node.ts";
import { parseJson } from "./parse-json.ts";
import { findInJson, hasErrorBehavior, plainTypeText, refuseBehaviors, refuseJsonAndPath } from "./path-call.ts";

export const jsonExists = scalar({
  name: "JSON_EXISTS",
  category: "json",
  syntax: ["JSON_EXISTS(json, path [{TRUE | FALSE | UNKNOWN | ERROR} ON ERROR])"],
  summary: "Whether a path leads to a value in a JSON text that is not null",
  examples: [
    [`JSON_EXISTS('{"a": 1}', '$.a')`, "TRUE"],
    [`JSON_EXISTS('{"a": 1}', '$.b')`, "FALSE"],
    [`JSON_EXISTS('{"a": 1}', 'strict $.b' TRUE ON ERROR)`, "TRUE"],
  ],
  bind: (args, options) => {
    const refusal = refuseJsonAndPath(args) ?? refuseBehaviors(options, [], ["TRUE", "FALSE", "UNKNOWN", "ERROR"]);
    if (refusal !== null) return refusal;
    if (args.length > 2) return "it takes a JSON text and a path, then ON ERROR";
    return { argTypes: args.map((arg) => withNullable(STRING, arg.type.nullable)), type: BOOLEAN };
  },
  canFail: true,
  canCallFail: hasErrorBehavior,
  evaluateCall: ([text, path], call) => {
    const found = findInJson(text as string, path as string, call);
    if (found.problem === null) {
      const { value, isDefinite } = found;
      return value !== undefined && value !== null && (isDefinite || (value as readonly JsonNode[]).length > 0);
    }
    switch (call.options["onError"]) {
      case "ERROR":
        throw found.problem;
      case "TRUE":
        return true;
      case "UNKNOWN":
        return null;
      default:
        return false;
    }
  },
});

const KINDS: readonly (readonly [kind: string, summary: string, test: (node: JsonNode) => boolean])[] = [
  ["VALUE", "Whether a text is JSON", () => true],
  ["OBJECT", "Whether a text is a JSON object", isJsonObject],
  ["ARRAY", "Whether a text is a JSON array", isJsonArray],
  [
    "SCALAR",
    "Whether a text is a JSON string, number, boolean or null",
    (node) => !isJsonArray(node) && !isJsonObject(node),
  ],
];

/** IS JSON [VALUE], IS JSON OBJECT, IS JSON ARRAY, IS JSON SCALAR; NULL is none of them. */
export const isJson: readonly ScalarFunction[] = KINDS.map(([kind, summary, test]) =>
  scalar({
    name: `IS JSON ${kind}`,
    category: "json",
    syntax: [`text IS [NOT] JSON ${kind === "VALUE" ? "[VALUE]" : kind}`],
    summary,
    examples: [
      [`'{"a": 1}' IS JSON ${kind}`, kind === "VALUE" || kind === "OBJECT" ? "TRUE" : "FALSE"],
      [`'nope' IS JSON ${kind}`, "FALSE"],
    ],
    bind: ([arg]) => {
      if (!isString(arg.type) && arg.type.kind !== "NULL") return `it tests a text, not ${plainTypeText(arg.type)}`;
      return { argTypes: [withNullable(STRING, arg.type.nullable)], type: notNull(BOOLEAN) };
    },
    isStrict: false,
    evaluate: (text: string | null) => text !== null && isKind(text, test),
  }),
);

function isKind(text: string, test: (node: JsonNode) => boolean): boolean {
  try {
    return test(parseJson(text));
  } catch (error) {
    if (error instanceof DataProblem) return false;
    throw error;
  }
}
