// Runs SQL in this process for tests: a session with the test connectors, one query or one job at a time, everything that came out of it.
import { KIND_TEXTS } from "../../src/columnar/change-batch.ts";
import { rowScalars } from "../../src/columnar/read.ts";
import type { Scalar } from "../../src/columnar/scalar.ts";
import { ManualClock } from "../../src/common/clock.ts";
import { MillraceError, MillraceErrors } from "../../src/common/errors.ts";
import type { Column } from "../../src/common/types.ts";
import { FoldedRows, type PreparedJob, type RunOptions, Session, type SessionOptions } from "../../src/engine/index.ts";
import { collectConnector, rowsConnector, type TestChange, type TestTables, testTables } from "../../src/golden/rows-connector.ts";

export interface SqlFailure {
  readonly code: string;
  readonly message: string;
}

export interface QueryResult {
  readonly error: SqlFailure | null;
  readonly columns: readonly Column[];
  readonly changes: readonly TestChange[];
  /** The rows that the changes leave. */
  readonly rows: readonly (readonly Scalar[])[];
}

interface SessionParts {
  readonly tables?: TestTables;
  readonly settings?: Readonly<Record<string, string>>;
  readonly functions?: SessionOptions["functions"];
  readonly optimize?: boolean;
}

export interface QueryOptions extends SessionParts {
  /** Statements before the query. */
  readonly setup?: readonly string[];
  readonly batchRowsMax?: number;
  /** The query is an INSERT into this `collect` table: its rows are the result. */
  readonly sinkTable?: string;
}

/** Where the virtual clock of tests begins. */
const TEST_TIME_MS = Date.UTC(2026, 0, 1);

/** What sessions of tests start from: fixed batch time and seed, every check on. */
export const TEST_RUN: RunOptions = { seed: 1, checksInvariants: true };

export function testSession(options: SessionParts): Session {
  const tables = options.tables ?? testTables();
  return new Session({
    settings: options.settings,
    functions: options.functions,
    connectors: [rowsConnector(tables), collectConnector(tables)],
    optimize: options.optimize,
    stdout: { write: () => true },
  });
}

/** Runs a query (or an INSERT into `sinkTable`) over bounded tables. Errors are part of the result, bugs are thrown. */
export async function query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
  const tables = options.tables ?? testTables();
  try {
    const session = testSession({ ...options, tables });
    const text = [...(options.setup ?? []), sql].map((statement) => statement.replace(/;\s*$/, "")).join(";\n");
    const steps = await session.compile([{ name: "test", text: `${text};` }]);
    const job = steps.findLast((step) => step.kind === "job")?.job;
    if (job === undefined) throw new Error(`no query in ${sql}`);
    return options.sinkTable === undefined ? await runQuery(job, options) : await runInsert(job, options, tables, options.sinkTable);
  } catch (error) {
    return { error: failureOf(error), columns: [], changes: [], rows: [] };
  }
}

async function runQuery(job: PreparedJob, options: QueryOptions): Promise<QueryResult> {
  const types = job.columns.map((c) => c.type);
  const changes: TestChange[] = [];
  const folded = new FoldedRows(job.columns, job.streamKey);
  await job.run({
    ...TEST_RUN,
    clock: new ManualClock(TEST_TIME_MS),
    batchRowsMax: options.batchRowsMax,
    onRows: (batch) => {
      const count = batch.selection?.length ?? batch.rowCount;
      for (let i = 0; i < count; i++) {
        const row = batch.selection === null ? i : batch.selection[i];
        const kind = KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]];
        changes.push({ kind, values: rowScalars(batch.columns, types, row) });
      }
      folded.apply(batch);
    },
  });
  return { error: null, columns: job.columns, changes, rows: folded.rows() };
}

async function runInsert(job: PreparedJob, options: QueryOptions, tables: TestTables, sink: string): Promise<QueryResult> {
  await job.run({ ...TEST_RUN, clock: new ManualClock(TEST_TIME_MS), batchRowsMax: options.batchRowsMax });
  const changes = tables.outputs.get(sink) ?? [];
  const table = job.plan.sinks.find((s) => s.table?.name === sink)?.table;
  const columns = (table?.columns ?? []).filter((c) => c.kind !== "computed").map(({ name, type }) => ({ name, type }));
  return { error: null, columns, changes, rows: changes.map((change) => change.values) };
}

export interface JobRun {
  readonly tables: TestTables;
  readonly settings?: Readonly<Record<string, string>>;
  readonly functions?: SessionOptions["functions"];
  readonly statePath?: string;
  readonly batchRowsMax?: number;
  /** Stop, with a checkpoint, as soon as all rows of the inputs are read. */
  readonly stopWhenRead?: boolean;
  /** How far the clock goes on with each look of a source that finds nothing. */
  readonly idleStepMs?: number;
  /** How long after the beginning of the virtual clock the job starts. */
  readonly startsAfterMs?: number;
  /** The clock goes on to the time of the next row where rows have one. */
  readonly movesClock?: boolean;
}

/** Looks of a source that find nothing, after which all rows are taken for read. */
const IDLE_MAX = 3;

/** Runs the INSERTs of a script as one job. The failure, or null. */
export async function runJob(statements: readonly string[], options: JobRun): Promise<SqlFailure | null> {
  try {
    options.tables.isGrowing = options.stopWhenRead;
    const session = testSession(options);
    const text = statements.map((statement) => statement.replace(/;\s*$/, "")).join(";\n");
    const steps = await session.compile([{ name: "test", text: `${text};` }]);
    const job = steps.findLast((step) => step.kind === "job")?.job;
    if (job === undefined) throw new Error("no INSERT in the script");
    const stop = new AbortController();
    let idleCount = 0;
    const clock = new ManualClock(TEST_TIME_MS + (options.startsAfterMs ?? 0));
    if (options.movesClock === true) options.tables.clock = clock;
    options.tables.onIdle = () => {
      clock.advance(options.idleStepMs ?? 0);
      if (options.stopWhenRead === true && ++idleCount > IDLE_MAX * options.tables.inputs.size) stop.abort();
    };
    await job.run({
      ...TEST_RUN,
      clock,
      statePath: options.statePath,
      upgrade: "allow",
      batchRowsMax: options.batchRowsMax,
      signal: stop.signal,
    });
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/** The first error of a failure of ours; anything else is a bug and is thrown on. */
export function failureOf(error: unknown): SqlFailure {
  const first = error instanceof MillraceErrors ? error.errors[0] : error;
  if (first instanceof MillraceError && first.kind !== "internal") return { code: first.code, message: first.message };
  throw error;
}
