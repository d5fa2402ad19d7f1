// INTERSECT and EXCEPT, [ALL], by what is there already: both sides under a column that tells them apart, united, counted per row, and the
// rows kept whose counts say so. NULLs are equal here, as in GROUP BY. The result is exact under changes of either side: the counts are an
// updating aggregate.
//   INTERSECT: on both sides.  EXCEPT: on the left, not on the right.
//   INTERSECT ALL: as often as on the side that has it less.  EXCEPT ALL: as often as the left has it more.

import { invariant } from "../../common/invariant.ts";
import { BIGINT, INT, notNull } from "../../common/types.ts";
import { bindCall } from "../../expr/bind-call.ts";
import type { AggregateCall, Expr } from "../../expr/expr.ts";
import type { SetOperation } from "../../parser/ast.ts";
import type { LogicalNode } from "../logical.ts";
import type { StatementContext } from "./context.ts";
import {
  columnExpr,
  nodeColumns,
  plainColumn,
  projectRelation,
  type Relation,
  type RelationColumn,
} from "./relation.ts";
import { distinctRelation } from "./select.ts";
import { castSide, unionRelation } from "./union.ts";

const LEFT = 1;
const RIGHT = 2;

export function setRelation(left: Relation, right: Relation, node: SetOperation, context: StatementContext): Relation {
  // The union checks and casts the columns; of its node only the cast inputs are used.
  const union = unionRelation(left, right, node, context);
  if (union.isOpen || union.columns.some((column) => column.isPoison)) return { ...union, isOpen: true };
  const columns = union.columns.map((column) => ({ ...column, isTime: false, window: null }));
  const width = columns.length;
  const sides = [left, right].map((side, i) => {
    const cast = castSide(side, union.columns);
    return marked(node.isAll ? cast : distinctNode(cast, columns), i === 0 ? LEFT : RIGHT);
  });
  const united: LogicalNode = { kind: "union-all", inputs: sides, columns: sides[0].columns };
  const keys = columns.map((_, i) => columnExpr(columns, i));
  const counted = [...columns, plainColumn("$left", notNull(BIGINT)), plainColumn("$right", notNull(BIGINT))];
  const counts: Relation = {
    node: {
      kind: "aggregate",
      input: united,
      keys,
      aggregates: [countOf(LEFT, width), countOf(RIGHT, width)],
      window: null,
      columns: nodeColumns(counted),
    },
    columns: counted,
    isOpen: false,
  };
  const [leftCount, rightCount] = [columnExpr(counted, width), columnExpr(counted, width + 1)];
  if (!node.isAll) {
    const kept = call("AND", [
      call(">", [leftCount, number(0)]),
      call(node.operator === "INTERSECT" ? ">" : "=", [rightCount, number(0)]),
    ]);
    return projectRelation(filtered(counts, kept), keys, columns);
  }
  const copies =
    node.operator === "INTERSECT" ? call("LEAST", [leftCount, rightCount]) : call("-", [leftCount, rightCount]);
  const withCopies = projectRelation(counts, [...keys, copies], [...columns, plainColumn("$copies", copies.type)]);
  const positive = filtered(withCopies, call(">", [columnExpr(withCopies.columns, width), number(0)]));
  return {
    node: { kind: "replicate", input: positive.node, columns: nodeColumns(columns) },
    columns,
    isOpen: false,
  };
}

/** Each row once, so that the counts change only when a row comes to a side or leaves it for good. */
function distinctNode(input: LogicalNode, columns: readonly RelationColumn[]): LogicalNode {
  return distinctRelation({ node: input, columns, isOpen: false }).node;
}

function marked(node: LogicalNode, side: number): LogicalNode {
  const exprs: Expr[] = node.columns.map((column, index) => ({
    kind: "column",
    index,
    name: column.name,
    type: column.type,
  }));
  const mark: Expr = { kind: "literal", value: side, type: notNull(INT) };
  return {
    kind: "project",
    input: node,
    exprs: [...exprs, mark],
    columns: [...node.columns, { name: "$side", type: notNull(INT) }],
  };
}

function countOf(side: number, sideColumn: number): AggregateCall {
  const read: Expr = { kind: "column", index: sideColumn, name: "$side", type: notNull(INT) };
  const filter = call("=", [read, number(side)]);
  return { fn: "COUNT", args: [], isDistinct: false, filter, orderBy: [], type: notNull(BIGINT) };
}

function filtered(relation: Relation, predicate: Expr): Relation {
  return { ...relation, node: { kind: "filter", input: relation.node, predicate, columns: relation.node.columns } };
}

function number(value: number): Expr {
  return { kind: "literal", value, type: notNull(INT) };
}

function call(name: string, args: readonly Expr[]): Expr {
  const bound = bindCall(name, args);
  invariant(typeof bound !== "string", `${name}: ${String(bound)}`);
  return bound;
}
