// What the csv and json sinks write is read back as the same values: plain, gzipped, and cut into several files. DuckDB
// reads the same file as the third.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { rowScalars } from "../../src/columnar/read.ts";
import { exact, isSqlMap, type Scalar } from "../../src/columnar/scalar.ts";
import { ManualClock } from "../../src/common/clock.ts";
import { type PreparedJob, Session } from "../../src/engine/index.ts";
import { TEST_RUN } from "../helpers/run-sql.ts";
import { keyText, type Row } from "../reference/values.ts";
import { holdsFor } from "./check-property.ts";
import { type LaneRow, lanesConnector } from "./lanes-connector.ts";

const integer = (bits: bigint) =>
  fc.bigInt({ min: -(2n ** (bits - 1n)), max: 2n ** (bits - 1n) - 1n }).map((value): Scalar => exact(value));
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom(",", '"', "\n", "\r", "\\", "a", " ", "\t", "\u0000", "\u{1F600}", "{", "'"),
    maxLength: 6,
  }),
  fc.constantFrom("", "null", "NULL", "1", "true", " x ", "#c"),
);
/** Milliseconds from year 1 to 9999. */
const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

interface FormatColumn {
  readonly name: string;
  readonly sqlType: string;
  readonly values: fc.Arbitrary<Scalar>;
  readonly isNested?: boolean;
}

const COLUMNS: readonly FormatColumn[] = [
  { name: "id", sqlType: "INT NOT NULL", values: fc.constant(0) },
  { name: "o", sqlType: "BOOLEAN", values: fc.boolean() },
  { name: "ti", sqlType: "TINYINT", values: integer(8n) },
  { name: "si", sqlType: "SMALLINT", values: integer(16n) },
  { name: "i", sqlType: "INT", values: integer(32n) },
  { name: "b", sqlType: "BIGINT", values: fc.oneof(integer(64n), integer(54n), integer(8n)) },
  { name: "f", sqlType: "FLOAT", values: fc.float() },
  {
    name: "d",
    sqlType: "DOUBLE",
    values: fc.oneof(
      fc.double(),
      fc.integer({ min: -1000, max: 1000 }).map((n) => n / 8),
    ),
  },
  { name: "m", sqlType: "DECIMAL(38, 10)", values: fc.oneof(integer(120n), integer(20n)) },
  { name: "n", sqlType: "DECIMAL(9, 2)", values: fc.integer({ min: -999_999_999, max: 999_999_999 }) },
  { name: "s", sqlType: "STRING", values: text },
  { name: "v", sqlType: "BYTES", values: fc.uint8Array({ maxLength: 6 }) },
  { name: "a", sqlType: "DATE", values: fc.integer({ min: -719_162, max: 2_932_896 }) },
  { name: "c", sqlType: "TIME(3)", values: fc.integer({ min: 0, max: 86_399_999 }) },
  { name: "t0", sqlType: "TIMESTAMP(0)", values: instant.map((ms) => Math.floor(ms / 1000)) },
  { name: "t3", sqlType: "TIMESTAMP(3)", values: instant },
  {
    name: "t9",
    sqlType: "TIMESTAMP(9)",
    values: fc.tuple(instant, fc.nat(999_999)).map(([ms, ns]) => exact(BigInt(ms) * 1_000_000n + BigInt(ns))),
  },
  { name: "z", sqlType: "TIMESTAMP_LTZ(3)", values: instant },
  { name: "l", sqlType: "ARRAY<INT>", values: fc.array(fc.option(integer(32n)), { maxLength: 3 }), isNested: true },
  {
    name: "r",
    sqlType: "ROW<x BIGINT, y STRING>",
    values: fc.tuple(fc.option(integer(64n)), fc.option(text)).map(([x, y]): Scalar => [x, y]),
    isNested: true,
  },
  {
    name: "p",
    sqlType: "MAP<STRING, DECIMAL(9, 2)>",
    values: fc
      .uniqueArray(fc.tuple(text, fc.integer({ min: -99_999, max: 99_999 })), {
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((entries): Scalar => ({ entries })),
    isNested: true,
  },
];

interface FormatCase {
  readonly columns: readonly FormatColumn[];
  readonly rows: readonly Row[];
  readonly pieces: number;
}

function casesOf(columns: readonly FormatColumn[]): fc.Arbitrary<FormatCase> {
  const row = fc.tuple(...columns.map(({ values, name }) => (name === "id" ? values : fc.option(values, { freq: 6 }))));
  return fc
    .tuple(fc.array(row, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4 }))
    .map(([list, pieces]) => {
      const rows = list.map((values, i) => [i, ...values.slice(1)]);
      const printed = () =>
        `${columns.map((c) => c.name).join(" ")}\n${rows.map(valuesText).join("\n")}\n${pieces} pieces`;
      return { columns, rows, pieces, [fc.toStringMethod]: printed };
    });
}

/** Entries of a MAP have no order. */
function valuesText(row: Row): string {
  return keyText(
    row.map((value) =>
      isSqlMap(value) ? { entries: [...value.entries].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)) } : value,
    ),
  );
}

