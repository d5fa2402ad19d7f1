// From SQL texts to steps: parse all, bind and plan in order, collect every error of every statement.
//
// All INSERTs of one call are one job, at the place of the last of them. On an error nothing of the call stays: catalog,
// settings and definitions are as before. A complaint about a table whose own CREATE failed is left out: it would vanish
// with the real error.
import { MillraceError, MillraceErrors } from "../common/errors.ts";
import type { SourceText } from "../common/span.ts";
import type { Statement } from "../parser/ast.ts";
import { parseStatements } from "../parser/index.ts";
import { type BoundStatement, bindStatement, type LogicalSink, planJob } from "../planner/index.ts";
import { PreparedJob } from "./job.ts";
import { SessionState } from "./state.ts";
import type { Step } from "./step.ts";

/** @throws MillraceErrors with all errors of all statements. */
export function compileSources(state: SessionState, sources: readonly SourceText[]): readonly Step[] {
  const before = {
    catalog: state.catalog.copy(),
    functions: state.functions.copy(),
    settings: new Map(state.settings),
    definitions: state.definitions,
  };
  const parsed = sources.map((source) => parseStatements(source));
  const errors: MillraceError[] = parsed.flatMap((p) => p.errors);
  const compiler = new Compiler(
    state,
    parsed.flatMap((p) => p.statements),
    errors,
  );
  const steps = compiler.run();
  if (errors.length === 0) return steps;
  state.catalog = before.catalog;
  state.functions = before.functions;
  state.settings.clear();
  for (const [key, value] of before.settings) state.settings.set(key, value);
  state.definitions = before.definitions;
  throw new MillraceErrors(errors);
}

/** The job of statements that an earlier run stored. */
export function compileStored(
  options: SessionState["options"],
  sql: string,
  settings: Readonly<Record<string, string>>,
): PreparedJob {
  const state = new SessionState(options);
  state.settings.clear();
  for (const [key, value] of Object.entries(settings)) state.settings.set(key, value);
  const steps = compileSources(state, [{ name: "the stored statements", text: sql }]);
  const jobs = steps.flatMap((step) => (step.kind === "job" ? [step.job] : []));
  if (jobs.length !== 1) {
    throw new MillraceError("STATE_CORRUPT", `the stored statements make ${jobs.length} jobs`, {
      hint: "Put back a copy of the state file, or start over with --fresh.",
    });
  }
  return jobs[0];
}

class Compiler {
  readonly #state: SessionState;
  readonly #statements: readonly Statement[];
  readonly #errors: MillraceError[];
  readonly #steps: Step[] = [];
  /** Sinks of the INSERTs so far. */
  readonly #inserts: { readonly statement: Statement; readonly sinks: readonly LogicalSink[] }[] = [];
  /** Definitions and INSERTs in order: what the job of the INSERTs is made of. */
  readonly #script: string[];
  /** Names of tables and views whose CREATE failed, in lower case. */
  readonly #failed = new Set<string>();
  /** The same for functions. */
  readonly #failedFunctions = new Set<string>();

  constructor(state: SessionState, statements: readonly Statement[], errors: MillraceError[]) {
    this.#state = state;
    this.#statements = statements;
    this.#errors = errors;
    this.#script = [...state.definitions];
  }

  run(): readonly Step[] {
    const lastInsert = this.#statements.findLastIndex(isInsert);
    this.#statements.forEach((statement, i) => {
      try {
        const bound = bindStatement(statement, this.#state);
        for (const { text } of bound.kind === "rows" || bound.kind === "jobs" ? [] : bound.warnings)
          this.#steps.push({ kind: "warning", text });
        this.#take(statement, bound);
      } catch (error) {
        this.#report(statement, error);
      }
      if (i === lastInsert && this.#inserts.length > 0) this.#planInserts(statement);
    });
    return this.#steps;
  }

