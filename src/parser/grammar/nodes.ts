// Makes call nodes: most of their parts are usually absent.
import type { Span } from "../../common/span.ts";
import type { ExprNode, FunctionCall } from "../ast.ts";

export function call(
  name: string,
  args: readonly ExprNode[],
  span: Span,
  parts: Partial<Omit<FunctionCall, "kind" | "name" | "args" | "span">> = {},
): FunctionCall {
  return {
    kind: "call",
    name,
    nameSpan: null,
    isOperator: false,
    args,
    options: {},
    quantifier: null,
    orderBy: [],
    isWithinGroup: false,
    nulls: null,
    filter: null,
    over: null,
    ...parts,
    span,
  };
}
