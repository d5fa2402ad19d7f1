// Calls of function records with arguments already bound: the record's types and casts, or its reason as an error.
import { bindCall } from "../../../expr/bind-call.ts";
import type { Expr } from "../../../expr/expr.ts";
import { findFunction } from "../../../expr/functions/index.ts";
import type { ExprNode, FunctionCall } from "../../../parser/ast.ts";
import { isPoison, POISON } from "../relation.ts";
import type { ExprScope } from "../scope.ts";

/** Binds the arguments and the call of a function that has no name in the text; POISON after a reported error. */
export function callOrReport(fn: string, args: readonly ExprNode[], node: ExprNode, scope: ExprScope): Expr {
  return applyOrReport(
    fn,
    args.map((arg) => scope.bind(arg, scope)),
    node,
    scope,
  );
}

export function applyOrReport(
  fn: string,
  args: readonly Expr[],
  node: ExprNode,
  scope: ExprScope,
  options: FunctionCall["options"] = {},
): Expr {
  if (args.some(isPoison)) return POISON;
  const bound = bindCall(fn, args, options);
  if (typeof bound !== "string") return bound;
  const syntax = findFunction(fn)?.syntax ?? [];
  scope.context.report("BIND_ARGUMENT_TYPES", `${operatorText(fn)}: ${bound}`, node.span, {
    hint: syntax.length === 0 ? null : syntax.join("\n"),
  });
  return POISON;
}

function operatorText(fn: string): string {
  return /^[A-Z]/.test(fn) ? fn : `operator ${fn}`;
}

export function reportArguments(node: FunctionCall, reason: string, syntax: readonly string[], scope: ExprScope): void {
  const hint = syntax.length === 0 ? null : `It is written ${syntax.join(" or ")}.`;
  scope.context.report("BIND_ARGUMENT_TYPES", `${node.name.toUpperCase()}: ${reason}`, node.span, { hint });
}
