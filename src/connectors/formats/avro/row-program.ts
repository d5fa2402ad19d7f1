// The hot path: a record whose fields are columns, as a flat list of instructions that write into the column buffers.
//
// An instruction is four numbers: what to do, slot of the column, two arguments. Fields that are not read are passed over, those of a
// fixed length together. OPTIONAL stands before the instruction of a union of null and one other type, and jumps over it.
// What has no instruction of its own is VALUE: read-value.ts makes a scalar.
//
// Texts lie in the arena. Where every text of the record is read, the record is copied there as a whole, once, and columns
// point into it; else each text is copied by itself.
import { isUtf8 } from "node:buffer";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { ColumnBuffer, RowBuffer } from "../column-buffer.ts";
import { isUtf8 as isUtf8Text } from "../utf8.ts";
import { type AvroType, fixedBytes } from "./avro-type.ts";
import { BadDatum, type Cursor, readIndex, readLength, readLong, take } from "./cursor.ts";
import type { ReadNode } from "./read-node.ts";
import { notUtf8, readBoolean, readScalar } from "./read-value.ts";
import { skipValue } from "./skip.ts";

const WIDTH = 4;
const SHORT_TEXT_BYTES = 96;
/** Bytes that are not read and yet kept with the texts of a record. */
const KEPT_BYTES_MAX = 16;

const SKIP_BYTES = 0;
const SKIP_LONG = 1;
const SKIP_LENGTH = 2;
const SKIP_TYPE = 3;
/** a: which branch is null; b: instructions to jump over. Slot -1: the column is not read. */
const OPTIONAL = 4;
const BOOLEAN = 5;
/** A long in an i32 column: a and b are its limits. */
const INT = 6;
const LONG = 7;
const FLOAT = 8;
const DOUBLE = 9;
const TEXT = 10;
const BYTES = 11;
/** a: index of the node. */
const VALUE = 12;
const NULL = 13;
/** a: index of the constant. */
const CONSTANT = 14;

export interface RowProgram {
  readonly code: Int32Array;
  readonly nodes: readonly ReadNode[];
  readonly types: readonly AvroType[];
  readonly constants: readonly Scalar[];
  /** By slot, for messages. */
  readonly names: readonly string[];
  /** Records are copied as a whole. */
  readonly keepsRecord: boolean;
}

class Builder {
  readonly code: number[] = [];
  readonly nodes: ReadNode[] = [];
  readonly types: AvroType[] = [];
  readonly constants: Scalar[] = [];
  /** Where a jump leads: what follows must not be merged with what stands before it. */
  #barrier = 0;

  add(op: number, slot = -1, a = 0, b = 0): void {
    const last = this.code.length - WIDTH;
    if (op === SKIP_BYTES) {
      if (a === 0) return;
      if (last >= this.#barrier && this.code[last] === SKIP_BYTES) {
        this.code[last + 2] += a;
        return;
      }
    }
    this.code.push(op, slot, a, b);
  }

  /** The instructions that `emit` adds stand behind an OPTIONAL. */
  optional(slot: number, nullBranch: number, emit: () => void): void {
    this.add(OPTIONAL, slot, nullBranch);
    const at = this.code.length;
    this.#barrier = at;
    emit();
    this.code[at - 1] = (this.code.length - at) / WIDTH;
    this.#barrier = this.code.length;
  }
}

/** `slots`: names of the columns, in the order of the row buffer. `row`: their record. */
export function compileRow(row: ReadNode & { op: "row" }, names: readonly string[]): RowProgram {
  const builder = new Builder();
  const isMet = names.map(() => false);
  for (const { index, type, node } of row.steps) {
    if (index >= 0) {
      isMet[index] = true;
      emitRead(builder, index, node);
    } else emitSkip(builder, type);
  }
  for (const [slot, value] of row.template.entries()) {
    if (isMet[slot]) continue;
    if (value === null) builder.add(NULL, slot);
    else builder.add(CONSTANT, slot, builder.constants.push(value) - 1);
  }
  const { nodes, types, constants } = builder;
  const code = Int32Array.from(builder.code);
  return { code, nodes, types, constants, names, keepsRecord: keepsRecord(code) };
}

