// WITH options of tables: collected here, judged by the connector directory.
import type { Span } from "../../../common/span.ts";
import type { TableOption } from "../../../parser/ast.ts";
import type { ResolvedTable } from "../../logical.ts";
import type { Edit, StatementContext } from "../context.ts";
import { quoted } from "./show-create.ts";

export function bindOptions(options: readonly TableOption[], context: StatementContext): Record<string, string> {
  const values: Record<string, string> = {};
  for (const option of options) {
    if (Object.hasOwn(values, option.key)) {
      context.report("BIND_DUPLICATE_OPTION", `the option '${option.key}' is given twice`, option.keySpan);
    }
    values[option.key] = option.value;
  }
  return values;
}

/** Reports what the connector finds wrong, at the option in question or at `place`. */
export function checkOptions(
  table: ResolvedTable,
  options: readonly TableOption[],
  place: Span,
  context: StatementContext,
): void {
  if (table.connector === "") {
    const names = context.session.connectors.names().map(quoted).join(", ");
    context.report("BIND_NO_CONNECTOR", `the table "${table.name}" has no 'connector'`, place, {
      hint: `Write WITH ('connector' = '...', ...) behind the columns. Connectors: ${names}.`,
    });
    return;
  }
  for (const problem of context.session.connectors.check(table)) {
    const option = options.find((candidate) => candidate.key === problem.key) ?? null;
    const isKey = problem.code.includes("UNKNOWN_OPTION");
    const span = option === null ? place : isKey ? option.keySpan : option.valueSpan;
    const edit: Edit | null =
      option === null || problem.suggestion === null ? null : { span, text: quoted(problem.suggestion) };
    context.report(problem.code, problem.message, span, { hint: problem.hint, edit });
  }
}
