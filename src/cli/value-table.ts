// The rows of SHOW and DESCRIBE in the form that result rows have.
import { type Column, isNumeric, type Scalar, scalarText, type Zone } from "../index.ts";
import { drawTable, type RowForm } from "./table.ts";

export function valueTable(columns: readonly Column[], rows: readonly (readonly Scalar[])[], form: RowForm, zone: Zone): string {
  const texts = (style: RowForm) => rows.map((row) => row.map((value, i) => scalarText(value, columns[i].type, style, zone)));
  switch (form) {
    case "table":
      return drawTable(columns.map((c) => ({ name: c.name, isRight: isNumeric(c.type) })), texts("table"));
    case "csv":
      return [columns.map((c) => c.name), ...texts("csv")].map((cells) => `${cells.map(csvField).join(",")}\n`).join("");
    case "json":
      return texts("json")
        .map((cells) => `{${cells.map((cell, i) => `${JSON.stringify(columns[i].name)}:${cell}`).join(",")}}\n`)
        .join("");
  }
}

export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
