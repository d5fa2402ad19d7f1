// How a SQL value is written as a value of an Avro type: a tree made once per schema, walked by write-value.ts.
import { assertNever } from "../../../common/invariant.ts";
import { type SqlType, typeText } from "../../../common/types.ts";
import { type AvroPrimitive, type AvroRecord, type AvroType, avroText } from "./avro-type.ts";

export type WriteNode =
  | { readonly op: "null" | "boolean" | "float" | "double" | "text" | "bytes" }
  /** Times `factor`, or divided by it, towards the past. */
  | { readonly op: "whole"; readonly factor: number; readonly isDivided: boolean; readonly bits: 32 | 64 }
  /** Size -1: its length stands before it. `factor`: for the digits of the Avro scale that the column has not. */
  | { readonly op: "decimal"; readonly size: number; readonly factor: bigint; readonly limit: bigint }
  | { readonly op: "fixed"; readonly size: number }
  | { readonly op: "enum"; readonly indexes: ReadonlyMap<string, number> }
  | { readonly op: "array"; readonly item: WriteNode }
  | { readonly op: "map"; readonly value: WriteNode }
  /** `nullBranch` -1: NULL cannot be written. */
  | { readonly op: "branch"; readonly nullBranch: number; readonly branch: number; readonly node: WriteNode }
  | { readonly op: "row"; readonly fields: readonly WriteField[] };

export interface WriteField {
  readonly name: string;
  /** Of the column; -1: the schema has more fields than the table, and this one is NULL. */
  readonly index: number;
  readonly node: WriteNode;
}

/** Why a schema cannot take the columns of a table. */
export class CannotWrite extends Error {}

interface RowColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** The columns as the fields of a record. @throws CannotWrite */
export function planRow(columns: readonly RowColumn[], record: AvroRecord): WriteNode & { op: "row" } {
  const fields = record.fields.map(({ name, type }): WriteField => {
    const index = columns.findIndex((column) => column.name === name);
    if (index >= 0) return { name, index, node: plan(columns[index].type, type, name) };
    const nullBranch = type.kind === "union" ? type.branches.findIndex(({ kind }) => kind === "null") : -1;
    if (nullBranch < 0 && type.kind !== "null") {
      throw new CannotWrite(`the schema has a field ${name}, which the table has not and which cannot be null`);
    }
    const node: WriteNode = { op: "branch", nullBranch, branch: -1, node: { op: "null" } };
    return { name, index, node: type.kind === "null" ? { op: "null" } : node };
  });
  for (const { name } of columns) {
    if (!record.fields.some((field) => field.name === name)) {
      throw new CannotWrite(`the schema has no field for the column ${name}`);
    }
  }
  return { op: "row", fields };
}

function plan(type: SqlType, avro: AvroType, where: string): WriteNode {
  if (avro.kind !== "union") return planBare(type, avro, where);
  const nullBranch = avro.branches.findIndex(({ kind }) => kind === "null");
  let reason: CannotWrite | null = null;
  for (const [branch, candidate] of avro.branches.entries()) {
    if (branch === nullBranch) continue;
    try {
      return { op: "branch", nullBranch, branch, node: planBare(type, candidate, where) };
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error;
      reason ??= error;
    }
  }
  throw reason ?? cannot(type, avro, where);
}

function cannot(type: SqlType, avro: AvroType, where: string): CannotWrite {
  return new CannotWrite(`the column ${where}, ${typeText({ ...type, nullable: true })}, is no ${avroText(avro)}`);
}

function planBare(type: SqlType, avro: AvroType, where: string): WriteNode {
  const is = (kind: AvroType["kind"], node: WriteNode): WriteNode => {
    if (avro.kind === kind) return node;
    throw cannot(type, avro, where);
  };
  switch (type.kind) {
    case "BOOLEAN":
      return is("boolean", { op: "boolean" });
    case "FLOAT":
      return avro.kind === "double" ? { op: "double" } : is("float", { op: "float" });
    case "DOUBLE":
      return is("double", { op: "double" });
    case "CHAR":
    case "VARCHAR":
      if (avro.kind !== "enum") return is("string", { op: "text" });
      return { op: "enum", indexes: new Map(avro.symbols.map((symbol, i) => [symbol, i])) };
    case "BINARY":
    case "VARBINARY":
      return avro.kind === "fixed" ? { op: "fixed", size: avro.size } : is("bytes", { op: "bytes" });
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "DATE":
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      if (avro.kind !== "int" && avro.kind !== "long") throw cannot(type, avro, where);
      return planWhole(type, avro, where);
    case "DECIMAL":
      return planDecimal(type, avro, where);
    case "ARRAY":
      if (avro.kind !== "array") throw cannot(type, avro, where);
      return { op: "array", item: plan(type.element, avro.items, where) };
    case "MAP":
      if (avro.kind !== "map") throw cannot(type, avro, where);
      return { op: "map", value: plan(type.value, avro.values, where) };
    case "MULTISET":
      if (avro.kind !== "map") throw cannot(type, avro, where);
      return { op: "map", value: plan({ kind: "INT", nullable: false }, avro.values, where) };
    case "ROW":
      if (avro.kind !== "record") throw cannot(type, avro, where);
      return planRow(type.fields, avro);
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
    case "NULL":
      throw cannot(type, avro, where);
    default:
      return assertNever(type, "type");
  }
}

function planWhole(type: SqlType, avro: AvroPrimitive, where: string): WriteNode {
  const { logical } = avro;
  const bits = avro.kind === "int" ? 32 : 64;
  const scaled = (from: number, to: number): WriteNode => ({
    op: "whole",
    factor: 10 ** Math.abs(to - from),
    isDivided: to < from,
    bits,
  });
  switch (type.kind) {
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ": {
      if (bits === 32) throw cannot(type, avro, where);
      if (logical === null) return scaled(type.precision, type.precision <= 3 ? 3 : 6);
      if (logical.kind !== "timestamp" && logical.kind !== "local-timestamp") throw cannot(type, avro, where);
      return scaled(type.precision, logical.digits);
    }
    case "TIME":
      if (logical !== null && logical.kind !== "time") throw cannot(type, avro, where);
      return scaled(3, logical?.digits ?? 3);
    case "DATE":
      if (logical !== null && logical.kind !== "date") throw cannot(type, avro, where);
      return scaled(0, 0);
    default:
      if (logical !== null || (type.kind === "BIGINT" && bits === 32)) throw cannot(type, avro, where);
      return scaled(0, 0);
  }
}

function planDecimal(type: SqlType & { kind: "DECIMAL" }, avro: AvroType, where: string): WriteNode {
  if (avro.kind !== "bytes" && avro.kind !== "fixed") throw cannot(type, avro, where);
  const { logical } = avro;
  if (logical?.kind !== "decimal" || logical.scale < type.scale) throw cannot(type, avro, where);
  return {
    op: "decimal",
    size: avro.kind === "fixed" ? avro.size : -1,
    factor: 10n ** BigInt(logical.scale - type.scale),
    limit: 10n ** BigInt(logical.precision),
  };
}
