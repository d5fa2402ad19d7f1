// WATERMARK FOR column AS expr: the column is a TIMESTAMP(p) or TIMESTAMP_LTZ(p) with p <= 3, the expression has its kind.
import { isTimestamp, type SqlType, typeText, withNullable } from "../../../common/types.ts";
import type { Expr } from "../../../expr/expr.ts";
import { foldConstants } from "../../../expr/fold.ts";
import type { ColumnNode, CreateTable } from "../../../parser/ast.ts";
import type { ResolvedColumn, WatermarkSpec } from "../../logical.ts";
import { type Edit, type StatementContext, sourceText } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import { matchName, quoteName, unknownNameHint } from "../names.ts";
import { isPoison, plainColumn } from "../relation.ts";

const PRECISION_MAX = 3;

export function bindWatermark(
  node: CreateTable,
  columns: readonly ResolvedColumn[],
  context: StatementContext,
): WatermarkSpec | null {
  const { watermark } = node;
  if (watermark === null) return null;
  if (watermark.expr.kind === "call" && /^SOURCE_WATERMARK$/.test(watermark.expr.name)) {
    const connector = node.options.find(({ key }) => key === "connector")?.value;
    const source = connector === undefined ? "the connector" : `'${connector}'`;
    const name = quoteName(watermark.column.text);
    context.report("PLAN_NOT_AVAILABLE", `${source} brings no watermark of its own`, watermark.expr.span, {
      hint: `Say how late rows may be: WATERMARK FOR ${name} AS ${name} - INTERVAL '5' SECOND.`,
      edit: { span: watermark.expr.span, text: `${name} - INTERVAL '5' SECOND` },
    });
    return null;
  }
  const visible = columns.map((column) => ({
    ...plainColumn(column.name, column.type),
    isPoison: column.type.kind === "NULL",
  }));
  const scope = scopeOver(context, [{ name: null, columns: visible, offset: 0 }], context.hasErrors, "WATERMARK");
  const bound = scope.bind(watermark.expr, scope);
  const names = columns.map((column) => column.name);
  const [column] = matchName(watermark.column, names);
  if (column === undefined) {
    reportUnknown(node, names, context);
    return null;
  }
  if (columns[column].type.kind === "NULL" || !checkType(node, columns[column], context)) return null;
  if (isPoison(bound)) return null;
  const expr = foldConstants(bound);
  if (expr.type.kind !== columns[column].type.kind) {
    const message = `the watermark is ${typeText(withNullable(expr.type, true))}, its column ${typeText(columns[column].type)}`;
    context.report("BIND_WATERMARK_TYPE", message, watermark.expr.span, {
      hint: `For example: WATERMARK FOR ${quoteName(names[column])} AS ${quoteName(names[column])} - INTERVAL '5' SECOND.`,
    });
    return null;
  }
  return { column, expr, delayMs: delayOf(expr, column) };
}

function reportUnknown(node: CreateTable, names: readonly string[], context: StatementContext): void {
  const name = node.watermark?.column;
  if (name === undefined) return;
  const { hint, suggestion } = unknownNameHint(name.text, names, "Columns");
  const nested = name.text.includes(".")
    ? `A field of a ROW needs a column of its own first: ts AS ${name.text}, WATERMARK FOR ts AS ts.`
    : hint;
  context.report("BIND_UNKNOWN_COLUMN", `WATERMARK FOR names no column of the table: "${name.text}"`, name.span, {
    hint: nested,
    edit: suggestion === null ? null : { span: name.span, text: quoteName(suggestion) },
  });
}

function checkType(node: CreateTable, column: ResolvedColumn, context: StatementContext): boolean {
  const { watermark } = node;
  if (watermark === null) return false;
  const { type } = column;
  const declared = node.columns.find((candidate) => candidate.name.text === column.name) ?? null;
  if (!isTimestamp(type)) {
    context.report(
      "BIND_WATERMARK_TYPE",
      `a watermark needs a TIMESTAMP(3) or TIMESTAMP_LTZ(3) column, and "${column.name}" is ${typeText(withNullable(type, true))}`,
      watermark.column.span,
      { hint: timeFrom(column.name, type) },
    );
    return false;
  }
  if ("precision" in type && type.precision > PRECISION_MAX) {
    context.report(
      "BIND_TIME_PRECISION",
      `event time counts milliseconds: "${column.name}" is ${typeText(withNullable(type, true))}`,
      watermark.column.span,
      {
        hint: `Declare it with a precision of at most ${PRECISION_MAX}; finer digits are cut.`,
        edit: precisionEdit(declared, type),
      },
    );
    return false;
  }
  return true;
}

function precisionEdit(declared: ColumnNode | null, type: SqlType): Edit | null {
  if (declared === null) return null;
  const wanted = `${type.kind}(${PRECISION_MAX})`;
  if (declared.kind === "computed") {
    return { span: declared.expr.span, text: `CAST(${sourceText(declared.expr.span)} AS ${wanted})` };
  }
  return { span: declared.type.span, text: declared.type.isNotNull ? `${wanted} NOT NULL` : wanted };
}

function timeFrom(name: string, type: SqlType): string {
  const column = quoteName(name);
  const made =
    type.kind === "BIGINT" || type.kind === "INT"
      ? `TO_TIMESTAMP_LTZ(${column}, 3)`
      : type.kind === "DATE"
        ? `CAST(${column} AS TIMESTAMP(3))`
        : type.kind === "VARCHAR" || type.kind === "CHAR"
          ? `TO_TIMESTAMP(${column})`
          : null;
  if (made === null) return "Declare a TIMESTAMP(3) column, computed from others if need be.";
  return `Add a computed column: event_time AS ${made}, WATERMARK FOR event_time AS event_time - INTERVAL '5' SECOND.`;
}

/** Milliseconds that the watermark trails the column by, when it is the column less a constant. */
function delayOf(expr: Expr, column: number): number | null {
  if (expr.kind === "cast") return expr.type.kind === expr.input.type.kind ? delayOf(expr.input, column) : null;
  if (expr.kind === "column") return expr.index === column ? 0 : null;
  if (expr.kind !== "call" || (expr.fn !== "-" && expr.fn !== "+") || expr.args.length !== 2) return null;
  const [base, delay] = expr.args;
  if (delayOf(base, column) !== 0 || delay.kind !== "literal" || typeof delay.value !== "number") return null;
  if (delay.type.kind !== "INTERVAL_DAY") return null;
  return expr.fn === "-" ? delay.value : -delay.value;
}
