// An expression as a person reads it in an error message or a plan: SQL-like, with column names.
import { javaDoubleText } from "../columnar/double-text.ts";
import type { Scalar } from "../columnar/scalar.ts";
import { isApproximate, isString, typeText, withNullable, type SqlType } from "../common/types.ts";
import { decimalText } from "./decimal.ts";
import type { CallExpr, Expr } from "./expr.ts";

const INFIX = new Set([
  "+",
  "-",
  "*",
  "/",
  "%",
  "||",
  "=",
  "<>",
  "<",
  "<=",
  ">",
  ">=",
  "AND",
  "OR",
  "->",
  "->>",
  "LIKE",
]);
const TEXT_LENGTH_MAX = 60;

export function exprText(expr: Expr): string {
  switch (expr.kind) {
    case "column":
      return expr.name;
    case "literal":
      return literalText(expr.value, expr.type);
    case "cast":
      return `${expr.isTry ? "TRY_CAST" : "CAST"}(${exprText(expr.input)} AS ${typeText(withNullable(expr.type, true))})`;
    case "call":
      return callText(expr);
  }
}

function callText(expr: CallExpr): string {
  const { fn, args } = expr;
  const texts = args.map((arg) => exprText(arg));
  const inner = args.map((arg, i) => (arg.kind === "call" && INFIX.has(arg.fn) ? `(${texts[i]})` : texts[i]));
  if (INFIX.has(fn) && args.length >= 2) return inner.join(` ${fn} `);
  if ((fn === "-" || fn === "+") && args.length === 1) return `${fn}${inner[0]}`;
  if (fn === "NOT") return `NOT ${inner[0]}`;
  if (fn.startsWith("IS ")) return [inner[0], fn, ...inner.slice(1)].join(" ");
  if (fn === "[]") return `${inner[0]}[${texts[1]}]`;
  if (fn === "IN") return `${inner[0]} IN (${texts.slice(1).join(", ")})`;
  if (fn === "BETWEEN") return `${inner[0]} BETWEEN ${inner[1]} AND ${inner[2]}`;
  if (fn === "ARRAY" || fn === "MAP") return `${fn}[${texts.join(", ")}]`;
  if (fn === ".") return `${inner[0]}.${expr.options?.["name"] ?? expr.options?.["index"]}`;
  if (fn === "CASE") {
    const parts = texts.map((text, i) =>
      i === texts.length - 1 && i % 2 === 0 ? `ELSE ${text}` : i % 2 === 0 ? `WHEN ${text}` : `THEN ${text}`,
    );
    return `CASE ${parts.join(" ")} END`;
  }
  return `${fn}(${texts.join(", ")})`;
}

function literalText(value: Scalar, type: SqlType): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string" && isString(type)) {
    const text = value.length > TEXT_LENGTH_MAX ? `${value.slice(0, TEXT_LENGTH_MAX)}…` : value;
    return `'${text.replaceAll("'", "''")}'`;
  }
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString("hex").toUpperCase()}'`;
  if (typeof value === "number" && isApproximate(type)) return javaDoubleText(value);
  if (typeof value === "number" || typeof value === "bigint") {
    return type.kind === "DECIMAL" ? decimalText(value, type.scale) : String(value);
  }
  return JSON.stringify(value, (_, item) => (typeof item === "bigint" ? String(item) : item));
}
