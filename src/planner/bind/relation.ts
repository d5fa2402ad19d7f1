// A bound query: its plan and what is known of its columns beyond name and type: which are time attributes, which carry
// a bound of a window. Both survive plain projection and are lost by any expression.
import type { Span } from "../../common/span.ts";
import { NULL_TYPE, type SqlType } from "../../common/types.ts";
import type { ColumnExpr, Expr, LiteralExpr } from "../../expr/expr.ts";
import type { LogicalNode, WindowSpec } from "../logical.ts";

/** The windows that a window table function or a window aggregate gave rows. Compared by identity. */
export interface WindowOrigin {
  readonly spec: WindowSpec;
  readonly isLtz: boolean;
  /** The windows are of a column that no watermark leads: rows can be given windows, windows never close. */
  readonly untimed: UntimedColumn | null;
}

export interface UntimedColumn {
  readonly columns: readonly RelationColumn[];
  readonly index: number;
  readonly span: Span;
}

export type WindowBound = "start" | "end" | "time";

export interface RelationColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Led by the watermark: window functions take it. */
  readonly isTime: boolean;
  /** PROCTIME(), the time of the batch: rows are in its order as they come. */
  readonly isProcTime?: boolean;
  readonly window: { readonly bound: WindowBound; readonly origin: WindowOrigin } | null;
  /** Its expression had an error that is already reported. */
  readonly isPoison: boolean;
}

export interface Relation {
  readonly node: LogicalNode;
  /** Parallel to node.columns. */
  readonly columns: readonly RelationColumn[];
  /** Its columns are not known because of an error already reported: any name may be one of them. */
  readonly isOpen: boolean;
}

/** Stands for an expression with an error that is already reported. Compared by identity. */
export const POISON: LiteralExpr = Object.freeze({ kind: "literal", value: null, type: NULL_TYPE });

export function isPoison(expr: Expr): boolean {
  return expr === POISON;
}

/** What stands for a relation that could not be bound. */
export function openRelation(): Relation {
  return { node: { kind: "values", columns: [], rows: [] }, columns: [], isOpen: true };
}

export function plainColumn(name: string, type: SqlType): RelationColumn {
  return { name, type, isTime: false, window: null, isPoison: false };
}

/** The column of a relation as an expression. */
export function columnExpr(columns: readonly RelationColumn[], index: number): ColumnExpr {
  const { name, type } = columns[index];
  return { kind: "column", index, name, type };
}

/** PROCTIME() and its like: the time of the batch. */
export function isProcessingTime(expr: Expr): boolean {
  return expr.kind === "call" && expr.fn === "CURRENT_TIMESTAMP";
}

/** The output column that an expression over `input` makes. */
export function outputColumn(name: string, expr: Expr, input: readonly RelationColumn[]): RelationColumn {
  if (isPoison(expr)) return { ...plainColumn(name, expr.type), isPoison: true };
  if (isProcessingTime(expr)) return { ...plainColumn(name, expr.type), isProcTime: true };
  // Columns of an outer query have no place among the input's.
  if (expr.kind !== "column" || input[expr.index] === undefined) return plainColumn(name, expr.type);
  return { ...input[expr.index], name, type: expr.type };
}

export function projectRelation(
  input: Relation,
  exprs: readonly Expr[],
  columns: readonly RelationColumn[],
  isOpen = false,
): Relation {
  return { node: { kind: "project", input: input.node, exprs, columns: nodeColumns(columns) }, columns, isOpen };
}

export function nodeColumns(columns: readonly RelationColumn[]): LogicalNode["columns"] {
  return columns.map(({ name, type }) => ({ name, type }));
}
