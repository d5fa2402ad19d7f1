// Expressions back to SQL, in base form: as few parentheses as the grammar's binding powers ask for.
// Queries inside are printed by the caller's function, so that this file and print.ts do not need each other.
import { assertNever } from "../common/invariant.ts";
import type { ExprNode, FunctionCall, IntervalLiteral, SortItem, WindowFrame, WindowRef } from "./ast.ts";
import { binaryPower, POWERS, UNARY_POWER } from "./binding-power.ts";
import { printCall } from "./print-call.ts";
import { printName, printString, printType } from "./print-type.ts";

export type PrintQuery = (query: Extract<ExprNode, { kind: "exists" }>["query"]) => string;

/** Printer of expressions with a given printer of queries. */
export class ExprPrinter {
  readonly query: PrintQuery;

  constructor(query: PrintQuery) {
    this.query = query;
  }

  list(exprs: readonly ExprNode[]): string {
    return exprs.map((expr) => this.print(expr)).join(", ");
  }

  /** `minPower`: how tightly the operator around binds; an expression that binds less gets parentheses. */
  print(expr: ExprNode, minPower = 0): string {
    const text = this.#bare(expr);
    return powerOf(expr) < minPower ? `(${text})` : text;
  }

  #bare(expr: ExprNode): string {
    switch (expr.kind) {
      case "number":
        return expr.text;
      case "string":
        return printString(expr.value);
      case "binary":
        return `X'${expr.hex}'`;
      case "boolean":
        return expr.value ? "TRUE" : "FALSE";
      case "null":
        return "NULL";
      case "temporal":
        return `${expr.type} ${printString(expr.text)}`;
      case "interval":
        return printInterval(expr);
      case "column":
        return expr.parts.map(printName).join(".");
      case "star":
        return printStar(expr);
      case "call":
        return expr.isOperator ? this.#operator(expr) : printCall(expr, this);
      case "cast":
        return `${expr.isTry ? "TRY_CAST" : "CAST"}(${this.print(expr.input)} AS ${printType(expr.type)})`;
      case "case":
        return this.#case(expr);
      case "in-list":
      case "in-subquery":
      case "between":
      case "like":
      case "is":
        return this.#predicate(expr);
      case "exists":
        return `EXISTS (${this.query(expr.query)})`;
      case "scalar-subquery":
        return `(${this.query(expr.query)})`;
      case "subscript":
        return `${this.#subscriptBase(expr.input)}[${this.print(expr.index)}]`;
      case "field":
        return `${this.#fieldBase(expr.input)}.${printName(expr.field)}`;
      case "row":
        return `ROW(${this.list(expr.items)})`;
      case "array":
        return `ARRAY[${this.list(expr.items)}]`;
      case "map":
        return `MAP[${expr.entries.map((entry) => `${this.print(entry.key)}, ${this.print(entry.value)}`).join(", ")}]`;
      case "descriptor":
        return `DESCRIPTOR(${expr.columns.map(printName).join(", ")})`;
      case "named-argument":
        return `${printName(expr.name)} => ${this.print(expr.value)}`;
      case "table-argument":
        return this.#tableArgument(expr);
      default:
        return assertNever(expr, "expression");
    }
  }

  #operator(call: FunctionCall): string {
    const power = powerOf(call);
    if (call.args.length === 1) {
      const input = this.print(call.args[0], power);
      if (call.name === "NOT") return `NOT ${input}`;
      // `--` would begin a comment.
      return /^[+-]/.test(input) ? `${call.name} ${input}` : `${call.name}${input}`;
    }
    // Left-associative: an equal power on the right needs parentheses.
    return `${this.print(call.args[0], power)} ${call.name} ${this.print(call.args[1], power + 1)}`;
  }

  #predicate(expr: Extract<ExprNode, { kind: "in-list" | "in-subquery" | "between" | "like" | "is" }>): string {
    const not = expr.isNegated ? "NOT " : "";
    const input = this.print(expr.input, powerOf(expr));
    const operand = (node: ExprNode) => this.print(node, POWERS.RANGE + 1);
    switch (expr.kind) {
      case "in-list":
        return `${input} ${not}IN (${this.list(expr.items)})`;
      case "in-subquery":
        return `${input} ${not}IN (${this.query(expr.query)})`;
      case "between": {
        const symmetric = expr.isSymmetric ? "SYMMETRIC " : "";
        return `${input} ${not}BETWEEN ${symmetric}${operand(expr.low)} AND ${operand(expr.high)}`;
      }
      case "like": {
        const escapeMark = expr.escape === null ? "" : ` ESCAPE ${operand(expr.escape)}`;
        return `${input} ${not}${expr.operator} ${operand(expr.pattern)}${escapeMark}`;
      }
      case "is": {
        const other = expr.other === null ? "" : ` ${this.print(expr.other, POWERS.COMPARISON + 1)}`;
        return `${input} IS ${not}${expr.test}${other}`;
      }
      default:
        return assertNever(expr, "predicate");
    }
  }

  #case(expr: Extract<ExprNode, { kind: "case" }>): string {
    const operand = expr.operand === null ? "" : ` ${this.print(expr.operand)}`;
    const branches = expr.branches.map(({ when, then }) => ` WHEN ${this.print(when)} THEN ${this.print(then)}`);
    const otherwise = expr.otherwise === null ? "" : ` ELSE ${this.print(expr.otherwise)}`;
    return `CASE${operand}${branches.join("")}${otherwise} END`;
  }

  /** What a subscript or a field is taken of: anything but a primary in parentheses. */
  #base(input: ExprNode): string {
    return this.print(input, POWERS.PRIMARY);
  }

  /** A column called map or array: `map['k']` would make a map. */
  #subscriptBase(input: ExprNode): string {
    const text = this.#base(input);
    return /^(map|array)$/i.test(text) ? `(${text})` : text;
  }

  /** `(a).b` is a field of column a, `a.b` a path that the binder resolves. */
  #fieldBase(input: ExprNode): string {
    const text = this.#base(input);
    const isPath = input.kind === "column" || input.kind === "number";
    return isPath || (input.kind === "call" && input.args.length === 0) ? `(${text})` : text;
  }

  #tableArgument(expr: Extract<ExprNode, { kind: "table-argument" }>): string {
    const { table } = expr;
    const partition = expr.partitionBy.length === 0 ? "" : ` PARTITION BY (${this.list(expr.partitionBy)})`;
    if ("parts" in table) return `TABLE ${table.parts.map(printName).join(".")}${partition}`;
    return `TABLE (${this.query(table)})${partition}`;
  }

  // ---- Sorting and windows

  sortItems(items: readonly SortItem[]): string {
    return `ORDER BY ${items.map((item) => this.#sortItem(item)).join(", ")}`;
  }

  #sortItem(item: SortItem): string {
    const direction = item.direction === null ? "" : ` ${item.direction}`;
    const nulls = item.nulls === null ? "" : ` NULLS ${item.nulls}`;
    return `${this.print(item.expr)}${direction}${nulls}`;
  }

  window(window: WindowRef): string {
    if (window.kind === "window-name") return printName(window.name);
    const parts: string[] = [];
    if (window.base !== null) parts.push(printName(window.base));
    if (window.partitionBy.length > 0) parts.push(`PARTITION BY ${this.list(window.partitionBy)}`);
    if (window.orderBy.length > 0) parts.push(this.sortItems(window.orderBy));
    if (window.frame !== null) parts.push(this.#frame(window.frame));
    return `(${parts.join(" ")})`;
  }

  #frame(frame: WindowFrame): string {
    if (frame.end === null) return `${frame.unit} ${this.#bound(frame.start)}`;
    return `${frame.unit} BETWEEN ${this.#bound(frame.start)} AND ${this.#bound(frame.end)}`;
  }

  #bound(bound: WindowFrame["start"]): string {
    switch (bound.kind) {
      case "unbounded-preceding":
        return "UNBOUNDED PRECEDING";
      case "unbounded-following":
        return "UNBOUNDED FOLLOWING";
      case "current-row":
        return "CURRENT ROW";
      case "preceding":
        return `${this.print(bound.offset, POWERS.RANGE + 1)} PRECEDING`;
      case "following":
        return `${this.print(bound.offset, POWERS.RANGE + 1)} FOLLOWING`;
      default:
        return assertNever(bound, "frame bound");
    }
  }
}

