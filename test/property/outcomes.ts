// What a run of a case comes to, in texts that can be compared: the engine's in any mode, and the reference's.
//
// Numbers of type FLOAT and DOUBLE are compared to 9 digits when they are results of aggregates over many rows; the
// random values (quarters) make most of them exact anyway.
import { KIND_TEXTS } from "../../src/columnar/change-batch.ts";
import { rowScalars } from "../../src/columnar/read.ts";
import { isSqlMap, type Scalar } from "../../src/columnar/scalar.ts";
import { ManualClock } from "../../src/common/clock.ts";
import { MillraceError, MillraceErrors } from "../../src/common/errors.ts";
import { FoldedRows, type JobSummary, type PreparedJob, type RunOptions, Session } from "../../src/engine/index.ts";
import { SessionState } from "../../src/engine/state.ts";
import { MemoryStore } from "../../src/exec/state/memory-store.ts";
import { DataProblem } from "../../src/expr/function.ts";
import { assignWindows } from "../../src/planner/assign-windows.ts";
import type { LogicalSink } from "../../src/planner/logical.ts";
import { optimize } from "../../src/planner/optimize.ts";
import { recognizeTopN } from "../../src/planner/recognize-top-n.ts";
import type { Rule } from "../../src/planner/rules/rule.ts";
import { TEST_RUN } from "../helpers/run-sql.ts";
import { evaluateReference, type InputRow } from "../reference/evaluate-reference.ts";
import { keyText, type Row } from "../reference/values.ts";
import { arrivalOrder, lanesConnector, type PlacedRow } from "./lanes-connector.ts";
import type { RandomCase } from "./random-cases.ts";
import { shelfConnector } from "./shelf-connector.ts";

export interface Outcome {
  /** A failure of the data; then nothing else counts. */
  readonly error: string | null;
  /** Rows at the end, sorted unless the query orders them. */
  readonly rows: readonly string[];
  /** Refused rows that were read (not made by an operator): table, lane, offset. */
  readonly late: readonly string[];
  readonly bad: readonly string[];
}

export interface EngineOutcome extends Outcome {
  readonly accounts: readonly string[];
  readonly refused: readonly { readonly table: string; readonly late: number; readonly bad: number }[];
  /** Every change, with its batch. */
  readonly changelog: readonly string[];
}

export interface Mode {
  readonly batchRowsMax?: number;
  readonly optimize?: boolean;
  /** A new session after every batch. */
  readonly restarts?: boolean;
}

export function compile(one: RandomCase, optimizes?: boolean): Promise<PreparedJob> {
  return compileScript(one, [...one.setup, one.sql], optimizes);
}

export async function compileScript(
  one: RandomCase,
  statements: readonly string[],
  optimizes?: boolean,
): Promise<PreparedJob> {
  const session = new Session({
    settings: one.settings,
    connectors: [lanesConnector(one.tables), shelfConnector(one.tables)],
    optimize: optimizes,
    stdout: { write: () => true },
  });
  const steps = await session.compile([{ name: "case", text: `${statements.join(";\n")};` }]);
  const job = steps.findLast((step) => step.kind === "job")?.job;
  if (job === undefined) throw new Error("a case has a query");
  return job;
}

/** `prepared`: the job, to be run over other rows of the tables than it was compiled with; it is not compiled again. */
export async function runEngine(one: RandomCase, mode: Mode = {}, prepared?: PreparedJob): Promise<EngineOutcome> {
  const store = new MemoryStore(true);
  const changelog: string[] = [];
  let job = prepared ?? (await compile(one, mode.optimize));
  const folded = new FoldedRows(job.columns, job.streamKey);
  const types = job.columns.map((column) => column.type);
  const options: RunOptions = {
    ...TEST_RUN,
    clock: new ManualClock(0),
    store,
    batchRowsMax: mode.batchRowsMax,
    batchesMax: mode.restarts === true ? 1 : null,
    onRows: (batch, batchId) => {
      const count = batch.selection?.length ?? batch.rowCount;
      for (let i = 0; i < count; i++) {
        const row = batch.selection === null ? i : batch.selection[i];
        const kind = KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]];
        changelog.push(`${batchId} ${kind} ${keyText(rowScalars(batch.columns, types, row))}`);
      }
      folded.apply(batch);
    },
  };
  let summary: JobSummary;
  try {
    for (;;) {
      summary = await job.run(options);
      if (summary.endedBy !== "batches-max") break;
      job = prepared ?? (await compile(one, mode.optimize));
    }
  } catch (error) {
    const code = failureCode(error);
    return { error: code, rows: [], late: [], bad: [], accounts: [], refused: [], changelog };
  }
  const place = (row: { sourceTable: string | null; split: string | null; offset: number | null }) =>
    row.offset === null ? [] : [`${row.sourceTable} ${row.split} ${row.offset}`];
  return {
    error: null,
    rows: inOrder(one, folded.rows().map(rowText)),
    late: store
      .lateRows()
      .flatMap((row) => place(row).map((at) => `${at} ${row.isLateForAll ? "all" : "some"}`))
      .sort(),
    bad: once(store.badRows().flatMap(place)),
    accounts: summary.accounts.map(
      (a) => `${a.table}: ${a.read} = ${a.used} + ${a.filtered} + ${a.late} + ${a.bad}, some ${a.lateForSome}`,
    ),
    refused: summary.accounts.map(({ table, late, bad }) => ({ table, late, bad })),
    changelog,
  };
}

