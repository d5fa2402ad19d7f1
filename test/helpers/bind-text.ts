// Binds SQL and prints what came of it as text: plans, messages, rows, errors and warnings as a user reads them. For
// tests of the binder: whole texts are compared.
import type { Scalar } from "../../src/columnar/scalar.ts";
import { MillraceErrors, renderError } from "../../src/common/errors.ts";
import { ConnectorSet } from "../../src/engine/connectors.ts";
import { parseStatements } from "../../src/parser/index.ts";
import { logicalText } from "../../src/planner/explain/logical-text.ts";
import {
  bindStatement,
  type BoundStatement,
  defaultSettings,
  MemoryCatalog,
  type PlannerSession,
} from "../../src/planner/index.ts";
import { checkPlan } from "./check-plan.ts";
import { collectConnector, rowsConnector, testTables } from "../../src/golden/rows-connector.ts";

/** A session with the test connectors (`rows` reads, `collect` writes) and the built-in ones, in UTC. */
export function bindSession(): PlannerSession {
  const tables = testTables();
  return {
    catalog: new MemoryCatalog(),
    connectors: new ConnectorSet([rowsConnector(tables), collectConnector(tables)]),
    settings: defaultSettings().set("table.local-time-zone", "UTC"),
  };
}

/** t(k, v, ts) with a watermark 5 s behind, and `out`, which takes what t has. */
export const SETUP = `
  CREATE TABLE t (k STRING, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'rows');
`;

/** What the statements of `sql` give, one after the other, after `setup`. */
export function bindText(sql: string, setup = SETUP, session = bindSession()): string {
  run(setup, session);
  return run(sql, session).join("\n");
}

/** Binds every statement in order; an error of one does not end the rest. */
export function run(sql: string, session: PlannerSession): string[] {
  const { statements, errors } = parseStatements({ name: "q", text: sql });
  const texts = errors.map(renderError);
  for (const statement of statements) {
    try {
      texts.push(...boundTexts(bindStatement(statement, session)));
    } catch (error) {
      if (!(error instanceof MillraceErrors)) throw error;
      texts.push(...error.errors.map(renderError));
    }
  }
  return texts;
}

function boundTexts(bound: BoundStatement): string[] {
  const sinks =
    bound.kind === "select" ? [bound.sink] : bound.kind === "insert" || bound.kind === "explain" ? bound.sinks : [];
  for (const sink of sinks) checkPlan(sink.input);
  switch (bound.kind) {
    case "done":
      return [bound.message, ...bound.warnings.map((warning) => `warning ${warning.text}`)];
    case "rows":
      return bound.rows.map((row) => row.map(cell).join(" | "));
    case "jobs":
      return [bound.stops === null ? "SHOW JOBS" : `STOP JOB ${bound.stops}`];
    case "insert":
    case "explain":
    case "select":
      return [logicalText(sinks), ...bound.warnings.map((warning) => `warning ${warning.text}`)];
  }
}

function cell(value: Scalar): string {
  return value === null ? "-" : String(value);
}

/** The text without the indentation of the template it stands in. */
export function lines(text: string): string {
  const all = text
    .replace(/^\n/, "")
    .replace(/\n[ ]*$/, "")
    .split("\n");
  const indents = all.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...indents);
  return all.map((line) => line.slice(indent)).join("\n");
}
