// What compares the rows of a subquery with each other, OVER windows, ranks, ORDER BY with LIMIT, does so among the rows of one
// outer row. Where conditions say what is equal (inner = outer), those rows are a partition by the inner sides.
import type { Expr } from "../../../expr/expr.ts";
import { columnOf } from "../../expr-shape.ts";
import type { LogicalNode, LogicalOver, LogicalRank } from "../../logical.ts";

type LogicalSort = Extract<LogicalNode, { kind: "sort" }>;

export interface Partitioned {
  readonly node: LogicalNode;
  /** Of its columns, those of the query itself. */
  readonly own: readonly number[];
  /** The columns that hold the keys. */
  readonly keys: readonly number[];
}

/** The node over `below`, whose first columns are those of the node's input, partitioned by `keys` too. */
export function partitionedBy(
  node: LogicalOver | LogicalRank | LogicalSort,
  below: LogicalNode,
  keys: readonly Expr[],
): Partitioned {
  const width = below.columns.length;
  const sorted = node.kind === "sort" ? node.keys.map((key) => key.expr) : [];
  const added = [...keys, ...sorted];
  const input: LogicalNode = {
    kind: "project",
    input: below,
    exprs: [...below.columns.map((_, i) => columnOf(below.columns, i)), ...added],
    columns: [...below.columns, ...added.map((expr, i) => ({ name: `$outer${i}`, type: expr.type }))],
  };
  const keyColumns = keys.map((_, i) => width + i);
  const own = node.input.columns.map((_, i) => i);
  if (node.kind === "sort") {
    const order = node.keys.map(({ isDescending, isNullsFirst }, i) => ({
      column: width + keys.length + i,
      isDescending,
      isNullsFirst,
    }));
    return { node: topOf(node, input, keyColumns, order), own, keys: keyColumns };
  }
  const results = node.columns.slice(node.input.columns.length);
  const wide: LogicalNode = {
    ...node,
    input,
    partition: [...node.partition, ...keyColumns],
    columns: [...input.columns, ...results],
  };
  return { node: wide, own: [...own, ...results.map((_, i) => input.columns.length + i)], keys: keyColumns };
}

function topOf(
  { limit, offset }: LogicalSort,
  input: LogicalNode,
  partition: readonly number[],
  order: LogicalRank["order"],
): LogicalRank {
  const to = limit === null ? Number.MAX_SAFE_INTEGER : offset + limit;
  const range = { fn: "ROW_NUMBER", from: offset + 1, to, emitsRank: false } as const;
  return { kind: "rank", input, partition, order, isTimeOrder: false, window: null, ...range, columns: input.columns };
}