  #take(statement: Statement, bound: BoundStatement): void {
    const { span } = statement;
    const text = span.source.text.slice(span.start, span.end);
    switch (bound.kind) {
      case "done":
        this.#state.definitions = [...this.#state.definitions, text];
        this.#script.push(text);
        this.#steps.push({ kind: "message", text: bound.message });
        return;
      case "rows":
        this.#steps.push({ kind: "rows", columns: bound.columns, rows: bound.rows });
        return;
      case "jobs":
        this.#steps.push(bound);
        return;
      case "insert":
        this.#inserts.push({ statement, sinks: bound.sinks });
        this.#script.push(text);
        return;
      case "select":
        this.#steps.push({
          kind: "job",
          role: "query",
          job: this.#plan([bound.sink], [...this.#state.definitions, text]),
        });
        return;
      case "explain": {
        const job = this.#plan(bound.sinks, bound.details.includes("ANALYZE") ? this.#state.definitions : []);
        const shows = new Set(bound.details);
        if (shows.has("ANALYZE")) {
          checkEnds(job, statement);
          this.#steps.push({ kind: "analyze", job });
          return;
        }
        const options = { changelog: shows.has("CHANGELOG_MODE"), verbose: shows.has("VERBOSE") };
        this.#steps.push({ kind: "text", text: job.explain(options) });
        return;
      }
    }
  }

  #planInserts(last: Statement): void {
    const sinks = this.#inserts.flatMap((insert) => insert.sinks);
    try {
      this.#steps.push({ kind: "job", role: "inserts", job: this.#plan(sinks, this.#script) });
    } catch (error) {
      const isTold = this.#inserts.map((insert) => this.#reportAlone(insert.statement, insert.sinks));
      if (!isTold.includes(true)) this.#report(last, error);
    }
  }

  /** True when the statement by itself has no plan either: then the error is its own. */
  #reportAlone(statement: Statement, sinks: readonly LogicalSink[]): boolean {
    try {
      this.#plan(sinks, []);
      return false;
    } catch (error) {
      this.#report(statement, error);
      return true;
    }
  }

  #plan(sinks: readonly LogicalSink[], texts: readonly string[]): PreparedJob {
    const state = this.#state;
    const plan = planJob(sinks, state, { optimize: state.optimize });
    const sql = texts.map((text) => `${text.trim().replace(/;$/, "")};\n`).join("");
    return new PreparedJob(state, sinks, plan, sql, (stored, settings) =>
      compileStored({ ...state.options, functions: state.defined }, stored, settings),
    );
  }

  #report(statement: Statement, error: unknown): void {
    if (statement.kind === "create-table" || statement.kind === "create-view") {
      this.#failed.add(statement.name.parts.at(-1)!.text.toLowerCase());
    }
    if (statement.kind === "create-function") {
      this.#failedFunctions.add(statement.name.parts.at(-1)!.text.toLowerCase());
    }
    if (error instanceof MillraceErrors) for (const one of error.errors) this.#add(one);
    else if (error instanceof MillraceError) this.#add(placed(error, statement));
    else if (isStackOverflow(error)) this.#add(placed(tooDeep(), statement));
    else throw error;
  }

  #add(error: MillraceError): void {
    const { span } = error;
    const name = span === null ? "" : span.source.text.slice(span.start, span.end).replace(/[`"]/g, "").toLowerCase();
    if (error.code === "BIND_UNKNOWN_TABLE" && this.#failed.has(name)) return;
    if (error.code === "BIND_UNKNOWN_FUNCTION" && this.#failedFunctions.has(name)) return;
    this.#errors.push(error);
  }
}

/** @throws PLAN_ANALYZE_UNBOUNDED */
function checkEnds(job: PreparedJob, { span }: Statement): void {
  if (job.isBounded) return;
  throw new MillraceError("PLAN_ANALYZE_UNBOUNDED", "EXPLAIN ANALYZE runs the statement to its end, and this one has none", {
    span,
    hint: "Read a bounded part of the source: leave out 'source.monitor-interval', give 'scan.bounded.mode' or 'number-of-rows'. EXPLAIN shows the plan without running it.",
  });
}

/** Plans and expressions are walked by recursion: what overflows the stack is nested beyond what anybody reads. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}

function tooDeep(): MillraceError {
  return new MillraceError("PLAN_TOO_DEEP", "this statement is nested too deeply to be planned", {
    hint: "Cut it into views, or write a long chain of one operator as an aggregate or IN list.",
  });
}

/** Plans hold no places: an error of planning is one of its statement. */
function placed(error: MillraceError, { span }: Statement): MillraceError {
  if (error.kind !== "plan" || error.span !== null || error.location !== null) return error;
  const { hint, repaired, fix, cause } = error;
  return new MillraceError(error.code, error.message, {
    span,
    cause,
    ...(hint === null ? {} : { hint }),
    ...(repaired === null ? {} : { repaired }),
    ...(fix === null ? {} : { fix }),
  });
}

function isInsert(statement: Statement): boolean {
  return (
    statement.kind === "insert" ||
    statement.kind === "statement-set" ||
    (statement.kind === "create-table" && statement.as !== null)
  );
}