class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "millrace-formats-"));

  async job(statements: string, rows: readonly Row[] = []): Promise<PreparedJob> {
    const list = rows.map((values): LaneRow => ({ lane: "l0", kind: "+I", values }));
    const session = new Session({
      workingDirectory: this.path,
      settings: { "table.local-time-zone": "Asia/Kolkata" },
      connectors: [lanesConnector(new Map([["input", list]]))],
      stdout: { write: () => true },
    });
    const job = (await session.compile([{ name: "case", text: statements }])).findLast(
      (step) => step.kind === "job",
    )?.job;
    if (job === undefined) throw new Error("no job");
    return job;
  }

  async write({ columns, rows }: FormatCase, options: string, batchRowsMax: number): Promise<void> {
    const list = columns.map(({ name, sqlType }) => `${name} ${sqlType}`).join(", ");
    const job = await this.job(
      `CREATE TABLE input (${list}) WITH ('connector' = 'lanes'); CREATE TABLE o (${list}) WITH ('connector' = 'filesystem', 'path' = 'out', ${options}); INSERT INTO o SELECT * FROM input;`,
      rows,
    );
    await job.run({ ...TEST_RUN, clock: new ManualClock(0), batchRowsMax });
  }

  async read(columns: readonly FormatColumn[], path: string, options: string): Promise<readonly string[]> {
    const list = columns.map(({ name, sqlType }) => `${name} ${sqlType}`).join(", ");
    const job = await this.job(
      `CREATE TABLE back (${list}) WITH ('connector' = 'filesystem', 'path' = '${path}', ${options}); SELECT * FROM back;`,
    );
    const types = job.columns.map((column) => column.type);
    const rows: string[] = [];
    await job.run({
      ...TEST_RUN,
      clock: new ManualClock(0),
      batchRowsMax: 5,
      onRows: (batch) => {
        for (let i = 0; i < batch.rowCount; i++) rows.push(valuesText(rowScalars(batch.columns, types, i)));
      },
    });
    return rows.sort();
  }

  /** Bytes of all files that were written. */
  written(): Buffer {
    const names = readdirSync(join(this.path, "out"), { recursive: true, withFileTypes: true }).filter(
      (f) => f.isFile() && !f.name.startsWith("."),
    );
    return Buffer.concat(names.map((file) => readFileSync(join(file.parentPath, file.name))));
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

async function comesBack(one: FormatCase, options: string): Promise<void> {
  using folder = new Folder();
  await folder.write(one, options, 4);
  const expected = one.rows.map(valuesText).sort();
  assert.deepEqual(await folder.read(one.columns, "out", options), expected, "plain");
  mkdirSync(join(folder.path, "zipped"));
  writeFileSync(join(folder.path, "zipped/all.gz"), gzipSync(folder.written()));
  assert.deepEqual(await folder.read(one.columns, "zipped", options), expected, "gzip");
}

test("json: what is written is read back", () =>
  holdsFor(40, casesOf(COLUMNS), async (one) => {
    await comesBack(one, "'format' = 'json'");
    using folder = new Folder();
    await folder.write(one, "'format' = 'json'", 100);
    mkdirSync(join(folder.path, "pieces"));
    const lines = folder
      .written()
      .toString()
      .split(/(?<=\n)/);
    for (let piece = 0; piece < one.pieces; piece++) {
      const of = lines.filter((_, i) => i % one.pieces === piece).join("");
      writeFileSync(join(folder.path, `pieces/${piece}`), piece === 0 ? of.replace(/\n$/, "") : of);
    }
    assert.deepEqual(
      await folder.read(one.columns, "pieces", "'format' = 'json'"),
      one.rows.map(valuesText).sort(),
      "pieces",
    );
  }));

/** An empty field of any type but text is NULL: csv has no BYTES without bytes. */
const CSV_COLUMNS = COLUMNS.filter((column) => column.isNested !== true).map((column) =>
  column.name === "v" ? { ...column, values: fc.uint8Array({ minLength: 1, maxLength: 6 }) } : column,
);

test("csv: what is written is read back", () =>
  holdsFor(40, casesOf(CSV_COLUMNS), (one) => comesBack(one, "'format' = 'csv', 'csv.null-literal' = 'n/a'")));

const READ_BY_DUCKDB = ["id", "o", "i", "b", "d", "s", "a", "t3", "n"];

test("DuckDB reads the same values from the same files", async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const columns = COLUMNS.filter(({ name }) => READ_BY_DUCKDB.includes(name)).map((column) => {
    if (column.name === "d") return { ...column, values: fc.double({ noNaN: true, noDefaultInfinity: true }) };
    return column.name === "s"
      ? { ...column, values: text.filter((s) => !/[\u0000\r]/.test(s) && s.isWellFormed()) }
      : column;
  });
  const theirTypes = columns.map(
    ({ name, sqlType }) =>
      `'${name}': '${sqlType.replace("STRING", "VARCHAR").replace(" NOT NULL", "").replace("(3)", "")}'`,
  );
  await holdsFor(40, casesOf(columns), async (one) => {
    for (const format of ["json", "csv"]) {
      using folder = new Folder();
      await folder.write(one, `'format' = '${format}'${format === "csv" ? ", 'csv.null-literal' = 'n/a'" : ""}`, 100);
      const path = join(folder.path, `all.${format}`);
      writeFileSync(path, folder.written());
      const from =
        format === "json"
          ? `read_json('${path}', format = 'newline_delimited', columns = {${theirTypes.join(", ")}})`
          : `read_csv('${path}', header = ${String(folder.written().toString().startsWith("id,"))}, nullstr = 'n/a', delim = ',', quote = '"', escape = '"', columns = {${theirTypes.join(", ")}}, auto_detect = false)`;
      const picked = columns
        .map(({ name }) => (name === "t3" ? "epoch_ms(t3)" : name === "a" ? "a - DATE '1970-01-01'" : name))
        .join(", ");
      const result = await connection.runAndReadAll(`SELECT ${picked} FROM ${from}`);
      const theirs = result
        .getRows()
        .map((row) => keyText(row.map(plain)))
        .sort();
      assert.deepEqual(theirs, one.rows.map(valuesText).sort(), format);
    }
  });
  connection.closeSync();
});

function plain(value: unknown): Scalar {
  if (typeof value === "bigint") return exact(value);
  if (typeof value === "object" && value !== null && "value" in value) return exact(value.value as bigint);
  return value as Scalar;
}
