// Schema resolution: what a writer wrote, read as SQL types (Avro specification 1.12, "Schema Resolution").
//
// The reader is the table. Fields are found by name, or by an alias that the reader's schema gives ('schema' option); a field
// that the writer has not is the default of the reader's schema, else NULL where the column takes it. Numbers are promoted,
// and also narrowed where the value fits. A union is resolved branch by branch: a branch that cannot be read makes the
// records bad that hold it, not the others.
//
// Unlike Avro's own rule, logical types count: timestamp-micros in a TIMESTAMP(3) column is cut to milliseconds, and is not
// read as if it were milliseconds. A plain long in such a column has the unit that Flink gives it: up to TIMESTAMP(3)
// milliseconds, else microseconds.
import type { Scalar } from "../../../columnar/scalar.ts";
import { type SqlType, typeText } from "../../../common/types.ts";
import { type AvroFixed, type AvroPrimitive, type AvroType, avroText, fixedBytes, type Logical } from "./avro-type.ts";
import { defaultScalar } from "./default-value.ts";
import type { ReadNode, RowStep } from "./read-node.ts";

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;
const RANGE_BITS: Readonly<Record<string, bigint>> = { TINYINT: 7n, SMALLINT: 15n, INT: 31n, DATE: 31n, BIGINT: 63n };
const DAY_MS_MAX = 86_399_999n;

interface RowColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** `reader`: the same value in the reader's schema, null: there is none. */
export function resolve(writer: AvroType, reader: AvroType | null, type: SqlType): ReadNode {
  const of = withoutNull(reader);
  if (writer.kind === "union") return resolveUnion(writer.branches, of, type);
  if (writer.kind === "null") {
    return type.nullable ? { op: "null" } : refuse("NULL where the type is NOT NULL", "DATA_NULL");
  }
  switch (type.kind) {
    case "BOOLEAN":
      return writer.kind === "boolean" ? { op: "boolean" } : cannot(writer, type);
    case "CHAR":
    case "VARCHAR":
      return resolveText(writer, of, type);
    case "BINARY":
    case "VARBINARY":
      if (writer.kind === "fixed") return { op: "fixed", size: writer.size };
      return writer.kind === "bytes" || writer.kind === "string" ? { op: "bytes" } : cannot(writer, type);
    case "FLOAT":
    case "DOUBLE":
      return resolveDouble(writer, type);
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
    case "DATE":
    case "TIME":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return isWhole(writer) ? resolveWhole(writer, logicalOf(of), type) : cannot(writer, type);
    case "DECIMAL":
      return resolveDecimal(writer, type);
    case "ARRAY":
      return resolveArray(writer, of, type);
    case "MAP":
    case "MULTISET":
      return resolveMap(writer, of, type);
    case "ROW":
      return writer.kind === "record" ? resolveFields(writer.fields, of, type.fields) : cannot(writer, type);
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
    case "NULL":
      return cannot(writer, type);
  }
}

export function refuse(reason: string, code = "DATA_AVRO_SCHEMA"): ReadNode {
  return { op: "refuse", code, reason };
}

function cannot(writer: AvroType, type: SqlType): ReadNode {
  return refuse(`${avroText(writer)} cannot be read as ${typeText({ ...type, nullable: true })}`);
}

/** The branch of an optional reader that is no null; others say nothing more than the column's type. */
function withoutNull(reader: AvroType | null): AvroType | null {
  if (reader === null || reader.kind !== "union") return reader;
  const rest = reader.branches.filter(({ kind }) => kind !== "null");
  return rest.length === 1 ? rest[0] : null;
}

function resolveUnion(branches: readonly AvroType[], reader: AvroType | null, type: SqlType): ReadNode {
  const nodes = branches.map((branch) => resolve(branch, reader, type));
  const refused = nodes.find((node) => node.op === "refuse");
  const isHopeless = nodes.every((node) => node.op === "refuse" || node.op === "null");
  const hasOnlyNull = branches.every(({ kind }) => kind === "null");
  return refused !== undefined && isHopeless && !hasOnlyNull
    ? worst(nodes, branches)
    : { op: "union", branches: nodes };
}

/** The reason that says most: that of a branch that is no null. */
function worst(nodes: readonly ReadNode[], branches: readonly AvroType[]): ReadNode {
  return nodes.find((node, i) => node.op === "refuse" && branches[i].kind !== "null") ?? nodes[0];
}

function resolveText(writer: AvroType, reader: AvroType | null, type: SqlType): ReadNode {
  if (writer.kind === "string" || (writer.kind === "bytes" && writer.logical === null)) return { op: "text" };
  if (writer.kind === "fixed" && writer.logical?.kind === "uuid") return { op: "uuid" };
  if (writer.kind !== "enum") return cannot(writer, type);
  const { symbols } = writer;
  if (reader?.kind !== "enum") return { op: "enum", symbols, names: symbols };
  const read = symbols.map((symbol) => (reader.symbols.includes(symbol) ? symbol : reader.fallback));
  return { op: "enum", symbols: read, names: symbols };
}

function resolveDouble(writer: AvroType, type: SqlType): ReadNode {
  const isFloat = type.kind === "FLOAT";
  if (writer.kind === "float") return { op: "float" };
  if (writer.kind === "double") return { op: "double", isFloat };
  return isWhole(writer) && writer.logical === null ? { op: "whole-double", isFloat } : cannot(writer, type);
}

