// DuckDB as the referee: tables of the properties' columns, filled with rows of ours, and results in our form.
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { exact, type Scalar } from "../../src/columnar/scalar.ts";
import { rowText } from "../property/outcomes.ts";
import { COLUMNS } from "../property/random-values.ts";

export class Referee {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(): Promise<Referee> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    await connection.run("SET default_null_order = 'nulls_first_on_asc_last_on_desc'");
    return new Referee(connection);
  }

  close(): void {
    this.#connection.closeSync();
  }

  /** Makes a table of COLUMNS and a time in milliseconds. */
  async fill(table: string, rows: readonly (readonly Scalar[])[]): Promise<void> {
    const types = [...COLUMNS.map((c) => c.sqlType.replace("STRING", "VARCHAR")), "BIGINT"];
    const names = [...COLUMNS.map((c) => c.name), "ts"];
    const columns = names.map((name, i) => `${name} ${types[i]}`).join(", ");
    await this.#connection.run(`CREATE OR REPLACE TABLE ${table} (${columns})`);
    if (rows.length === 0) return;
    const tuples = rows.map((row) => `(${row.map((value, i) => sqlValue(value, types[i])).join(", ")})`);
    await this.#connection.run(`INSERT INTO ${table} VALUES ${tuples.join(", ")}`);
  }

  /** Rows of a query over views as sorted texts. */
  async rows(sql: string, views: readonly string[] = []): Promise<readonly string[]> {
    for (const view of views) await this.#connection.run(view.replace(/^CREATE/, "CREATE OR REPLACE"));
    const result = await this.#connection.runAndReadAll(sql);
    return result
      .getRows()
      .map((row) => rowText(row.map(scalarOf)))
      .sort();
  }
}

function sqlValue(value: Scalar, sqlType: string): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (sqlType === "DATE") return `DATE '1970-01-01' + INTEGER '${value}'`;
  if (sqlType === "DOUBLE") return Object.is(value, -0) ? "'-0'::DOUBLE" : `'${value}'::DOUBLE`;
  if (sqlType === "DECIMAL(12, 2)")
    return `${Number(value) < 0 ? "-" : ""}${String(Math.abs(Number(value)))
      .padStart(3, "0")
      .replace(/(..)$/, ".$1")}`;
  return String(value);
}

/** A value of DuckDB in our form: dates as days, decimals as integers of their scale. */
function scalarOf(value: unknown): Scalar {
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "string")
    return value;
  if (typeof value === "bigint") return exact(value);
  if (typeof value === "object" && "days" in value) return Number(value.days);
  if (typeof value === "object" && "value" in value && typeof value.value === "bigint") return exact(value.value);
  throw new Error(`a value of another kind: ${String(value)}`);
}
