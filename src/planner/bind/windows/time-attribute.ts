// Time attributes: what windows ask for, and the way out when a column is none.
import type { Span } from "../../../common/span.ts";
import { isTimestamp, typeText, withNullable } from "../../../common/types.ts";
import type { StatementContext } from "../context.ts";
import { quoteName } from "../names.ts";
import type { RelationColumn } from "../relation.ts";

/** A window needs a column that the watermark leads. False after a reported error. */
export function checkTimeAttribute(
  columns: readonly RelationColumn[],
  index: number,
  span: Span,
  context: StatementContext,
): boolean {
  const column = columns[index];
  if (column.isPoison) return false;
  if (column.isTime) return true;
  const type = typeText(withNullable(column.type, true));
  const others = columns.filter((c) => c.isTime).map((c) => c.name);
  const way =
    others.length > 0 ? `Time attributes here: ${others.join(", ")}.` : wayOut(column, isTimestamp(column.type));
  context.report(
    "BIND_NO_TIME_ATTRIBUTE",
    `"${column.name}" (${type}) is no time attribute: a window needs a column that a watermark leads`,
    span,
    { hint: way, edit: others.length === 1 ? { span, text: quoteName(others[0]) } : null },
  );
  return false;
}

function wayOut(column: RelationColumn, isTime: boolean): string {
  if (!isTime) {
    return `Declare a TIMESTAMP(3) column in the table, computed if need be (ts AS TO_TIMESTAMP(${quoteName(column.name)})), and WATERMARK FOR it.`;
  }
  const name = quoteName(column.name);
  if ("precision" in column.type && column.type.precision > 3) {
    return `Event time counts milliseconds: declare ${name} as ${column.type.kind}(3) in its table, with WATERMARK FOR it.`;
  }
  return `Add WATERMARK FOR ${name} AS ${name} - INTERVAL '5' SECOND to its table. A column stays a time attribute only while it is passed on unchanged: an expression, a CAST or an aggregate makes a plain column of it.`;
}
