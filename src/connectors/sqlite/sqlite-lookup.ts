// Rows of a SQLite table by key: one prepared statement, asked once for each key of a batch, all within one read transaction,
// so that a batch sees the table as it was at one moment. The file is only read.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type Database from "better-sqlite3";
import type { Scalar } from "../../columnar/scalar.ts";
import { MillraceError } from "../../common/errors.ts";
import { invariant } from "../../common/invariant.ts";
import { type SqlType, typeText, withNullable } from "../../common/types.ts";
import { type Zone, zoneFor } from "../../common/zone.ts";
import type { ConnectorContext, Lookup, LookupAnswers, LookupColumns, TableSpec } from "../connector.ts";
import { FieldProblem } from "../formats/field-text.ts";
import { quoteName } from "./sqlite-statements.ts";
import { type SqliteValue, scalarOfSqlite, sqliteValue } from "./sqlite-values.ts";

const BUSY_TIMEOUT_MS = 10_000;

/** Types whose values have one form in SQLite, so that its comparison is that of SQL. */
export function isComparable(type: SqlType): boolean {
  switch (type.kind) {
    case "BOOLEAN":
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "VARCHAR":
    case "BINARY":
    case "VARBINARY":
    case "DATE":
      return true;
    default:
      return false;
  }
}

export class SqliteLookup implements Lookup {
  readonly #table: TableSpec;
  readonly #columns: LookupColumns;
  readonly #path: string;
  readonly #shownPath: string;
  readonly #name: string;
  readonly #zone: Zone;
  #database: Database.Database | null = null;
  #select: Database.Statement | null = null;

  constructor(table: TableSpec, columns: LookupColumns, context: ConnectorContext) {
    this.#table = table;
    this.#columns = columns;
    this.#shownPath = table.options["path"];
    this.#path = resolve(context.workingDirectory, this.#shownPath);
    this.#name = table.options["table-name"] ?? table.name;
    this.#zone = zoneFor(context.zone);
  }

  async open(): Promise<void> {
    if (!existsSync(this.#path)) {
      throw new MillraceError("SOURCE_LOOKUP_FAILED", "there is no such file to look rows up in", {
        location: this.#shownPath,
        hint: "'path' names a SQLite file; a relative path starts from the working directory.",
      });
    }
    const { default: open } = await import("better-sqlite3");
    try {
      const database = new open(this.#path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
      this.#database = database;
      this.#checkColumns(database);
      this.#select = database.prepare(this.#sql()).safeIntegers(true).raw(true);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #sql(): string {
    const { columns } = this.#table;
    const { reads, keys } = this.#columns;
    const names = reads.map((index) => quoteName(columns[index].name));
    const conditions = keys.map((index) => `${quoteName(columns[index].name)} = ?`);
    return `SELECT ${names.length === 0 ? "1" : names.join(", ")} FROM ${quoteName(this.#name)} WHERE ${conditions.join(" AND ")}`;
  }

  /** A name in quotes that is no column would be a text for SQLite. */
  #checkColumns(database: Database.Database): void {
    const found = database.prepare(`PRAGMA table_info(${quoteName(this.#name)})`).all() as { name: string }[];
    const names = new Set(found.map(({ name }) => name.toLowerCase()));
    const asked = new Set([...this.#columns.reads, ...this.#columns.keys].map((i) => this.#table.columns[i].name));
    const missing = [...asked].filter((name) => !names.has(name.toLowerCase()));
    if (found.length > 0 && missing.length === 0) return;
    throw new MillraceError(
      "SOURCE_LOOKUP_FAILED",
      found.length === 0
        ? `the file has no table ${this.#name}`
        : `the table ${this.#name} in the file has no column ${missing.map((name) => `'${name}'`).join(", ")}`,
      {
        location: this.#shownPath,
        hint:
          found.length === 0
            ? "'table-name' says what the table is called in the file."
            : `Its columns: ${found.map(({ name }) => name).join(", ")}.`,
      },
    );
  }

  find(keys: readonly (readonly Scalar[])[]): LookupAnswers {
    invariant(this.#database !== null && this.#select !== null, "the SQLite lookup is open");
    const select = this.#select;
    const types = this.#columns.keys.map((index) => this.#table.columns[index].type);
    try {
      return this.#database.transaction(() =>
        keys.map((key) => {
          const values = key.map((value, i) => sqliteValue(value, types[i]));
          return (select.all(...values) as SqliteValue[][]).map((row) => this.#row(row));
        }),
      )();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #row(values: readonly SqliteValue[]): readonly Scalar[] {
    return this.#columns.reads.map((index, i) => {
      const { name, type } = this.#table.columns[index];
      const value = scalarOfSqlite(values[i], type, this.#zone);
      if (!(value instanceof FieldProblem)) return value;
      throw new MillraceError("SOURCE_LOOKUP_FAILED", `column ${name} of ${this.#name}: ${value.reason}`, {
        location: this.#shownPath,
        hint: `The column is declared as ${typeText(withNullable(type, true))}: declare what the file holds.`,
      });
    });
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
    this.#select = null;
  }

  #failure(error: unknown): unknown {
    if (error instanceof MillraceError || !(error instanceof Error) || !("code" in error)) return error;
    return new MillraceError("SOURCE_LOOKUP_FAILED", `SQLite: ${error.message}`, {
      location: this.#shownPath,
      hint: "Nothing is lost: the batch is not committed, and the rows are looked up again when the job starts anew.",
      cause: error,
    });
  }
}
