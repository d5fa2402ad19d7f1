// What the change events of Debezium, Canal, Maxwell and Oracle GoldenGate say, as rows with kinds; and the events that a row
// with a kind is written as. Source of the semantics: Flink's formats of the same names.
//
// An update is -U of the whole old row and +U of the new one, side by side. Debezium and GoldenGate carry the whole old row
// in "before"; Canal and Maxwell carry in "old" what changed, the rest is as in the new row.
import { DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { isJsonObject, type JsonValue } from "../json/json-value.ts";

export type JsonObject = { readonly [key: string]: JsonValue };

export interface ChangedRow {
  readonly kind: number;
  readonly row: JsonObject;
}

/** The rows of one event, none for an event that changes no row; a text says why it is bad. */
export type EventReader = (
  event: JsonObject,
  options: Readonly<Record<string, string>>,
) => readonly ChangedRow[] | string;

/** Text before and after the row, by whether the row comes or goes. */
export interface EventTexts {
  readonly coming: readonly [string, string];
  readonly going: readonly [string, string];
}

export const readDebezium: EventReader = (event, options) => {
  const isWrapped = options["debezium-json.schema-include"]?.toLowerCase() === "true";
  const payload = isWrapped ? event["payload"] : event;
  if (payload === null && isWrapped) return [];
  if (payload === undefined || !isJsonObject(payload)) {
    return `there is no "payload": with 'debezium-json.schema-include' = 'true' each event has "schema" and "payload"`;
  }
  if (payload["op"] === undefined && payload["payload"] !== undefined) {
    return `the event is wrapped in "schema" and "payload": set 'debezium-json.schema-include' = 'true'`;
  }
  return changeOf(payload, "op", { c: "insert", r: "insert", u: "update", d: "delete" });
};

export const readOgg: EventReader = (event) => changeOf(event, "op_type", { I: "insert", U: "update", D: "delete" });

type Operation = "insert" | "update" | "delete";

function changeOf(
  event: JsonObject,
  key: string,
  operations: Readonly<Record<string, Operation>>,
): readonly ChangedRow[] | string {
  const op = event[key];
  const operation = typeof op === "string" && Object.hasOwn(operations, op) ? operations[op] : null;
  if (operation === null) return unknownOperation(key, op, Object.keys(operations));
  const before = objectOf(event["before"]);
  const after = objectOf(event["after"]);
  if (operation !== "insert" && before === null) {
    return `"before" is missing in an event of ${operation}: let the database write whole old rows (PostgreSQL: REPLICA IDENTITY FULL)`;
  }
  if (operation !== "delete" && after === null) return `"after" is missing in an event of ${operation}`;
  if (operation === "insert") return [{ kind: INSERT, row: after as JsonObject }];
  if (operation === "delete") return [{ kind: DELETE, row: before as JsonObject }];
  return [
    { kind: UPDATE_BEFORE, row: before as JsonObject },
    { kind: UPDATE_AFTER, row: after as JsonObject },
  ];
}

export const readCanal: EventReader = (event, options) => {
  const isOther = (key: string): boolean => {
    const pattern = options[`canal-json.${key}.include`];
    const name = event[key];
    return pattern !== undefined && !(typeof name === "string" && new RegExp(`^(?:${pattern})$`, "u").test(name));
  };
  if (isOther("database") || isOther("table")) return [];
  const { type, data, old } = event;
  if (type === "CREATE" || event["isDdl"] === true) return [];
  const rows = Array.isArray(data) ? (data as readonly JsonValue[]) : null;
  if (rows === null || !rows.every(isJsonObject)) return `"data" is no list of rows in an event of ${shown(type)}`;
  if (type === "INSERT") return rows.map((row) => ({ kind: INSERT, row }));
  if (type === "DELETE") return rows.map((row) => ({ kind: DELETE, row }));
  if (type !== "UPDATE") return unknownOperation("type", type, ["INSERT", "UPDATE", "DELETE", "CREATE"]);
  const olds = Array.isArray(old) ? (old as readonly JsonValue[]) : [];
  if (olds.length !== rows.length || !olds.every(isJsonObject)) return `"old" has no row for each row of "data"`;
  return rows.flatMap((row, i) => updated(row, olds[i] as JsonObject));
};

export const readMaxwell: EventReader = (event) => {
  const { type: given } = event;
  // A bootstrap reads a table that is there: its rows come between two events without one.
  if (given === "bootstrap-start" || given === "bootstrap-complete") return [];
  const type = given === "bootstrap-insert" ? "insert" : given;
  const row = objectOf(event["data"]);
  if (row === null) return `"data" is no row in an event of ${shown(type)}`;
  if (type === "insert") return [{ kind: INSERT, row }];
  if (type === "delete") return [{ kind: DELETE, row }];
  if (type !== "update") return unknownOperation("type", type, ["insert", "update", "delete"]);
  const old = objectOf(event["old"]);
  return old === null ? `"old" is missing in an event of update` : updated(row, old);
};

function updated(row: JsonObject, old: JsonObject): readonly ChangedRow[] {
  return [
    { kind: UPDATE_BEFORE, row: { ...row, ...old } },
    { kind: UPDATE_AFTER, row },
  ];
}

function objectOf(value: JsonValue | undefined): JsonObject | null {
  return value !== undefined && isJsonObject(value) ? value : null;
}

function unknownOperation(key: string, value: JsonValue | undefined, known: readonly string[]): string {
  const what = value === undefined ? "is missing" : `is ${shown(value)}`;
  return `"${key}" ${what}; it is one of ${known.join(", ")}`;
}

/** The value as JSON, cut to a length that fits a message. */
function shown(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "no type";
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