/** True when there are texts, and nothing else of any length. */
function keepsRecord(code: Int32Array): boolean {
  let hasText = false;
  for (let i = 0; i < code.length; i += WIDTH) {
    if (code[i] === TEXT || code[i] === BYTES) hasText = true;
    else if (code[i] === VALUE || code[i] === SKIP_TYPE || code[i] === SKIP_LENGTH) return false;
    else if (code[i] === SKIP_BYTES && code[i + 2] > KEPT_BYTES_MAX) return false;
  }
  return hasText;
}

function emitSkip(builder: Builder, type: AvroType): void {
  const bytes = fixedBytes(type);
  if (bytes !== null && bytes < 2 ** 31) builder.add(SKIP_BYTES, -1, bytes);
  else if (type.kind === "int" || type.kind === "long" || type.kind === "enum") builder.add(SKIP_LONG);
  else if (type.kind === "string" || type.kind === "bytes") builder.add(SKIP_LENGTH);
  else if (type.kind === "union" && nullBranchOf(type.branches) >= 0) {
    const nullBranch = nullBranchOf(type.branches);
    const other = type.branches[1 - nullBranch];
    if (other.kind === "record") builder.add(SKIP_TYPE, -1, builder.types.push(type) - 1);
    else builder.optional(-1, nullBranch, () => emitSkip(builder, other));
  } else builder.add(SKIP_TYPE, -1, builder.types.push(type) - 1);
}

function nullBranchOf(branches: readonly { readonly kind?: string; readonly op?: string }[]): number {
  if (branches.length !== 2) return -1;
  return branches.findIndex(({ kind, op }) => kind === "null" || op === "null");
}

function emitRead(builder: Builder, slot: number, node: ReadNode): void {
  switch (node.op) {
    case "boolean":
      builder.add(BOOLEAN, slot);
      return;
    case "whole":
      if (node.isPlain) builder.add(LONG, slot);
      else if (node.factor === 1 && node.min >= -2147483648 && node.max <= 2147483647) {
        builder.add(INT, slot, node.min, node.max);
      } else emitValue(builder, slot, node);
      return;
    case "float":
      builder.add(FLOAT, slot);
      return;
    case "double":
      if (node.isFloat) emitValue(builder, slot, node);
      else builder.add(DOUBLE, slot);
      return;
    case "text":
      builder.add(TEXT, slot);
      return;
    case "bytes":
      builder.add(BYTES, slot);
      return;
    case "null":
      builder.add(NULL, slot);
      return;
    case "union": {
      const nullBranch = nullBranchOf(node.branches);
      const other = node.branches[1 - nullBranch];
      if (nullBranch < 0 || other.op === "null") emitValue(builder, slot, node);
      else builder.optional(slot, nullBranch, () => emitRead(builder, slot, other));
      return;
    }
    default:
      emitValue(builder, slot, node);
  }
}

function emitValue(builder: Builder, slot: number, node: ReadNode): void {
  builder.add(VALUE, slot, builder.nodes.push(node) - 1);
}

