// Window functions in FROM -> base form. RisingWave's TUMBLE(t, ts, size), HOP(t, ts, slide, size) become
// TUMBLE(TABLE t, DESCRIPTOR(ts), size); a query as first argument becomes a table argument.
import type { ExprNode, FunctionCall } from "./ast.ts";

const WINDOW_FUNCTIONS: ReadonlySet<string> = new Set(["TUMBLE", "HOP", "CUMULATE", "SESSION"]);

export function windowCallInBaseForm(call: FunctionCall): FunctionCall {
  const args = call.args.map(queryAsTable);
  if (!WINDOW_FUNCTIONS.has(call.name) || args.length < 2) return { ...call, args };
  const [table, time, ...rest] = args;
  if (table.kind !== "column") return { ...call, args: withDescriptor(table, time, rest) };
  const [first, last] = [table.parts[0], table.parts[table.parts.length - 1]];
  const name = { parts: table.parts, span: { ...first.span, end: last.span.end } };
  const base: ExprNode = { kind: "table-argument", table: name, partitionBy: [], span: table.span };
  return { ...call, args: [base, asDescriptor(time), ...rest] };
}

/** TUMBLE((SELECT ...), ts, size): a bare column beside a query in RisingWave's way. */
function withDescriptor(table: ExprNode, time: ExprNode, rest: readonly ExprNode[]): readonly ExprNode[] {
  const isBareQuery = table.kind === "table-argument" && "kind" in table.table && table.partitionBy.length === 0;
  return [table, isBareQuery ? asDescriptor(time) : time, ...rest];
}

function asDescriptor(time: ExprNode): ExprNode {
  if (time.kind !== "column" || time.parts.length !== 1) return time;
  return { kind: "descriptor", columns: time.parts, span: time.span };
}

function queryAsTable(arg: ExprNode): ExprNode {
  if (arg.kind === "named-argument") return { ...arg, value: queryAsTable(arg.value) };
  if (arg.kind !== "scalar-subquery") return arg;
  return { kind: "table-argument", table: arg.query, partitionBy: [], span: arg.span };
}
