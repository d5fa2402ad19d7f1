// AST -> bound statement. DDL and SET take effect on the session here; queries become logical plans in normal form. All
// errors of a statement are thrown together.
import type { ExplainDetail, InsertStatement, QueryNode, ResetStatement, SetStatement, Statement } from "../../parser/ast.ts";
import type { LogicalSink } from "../logical.ts";
import type { BoundStatement, PlannerSession } from "../session.ts";
import { checkSetting, defaultOf, findSetting, SETTINGS } from "../settings.ts";
import { StatementContext } from "./context.ts";
import { bindCreateTable } from "./ddl/create-table.ts";
import { describe, show, showSettings } from "./ddl/listings.ts";
import { bindAlterTable, bindCreateView, bindDrop } from "./ddl/objects.ts";
import { quoted } from "./ddl/show-create.ts";
import { bindCreateFunction, bindDropFunction } from "./ddl/user-functions.ts";
import { bindInsert } from "./insert/insert.ts";
import { unknownNameHint } from "./names.ts";
import { pruneColumns } from "./prune.ts";
import { bindQuery, queryScope, withOwnNames } from "./query.ts";

/** @throws MillraceErrors with every error of the statement */
export function bindStatement(statement: Statement, session: PlannerSession): BoundStatement {
  const context = new StatementContext(session, statement.span);
  const { warnings } = context;
  switch (statement.kind) {
    case "create-table": {
      const { message, sink } = bindCreateTable(statement, context);
      if (sink !== null) return { kind: "insert", sinks: [pruned(sink)], warnings };
      return { kind: "done", message, warnings };
    }
    case "create-view":
      return { kind: "done", message: bindCreateView(statement, context), warnings };
    case "create-function":
      return { kind: "done", message: bindCreateFunction(statement, context), warnings };
    case "drop": {
      const isFunction = statement.object === "FUNCTION";
      const message = isFunction ? bindDropFunction(statement, context) : bindDrop(statement, context);
      return { kind: "done", message, warnings };
    }
    case "alter-table":
      return { kind: "done", message: bindAlterTable(statement, context), warnings };
    case "insert":
      return { kind: "insert", sinks: bindInserts([statement], context), warnings };
    case "statement-set":
      return { kind: "insert", sinks: bindInserts(statement.inserts, context), warnings };
    case "select-statement":
      return { kind: "select", sink: bindCollect(statement.query, context), warnings };
    case "explain": {
      const details = explainDetails(statement.details, context);
      const inner = statement.statement;
      const sinks =
        inner.kind === "select-statement"
          ? [bindCollect(inner.query, context)]
          : bindInserts(inner.kind === "insert" ? [inner] : inner.inserts, context);
      return { kind: "explain", sinks, details, warnings };
    }
    case "describe":
      return { kind: "rows", ...describe(statement, context) };
    case "stop-job":
      checkJobs(`STOP JOB ${quoted(statement.id)}`, statement, context);
      return { kind: "jobs", stops: statement.id };
    case "show":
      if (statement.what === "JOBS") {
        checkJobs("SHOW JOBS", statement, context);
        return { kind: "jobs", stops: null };
      }
      return { kind: "rows", ...show(statement, context) };
    case "set":
      return bindSet(statement, context);
    case "reset":
      return bindReset(statement, context);
  }
}

/** @throws BIND_NO_JOBS where no job can run beside the statements */
function checkJobs(written: string, statement: Statement, context: StatementContext): void {
  if (context.session.hasJobs === true) return;
  context.report("BIND_NO_JOBS", `${written} has no jobs to speak of: here all INSERTs are one job`, statement.span, {
    hint: "Start millrace without a command: at its prompt each INSERT is a job in the background. ctrl-C ends a run.",
  });
  context.finish();
}

/** What EXPLAIN can say besides the plan. */
const EXPLAIN_DETAILS = ["ANALYZE", "CHANGELOG_MODE", "VERBOSE"];

/** The words of `details`. Reports BIND_UNKNOWN_EXPLAIN_DETAIL. */
function explainDetails(details: readonly ExplainDetail[], context: StatementContext): readonly string[] {
  for (const { word, span } of details) {
    if (EXPLAIN_DETAILS.includes(word)) continue;
    const { hint } = unknownNameHint(word, EXPLAIN_DETAILS, "EXPLAIN takes");
    context.report("BIND_UNKNOWN_EXPLAIN_DETAIL", `EXPLAIN cannot show ${word}`, span, {
      ...(hint === null ? {} : { hint }),
    });
  }
  return details.map((detail) => detail.word);
}

function bindInserts(inserts: readonly InsertStatement[], context: StatementContext): readonly LogicalSink[] {
  const sinks = inserts.map((insert) => bindInsert(insert, context));
  context.finish();
  return sinks.flatMap((sink) => (sink === null ? [] : [pruned(sink)]));
}

function bindCollect(query: QueryNode, context: StatementContext): LogicalSink {
  const relation = bindQuery(query, queryScope(context));
  context.finish();
  return pruned({ kind: "collect", name: "query", input: withOwnNames(relation).node });
}

function pruned(sink: LogicalSink): LogicalSink {
  return { ...sink, input: pruneColumns(sink.input) };
}

function bindSet(node: SetStatement, context: StatementContext): BoundStatement {
  const { settings } = context.session;
  const { key, value } = node;
  if (key === null || value === null) return { kind: "rows", ...showSettings(settings) };
  refuseOutside(node, key, context);
  const check = checkSetting(key, value);
  if (check.kind === "problem") {
    const span = (check.at === "key" ? node.keySpan : node.valueSpan) ?? node.span;
    const edit = check.suggestion === null ? null : { span, text: quoted(check.suggestion) };
    context.report(check.code, check.message, span, { hint: check.hint, edit });
    context.finish();
  }
  const { warnings } = context;
  if (check.kind === "note") return { kind: "done", message: check.text, warnings };
  const chosen = check.kind === "ok" ? check.value : value;
  settings.set(key, chosen);
  return { kind: "done", message: `'${key}' is '${chosen}'.`, warnings };
}

/** A script may not lift what guards against it. */
function refuseOutside(node: SetStatement | ResetStatement, key: string, context: StatementContext): void {
  if (findSetting(key)?.isOutside !== true || context.session.takesOutsideSettings === true) return;
  context.report("BIND_SETTING_OUTSIDE", `'${key}' cannot be changed by a statement`, node.keySpan ?? node.span, {
    hint: `Give it from outside: --set '${key}=...', or the settings of Millrace.open().`,
  });
  context.finish();
}

function bindReset(node: ResetStatement, context: StatementContext): BoundStatement {
  const { settings } = context.session;
  const { warnings } = context;
  if (node.key === null) {
    for (const spec of SETTINGS) if (spec.isOutside !== true) settings.set(spec.key, defaultOf(spec));
    return { kind: "done", message: "All settings are as at the start.", warnings };
  }
  refuseOutside(node, node.key, context);
  const spec = findSetting(node.key);
  if (spec !== null) {
    settings.set(spec.key, defaultOf(spec));
    return { kind: "done", message: `'${spec.key}' is '${defaultOf(spec)}'.`, warnings };
  }
  const check = checkSetting(node.key, "");
  if (check.kind === "note") return { kind: "done", message: check.text, warnings };
  if (check.kind === "problem") {
    const span = node.keySpan ?? node.span;
    const edit = check.suggestion === null ? null : { span, text: quoted(check.suggestion) };
    context.report(check.code, check.message, span, { hint: check.hint, edit });
    context.finish();
  }
  return { kind: "done", message: `'${node.key}' has no effect here.`, warnings };
}
