// CREATE TABLE as SQL from a table of the catalog: what SHOW CREATE TABLE prints, and what a table LIKE it starts from.
import { typeText } from "../../../common/types.ts";
import type { ResolvedColumn, ResolvedTable } from "../../logical.ts";
import type { TableTexts } from "../../session.ts";
import { quoteName } from "../names.ts";

export const NO_TEXTS: TableTexts = { columns: {}, watermark: null, comment: null };

export function createTableText(table: ResolvedTable, texts: TableTexts, isTemporary: boolean): string {
  const lines = table.columns.map((column) => columnText(column, texts));
  if (table.watermark !== null) {
    const name = quoteName(table.columns[table.watermark.column].name);
    lines.push(`WATERMARK FOR ${name} AS ${texts.watermark ?? name}`);
  }
  if (table.primaryKey !== null) lines.push(`PRIMARY KEY (${table.primaryKey.map(quoteName).join(", ")}) NOT ENFORCED`);
  const options = Object.entries(table.options).map(([key, value]) => `${quoted(key)} = ${quoted(value)}`);
  return [
    `CREATE ${isTemporary ? "TEMPORARY " : ""}TABLE ${quoteName(table.name)} (`,
    lines.map((line) => `  ${line}`).join(",\n"),
    `)${texts.comment === null ? "" : ` COMMENT ${quoted(texts.comment)}`}`,
    ...(table.partitionedBy.length === 0 ? [] : [`PARTITIONED BY (${table.partitionedBy.map(quoteName).join(", ")})`]),
    ...(options.length === 0 ? [] : [`WITH (\n${options.map((option) => `  ${option}`).join(",\n")}\n)`]),
  ].join("\n");
}

function columnText(column: ResolvedColumn, texts: TableTexts): string {
  const written = texts.columns[column.name];
  const comment = written?.comment == null ? "" : ` COMMENT ${quoted(written.comment)}`;
  return `${quoteName(column.name)} ${definitionText(column, written?.expr ?? null)}${comment}`;
}

function definitionText(column: ResolvedColumn, expr: string | null): string {
  switch (column.kind) {
    case "physical":
      return typeText(column.type);
    case "metadata": {
      const from = column.key === column.name ? "" : ` FROM ${quoted(column.key)}`;
      return `${typeText(column.type)} METADATA${from}${column.isVirtual ? " VIRTUAL" : ""}`;
    }
    case "computed":
      return `AS ${expr ?? "NULL"}`;
  }
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