/** Reads the fields of one record into the row being written, which has its place. @throws BadDatum, of cursor.slot */
export function runRow(program: RowProgram, cursor: Cursor, rows: RowBuffer): void {
  const { code } = program;
  const { columns, rowCount: row } = rows;
  const shift = program.keepsRecord ? keepRecord(cursor, rows) : NOT_KEPT;
  for (let i = 0; i < code.length; i += WIDTH) {
    const slot = code[i + 1];
    const a = code[i + 2];
    cursor.slot = slot;
    switch (code[i]) {
      case SKIP_BYTES:
        take(cursor, a);
        break;
      case SKIP_LONG:
        readLong(cursor);
        break;
      case SKIP_LENGTH:
        take(cursor, readLength(cursor));
        break;
      case SKIP_TYPE:
        skipValue(cursor, program.types[a]);
        break;
      case OPTIONAL:
        if (readIndex(cursor, 2, "branch") === a) {
          if (slot >= 0) columns[slot].setNull(row);
          i += code[i + 3] * WIDTH;
        }
        break;
      case BOOLEAN:
        columns[slot].bool[row] = readBoolean(cursor) ? 1 : 0;
        break;
      case INT:
        columns[slot].i32[row] = limited(cursor, readLong(cursor), a, code[i + 3], columns[slot]);
        break;
      case LONG:
        readIntoLong(cursor, columns[slot], row);
        break;
      case FLOAT:
        columns[slot].f64[row] = cursor.view.getFloat32(take(cursor, 4), true);
        break;
      case DOUBLE:
        columns[slot].f64[row] = cursor.view.getFloat64(take(cursor, 8), true);
        break;
      case TEXT:
        readIntoText(cursor, rows, columns[slot], row, shift);
        break;
      case BYTES:
        readIntoBytes(cursor, rows, columns[slot], row, shift);
        break;
      case VALUE:
        rows.set(slot, readScalar(cursor, program.nodes[a]));
        break;
      case NULL:
        columns[slot].setNull(row);
        break;
      case CONSTANT:
        rows.set(slot, program.constants[a]);
        break;
    }
  }
}

function limited(cursor: Cursor, value: number, min: number, max: number, column: ColumnBuffer): number {
  if (value >= min && value <= max) return value;
  const given = Number.isNaN(value) ? cursor.wide : value;
  throw new BadDatum("DATA_OVERFLOW", `${given} does not fit ${column.type.kind}`);
}

function readIntoLong(cursor: Cursor, column: ColumnBuffer, row: number): void {
  const value = readLong(cursor);
  if (Number.isNaN(value)) column.setWide(row, cursor.wide);
  else column.f64[row] = value;
}

/** No shift that there can be. */
const NOT_KEPT = -(2 ** 53);

/** Copies the record into the arena; what to add to a place in the cursor's bytes for its place there. */
function keepRecord(cursor: Cursor, rows: RowBuffer): number {
  const { data, at, end } = cursor;
  const length = end - at;
  const arena = rows.reserveBytes(length);
  const start = rows.arenaLength;
  if (length > SHORT_TEXT_BYTES) arena.set(data.subarray(at, end), start);
  else for (let i = 0; i < length; i++) arena[start + i] = data[at + i];
  rows.arenaLength = start + length;
  return start - at;
}

function readIntoText(cursor: Cursor, rows: RowBuffer, column: ColumnBuffer, row: number, shift: number): void {
  const length = readLength(cursor);
  const from = take(cursor, length);
  const to = from + length;
  if (!isAscii(cursor.view, from, to)) {
    const isGood =
      length > SHORT_TEXT_BYTES ? isUtf8(cursor.data.subarray(from, to)) : isUtf8Text(cursor.data, from, to);
    if (!isGood) throw notUtf8();
  }
  keepBytes(cursor, rows, column, row, from, to, shift);
}

function readIntoBytes(cursor: Cursor, rows: RowBuffer, column: ColumnBuffer, row: number, shift: number): void {
  const length = readLength(cursor);
  const from = take(cursor, length);
  keepBytes(cursor, rows, column, row, from, from + length, shift);
}

function keepBytes(
  cursor: Cursor,
  rows: RowBuffer,
  column: ColumnBuffer,
  row: number,
  from: number,
  to: number,
  shift: number,
): void {
  if (shift === NOT_KEPT) {
    rows.setBytes(column, row, cursor.data.subarray(from, to));
    return;
  }
  column.start[row] = from + shift;
  column.end[row] = to + shift;
}

function isAscii(view: DataView, from: number, to: number): boolean {
  let bits = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) bits |= view.getUint32(i, true);
  for (; i < to; i++) bits |= view.getUint8(i);
  return (bits & 0x80808080) === 0;
}
