// What stands in a change event beside its rows: when and where the change was made. Keys and types as Flink's.
import type { Scalar } from "../../../columnar/scalar.ts";
import { type SqlType, timestampLtz } from "../../../common/types.ts";
import type { Zone } from "../../../common/zone.ts";
import { FieldProblem } from "../field-text.ts";
import { isJsonObject, JsonNumber, type JsonValue, readJson } from "../json/json-value.ts";
import type { JsonObject } from "./change-events.ts";

const TEXT: SqlType = { kind: "VARCHAR", length: 2147483647, nullable: true };
const TEXTS: SqlType = { kind: "ARRAY", element: TEXT, nullable: true };
const mapOf = (value: SqlType): SqlType => ({ kind: "MAP", key: TEXT, value, nullable: true });
const INSTANT = timestampLtz(3, true);
const MS_PER_S = 1000;

export interface EventField {
  readonly type: SqlType;
  /** Keys on the way from the event to the value. */
  readonly path: readonly string[];
  /** Of a number that is a time since 1970; absent: the value is read as its type. */
  readonly unitMs?: number;
}

export type EventFields = Readonly<Record<string, EventField>>;

/** `schema` stands beside the event where that is wrapped, the rest within. */
export const DEBEZIUM_FIELDS: EventFields = {
  schema: { type: TEXT, path: ["schema"] },
  "ingestion-timestamp": { type: INSTANT, path: ["ts_ms"], unitMs: 1 },
  "source.timestamp": { type: INSTANT, path: ["source", "ts_ms"], unitMs: 1 },
  "source.database": { type: TEXT, path: ["source", "db"] },
  "source.schema": { type: TEXT, path: ["source", "schema"] },
  "source.table": { type: TEXT, path: ["source", "table"] },
  "source.properties": { type: mapOf(TEXT), path: ["source"] },
};

export const CANAL_FIELDS: EventFields = {
  database: { type: TEXT, path: ["database"] },
  table: { type: TEXT, path: ["table"] },
  "sql-type": { type: mapOf({ kind: "INT", nullable: true }), path: ["sqlType"] },
  "pk-names": { type: TEXTS, path: ["pkNames"] },
  "ingestion-timestamp": { type: INSTANT, path: ["ts"], unitMs: 1 },
  "event-timestamp": { type: INSTANT, path: ["es"], unitMs: 1 },
};

export const MAXWELL_FIELDS: EventFields = {
  database: { type: TEXT, path: ["database"] },
  table: { type: TEXT, path: ["table"] },
  "primary-key-columns": { type: TEXTS, path: ["primary_key_columns"] },
  "ingestion-timestamp": { type: INSTANT, path: ["ts"], unitMs: MS_PER_S },
};

export const OGG_FIELDS: EventFields = {
  table: { type: TEXT, path: ["table"] },
  "primary-keys": { type: TEXTS, path: ["primary_keys"] },
  "ingestion-timestamp": { type: timestampLtz(6, true), path: ["current_ts"] },
  "event-timestamp": { type: timestampLtz(6, true), path: ["op_ts"] },
};

/** The event without the wrapping of Debezium, with its schema. */
export function unwrapped(event: JsonObject): JsonObject {
  const payload = event["payload"];
  return payload !== undefined && isJsonObject(payload) ? { ...payload, schema: event["schema"] ?? null } : event;
}

/** NULL where the event does not say. */
export function readEventField(event: JsonObject, field: EventField, zone: Zone): Scalar | FieldProblem {
  let value: JsonValue = event;
  for (const key of field.path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return null;
    value = value[key];
  }
  if (field.unitMs === undefined || value === null) {
    return readJson(value, field.type, { zone, failOnMissing: false });
  }
  const time = value instanceof JsonNumber ? Number(value.source) : value;
  if (typeof time === "number" && Number.isSafeInteger(time * field.unitMs)) return time * field.unitMs;
  return new FieldProblem("DATA_BAD_VALUE", `"${field.path.join(".")}" is no time since 1970`);
}
