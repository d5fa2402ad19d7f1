// What INSERT asks of the values it writes: conditions on the row (a filter that fails, or drops the row), so that a column
// stays a plain column and the sink's key is seen to be the query's. As Flink's constraint enforcers.
import { invariant } from "../../../common/invariant.ts";
import type { Span } from "../../../common/span.ts";
import type { SqlType } from "../../../common/types.ts";
import { bindCall } from "../../../expr/bind-call.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { ResolvedColumn } from "../../logical.ts";
import { settingValue } from "../../settings.ts";
import type { StatementContext } from "../context.ts";
import { literal } from "../expressions/literals.ts";
import { POISON } from "../relation.ts";
import { canStore } from "./store-assignment.ts";

/** A NULL for a NOT NULL column fails, or drops the row. */
export function nullCheck(source: Expr, column: string, context: StatementContext): Expr {
  return condition(
    isDropping(context) ? bindCall("IS NOT NULL", [source]) : bindCall("CHECK_NOT_NULL", [source], { column }),
  );
}

/** A text that may be longer than its column fails, unless it is to be cut; null: the cast of the types says it all. */
export function checkLength(source: Expr, { name, type }: ResolvedColumn, context: StatementContext): Expr | null {
  const isText = type.kind === "VARCHAR" || type.kind === "VARBINARY";
  if (!isText || !canStore(source, type) || !("length" in source.type) || source.type.length <= type.length)
    return null;
  if (isTrimming(context)) return null;
  return condition(bindCall("CHECK_LENGTH", [source], { length: type.length, column: name }));
}

/** The same for what is inside of a ROW, and of ARRAY, MAP and MULTISET where that is asked for. */
export function nestedChecks(source: Expr, { name, type }: ResolvedColumn, context: StatementContext): readonly Expr[] {
  const reach = reachOf(context);
  if (reach === "IGNORE") return [];
  const collections = reach === "ROWS_AND_COLLECTIONS";
  const checks: Expr[] = [];
  if (nests(type, collections, ({ nullable }) => !nullable)) {
    const options = { column: name, collections, drop: isDropping(context) };
    checks.push(condition(bindCall("CHECK_NESTED_NULLS", [source, literal(null, type)], options)));
  }
  if (nests(type, collections, hasLength) && !isTrimming(context)) {
    checks.push(
      condition(bindCall("CHECK_NESTED_LENGTHS", [source, literal(null, type)], { column: name, collections })),
    );
  }
  return checks;
}

/** Under 'TRIM_PAD' the texts inside of a ROW are cut and padded as those of a column are. */
export function withFittingTexts(
  stored: Expr,
  { name, type }: ResolvedColumn,
  span: Span,
  context: StatementContext,
): Expr {
  const reach = reachOf(context);
  if (reach === "IGNORE" || !isTrimming(context)) return stored;
  if (reach === "ROWS_AND_COLLECTIONS" && nests(type, true, hasLength) && !nests(type, false, hasLength)) {
    context.report("PLAN_NOT_AVAILABLE", `the texts inside of "${name}" are not cut: they are in a collection`, span, {
      hint: "SET 'table.exec.sink.type-length-enforcer' = 'ERROR', or 'table.exec.sink.nested-constraint-enforcer' = 'ROWS'.",
    });
    return POISON;
  }
  return nests(type, false, hasLength) ? condition(bindCall("FIT_NESTED", [stored, literal(null, type)])) : stored;
}

function isDropping({ session }: StatementContext): boolean {
  return settingValue(session.settings, "table.exec.sink.not-null-enforcer") === "DROP";
}

function isTrimming({ session }: StatementContext): boolean {
  return settingValue(session.settings, "table.exec.sink.type-length-enforcer") === "TRIM_PAD";
}

function reachOf({ session }: StatementContext): string {
  return settingValue(session.settings, "table.exec.sink.nested-constraint-enforcer");
}

function hasLength(type: SqlType): boolean {
  return type.kind === "CHAR" || type.kind === "VARCHAR" || type.kind === "BINARY" || type.kind === "VARBINARY";
}

/** Whether a type inside of `type` is one that is asked for. */
function nests(type: SqlType, collections: boolean, asked: (inner: SqlType) => boolean): boolean {
  return innerTypes(type, collections).some((inner) => asked(inner) || nests(inner, collections, asked));
}

function innerTypes(type: SqlType, collections: boolean): readonly SqlType[] {
  if (type.kind === "ROW") return type.fields.map((field) => field.type);
  if (!collections) return [];
  if (type.kind === "ARRAY" || type.kind === "MULTISET") return [type.element];
  return type.kind === "MAP" ? [type.key, type.value] : [];
}

function condition(bound: Expr | string): Expr {
  invariant(typeof bound !== "string", `a check of INSERT cannot be bound: ${String(bound)}`);
  return bound;
}
