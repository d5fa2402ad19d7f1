// What INSERT asks of the parts of a value (fields of a ROW, elements of an ARRAY or MULTISET, keys and values of a MAP): to be
// there, and to fit. The second argument is a NULL of the column's type, which says what is asked. Not written in SQL.
import { BOOLEAN, notNull, type SqlType, typeText, withNullable } from "../../../common/types.ts";
import type { Scalar, SqlMap } from "../../../columnar/scalar.ts";
import { type CallInfo, DataProblem } from "../../function.ts";
import { scalar, type ScalarDefinition } from "../define.ts";
import { lengthOf } from "./sink-checks.ts";

/** Told of each part that is to be looked at, outside in. */
type Look = (value: Scalar, type: SqlType, path: string) => void;

const check = {
  category: "conditional",
  syntax: [],
  examples: [],
  canFail: true,
  isStrict: false,
  bind: ([value, column]) => ({ argTypes: [value.type, column.type], type: notNull(BOOLEAN) }),
} as const satisfies Partial<ScalarDefinition>;

/** TRUE; an error, or FALSE, when a part that is NOT NULL is NULL. options: {column, collections, drop}. */
export const checkNestedNulls = scalar({
  ...check,
  name: "CHECK_NESTED_NULLS",
  summary: "What INSERT does to the parts of a value that are NOT NULL",
  evaluateCall: ([value], call) => {
    let missing: string | null = null;
    lookInto(value, call, (part, type, path) => {
      if (part === null && !type.nullable) missing ??= path;
    });
    if (missing === null) return true;
    if (call.options["drop"] === true) return false;
    throw new DataProblem("DATA_NULL_IN_NOT_NULL", `NULL for the NOT NULL column "${String(missing)}"`);
  },
});

/** TRUE; an error when a text or bytes within are too long, or too short for CHAR and BINARY. options: {column, collections}. */
export const checkNestedLengths = scalar({
  ...check,
  name: "CHECK_NESTED_LENGTHS",
  summary: "What INSERT does to the texts inside of a value",
  evaluateCall: ([value], call) => {
    lookInto(value, call, (part, type, path) => {
      if (part === null || !("length" in type)) return;
      const length = lengthOf(part);
      const isFixed = type.kind === "CHAR" || type.kind === "BINARY";
      if (length <= type.length && !(isFixed && length < type.length)) return;
      const how = length > type.length ? "too long" : "too short";
      const to = typeText(withNullable(type, true));
      throw new DataProblem("DATA_TOO_LONG", `a value of length ${length} is ${how} for "${path}" of type ${to}`);
    });
    return true;
  },
});

/** The value with the texts and bytes in its rows cut, and padded for CHAR and BINARY. */
export const fitNested = scalar({
  name: "FIT_NESTED",
  category: "conditional",
  syntax: [],
  examples: [],
  isStrict: false,
  summary: "What INSERT does to the texts inside of a value that are to be cut",
  bind: ([value, column]) => ({ argTypes: [value.type, column.type], type: withNullable(column.type, value.type.nullable) }),
  evaluateCall: ([value], call) => fitted(value, call.argTypes[1]),
});

function lookInto(value: Scalar, call: CallInfo, look: Look): void {
  parts(value, call.argTypes[1], String(call.options["column"]), call.options["collections"] === true, look);
}

function parts(value: Scalar, type: SqlType, path: string, collections: boolean, look: Look): void {
  if (value === null) return;
  const into = (part: Scalar, inner: SqlType, name: string): void => {
    look(part, inner, name);
    parts(part, inner, name, collections, look);
  };
  if (type.kind === "ROW") {
    for (const [i, { name, type: inner }] of type.fields.entries()) into((value as readonly Scalar[])[i], inner, `${path}.${name}`);
  } else if (type.kind === "ARRAY" && collections) {
    for (const [i, item] of (value as readonly Scalar[]).entries()) into(item, type.element, `${path}[${i + 1}]`);
  } else if (type.kind === "MAP" && collections) {
    for (const [key, item] of (value as SqlMap).entries) {
      into(key, type.key, `${path} (key)`);
      into(item, type.value, `${path} (value)`);
    }
  } else if (type.kind === "MULTISET" && collections) {
    for (const [item] of (value as SqlMap).entries) into(item, type.element, `${path} (element)`);
  }
}

function fitted(value: Scalar, type: SqlType): Scalar {
  if (value === null) return null;
  if (type.kind === "ROW") return (value as readonly Scalar[]).map((part, i) => fitted(part, type.fields[i].type));
  if (!("length" in type)) return value;
  const isFixed = type.kind === "CHAR" || type.kind === "BINARY";
  if (value instanceof Uint8Array) return fittedBytes(value, type.length, isFixed);
  if (typeof value !== "string") return value;
  const cut = lengthOf(value) > type.length ? [...value].slice(0, type.length).join("") : value;
  return isFixed ? cut + " ".repeat(type.length - lengthOf(cut)) : cut;
}

function fittedBytes(value: Uint8Array, length: number, isFixed: boolean): Uint8Array {
  if (value.length >= length || !isFixed) return value.subarray(0, length);
  const padded = new Uint8Array(length);
  padded.set(value);
  return padded;
}
