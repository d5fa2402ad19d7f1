// Bound expressions as SQL with column names, for people: EXPLAIN and the labels of operators.
// Coercions that the binder put in are shown as CAST, since they are computed; literals carry their type where SQL does.

import { isSqlMap, type Scalar } from "../../columnar/scalar.ts";
import { civilFromDays, MS_PER_DAY } from "../../common/civil.ts";
import { type SqlType, typeText, withNullable } from "../../common/types.ts";
import { decimalText } from "../../expr/decimal.ts";
import type { AggregateCall, Expr, SortKey } from "../../expr/expr.ts";

type Columns = readonly { readonly name: string }[];

/** How tightly operators bind; a call that is not listed is written NAME(a, b). */
const PRECEDENCE: Readonly<Record<string, number>> = {
  OR: 1,
  AND: 2,
  "=": 4,
  "<>": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  LIKE: 4,
  ILIKE: 4,
  "SIMILAR TO": 4,
  "NOT LIKE": 4,
  "IS DISTINCT FROM": 4,
  "IS NOT DISTINCT FROM": 4,
  "||": 5,
  "+": 6,
  "-": 6,
  "*": 7,
  "/": 7,
  "%": 7,
};
const NOT_PRECEDENCE = 3;
const IS_PRECEDENCE = 4;
const UNARY_PRECEDENCE = 8;
const ATOM = 9;

export function exprText(expr: Expr, columns: Columns): string {
  return written(expr, columns, 0);
}

function written(expr: Expr, columns: Columns, outer: number): string {
  const [text, precedence] = textOf(expr, columns);
  return precedence < outer ? `(${text})` : text;
}

function textOf(expr: Expr, columns: Columns): readonly [text: string, precedence: number] {
  switch (expr.kind) {
    case "column":
      return [nameText(columns[expr.index]?.name ?? expr.name), ATOM];
    case "literal":
      return [literalText(expr.value, expr.type), ATOM];
    case "cast": {
      const input = exprText(expr.input, columns);
      return [`${expr.isTry ? "TRY_CAST" : "CAST"}(${input} AS ${typeText(withNullable(expr.type, true))})`, ATOM];
    }
    case "call":
      return callText(expr.fn, expr.args, expr.options, columns);
  }
}

const LIKES: ReadonlySet<string> = new Set(["LIKE", "ILIKE", "SIMILAR TO"]);

type Options = Readonly<Record<string, string | number | boolean | null>>;

function callText(
  fn: string,
  args: readonly Expr[],
  options: Options | undefined,
  columns: Columns,
): readonly [text: string, precedence: number] {
  const name = fn.toUpperCase();
  const precedence = PRECEDENCE[name];
  if (LIKES.has(name) && args.length === 3) {
    const [text, pattern, escapeText] = args.map((arg) => written(arg, columns, precedence + 1));
    return [`${text} ${name} ${pattern} ESCAPE ${escapeText}`, precedence];
  }
  if (precedence !== undefined && args.length >= 2 && Object.keys(options ?? {}).length === 0) {
    const isAssociative = name === "AND" || name === "OR";
    const parts = args.map((arg, i) => written(arg, columns, i === 0 || isAssociative ? precedence : precedence + 1));
    return [parts.join(` ${name} `), precedence];
  }
  if (args.length === 1 && name.startsWith("IS "))
    return [`${written(args[0], columns, IS_PRECEDENCE)} ${name}`, IS_PRECEDENCE];
  if (args.length === 1 && name === "NOT") return [`NOT ${written(args[0], columns, NOT_PRECEDENCE)}`, NOT_PRECEDENCE];
  if (args.length === 1 && (name === "-" || name === "+")) {
    return [`${name}${written(args[0], columns, UNARY_PRECEDENCE)}`, UNARY_PRECEDENCE];
  }
  const special = specialText(name, args, options, columns);
  if (special !== null) return special;
  const texts = args.map((arg) => exprText(arg, columns));
  return [`${name}(${[...texts, ...optionTexts(options)].join(", ")})`, ATOM];
}

/** Forms that are neither NAME(a, b) nor a op b. */
function specialText(
  name: string,
  args: readonly Expr[],
  options: Options | undefined,
  columns: Columns,
): readonly [text: string, precedence: number] | null {
  const [first, ...rest] = args;
  const texts = (exprs: readonly Expr[]): string => exprs.map((arg) => exprText(arg, columns)).join(", ");
  const operand = (expr: Expr): string => written(expr, columns, IS_PRECEDENCE + 1);
  switch (name) {
    case "CASE":
      return [caseText(args, columns), ATOM];
    case "IN":
    case "NOT IN":
      return [`${operand(first)} ${name} (${texts(rest)})`, IS_PRECEDENCE];
    case "BETWEEN":
    case "NOT BETWEEN":
      return rest.length === 2
        ? [`${operand(first)} ${name} ${operand(rest[0])} AND ${operand(rest[1])}`, IS_PRECEDENCE]
        : null;
    case "[]":
      return [`${written(first, columns, ATOM)}[${texts(rest)}]`, ATOM];
    case ".":
      return [`${written(first, columns, ATOM)}.${nameText(fieldName(first, options))}`, ATOM];
    case "ARRAY":
    case "MAP":
      return [`${name}[${texts(args)}]`, ATOM];
    default:
      return null;
  }
}

function fieldName(row: Expr, options: Options | undefined): string {
  const index = Number(options?.["index"]);
  return row.type.kind === "ROW" ? (row.type.fields[index]?.name ?? String(index)) : String(index);
}

