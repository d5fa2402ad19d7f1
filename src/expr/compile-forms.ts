// Operators that the kernel writes itself: what evaluates its operands lazily (AND, OR, CASE, COALESCE, IF, NULLIF,
// BETWEEN, IN), tests for NULL and truth, and comparisons, which look at slices of bytes without making strings.
// Everything else is a call of the record's emit or evaluate.
import { isBinary, isString, withNullable } from "../common/types.ts";
import { isNoOpCast } from "./cast-kernel.ts";
import { comparisonCode } from "./compile-compare.ts";
import { emitLike } from "./compile-like.ts";
import { emitIn } from "./compile-in.ts";
import { noneNullCode, plainValue, truthCode, type Value } from "./compile-value.ts";
import type { KernelWriter } from "./compile-writer.ts";
import type { CallExpr, Expr } from "./expr.ts";
import type { ComparisonOperator } from "./functions/operator/compare-values.ts";

/** The value of a call that has a form of its own; null when it has none. */
export function emitForm(writer: KernelWriter, expr: CallExpr): Value | null {
  const { fn, args } = expr;
  switch (fn) {
    case "AND":
      return emitJunction(writer, expr, false);
    case "OR":
      return emitJunction(writer, expr, true);
    case "NOT":
      return emitNot(writer, expr);
    case "IS NULL":
    case "IS UNKNOWN":
      return emitTest(writer, expr, writer.value(args[0]).nullCode ?? "false");
    case "IS NOT NULL":
    case "IS NOT UNKNOWN":
      return emitTest(writer, expr, negated(writer.value(args[0]).nullCode ?? "false"));
    case "IS TRUE":
      return emitTest(writer, expr, writer.truth(args[0]));
    case "IS NOT TRUE":
      return emitTest(writer, expr, negated(writer.truth(args[0])));
    case "IS FALSE":
      return emitTest(writer, expr, falseCode(writer.value(args[0])));
    case "IS NOT FALSE":
      return emitTest(writer, expr, negated(falseCode(writer.value(args[0]))));
    case "=":
    case "<>":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compare(writer, fn, writer.value(args[0]), writer.value(args[1]), expr);
    case "IS DISTINCT FROM":
      return emitDistinct(writer, expr, true);
    case "IS NOT DISTINCT FROM":
      return emitDistinct(writer, expr, false);
    case "CASE":
      return emitCase(writer, expr, args);
    case "IF":
      return emitCase(writer, expr, args);
    case "COALESCE":
    case "IFNULL":
      return emitCoalesce(writer, expr);
    case "NULLIF":
      return emitNullIf(writer, expr);
    case "BETWEEN":
      return emitBetween(writer, expr);
    case "IN":
      return emitIn(writer, expr);
    case "LIKE":
      return emitLike(writer, expr);
    default:
      return null;
  }
}

/** The value of a comparison: NULL when a side is. */
export function compare(writer: KernelWriter, operator: ComparisonOperator, a: Value, b: Value, expr: Expr): Value {
  const condition = noneNullCode([a, b]);
  if (condition === "false") return writer.literal(null, expr.type);
  const code = writer.local("v");
  // Slots of NULLs hold zeros: comparing them is harmless and saves a branch.
  writer.line(`const ${code} = ${comparisonCode(writer, operator, a, b)};`);
  if (condition === null) return plainValue(code, null, expr.type);
  const nullCode = writer.local("n");
  writer.line(`const ${nullCode} = ${[a, b].flatMap((x) => x.nullCode ?? []).join(" || ")};`);
  return plainValue(code, nullCode, expr.type);
}

function negated(code: string): string {
  return `!(${code})`;
}

function falseCode(value: Value): string {
  if (value.nullCode === null) return negated(value.code);
  return value.nullCode === "true" ? "false" : `!${value.nullCode} && !${value.code}`;
}

function emitTest(writer: KernelWriter, expr: CallExpr, condition: string): Value {
  const code = writer.local("v");
  writer.line(`const ${code} = ${condition};`);
  return plainValue(code, null, expr.type);
}

function emitNot(writer: KernelWriter, expr: CallExpr): Value {
  const value = writer.value(expr.args[0]);
  if (value.nullCode === "true") return writer.literal(null, expr.type);
  const code = writer.local("v");
  writer.line(`const ${code} = !${value.code};`);
  return plainValue(code, value.nullCode, expr.type);
}

/** a AND (b AND c) as a, b, c. */
function operandsOf(junction: CallExpr): readonly Expr[] {
  const operands: Expr[] = [];
  const open: Expr[] = [junction];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr.kind === "call" && expr.fn === junction.fn) open.push(...expr.args.toReversed());
    else operands.push(expr);
  }
  return operands;
}

/** AND (decided by the first FALSE) and OR (by the first TRUE); undecided with a NULL among them: NULL. */
function emitJunction(writer: KernelWriter, expr: CallExpr, decider: boolean): Value {
  const code = writer.local("v");
  const operands = operandsOf(expr);
  const nullCode = operands.some((arg) => arg.type.nullable) ? writer.local("n") : null;
  writer.line(`let ${code} = ${!decider}${nullCode === null ? "" : `, ${nullCode} = false`};`);
  writer.labelled((label) => {
    operands.forEach((arg, i) => {
      const value = writer.value(arg);
      const isDecided = decider ? truthCode(value) : falseCode(value);
      const settle = `${code} = ${decider};${nullCode === null ? "" : ` ${nullCode} = false;`}`;
      writer.line(`if (${isDecided}) { ${settle}${i === operands.length - 1 ? "" : ` break ${label};`} }`);
      if (value.nullCode !== null && nullCode !== null) {
        writer.line(
          `${i === operands.length - 1 ? `else if (${value.nullCode})` : `if (${value.nullCode})`} ${nullCode} = true;`,
        );
      }
    });
  });
  return plainValue(code, nullCode, expr.type);
}

