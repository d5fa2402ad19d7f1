// How a value of a writer's type is read as a value of a SQL type: a tree made once per schema (resolve.ts), walked by
// read-value.ts, and flattened where the values are columns (row-program.ts).
import type { Scalar } from "../../../columnar/scalar.ts";
import type { AvroType } from "./avro-type.ts";

/** Whole numbers: times `factor`, or divided by it (towards the past); then within [min, max]. */
export interface WholeNode {
  readonly op: "whole";
  readonly factor: number;
  readonly isDivided: boolean;
  readonly min: number;
  readonly max: number;
  /** The same where doubles are not exact. */
  readonly exactly: { readonly factor: bigint; readonly min: bigint; readonly max: bigint };
  /** Nothing to do but to read: factor 1 and the range of a long. */
  readonly isPlain: boolean;
  /** For messages. */
  readonly target: string;
}

export type ReadNode =
  /** A branch that cannot be read: records that have it are bad. */
  | { readonly op: "refuse"; readonly code: string; readonly reason: string }
  | { readonly op: "null" }
  | { readonly op: "boolean" }
  | WholeNode
  /** An int or a long as a double. */
  | { readonly op: "whole-double"; readonly isFloat: boolean }
  | { readonly op: "float" }
  | { readonly op: "double"; readonly isFloat: boolean }
  /** `shift`: digits of the target's scale more than of the writer's. `size` -1: its length stands before it. */
  | {
      readonly op: "decimal";
      readonly size: number;
      readonly shift: number;
      readonly limit: bigint;
      readonly target: string;
    }
  | { readonly op: "text" }
  | { readonly op: "bytes" }
  | { readonly op: "fixed"; readonly size: number }
  | { readonly op: "uuid" }
  /** Null: a symbol that the reader has not. */
  | { readonly op: "enum"; readonly symbols: readonly (string | null)[]; readonly names: readonly string[] }
  | { readonly op: "array"; readonly item: ReadNode; readonly areEmpty: boolean }
  | { readonly op: "map"; readonly value: ReadNode }
  | { readonly op: "row"; readonly steps: readonly RowStep[]; readonly template: readonly Scalar[] }
  | { readonly op: "union"; readonly branches: readonly ReadNode[] };

/** One field of the writer. `index` -1: it is skipped. */
export interface RowStep {
  readonly index: number;
  readonly name: string;
  readonly type: AvroType;
  readonly node: ReadNode;
}