function isWhole(writer: AvroType): writer is AvroPrimitive {
  return writer.kind === "int" || writer.kind === "long";
}

function logicalOf(type: AvroType | null): Logical | null {
  return type !== null && "logical" in type ? type.logical : null;
}

function resolveWhole(writer: AvroPrimitive, ofReader: Logical | null, type: SqlType): ReadNode {
  const logical = writer.logical ?? ofReader;
  const target = typeText({ ...type, nullable: true });
  const plain = (bits: bigint) => whole(1n, false, -(1n << bits), (1n << bits) - 1n, target);
  switch (type.kind) {
    case "DATE":
      return logical === null || logical.kind === "date" ? plain(31n) : cannot(writer, type);
    case "TIME": {
      if (logical !== null && logical.kind !== "time") return cannot(writer, type);
      return whole(logical?.digits === 6 ? 1000n : 1n, true, 0n, DAY_MS_MAX, target);
    }
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ": {
      if (logical !== null && logical.kind !== "timestamp" && logical.kind !== "local-timestamp") {
        return cannot(writer, type);
      }
      const digits = logical?.digits ?? (type.precision <= 3 ? 3 : 6);
      const factor = 10n ** BigInt(Math.abs(digits - type.precision));
      return whole(factor, digits > type.precision, LONG_MIN, LONG_MAX, target);
    }
    default:
      return plain(RANGE_BITS[type.kind]);
  }
}

function whole(factor: bigint, isDivided: boolean, min: bigint, max: bigint, target: string): ReadNode {
  const isPlain = factor === 1n && min === LONG_MIN && max === LONG_MAX;
  const exactly = { factor, min, max };
  return {
    op: "whole",
    factor: Number(factor),
    isDivided,
    min: Number(min),
    max: Number(max),
    exactly,
    isPlain,
    target,
  };
}

function resolveDecimal(writer: AvroType, type: SqlType & { kind: "DECIMAL" }): ReadNode {
  const target = typeText({ ...type, nullable: true });
  const limit = 10n ** BigInt(type.precision);
  if (isWhole(writer) && writer.logical === null) {
    return whole(10n ** BigInt(type.scale), false, 1n - limit, limit - 1n, target);
  }
  if (writer.kind !== "bytes" && writer.kind !== "fixed") return cannot(writer, type);
  const { logical } = writer as AvroFixed | AvroPrimitive;
  if (logical?.kind !== "decimal") return cannot(writer, type);
  const size = writer.kind === "fixed" ? writer.size : -1;
  return { op: "decimal", size, shift: type.scale - logical.scale, limit, target };
}

function resolveArray(writer: AvroType, reader: AvroType | null, type: SqlType & { kind: "ARRAY" }): ReadNode {
  if (writer.kind !== "array") return cannot(writer, type);
  const item = resolve(writer.items, reader?.kind === "array" ? reader.items : null, type.element);
  if (item.op === "refuse") return refuse(`an item of an array: ${item.reason}`);
  return { op: "array", item, areEmpty: fixedBytes(writer.items) === 0 };
}

function resolveMap(writer: AvroType, reader: AvroType | null, type: SqlType & { kind: "MAP" | "MULTISET" }): ReadNode {
  const [key, valueType]: [SqlType, SqlType] =
    type.kind === "MAP" ? [type.key, type.value] : [type.element, { kind: "INT", nullable: false }];
  if (writer.kind !== "map" || (key.kind !== "VARCHAR" && key.kind !== "CHAR")) return cannot(writer, type);
  const value = resolve(writer.values, reader?.kind === "map" ? reader.values : null, valueType);
  return value.op === "refuse" ? refuse(`a value of a map: ${value.reason}`) : { op: "map", value };
}

/** Fields of a record as columns; also of the record as a whole, which is a row of the table. */
export function resolveFields(
  fields: readonly { readonly name: string; readonly type: AvroType }[],
  reader: AvroType | null,
  columns: readonly RowColumn[],
): ReadNode {
  const ofReader = reader?.kind === "record" ? reader.fields : [];
  const steps: RowStep[] = fields.map(({ name, type }) => ({ index: -1, name, type, node: { op: "null" } }));
  const template: Scalar[] = columns.map(() => null);
  for (const [index, { name, type }] of columns.entries()) {
    const field = ofReader.find((candidate) => candidate.name === name);
    const at = [name, ...(field?.aliases ?? [])]
      .map((candidate) => fields.findIndex((of) => of.name === candidate))
      .find((found) => found >= 0);
    if (at !== undefined) {
      const node = resolve(fields[at].type, field?.type ?? null, type);
      if (node.op === "refuse") return refuse(`the field ${name}: ${node.reason}`);
      steps[at] = { index, name, type: fields[at].type, node };
      continue;
    }
    const value =
      field?.fallback === undefined ? null : defaultScalar(field.fallback, field.type, resolve(field.type, null, type));
    if (value === undefined) return refuse(`the default of the field ${name} is no ${typeText(type)}`);
    if (value === null && !type.nullable) {
      return refuse(`it has no field ${name}, which the table says is NOT NULL and which has no default`);
    }
    template[index] = value;
  }
  return { op: "row", steps, template };
}
