// Function calls and operators: aggregates go to the collector of their clause, the rest to their records through
// bindCall. Unknown names get "did you mean", refused arguments the record's reason and its syntax.
import { suggest } from "../../../common/suggest.ts";
import { isString, isTimestamp } from "../../../common/types.ts";
import { bindCall, bindRecord } from "../../../expr/bind-call.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { ScalarFunction } from "../../../expr/function.ts";
import { allAggregates } from "../../../expr/functions/aggregate/index.ts";
import { allFunctions } from "../../../expr/functions/index.ts";
import type { ExprNode, FunctionCall } from "../../../parser/ast.ts";
import { parseType } from "../../../parser/index.ts";
import { bindType } from "../ddl/types.ts";
import { findAggregateOf, findFunctionOf, findTableFunction, userFunctions } from "../ddl/user-functions.ts";
import { bindWindowProperty, isWindowProperty } from "../grouping/group-window.ts";
import { bindGroupingCall } from "../grouping/grouping-sets.ts";
import { bindOverCall, OVER_FUNCTIONS } from "../over/over.ts";
import { isPoison, POISON } from "../relation.ts";
import type { ExprScope } from "../scope.ts";
import { reportArguments } from "../subqueries/apply.ts";
import { bindAggregateCall } from "./aggregates.ts";
import { COMPARISONS, compareOrReport, reportNullComparison } from "./comparisons.ts";
import { foreignHint } from "./foreign-functions.ts";
import { numberLiteral } from "./literals.ts";

const GROUPING_FUNCTIONS = new Set(["GROUPING", "GROUPING_ID"]);
const WINDOW_FUNCTIONS = new Set(["TUMBLE", "HOP", "CUMULATE", "SESSION"]);

export function bindFunctionCall(node: FunctionCall, scope: ExprScope): Expr {
  if (node.isOperator) return bindOperator(node, scope);
  const name = node.name.toUpperCase();
  if (node.over !== null || OVER_FUNCTIONS.has(name)) return bindOverCall(node, scope);
  if (GROUPING_FUNCTIONS.has(name)) return bindGroupingCall(node, scope);
  if (isWindowProperty(name)) return bindWindowProperty(node, scope);
  if (findAggregateOf(name, scope.context.session) !== null) return bindAggregateCall(node, scope);
  if (WINDOW_FUNCTIONS.has(name)) return reportMisplacedWindow(node, scope);
  const record = findFunctionOf(name, scope.context.session);
  // A record without a syntax is not written in SQL.
  if (record === null || record.syntax.length === 0) return reportUnknownFunction(node, scope);
  if (!refuseAggregateClauses(node, scope)) return POISON;
  const args = operands(node).map((arg) => scope.bind(arg, scope));
  if (name === "CURRENT_WATERMARK" && !checkTimeAttribute(node, args, scope)) return POISON;
  return applyFunction(record, node, args, scope);
}

/** The periods of (a, b) OVERLAPS (c, d) are pairs of arguments. */
function operands(node: FunctionCall): readonly ExprNode[] {
  if (node.name.toUpperCase() !== "OVERLAPS") return node.args;
  return node.args.flatMap((arg) => (arg.kind === "row" ? arg.items : [arg]));
}

function applyFunction(record: ScalarFunction, node: FunctionCall, args: readonly Expr[], scope: ExprScope): Expr {
  const options = bindReturning(node, scope);
  if (args.some(isPoison) || options === null) return POISON;
  const bound = bindRecord(record, args, options);
  if (typeof bound !== "string") return bound;
  reportArguments(node, bound, record.syntax, scope);
  return POISON;
}

/** RETURNING of the JSON functions is the text of a type: records get the type, as JSON. Null after a reported error. */
function bindReturning(node: FunctionCall, scope: ExprScope): FunctionCall["options"] | null {
  const { returning } = node.options;
  if (typeof returning !== "string") return node.options;
  const type = bindType(parseType({ name: node.span.source.name, text: returning }), {
    report: (code, message, _, details) => scope.context.report(code, message, node.span, details),
  });
  return type === null ? null : { ...node.options, returning: JSON.stringify(type) };
}

/** DISTINCT, FILTER, ORDER BY inside the call belong to aggregates. */
function refuseAggregateClauses(node: FunctionCall, scope: ExprScope): boolean {
  const clause =
    node.quantifier === "DISTINCT"
      ? "DISTINCT"
      : node.filter !== null
        ? "FILTER"
        : node.orderBy.length > 0
          ? "ORDER BY"
          : node.nulls !== null
            ? `${node.nulls} NULLS`
            : null;
  if (clause === null) return true;
  const message = `${node.name.toUpperCase()} is no aggregate and takes no ${clause}`;
  scope.context.report("BIND_NO_AGGREGATE", message, node.span);
  return false;
}

