// Rows that were refused, as JSON for late_rows and bad_rows: exact numbers with all digits, bytes in base64.
import { isSqlMap, type Scalar } from "../../columnar/scalar.ts";

export function rowJson(values: readonly Scalar[]): string {
  return `[${values.map(scalarJson).join(",")}]`;
}

function scalarJson(value: Scalar): string {
  if (value === null) return "null";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (value instanceof Uint8Array)
    return `"${Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64")}"`;
  if (isSqlMap(value)) return `[${value.entries.map(([k, v]) => `[${scalarJson(k)},${scalarJson(v)}]`).join(",")}]`;
  return rowJson(value);
}
