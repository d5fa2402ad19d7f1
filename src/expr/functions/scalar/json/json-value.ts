// JSON_VALUE: a scalar of a JSON text as a SQL value. As in Flink; a JSON null is NULL whatever ON EMPTY says, and
// RETURNING takes all types that a text can be cast to without a time zone. A value that is not of the type is an error
// for the ON ERROR clause (Flink: the job dies of a ClassCastException).
import type { Scalar } from "../../../../columnar/scalar.ts";
import { isBinary, isString, type SqlType, STRING, withNullable } from "../../../../common/types.ts";
import { castKernel, findCast } from "../../../cast-kernel.ts";
import { canCastImplicitly } from "../../../coerce.ts";
import { type CallInfo, DataProblem, type EvalContext, type ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";
import { isJsonScalar, jsonScalarText, jsonText, plainNumberText } from "./json-node.ts";
import { findInJson, hasErrorBehavior, plainTypeText, refuseBehaviors, refuseJsonAndPath } from "./path-call.ts";

const BEHAVIORS = ["NULL", "ERROR", "DEFAULT"];

/** The type of RETURNING, which the binder writes into the options as JSON. */
export function returningType(options: CallInfo["options"]): SqlType {
  const written = options["returning"];
  return typeof written === "string" ? withNullable(JSON.parse(written) as SqlType, true) : STRING;
}

function refuseReturning(type: SqlType): string | null {
  const isFlat = !["ARRAY", "MAP", "MULTISET", "ROW"].includes(type.kind) && !isBinary(type);
  const cast = isFlat ? findCast(STRING, type) : null;
  if (cast === null) return `RETURNING takes no ${plainTypeText(type)}`;
  if (cast.volatility === "immutable") return null;
  return `RETURNING takes no ${plainTypeText(type)}, whose text depends on the time zone: CAST the text`;
}

const bindJsonValue: ScalarFunction["bind"] = (args, options) => {
  const refusal = refuseJsonAndPath(args) ?? refuseBehaviors(options, BEHAVIORS, BEHAVIORS);
  if (refusal !== null) return refusal;
  const type = returningType(options);
  const wrongType = refuseReturning(type);
  if (wrongType !== null) return wrongType;
  const defaults = args.slice(2);
  const count = [options["onEmpty"], options["onError"]].filter((behavior) => behavior === "DEFAULT").length;
  if (defaults.length !== count) return "it takes a JSON text and a path, then RETURNING, ON EMPTY and ON ERROR";
  const unfit = defaults.find((arg) => !canCastImplicitly(arg.type, type));
  if (unfit !== undefined) return `its DEFAULT is ${plainTypeText(unfit.type)}, not ${plainTypeText(type)}`;
  const argTypes = args.map((arg, i) => withNullable(i < 2 ? STRING : type, arg.type.nullable));
  return { argTypes, type };
};

export const jsonValue = scalar({
  name: "JSON_VALUE",
  category: "json",
  syntax: [
    "JSON_VALUE(json, path [RETURNING type] [{NULL | ERROR | DEFAULT x} ON EMPTY] [{NULL | ERROR | DEFAULT x} ON ERROR])",
  ],
  summary: "A string, number or boolean of a JSON text, as STRING or as the type of RETURNING",
  examples: [
    [`JSON_VALUE('{"a": {"b": [10, 20]}}', '$.a.b[1]')`, "20"],
    [`JSON_VALUE('{"price": 12.50}', '$.price' RETURNING DECIMAL(10, 2))`, "12.50"],
    [`JSON_VALUE('{"a": 1}', 'lax $.b' DEFAULT 'none' ON EMPTY)`, "none"],
    [`JSON_VALUE('{"a": 1}', 'strict $.b' DEFAULT 'wrong' ON ERROR)`, "wrong"],
    [`JSON_VALUE('{"a": "x"}', '$.a' RETURNING INT)`, null],
  ],
  bind: bindJsonValue,
  isStrict: false,
  canFail: true,
  canCallFail: hasErrorBehavior,
  evaluateCall: (args, call, context) => {
    const [text, path] = args;
    if (text === null || path === null) return null;
    const found = findInJson(text as string, path as string, call);
    if (found.problem !== null) return onError(found.problem, args, call);
    const { value, isLax } = found;
    if (value === null) return null;
    if (value === undefined || (isLax && !isJsonScalar(value))) return onEmpty(path as string, args, call);
    if (!isJsonScalar(value)) {
      const problem = new DataProblem("DATA_JSON", `at '${path}' there is no scalar but ${jsonText(value)}`);
      return onError(problem, args, call);
    }
    try {
      return valueAs(
        typeof value === "object" ? plainOrText(value.number, call.type) : jsonScalarText(value),
        call,
        context,
      );
    } catch (error) {
      if (error instanceof DataProblem) return onError(error, args, call);
      throw error;
    }
  },
});

function plainOrText(number: string, type: SqlType): string {
  return isString(type) ? number : plainNumberText(number);
}

function valueAs(text: string, call: CallInfo, context: EvalContext): Scalar {
  return castKernel(STRING, call.type).evaluate(text, context);
}

function onEmpty(path: string, args: readonly Scalar[], call: CallInfo): Scalar {
  switch (call.options["onEmpty"]) {
    case "ERROR":
      throw new DataProblem("DATA_JSON_PATH", `the JSON path '${path}' leads to nothing, and ON EMPTY is ERROR`);
    case "DEFAULT":
      return args[2];
    default:
      return null;
  }
}

function onError(problem: DataProblem, args: readonly Scalar[], call: CallInfo): Scalar {
  switch (call.options["onError"]) {
    case "ERROR":
      throw problem;
    case "DEFAULT":
      return args[args.length - 1];
    default:
      return null;
  }
}