function bindOperator(node: FunctionCall, scope: ExprScope): Expr {
  const { name, args } = node;
  if (name === "-" && args.length === 1 && args[0].kind === "number") {
    const value = numberLiteral(args[0], true);
    if (typeof value !== "string") return value;
    scope.context.report("BIND_LITERAL", value, node.span);
    return POISON;
  }
  if (reportNullComparison(node, scope)) return POISON;
  const bound = args.map((arg) => scope.bind(arg, scope));
  if (bound.some(isPoison)) return POISON;
  if (name === "+" && bound.length === 1) return bound[0];
  if (COMPARISONS.has(name)) return compareOrReport(name, bound[0], bound[1], node, scope);
  if (
    name === "+" &&
    bound.some((arg) => isString(arg.type)) &&
    bound.every((arg) => isString(arg.type) || arg.kind === "literal")
  ) {
    return reportTextAddition(node, scope);
  }
  const result = bindCall(name, bound, node.options);
  if (typeof result !== "string") return result;
  scope.context.report("BIND_ARGUMENT_TYPES", `operator ${name}: ${result}`, node.span);
  return POISON;
}

function reportTextAddition(node: FunctionCall, scope: ExprScope): Expr {
  const [left, right] = node.args.map((arg) => arg.span);
  const between = { source: left.source, start: left.end, end: right.start };
  const gap = left.source.text.slice(between.start, between.end);
  scope.context.report("BIND_TEXT_ADDITION", "+ adds numbers; texts are joined by ||", node.span, {
    edit: { span: between, text: gap.replace("+", "||") },
  });
  return POISON;
}

function reportMisplacedWindow(node: FunctionCall, scope: ExprScope): Expr {
  const name = node.name.toUpperCase();
  scope.context.report("BIND_WINDOW_PLACE", `${name} stands in FROM or GROUP BY, not in ${scope.clause}`, node.span, {
    hint: `FROM ${name}(TABLE t, DESCRIPTOR(ts), ...) GROUP BY window_start, window_end.`,
  });
  return POISON;
}

function reportUnknownFunction(node: FunctionCall, scope: ExprScope): Expr {
  const { session } = scope.context;
  if (findTableFunction(node.name, session) !== null) return reportTableFunction(node, scope);
  const own = userFunctions(session).filter((fn) => fn.kind !== "table");
  const names = [...allFunctions(), ...allAggregates(), ...own]
    .flatMap((record) => [record.name, ...(record.aliases ?? [])])
    .filter((name) => /^[A-Z]\w+$/.test(name));
  const foreign = foreignHint(node.name);
  const near = foreign === null ? suggest(node.name, names) : null;
  const span = node.nameSpan ?? node.span;
  scope.context.report("BIND_UNKNOWN_FUNCTION", `there is no function ${node.name.toUpperCase()}`, span, {
    hint: foreign ?? (near === null ? "SHOW FUNCTIONS lists all." : `Did you mean ${near}?`),
    edit: near === null ? null : { span, text: near },
  });
  node.args.forEach((arg: ExprNode) => {
    if (arg.kind !== "star") scope.bind(arg, scope);
  });
  return POISON;
}

function reportTableFunction(node: FunctionCall, scope: ExprScope): Expr {
  const name = node.name.toUpperCase();
  scope.context.report("BIND_TABLE_FUNCTION_PLACE", `${name} answers rows, not a value`, node.nameSpan ?? node.span, {
    hint: `It stands in FROM: FROM t CROSS JOIN LATERAL TABLE(${name}(...)).`,
  });
  return POISON;
}

/** CURRENT_WATERMARK(ts) asks for a column that the watermark leads. */
function checkTimeAttribute(node: FunctionCall, args: readonly Expr[], scope: ExprScope): boolean {
  const [arg] = args;
  if (args.length !== 1 || isPoison(arg) || !isTimestamp(arg.type)) return true;
  if (arg.kind === "column" && scope.columns[arg.index]?.isTime) return true;
  scope.context.report("BIND_NO_TIME_ATTRIBUTE", "CURRENT_WATERMARK takes a time attribute", node.args[0].span, {
    hint: "A time attribute is a column with WATERMARK FOR, passed on unchanged.",
  });
  return false;
}
