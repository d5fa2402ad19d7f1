// Values as the bytes of an Avro datum: cells of vectors where they are numbers or texts, scalars within lists, maps and rows.
import type { ByteWriter } from "../../../columnar/byte-writer.ts";
import { isNullAt, scalarAt } from "../../../columnar/read.ts";
import { isSqlMap, type Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import { type FloatBytes, writeDouble, writeFloat, writeLong } from "./write-bytes.ts";
import type { WriteNode } from "./write-node.ts";

/** @throws Unfit */
export function writeCell(
  out: ByteWriter,
  node: WriteNode,
  vector: Vector,
  type: SqlType,
  row: number,
  scratch: FloatBytes,
): void {
  let of = node;
  if (of.op === "branch") {
    if (isNullAt(vector, row)) {
      writeNullBranch(out, of.nullBranch);
      return;
    }
    writeLong(out, of.branch);
    of = of.node;
  } else if (isNullAt(vector, row)) throw unfit("NULL");
  if (vector.rep === "bytes" && (of.op === "text" || of.op === "bytes")) {
    const start = vector.start[row];
    const end = vector.end[row];
    writeLong(out, end - start);
    out.writeBytes(vector.data, start, end);
  } else if ((vector.rep === "f64" || vector.rep === "i32") && isPlain(of)) writeLong(out, vector.values[row]);
  else if (vector.rep === "f64" && of.op === "double") writeDouble(out, vector.values[row], scratch);
  else writeScalar(out, of, scalarAt(vector, type, row), scratch);
}

function isPlain(node: WriteNode): boolean {
  return node.op === "whole" && node.factor === 1;
}

/** @throws Unfit */
export function writeScalar(out: ByteWriter, node: WriteNode, value: Scalar, scratch: FloatBytes): void {
  if (node.op === "branch") {
    if (value === null) writeNullBranch(out, node.nullBranch);
    else {
      writeLong(out, node.branch);
      writeScalar(out, node.node, value, scratch);
    }
    return;
  }
  if (node.op === "null") return;
  if (value === null) throw unfit("NULL");
  switch (node.op) {
    case "boolean":
      out.writeByte(value === true ? 1 : 0);
      return;
    case "float":
      writeFloat(out, value as number, scratch);
      return;
    case "double":
      writeDouble(out, value as number, scratch);
      return;
    case "text":
      writeText(out, value as string);
      return;
    case "bytes":
      writeLong(out, (value as Uint8Array).length);
      out.writeBytes(value as Uint8Array);
      return;
    case "fixed":
      writeFixed(out, node.size, value as Uint8Array);
      return;
    case "whole":
      writeWhole(out, node, value as number | bigint);
      return;
    case "decimal":
      writeDecimal(out, node, value as number | bigint);
      return;
    case "enum":
      writeSymbol(out, node.indexes, value as string);
      return;
    case "array":
      writeArray(out, node.item, value as readonly Scalar[], scratch);
      return;
    case "map":
      writeMap(out, node.value, value, scratch);
      return;
    case "row":
      for (const field of node.fields) {
        const of = field.index < 0 ? null : (value as readonly Scalar[])[field.index];
        writeScalar(out, field.node, of, scratch);
      }
      return;
  }
}

/** Why a value is none of the schema. */
export class Unfit extends Error {}

function unfit(what: string): Unfit {
  return new Unfit(what);
}

function writeNullBranch(out: ByteWriter, branch: number): void {
  if (branch < 0) throw unfit("NULL");
  writeLong(out, branch);
}

function writeText(out: ByteWriter, text: string): void {
  // Its length comes first, and is known only then.
  const bytes = Buffer.from(text, "utf8");
  writeLong(out, bytes.length);
  out.writeBytes(bytes);
}

function writeFixed(out: ByteWriter, size: number, bytes: Uint8Array): void {
  if (bytes.length !== size) throw unfit(`${bytes.length} bytes, but ${size}`);
  out.writeBytes(bytes);
}

function writeSymbol(out: ByteWriter, indexes: ReadonlyMap<string, number>, symbol: string): void {
  const index = indexes.get(symbol);
  if (index === undefined) throw unfit(`'${symbol.slice(0, 100)}', which is no symbol of its enum`);
  writeLong(out, index);
}

function writeWhole(out: ByteWriter, node: WriteNode & { op: "whole" }, value: number | bigint): void {
  const { factor, isDivided, bits } = node;
  let scaled: number | bigint = value;
  if (factor !== 1) {
    const near = typeof value === "bigint" ? Number.NaN : isDivided ? Math.floor(value / factor) : value * factor;
    scaled = Number.isSafeInteger(near) ? near : exactly(BigInt(value), BigInt(factor), isDivided);
  }
  const half = bits === 32 ? 2 ** 31 : 2n ** 63n;
  if (scaled >= half || scaled < -half) throw unfit(`${value}, which is beyond ${bits} bits in its unit`);
  writeLong(out, scaled);
}

function exactly(value: bigint, factor: bigint, isDivided: boolean): bigint {
  if (!isDivided) return value * factor;
  return value < 0n ? (value - factor + 1n) / factor : value / factor;
}

/** Two's complement, the highest byte first, as few bytes as there can be. */
function writeDecimal(out: ByteWriter, node: WriteNode & { op: "decimal" }, value: number | bigint): void {
  const unscaled = BigInt(value) * node.factor;
  if (unscaled >= node.limit || unscaled <= -node.limit) throw unfit("a decimal of so many digits");
  let length = 1;
  while (BigInt.asIntN(8 * length, unscaled) !== unscaled) length++;
  if (node.size === -1) writeLong(out, length);
  else if (length > node.size) throw unfit(`a decimal of ${length} bytes, but ${node.size}`);
  else length = node.size;
  out.reserve(length);
  for (let i = length - 1; i >= 0; i--) out.bytes[out.length++] = Number((unscaled >> BigInt(8 * i)) & 255n);
}

function writeArray(out: ByteWriter, item: WriteNode, items: readonly Scalar[], scratch: FloatBytes): void {
  if (items.length > 0) writeLong(out, items.length);
  for (const value of items) writeScalar(out, item, value, scratch);
  writeLong(out, 0);
}

function writeMap(out: ByteWriter, node: WriteNode, value: Scalar, scratch: FloatBytes): void {
  const entries = isSqlMap(value) ? value.entries : [];
  if (entries.length > 0) writeLong(out, entries.length);
  for (const [key, of] of entries) {
    if (key === null) throw unfit("a map with the key NULL");
    writeText(out, key as string);
    writeScalar(out, node, of, scratch);
  }
  writeLong(out, 0);
}