function powerOf(expr: ExprNode): number {
  switch (expr.kind) {
    case "in-list":
    case "in-subquery":
    case "between":
    case "like":
      return POWERS.RANGE;
    case "is":
      return POWERS.IS;
    case "call":
      if (!expr.isOperator) return POWERS.PRIMARY;
      if (expr.args.length === 1) return expr.name === "NOT" ? UNARY_POWER.NOT : UNARY_POWER.SIGN;
      return binaryPower(expr.name);
    default:
      return POWERS.PRIMARY;
  }
}

function printStar(star: Extract<ExprNode, { kind: "star" }>): string {
  const qualifier = star.qualifier.map((name) => `${printName(name)}.`).join("");
  const exclude = star.exclude.length === 0 ? "" : ` EXCLUDE (${star.exclude.map(printName).join(", ")})`;
  return `${qualifier}*${exclude}`;
}

function printInterval(interval: IntervalLiteral): string {
  const { leadingPrecision: leading, fractionalPrecision: fraction, from, to } = interval;
  const sign = interval.isNegative ? "-" : "";
  const head = `INTERVAL ${sign}${printString(interval.text)} ${from}`;
  if (to === null) {
    const precisions = [leading, fraction].filter((precision) => precision !== null).join(", ");
    return precisions === "" ? head : `${head}(${precisions})`;
  }
  return `${head}${leading === null ? "" : `(${leading})`} TO ${to}${fraction === null ? "" : `(${fraction})`}`;
}