function optionTexts(options: Options | undefined): readonly string[] {
  // What a user function is made of is an option too, and nothing to read.
  const shown = Object.entries(options ?? {}).filter(([key]) => !key.startsWith("$"));
  return shown.map(([key, value]) => `${key} => ${String(value)}`);
}

/** Arguments: condition, value, condition, value, ..., ELSE. */
function caseText(args: readonly Expr[], columns: Columns): string {
  const parts = ["CASE"];
  let i = 0;
  for (; i + 1 < args.length; i += 2) {
    parts.push(`WHEN ${exprText(args[i], columns)} THEN ${exprText(args[i + 1], columns)}`);
  }
  if (i < args.length) parts.push(`ELSE ${exprText(args[i], columns)}`);
  return `${parts.join(" ")} END`;
}

export function aggregateText(call: AggregateCall, columns: Columns): string {
  const args =
    call.args.length === 0 ? (call.fn === "COUNT" ? "*" : "") : call.args.map((a) => exprText(a, columns)).join(", ");
  const order = call.orderBy.length === 0 ? "" : ` ORDER BY ${sortKeysText(call.orderBy, columns)}`;
  const filter = call.filter === null ? "" : ` FILTER (WHERE ${exprText(call.filter, columns)})`;
  const options = optionTexts(call.options);
  const tail = options.length === 0 ? "" : `, ${options.join(", ")}`;
  return `${call.fn}(${call.isDistinct ? "DISTINCT " : ""}${args}${order}${tail})${filter}`;
}

/** NULLS FIRST and LAST are written where they differ from the default (NULLs count as the least value). */
export function sortKeysText(keys: readonly SortKey[], columns: Columns): string {
  return keys
    .map((key) => {
      const nulls = key.isNullsFirst === !key.isDescending ? "" : key.isNullsFirst ? " NULLS FIRST" : " NULLS LAST";
      return `${exprText(key.expr, columns)}${key.isDescending ? " DESC" : ""}${nulls}`;
    })
    .join(", ");
}

export function nameText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

export function literalText(value: Scalar, type: SqlType): string {
  if (value === null) return "NULL";
  switch (type.kind) {
    case "NULL":
      return "NULL";
    case "BOOLEAN":
      return value === true ? "TRUE" : "FALSE";
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "BIGINT":
      return String(value);
    case "FLOAT":
    case "DOUBLE":
      return doubleText(value as number);
    case "DECIMAL":
      return decimalText(value as number | bigint, type.scale);
    case "CHAR":
    case "VARCHAR":
      return quoted(value as string);
    case "BINARY":
    case "VARBINARY":
      return `X'${Buffer.from(value as Uint8Array)
        .toString("hex")
        .toUpperCase()}'`;
    case "DATE":
      return `DATE '${dateText(value as number)}'`;
    case "TIME":
      return `TIME '${timeText(BigInt(value as number), 3)}'`;
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
      return `${type.kind} '${timestampText(BigInt(value as number | bigint), type.precision)}'`;
    case "INTERVAL_DAY":
      return intervalText(BigInt(value as number | bigint));
    case "INTERVAL_MONTH":
      return `INTERVAL '${String(value)}' MONTH`;
    case "ARRAY":
      return `ARRAY[${(value as readonly Scalar[]).map((v) => literalText(v, type.element)).join(", ")}]`;
    case "ROW":
      return `ROW(${(value as readonly Scalar[]).map((v, i) => literalText(v, type.fields[i].type)).join(", ")})`;
    case "MAP":
    case "MULTISET":
      return mapText(value, type);
  }
}

function mapText(value: Scalar, type: Extract<SqlType, { kind: "MAP" | "MULTISET" }>): string {
  if (value === null || !isSqlMap(value)) return "NULL";
  if (type.kind === "MULTISET")
    return `MULTISET[${value.entries.map(([v]) => literalText(v, type.element)).join(", ")}]`;
  return `MAP[${value.entries.flatMap(([k, v]) => [literalText(k, type.key), literalText(v, type.value)]).join(", ")}]`;
}

/** A DOUBLE reads back as one: 5 is 5E0. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `CAST('${String(value)}' AS DOUBLE)`;
  const text = Object.is(value, -0) ? "-0" : String(value).toUpperCase();
  return text.includes("E") ? text : `${text}E0`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function dateText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}

function timestampText(units: bigint, precision: number): string {
  const perDay = BigInt(MS_PER_DAY / 1000) * 10n ** BigInt(precision);
  const inDay = ((units % perDay) + perDay) % perDay;
  return `${dateText(Number((units - inDay) / perDay))} ${timeText(inDay, precision)}`;
}

function timeText(units: bigint, precision: number): string {
  const perSecond = 10n ** BigInt(precision);
  const seconds = Number(units / perSecond);
  const fraction = units % perSecond;
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction === 0n ? clock : `${clock}.${String(fraction).padStart(precision, "0").replace(/0+$/, "")}`;
}

/** In the greatest unit that divides it. */
function intervalText(ms: bigint): string {
  for (const [unitMs, name] of INTERVAL_UNITS) {
    if (ms % unitMs === 0n) return `INTERVAL '${ms / unitMs}' ${name}`;
  }
  return `INTERVAL '${Number(ms) / 1000}' SECOND`;
}

const INTERVAL_UNITS: readonly (readonly [bigint, string])[] = [
  [86_400_000n, "DAY"],
  [3_600_000n, "HOUR"],
  [60_000n, "MINUTE"],
  [1000n, "SECOND"],
];