function emitDistinct(writer: KernelWriter, expr: CallExpr, isDistinct: boolean): Value {
  const a = writer.value(expr.args[0]);
  const b = writer.value(expr.args[1]);
  const isEqual = a.nullCode === "true" || b.nullCode === "true" ? "false" : comparisonCode(writer, "=", a, b);
  let same = `(${isEqual})`;
  if (a.nullCode !== null || b.nullCode !== null) {
    const [x, y] = [a.nullCode ?? "false", b.nullCode ?? "false"];
    same = `(${x} ? ${y} : !${y} && ${same})`;
  }
  return emitTest(writer, expr, isDistinct ? `!${same}` : same);
}

/** when, then, when, then, ..., else. */
function emitCase(writer: KernelWriter, expr: CallExpr, args: readonly Expr[]): Value {
  const results = args.filter((_, i) => i % 2 === 1 || i === args.length - 1);
  const target = declareFor(writer, expr, results);
  writer.labelled((label) => {
    for (let i = 0; i + 1 < args.length; i += 2) {
      writer.block(`if (${writer.truth(args[i])})`, () => {
        writer.assign(target, writer.value(args[i + 1]));
        writer.line(`break ${label};`);
      });
    }
    if (args.length % 2 === 1) writer.assign(target, writer.value(args[args.length - 1]));
  });
  return settled(expr, results, target);
}

/** A declared local is never NULL when none of what it may take is and one of them is always taken. */
function settled(expr: CallExpr, results: readonly Expr[], target: Value): Value {
  return !expr.type.nullable && results.every((result) => !result.type.nullable)
    ? { ...target, nullCode: null }
    : target;
}

/** The local that takes one of the results: a slice when all of them are. */
function declareFor(writer: KernelWriter, expr: CallExpr, results: readonly Expr[]): Value {
  return results.every(isSlice) ? writer.declareSlice(expr.type) : writer.declare(expr.type);
}

function isSlice(expr: Expr): boolean {
  if (!isString(expr.type) && !isBinary(expr.type)) return false;
  switch (expr.kind) {
    case "column":
    case "literal":
      return true;
    case "cast":
      return isNoOpCast(expr.input.type, expr.type) && isSlice(expr.input);
    case "call":
      if (expr.fn === "COALESCE" || expr.fn === "IFNULL") return expr.args.every(isSlice);
      if (expr.fn !== "CASE" && expr.fn !== "IF") return false;
      return expr.args.every((arg, i) => (i % 2 === 0 && i !== expr.args.length - 1) || isSlice(arg));
  }
}

function emitCoalesce(writer: KernelWriter, expr: CallExpr): Value {
  const target = declareFor(writer, expr, expr.args);
  writer.labelled((label) => {
    for (const arg of expr.args) {
      const value = writer.value(arg);
      if (value.nullCode === null) {
        writer.assign(target, value);
        break;
      }
      if (value.nullCode === "true") continue;
      writer.block(`if (!${value.nullCode})`, () => {
        writer.assign(target, { ...value, nullCode: null });
        writer.line(`break ${label};`);
      });
    }
  });
  return target;
}

function emitNullIf(writer: KernelWriter, expr: CallExpr): Value {
  const a = writer.value(expr.args[0]);
  const b = writer.value(expr.args[1]);
  const same = compare(writer, "=", a, b, { ...expr, type: { kind: "BOOLEAN", nullable: true } });
  const nullCode = writer.local("n");
  writer.line(`const ${nullCode} = ${a.nullCode ?? "false"} || (${truthCode(same)});`);
  return { ...a, nullCode, type: withNullable(expr.type, true), constant: undefined };
}

/** x, low, high: x >= low AND x <= high; symmetric: either order of the bounds. */
function emitBetween(writer: KernelWriter, expr: CallExpr): Value {
  const [x, low, high] = expr.args.map((arg) => writer.value(arg));
  const up = both(writer, compare(writer, ">=", x, low, expr), compare(writer, "<=", x, high, expr), expr);
  if (expr.options?.["isSymmetric"] !== true) return up;
  const down = both(writer, compare(writer, ">=", x, high, expr), compare(writer, "<=", x, low, expr), expr);
  const code = writer.local("v");
  writer.line(`const ${code} = (${truthCode(up)}) || (${truthCode(down)});`);
  if (up.nullCode === null && down.nullCode === null) return plainValue(code, null, expr.type);
  const nullCode = writer.local("n");
  writer.line(`const ${nullCode} = !${code} && (${up.nullCode ?? "false"} || ${down.nullCode ?? "false"});`);
  return plainValue(code, nullCode, expr.type);
}

function both(writer: KernelWriter, a: Value, b: Value, expr: CallExpr): Value {
  const code = writer.local("v");
  writer.line(`const ${code} = (${truthCode(a)}) && (${truthCode(b)});`);
  if (a.nullCode === null && b.nullCode === null) return plainValue(code, null, expr.type);
  const nullCode = writer.local("n");
  writer.line(`const ${nullCode} = !${code} && !(${falseCode(a)}) && !(${falseCode(b)});`);
  return plainValue(code, nullCode, expr.type);
}
