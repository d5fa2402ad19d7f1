// The hot path: a record whose fields are columns, as a flat list of instructions that write into the column buffers.
//
// The list is then made into a function by row-source.ts. An instruction is four numbers: what to do, slot of the column, two arguments. Fields that are not read are passed over, those of a
// fixed length together. OPTIONAL stands before the instruction of a union of null and one other type, and jumps over it.
// What has no instruction of its own is VALUE: read-value.ts makes a scalar.
//
// Texts lie in the arena. Where every text of the record is read, the record is copied there as a whole, once, and columns
// point into it; else each text is copied by itself.
import type { Scalar } from "../../../columnar/scalar.ts";
import { type AvroType, fixedBytes } from "./avro-type.ts";
import type { ReadNode } from "./read-node.ts";

export const WIDTH = 4;
/** Bytes that are not read and yet kept with the texts of a record. */
const KEPT_BYTES_MAX = 16;

export const SKIP_BYTES = 0;
export const SKIP_LONG = 1;
export const SKIP_LENGTH = 2;
export const SKIP_TYPE = 3;
/** a: which branch is null; b: instructions to jump over. Slot -1: the column is not read. */
export const OPTIONAL = 4;
export const BOOLEAN = 5;
/** A long in an i32 column: a and b are its limits. */
export const INT = 6;
export const LONG = 7;
export const FLOAT = 8;
export const DOUBLE = 9;
export const TEXT = 10;
export const BYTES = 11;
/** a: index of the node. */
export const VALUE = 12;
export const NULL = 13;
/** a: index of the constant. */
export const CONSTANT = 14;

export interface RowProgram {
  readonly code: Int32Array;
  readonly nodes: readonly ReadNode[];
  readonly types: readonly AvroType[];
  readonly constants: readonly Scalar[];
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

/** `row`: the record of the columns that are read, as many as `slotCount`. */
export function compileRow(row: ReadNode & { op: "row" }, slotCount: number): RowProgram {
  const builder = new Builder();
  const isMet = Array.from({ length: slotCount }, () => false);
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
  return { code, nodes, types, constants, keepsRecord: keepsRecord(code) };
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
