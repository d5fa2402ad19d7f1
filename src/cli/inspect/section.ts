// A list with a title, as a table for a person and as JSON for a program. A cell is both.
import { type Column, isNumeric, type Scalar, scalarText, type Zone } from "../../index.ts";
import { drawTable } from "../table.ts";

export interface Cell {
  readonly text: string;
  /** A JSON token. */
  readonly json: string;
}

export interface SectionColumn {
  readonly name: string;
  readonly isRight: boolean;
}

export interface Section {
  /** Its name in the JSON document. */
  readonly key: string;
  readonly title: string;
  readonly columns: readonly SectionColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Lines below the table. */
  readonly notes?: readonly string[];
}

/** A value as it is; `text`: how a person reads it. */
export function cell(value: string | number | boolean | null, text?: string): Cell {
  return { text: text ?? (value === null ? "" : String(value)), json: JSON.stringify(value) };
}

export function scalarCells(columns: readonly Column[], values: readonly Scalar[], zone: Zone): readonly Cell[] {
  return values.map((value, i) => ({
    text: scalarText(value, columns[i].type, "table", zone),
    json: scalarText(value, columns[i].type, "json", zone),
  }));
}

export function columnsOf(columns: readonly Column[]): readonly SectionColumn[] {
  return columns.map(({ name, type }) => ({ name, isRight: isNumeric(type) }));
}

/** Columns by name; numbers, written with a # before, stand to the right. */
export function named(...names: readonly string[]): readonly SectionColumn[] {
  return names.map((name) => ({ name: name.replace(/^#/, ""), isRight: name.startsWith("#") }));
}

export function sectionsText(sections: readonly Section[]): string {
  return sections.map(sectionText).join("\n");
}

function sectionText({ title, columns, rows, notes = [] }: Section): string {
  const table =
    rows.length === 0
      ? ""
      : drawTable(
          columns,
          rows.map((row) => row.map(({ text }) => text)),
        );
  return `${title}\n${table}${notes.map((note) => `${note}\n`).join("")}`;
}

/** One object: a list of objects for each section; sections of one key come together. */
export function sectionsJson(sections: readonly Section[]): string {
  const keys = [...new Set(sections.map(({ key }) => key))];
  const lists = keys.map((key) => {
    const objects = sections
      .filter((section) => section.key === key)
      .flatMap(({ columns, rows }) => rows.map((row) => objectJson(columns, row)));
    return `${JSON.stringify(key)}:[${objects.join(",")}]`;
  });
  return `{${lists.join(",\n")}}\n`;
}

function objectJson(columns: readonly SectionColumn[], row: readonly Cell[]): string {
  return `{${columns.map(({ name }, i) => `${JSON.stringify(name)}:${row[i].json}`).join(",")}}`;
}
