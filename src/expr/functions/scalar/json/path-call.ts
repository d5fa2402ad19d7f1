// What JSON_VALUE, JSON_QUERY and JSON_EXISTS share: the text, the path, and what happened on the way.
import { isString, type SqlType, typeText, withNullable } from "../../../../common/types.ts";

import { type ArgumentInfo, type CallInfo, DataProblem } from "../../../function.ts";
import type { JsonNode } from "./json-node.ts";
import { type JsonPath, parseJsonPath } from "./json-path.ts";
import { locateInJson } from "./locate-json.ts";

/** `value` undefined: nothing there, in lax mode. `problem`: no JSON, no path, or strict mode and nothing there. */
export type Found =
  | {
      readonly problem: null;
      readonly isLax: boolean;
      readonly isDefinite: boolean;
      readonly value: JsonNode | undefined;
    }
  | { readonly problem: DataProblem };

/** Why the first two arguments are refused; null when they are right. */
export function refuseJsonAndPath(args: readonly ArgumentInfo[]): string | null {
  if (args.length < 2)
    return `it takes a JSON text and a path, not ${args.length} argument${args.length === 1 ? "" : "s"}`;
  const wrong = args.slice(0, 2).find(({ type }) => !isString(type) && type.kind !== "NULL");
  if (wrong !== undefined) return `it takes a JSON text and a path, not ${plainTypeText(wrong.type)}`;
  const path = args[1].constant;
  if (typeof path !== "string") return null;
  const parsed = parseJsonPath(path);
  return typeof parsed === "string" ? parsed : null;
}

export function findInJson(text: string, path: string, call: CallInfo): Found {
  try {
    const parsed = pathOf(path, call);
    const value = locateInJson(text, parsed);
    if (value === undefined && !parsed.isLax) {
      return { problem: new DataProblem("DATA_JSON_PATH", `the JSON path '${path}' leads to nothing`) };
    }
    return { problem: null, isLax: parsed.isLax, isDefinite: parsed.isDefinite, value };
  } catch (error) {
    if (error instanceof DataProblem) return { problem: error };
    throw error;
  }
}

/** The path of the row before is kept: mostly it is the same. */
function pathOf(path: string, call: CallInfo): JsonPath {
  const kept = call.memo.get("path") as { readonly text: string; readonly path: JsonPath } | undefined;
  if (kept?.text === path) return kept.path;
  const parsed = parseJsonPath(path);
  if (typeof parsed === "string") throw new DataProblem("DATA_JSON_PATH", parsed);
  call.memo.set("path", { text: path, path: parsed });
  return parsed;
}

/** A behaviour of the ON EMPTY or ON ERROR clause that the function does not have. */
export function refuseBehaviors(
  options: CallInfo["options"],
  onEmpty: readonly string[],
  onError: readonly string[],
): string | null {
  for (const [clause, known] of [
    ["EMPTY", onEmpty],
    ["ERROR", onError],
  ] as const) {
    const written = options[clause === "EMPTY" ? "onEmpty" : "onError"];
    if (written === undefined || known.includes(String(written))) continue;
    if (known.length === 0) return `it has no ON ${clause}`;
    return `ON ${clause} takes ${known.join(", ")}, not ${written}`;
  }
  return null;
}

/** ERROR ON EMPTY and ERROR ON ERROR make it fail. */
export function hasErrorBehavior(call: { readonly options: CallInfo["options"] }): boolean {
  return call.options["onEmpty"] === "ERROR" || call.options["onError"] === "ERROR";
}

/** The type without its nullability. */
export function plainTypeText(type: SqlType): string {
  return typeText(withNullable(type, true));
}
