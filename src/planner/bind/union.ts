// UNION ALL of two relations: columns by position, types by the least restrictive, names of the first. A column stays a
// time attribute, or a bound of windows, when it is one on both sides.
import { type SqlType, sameType, typeText, withNullable } from "../../common/types.ts";
import { makeCast } from "../../expr/cast.ts";
import { leastRestrictive } from "../../expr/coerce.ts";
import type { Expr } from "../../expr/expr.ts";
import type { SetOperation } from "../../parser/ast.ts";
import type { LogicalNode } from "../logical.ts";
import type { StatementContext } from "./context.ts";
import { plainKey } from "./grouping/group-collector.ts";
import {
  columnExpr,
  nodeColumns,
  openRelation,
  POISON,
  projectRelation,
  type Relation,
  type RelationColumn,
  type WindowOrigin,
} from "./relation.ts";

export function unionRelation(
  left: Relation,
  right: Relation,
  node: SetOperation,
  context: StatementContext,
): Relation {
  if (left.isOpen || right.isOpen) return openRelation();
  if (left.columns.length !== right.columns.length) {
    const message = `the sides of ${node.operator} have ${left.columns.length} and ${right.columns.length} columns`;
    context.report("BIND_UNION_COLUMNS", message, node.right.span, { hint: "Columns are matched by their position." });
    return openRelation();
  }
  const columns = mergeColumns(left, right, node, context);
  const inputs = [left, right].map((side) => castSide(side, columns));
  const nodes = inputs.flatMap((side): readonly LogicalNode[] =>
    side === left.node && side.kind === "union-all" ? side.inputs : [side],
  );
  return { node: { kind: "union-all", inputs: nodes, columns: nodeColumns(columns) }, columns, isOpen: false };
}

function mergeColumns(
  left: Relation,
  right: Relation,
  node: SetOperation,
  context: StatementContext,
): readonly RelationColumn[] {
  const origins = new Map<WindowOrigin, WindowOrigin>();
  return left.columns.map((a, i): RelationColumn => {
    const b = right.columns[i];
    if (a.isPoison || b.isPoison) return { ...a, isPoison: true };
    const type = leastRestrictive([a.type, b.type]);
    if (type === null) {
      reportMismatch(a, b, i, node, context);
      return { ...a, isPoison: true };
    }
    const isKept = sameType(a.type, b.type);
    return {
      name: a.name,
      type,
      isTime: isKept && a.isTime && b.isTime,
      window: isKept ? mergeWindow(a.window, b.window, origins) : null,
      isPoison: false,
    };
  });
}

/** Rows of equal windows from both sides are windows of one origin. */
function mergeWindow(
  a: RelationColumn["window"],
  b: RelationColumn["window"],
  origins: Map<WindowOrigin, WindowOrigin>,
): RelationColumn["window"] {
  if (a === null || b === null || a.bound !== b.bound || !isSameOrigin(a.origin, b.origin)) return null;
  const origin = origins.get(a.origin) ?? { ...a.origin };
  origins.set(a.origin, origin);
  return { bound: a.bound, origin };
}

function isSameOrigin(a: WindowOrigin, b: WindowOrigin): boolean {
  return a.isLtz === b.isLtz && a.untimed === b.untimed && plainKey(a.spec) === plainKey(b.spec);
}

function reportMismatch(
  a: RelationColumn,
  b: RelationColumn,
  index: number,
  node: SetOperation,
  context: StatementContext,
): void {
  const text = (type: SqlType): string => typeText(withNullable(type, true));
  const kinds = [a.type.kind, b.type.kind];
  const isMixed = kinds.includes("TIMESTAMP") && kinds.includes("TIMESTAMP_LTZ");
  context.report(
    isMixed ? "BIND_MIXED_TIMESTAMPS" : "BIND_UNION_TYPES",
    `column ${index + 1} of ${node.operator} is "${a.name}" ${text(a.type)} on one side and "${b.name}" ${text(b.type)} on the other`,
    node.right.span,
    { hint: "Cast one of them to the type of the other." },
  );
}

/** The rows of one side under the columns of the union. */
export function castSide(side: Relation, columns: readonly RelationColumn[]): LogicalNode {
  if (side.columns.every((column, i) => sameType(column.type, columns[i].type))) return side.node;
  const exprs = side.columns.map((column, i): Expr => {
    const read = columnExpr(side.columns, i);
    if (columns[i].isPoison || sameType(column.type, columns[i].type)) return read;
    const cast = makeCast(read, withNullable(columns[i].type, column.type.nullable), false);
    return typeof cast === "string" ? POISON : cast;
  });
  const outputs = columns.map((column, i) => ({ ...column, type: exprs[i].type }));
  return projectRelation(side, exprs, outputs).node;
}
