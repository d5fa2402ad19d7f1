// Against another implementation of Avro (avsc): random schemas and values, read, written back byte for byte, and resolved
// between a writer's and a reader's schema.
import assert from "node:assert/strict";
import { test } from "node:test";
import avsc from "avsc";
import { ByteWriter } from "../../../columnar/byte-writer.ts";
import { NO_STEPS } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import { exact, type Scalar } from "../../../columnar/scalar.ts";
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  decimal,
  FLOAT,
  INT,
  type SqlType,
  STRING,
  TIME,
  timestamp,
  withNullable,
} from "../../../common/types.ts";
import { RowBuffer } from "../column-buffer.ts";
import type { FormatColumn } from "../format.ts";
import { Cursor } from "./cursor.ts";
import { parseSchema } from "./parse-schema.ts";
import { readRowDatum, rowReader } from "./row-reader.ts";
import { RowWriter } from "./row-writer.ts";

type Json = string | readonly unknown[] | { readonly [key: string]: unknown };

/** A type, the column that it is read as, and a value as avsc takes it and as it is read. */
interface Shape {
  readonly schema: Json;
  readonly type: SqlType;
  value(): { readonly given: unknown; readonly read: Scalar };
}

const exactLong = avsc.types.LongType.__with({
  fromBuffer: (bytes: Uint8Array) => Buffer.from(bytes).readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === "bigint",
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** Logical types are what is tested: avsc gives what lies below, and knows exact longs only by their bare name. */
function avscType(schema: Json): avsc.Type {
  const bare: unknown = JSON.parse(JSON.stringify(schema), (_key, value: { type?: unknown; logicalType?: unknown }) =>
    value?.logicalType !== undefined && value.type === "long" ? "long" : value,
  );
  return avsc.Type.forSchema(bare as avsc.Schema, { registry: { long: exactLong }, wrapUnions: "always" });
}

class Random {
  #state: number;
  #names = 0;

  constructor(seed: number) {
    this.#state = seed * 2654435761 + 1;
  }

  /** 0 .. below. */
  int(below: number): number {
    this.#state = (Math.imul(this.#state ^ (this.#state >>> 15), 2246822519) + 3266489917) | 0;
    return ((this.#state ^ (this.#state >>> 13)) >>> 0) % below;
  }

  name(): string {
    return `N${this.#names++}`;
  }

  long(): bigint {
    const bits = BigInt(this.int(65));
    const value = (BigInt(this.int(2 ** 31)) << 33n) ^ (BigInt(this.int(2 ** 31)) << 13n) ^ BigInt(this.int(8192));
    return BigInt.asIntN(64, value) >> (64n - bits);
  }

  text(): string {
    const alphabet = ["a", "Z", "ü", "漢", "🦀", " ", "\n", "\0"];
    return Array.from({ length: this.int(this.int(10) === 0 ? 200 : 12) }, () => alphabet[this.int(8)]).join("");
  }
}

function pick(random: Random, depth: number): Shape {
  const simple: readonly (() => Shape)[] = [
    () => shape("boolean", BOOLEAN, () => random.int(2) === 1),
    () => shape("int", INT, () => (random.int(2 ** 32) | 0) >> random.int(32)),
    () => longShape(random, "long", BIGINT),
    () => longShape(random, { type: "long", logicalType: "timestamp-millis" }, timestamp(3)),
    () => longShape(random, { type: "long", logicalType: "local-timestamp-micros" }, timestamp(6)),
    () => shape({ type: "int", logicalType: "date" }, DATE, () => random.int(100_000) - 50_000),
    () => shape({ type: "int", logicalType: "time-millis" }, TIME, () => random.int(86_400_000)),
    () => shape("float", FLOAT, () => Math.fround(random.int(2 ** 32) / 7)),
    () => shape("double", DOUBLE, () => random.int(2 ** 32) / 7 - 1e6),
    () => shape("string", STRING, () => random.text()),
    () => bytesShape(random, "bytes", () => random.int(20)),
    () => {
      const size = random.int(20);
      return bytesShape(random, { type: "fixed", name: random.name(), size }, () => size);
    },
    () => decimalShape(random, -1),
    () => decimalShape(random, 17),
    () => {
      const symbols = ["RED", "GREEN", "BLUE"];
      return shape({ type: "enum", name: random.name(), symbols }, STRING, () => symbols[random.int(3)]);
    },
  ];
  const nested: readonly (() => Shape)[] = [
    () => arrayOf(random, depth),
    () => mapOf(random, depth),
    () => rowOf(random, depth),
  ];
  const all = depth > 2 ? simple : [...simple, ...nested];
  const of = all[random.int(all.length)]();
  return random.int(2) === 0 ? optional(random, of) : { ...of, type: withNullable(of.type, false) };
}

function shape(schema: Json, type: SqlType, make: () => string | number | boolean): Shape {
  return {
    schema,
    type,
    value: () => {
      const value = make();
      return { given: value, read: value };
    },
  };
}

function longShape(random: Random, schema: Json, type: SqlType): Shape {
  return {
    schema,
    type,
    value: () => {
      const given = random.long();
      return { given, read: exact(given) };
    },
  };
}

function bytesShape(random: Random, schema: Json, length: () => number): Shape {
  return {
    schema,
    type: BYTES,
    value: () => {
      const bytes = Buffer.from(Array.from({ length: length() }, () => random.int(256)));
      return { given: bytes, read: new Uint8Array(bytes) };
    },
  };
}

/** Size -1: bytes. */
function decimalShape(random: Random, size: number): Shape {
  const logical = { logicalType: "decimal", precision: 38, scale: 4 };
  const schema = size < 0 ? { type: "bytes", ...logical } : { type: "fixed", name: random.name(), size, ...logical };
  return {
    schema,
    type: decimal(38, 4),
    value: () => {
      const value = random.long() * (random.int(2) === 0 ? 1n : 1_000_000_000_000n);
      let length = 1;
      while (BigInt.asIntN(8 * length, value) !== value) length++;
      if (size > 0) length = size;
      const hex = BigInt.asUintN(8 * length, value)
        .toString(16)
        .padStart(2 * length, "0");
      return { given: Buffer.from(hex, "hex"), read: exact(value) };
    },
  };
}

function arrayOf(random: Random, depth: number): Shape {
  const item = pick(random, depth + 1);
  return {
    schema: { type: "array", items: item.schema },
    type: { kind: "ARRAY", element: item.type, nullable: true },
    value: () => {
      const items = Array.from({ length: random.int(4) }, () => item.value());
      return { given: items.map(({ given }) => given), read: items.map(({ read }) => read) };
    },
  };
}

function mapOf(random: Random, depth: number): Shape {
  const of = pick(random, depth + 1);
  return {
    schema: { type: "map", values: of.schema },
    type: { kind: "MAP", key: withNullable(STRING, false), value: of.type, nullable: true },
    value: () => {
      const entries = Array.from({ length: random.int(4) }, (_, i) => [`k${i}${random.text()}`, of.value()] as const);
      const given = Object.fromEntries(entries.map(([key, { given: value }]) => [key, value]));
      return { given, read: { entries: entries.map(([key, { read }]) => [key, read] as const) } };
    },
  };
}

function rowOf(random: Random, depth: number): Shape {
  const fields = Array.from({ length: 1 + random.int(3) }, (_, i) => ({ name: `f${i}`, of: pick(random, depth + 1) }));
  return {
    schema: {
      type: "record",
      name: random.name(),
      fields: fields.map(({ name, of }) => ({ name, type: of.schema })),
    },
    type: { kind: "ROW", fields: fields.map(({ name, of }) => ({ name, type: of.type })), nullable: true },
    value: () => {
      const values = fields.map(({ of }) => of.value());
      const given = Object.fromEntries(fields.map(({ name }, i) => [name, values[i].given]));
      return { given, read: values.map(({ read }) => read) };
    },
  };
}

function optional(random: Random, of: Shape): Shape {
  const isNullFirst = random.int(2) === 0;
  const { schema } = of;
  const branch =
    typeof schema === "string"
      ? schema
      : ((schema as { name?: string; type: string }).name ?? (schema as { type: string }).type);
  return {
    schema: isNullFirst ? ["null", schema] : [schema, "null"],
    type: withNullable(of.type, true),
    value: () => {
      if (random.int(3) === 0) return { given: null, read: null };
      const { given, read } = of.value();
      return { given: { [branch]: given }, read };
    },
  };
}

function columnsOf(fields: readonly { readonly name: string; readonly of: Shape }[]): readonly FormatColumn[] {
  return fields.map(({ name, of }) => ({ name, type: of.type }));
}

function read(
  records: readonly Buffer[],
  writer: Json,
  reader: Json | null,
  columns: readonly FormatColumn[],
  readColumns: readonly number[],
) {
  const of = rowReader(
    parseSchema(JSON.stringify(writer)),
    reader === null ? null : parseSchema(JSON.stringify(reader)),
    columns,
    readColumns,
  );
  const rows = new RowBuffer(readColumns.map((column) => columns[column].type));
  const cursor = new Cursor();
  rows.reset();
  for (const record of records) {
    const data = Buffer.concat([record, Buffer.alloc(64, 0xff)]);
    cursor.open(data, new DataView(data.buffer, data.byteOffset, data.length), 0, record.length);
    rows.reserveRow();
    assert.equal(readRowDatum(of, cursor, rows), null, JSON.stringify(writer));
    rows.endRow(0);
  }
  return { vectors: rows.finish(), rowCount: rows.rowCount };
}

test("random schemas: what avsc writes is read, and written back byte for byte", () => {
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const fields = Array.from({ length: 1 + random.int(8) }, (_, i) => ({ name: `c${i}`, of: pick(random, 0) }));
    const schema = {
      type: "record",
      name: "R",
      fields: fields.map(({ name, of }) => ({ name, type: of.schema })),
    };
    const type = avscType(schema);
    const values = Array.from({ length: 20 }, () => fields.map(({ of }) => of.value()));
    const records = values.map((row) =>
      Buffer.from(type.toBuffer(Object.fromEntries(fields.map(({ name }, i) => [name, row[i].given])))),
    );
    const columns = columnsOf(fields);
    const all = columns.map((_, i) => i);
    const { vectors, rowCount } = read(records, schema, null, columns, all);
    const types = columns.map((column) => column.type);
    for (const [row, value] of values.entries()) {
      assert.deepEqual(
        rowScalars(vectors, types, row),
        value.map((cell) => cell.read),
        JSON.stringify(schema),
      );
    }
    const some = all.filter(() => random.int(2) === 0);
    const part = read(records, schema, null, columns, some);
    for (const [row, value] of values.entries()) {
      const expected = some.map((column) => value[column].read);
      assert.deepEqual(
        rowScalars(
          part.vectors,
          some.map((column) => types[column]),
          row,
        ),
        expected,
      );
    }
    const out = new ByteWriter();
    const ends: number[] = [];
    const batch = {
      rowCount,
      columns: vectors,
      kinds: null,
      selection: null,
      steps: NO_STEPS,
      origin: null,
      arrival: null,
    };
    new RowWriter(columns, parseSchema(JSON.stringify(schema))).write(batch, new Uint8Array(0), out, ends);
    const bytes = out.takeCopy();
    for (const [row, end] of ends.entries()) {
      assert.deepEqual(Buffer.from(bytes.subarray(row === 0 ? 0 : ends[row - 1], end)), records[row]);
    }
  }
});

/** What avsc read with the reader's schema, as scalars. */
function scalarOf(value: unknown, type: SqlType): Scalar {
  if (value === null || value === undefined) return null;
  if (type.kind === "ROW") {
    return type.fields.map((field) => scalarOf((value as Record<string, unknown>)[field.name], field.type));
  }
  if (typeof value === "bigint") return exact(value);
  return Buffer.isBuffer(value) ? new Uint8Array(value) : (value as Scalar);
}

test("random evolution: dropped, new, reordered, promoted and renamed fields are read as avsc resolves them", () => {
  const promotions: readonly (readonly [Json, Json, SqlType, (random: Random) => unknown])[] = [
    ["int", "long", BIGINT, (random) => random.int(2 ** 32) | 0],
    ["int", "double", DOUBLE, (random) => random.int(2 ** 32) | 0],
    ["int", "float", FLOAT, (random) => random.int(2 ** 20)],
    ["long", "double", DOUBLE, (random) => BigInt(random.int(2 ** 32))],
    ["float", "double", DOUBLE, (random) => Math.fround(random.int(1000) / 7)],
    ["string", "bytes", BYTES, (random) => random.text()],
    ["bytes", "string", STRING, (random) => Buffer.from(random.text())],
    ["int", "int", INT, (random) => random.int(1000)],
    ["string", "string", STRING, (random) => random.text()],
  ];
  const defaults: readonly (readonly [Json, unknown, SqlType])[] = [
    ["int", 7, INT],
    ["string", "ü", STRING],
    [["null", "string"], null, STRING],
    ["bytes", "\u00ff\u0001", BYTES],
    [{ type: "array", items: "int" }, [1, 2, 3], { kind: "ARRAY", element: INT, nullable: true }],
    ["double", 1.5, DOUBLE],
    ["boolean", true, BOOLEAN],
  ];
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const given = Array.from({ length: 1 + random.int(6) }, (_, i) => ({
      name: `c${i}`,
      of: promotions[random.int(promotions.length)],
      isDropped: random.int(4) === 0,
      isRenamed: random.int(4) === 0,
    }));
    const kept = given
      .filter(({ isDropped }) => !isDropped)
      .map(({ name, of, isRenamed }) => ({
        name: isRenamed ? `x${name}` : name,
        type: of[1],
        sql: of[2],
        more: isRenamed ? { aliases: [name] } : {},
      }));
    const added = Array.from({ length: random.int(3) }, (_, i) => {
      const [type, value, sql] = defaults[random.int(defaults.length)];
      return { name: `d${i}`, type, sql, more: { default: value } };
    });
    const fields = [...kept, ...added].sort(() => random.int(3) - 1);
    if (fields.length === 0) continue;
    const writer = { type: "record", name: "R", fields: given.map(({ name, of }) => ({ name, type: of[0] })) };
    const reader = {
      type: "record",
      name: "R",
      fields: fields.map(({ name, type, more }) => ({ name, type, ...more })),
    };
    const [writerType, readerType] = [avscType(writer), avscType(reader)];
    const resolver = readerType.createResolver(writerType);
    const columns = fields.map(({ name, sql }) => ({ name, type: sql }));
    const records = Array.from({ length: 5 }, () =>
      Buffer.from(writerType.toBuffer(Object.fromEntries(given.map(({ name, of }) => [name, of[3](random)])))),
    );
    const { vectors } = read(
      records,
      writer,
      reader,
      columns,
      columns.map((_, i) => i),
    );
    for (const [row, record] of records.entries()) {
      const value = readerType.fromBuffer(record, resolver) as Record<string, unknown>;
      const expected = fields.map(({ name, sql }) => scalarOf(value[name], sql));
      assert.deepEqual(
        rowScalars(
          vectors,
          columns.map(({ type }) => type),
          row,
        ),
        expected,
        JSON.stringify([writer, reader]),
      );
    }
  }
});
