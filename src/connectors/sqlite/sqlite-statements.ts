// The statements of the SQLite sink. Names are quoted; values are always bound.
import type { TableSpec } from "../connector.ts";
import { sqliteType } from "./sqlite-values.ts";

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function createTableSql(name: string, table: TableSpec): string {
  const columns = table.columns.map((column) => `${quoteName(column.name)} ${sqliteType(column.type)}`);
  const key = table.primaryKey === null ? [] : [`PRIMARY KEY (${table.primaryKey.map(quoteName).join(", ")})`];
  return `CREATE TABLE IF NOT EXISTS ${quoteName(name)} (${[...columns, ...key].join(", ")})`;
}

/** Parameters: all columns in order. */
export function upsertSql(name: string, table: TableSpec): string {
  const columns = table.columns.map((column) => quoteName(column.name));
  const insert = `INSERT INTO ${quoteName(name)} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
  if (table.primaryKey === null) return insert;
  const keys = new Set(table.primaryKey.map(quoteName));
  const others = columns.filter((column) => !keys.has(column));
  const update = others.length === 0 ? "NOTHING" : `UPDATE SET ${others.map((c) => `${c} = excluded.${c}`).join(", ")}`;
  return `${insert} ON CONFLICT (${[...keys].join(", ")}) DO ${update}`;
}

/** Parameters: the key's columns, or all columns when there is no key. Deletes one row at most. */
export function deleteSql(name: string, table: TableSpec): string {
  const columns = table.primaryKey ?? table.columns.map((column) => column.name);
  const isEqual = columns.map((column) => `${quoteName(column)} IS ?`).join(" AND ");
  const target = quoteName(name);
  return `DELETE FROM ${target} WHERE rowid = (SELECT rowid FROM ${target} WHERE ${isEqual} LIMIT 1)`;
}