/** @throws what is a bug: no MillraceError, or an internal one. */
function failureCode(error: unknown): string {
  const first = error instanceof MillraceErrors ? error.errors[0] : error;
  if (first instanceof MillraceError && first.kind === "data") return first.code;
  throw error;
}

/** `rules`: applied to the bound plan before it is evaluated. */
export async function runReference(
  one: RandomCase,
  rules: readonly Rule[] = [],
  prepared?: PreparedJob,
): Promise<Outcome> {
  const job = prepared ?? (await compile(one, false));
  const order = arrivalOrder(one.tables);
  const places = new Map<string, readonly PlacedRow[]>(
    [...one.tables.keys()].map((table) => [table, order.filter((row) => row.table === table)]),
  );
  const inputs = new Map(
    [...places].map(([table, rows]) => [
      table,
      rows.map(
        (row): InputRow => ({ values: row.values, kind: row.kind, lane: row.lane, arrival: order.indexOf(row) }),
      ),
    ]),
  );
  const { settings } = new SessionState();
  for (const [key, value] of Object.entries(one.settings)) settings.set(key, value);
  try {
    const result = evaluateReference(optimize(plannedSinks(one, job), rules), inputs, { settings });
    const at = (origin: { table: string; index: number } | null) => {
      const row = origin === null ? undefined : places.get(origin.table)?.[origin.index];
      return row === undefined ? [] : [`${row.table} ${row.lane} ${row.offset}`];
    };
    const late = [...result.late.values()].flat();
    const bad = [...result.bad.values()].flat();
    return {
      error: null,
      rows: inOrder(one, result.sinks[0].rows.map(rowText)),
      late: late.flatMap((row) => at(row.origin).map((text) => `${text} ${row.isLateForAll ? "all" : "some"}`)).sort(),
      bad: once(bad.flatMap((row) => at(row.origin))),
    };
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
    return { error: error.code, rows: [], late: [], bad: [] };
  }
}

/**
 * What must be the same in every mode. A job that may end early (LIMIT) reads more or less beyond its last row: what it
 * refuses there, and whether it fails there, is left open.
 */
export function lasting(
  one: RandomCase,
  { error, rows, late, bad }: Outcome,
): Partial<Outcome> & { hasFailed?: boolean } {
  if (!one.mayEndEarly) return { hasFailed: error !== null, rows, late, bad };
  return one.settings["execution.on-error"] === "fail" ? {} : { rows };
}

/**
 * The bound plan as the query says it, with Top-N in the place of compared ranks. Where expressions may fail, with windows assigned by the aggregate: expressions in
 * between are then computed for rows that lie in no window too, which is seen only there.
 */
function plannedSinks(one: RandomCase, { sinks }: PreparedJob): readonly LogicalSink[] {
  const ranked = recognizeTopN(sinks);
  const isAsWritten = one.settings["execution.on-error"] === undefined && one.assignsWindows !== true;
  return isAsWritten ? ranked : assignWindows(ranked);
}

/** A row that a window function repeats is refused once, or for each of its windows. */
function once(places: readonly string[]): readonly string[] {
  return [...new Set(places)].sort();
}

function inOrder(one: RandomCase, rows: readonly string[]): readonly string[] {
  return one.isOrdered ? rows : [...rows].sort();
}

export function rowText(row: Row): string {
  return keyText(row.map(rounded));
}

function rounded(value: Scalar): Scalar {
  if (typeof value === "number" && !Number.isInteger(value) && Number.isFinite(value))
    return Number(value.toPrecision(9));
  if (value instanceof Uint8Array || value === null || typeof value !== "object" || isSqlMap(value)) return value;
  return value.map(rounded);
}
