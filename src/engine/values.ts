// Result rows as JavaScript objects for the library. Numbers are numbers, 64-bit integers beyond 2^53 bigints; DECIMAL, DATE,
// TIME, TIMESTAMP and intervals are texts as in JSON output; BYTES a Uint8Array; ARRAY an array, ROW an object, MAP a Map.
import { type ChangeBatch, KIND_TEXTS } from "../columnar/change-batch.ts";
import { scalarAt } from "../columnar/read.ts";
import { isSqlMap, type Scalar } from "../columnar/scalar.ts";
import { scalarText } from "../columnar/text.ts";
import { assertNever } from "../common/invariant.ts";
import type { Column, SqlType } from "../common/types.ts";
import type { Zone } from "../common/zone.ts";

export type JsValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly JsValue[]
  | ReadonlyMap<JsValue, JsValue>
  | JsRow;

export interface JsRow {
  readonly [name: string]: JsValue;
}

export interface Change<Row> {
  readonly op: (typeof KIND_TEXTS)[number];
  readonly row: Row;
}

export function jsRow(columns: readonly Column[], values: readonly Scalar[], zone: Zone): JsRow {
  return Object.fromEntries(columns.map(({ name, type }, i) => [name, jsValue(values[i], type, zone)]));
}

export function* jsChanges(batch: ChangeBatch, columns: readonly Column[], zone: Zone): Generator<Change<JsRow>> {
  const count = batch.selection?.length ?? batch.rowCount;
  for (let i = 0; i < count; i++) {
    const row = batch.selection === null ? i : batch.selection[i];
    const values = columns.map(({ type }, c) => scalarAt(batch.columns[c], type, row));
    yield { op: KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]], row: jsRow(columns, values, zone) };
  }
}

export function jsValue(value: Scalar, type: SqlType, zone: Zone): JsValue {
  if (value === null) return null;
  switch (type.kind) {
    case "DECIMAL":
      return scalarText(value, type, "csv", zone);
    case "DATE":
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH": {
      const json = scalarText(value, type, "json", zone);
      return json.startsWith('"') ? (JSON.parse(json) as string) : json;
    }
    case "ARRAY":
      return (value as readonly Scalar[]).map((item) => jsValue(item, type.element, zone));
    case "ROW": {
      const items = value as readonly Scalar[];
      return Object.fromEntries(type.fields.map((field, i) => [field.name, jsValue(items[i], field.type, zone)]));
    }
    case "MAP":
    case "MULTISET": {
      const [key, item] = type.kind === "MAP" ? [type.key, type.value] : [type.element, COUNT];
      const entries = isSqlMap(value) ? value.entries : [];
      return new Map(entries.map(([k, v]) => [jsValue(k, key, zone), jsValue(v, item, zone)]));
    }
    case "NULL":
    case "BOOLEAN":
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "FLOAT":
    case "DOUBLE":
    case "CHAR":
    case "VARCHAR":
    case "BINARY":
    case "VARBINARY":
      return value as JsValue;
    default:
      return assertNever(type, "type");
  }
}

const COUNT: SqlType = { kind: "INT", nullable: false };
