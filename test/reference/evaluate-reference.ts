// The naive reference evaluator: what a bound query answers over bounded input, one row at a time, written as the
// semantics read (docs/ARCHITECTURE.md, time) and not as the engine computes. It shares types with the engine and the `evaluate`
// of scalar functions and casts; aggregates, windows, lateness, order and folding are its own. Lists and Maps, no care for
// speed: it looks through all rows of a group for every result.
//
// How to call it:
//   const sinks = [boundStatement.sink];                       // LogicalSinks as bindStatement gives them (rules or not)
//   const result = evaluateReference(sinks, new Map([["t", [{ values: [1, "a"] }, ...]]]), session);
//   result.sinks[0].rows        // the folded rows, in order of arrival (a sort's order for ORDER BY)
//   result.sinks[0].changelog   // every change as with one row per batch
//   result.late.get("t")        // late rows by source table, result.bad likewise
// `values` are Scalars of the table's physical and metadata columns in declared order. Rows of a table arrive as listed;
//   `arrival` mixes tables, `lane` makes splits with watermarks of their own. A table ends with its last row.
// @throws DataProblem for the first row that cannot be computed, unless 'execution.on-error' is 'skip'.
// Not here: approximate and JSON aggregates (isKnownAggregate of aggregates.ts); RAND and CURRENT_TIMESTAMP answer constants.
import { parseDurationMs } from "../../src/common/duration.ts";
import { zoneFor } from "../../src/common/zone.ts";
import type {
  LogicalAggregate,
  LogicalExpand,
  LogicalFilter,
  LogicalNode,
  LogicalProject,
  LogicalReplicate,
  LogicalSink,
  LogicalSort,
  LogicalValues,
  LogicalWindow,
  ResolvedTable,
} from "../../src/planner/logical.ts";
import type { PlannerSession } from "../../src/planner/session.ts";
import { withSessionEmit } from "../../src/planner/session-emit.ts";
import { settingValue } from "../../src/planner/settings.ts";
import { type BadRow, Evaluation, type LateRow } from "./evaluation.ts";
import { groupStage } from "./group-stage.ts";
import { joinStage } from "./join-stage.ts";
import { lookupStage } from "./lookup-stage.ts";
import { matchStage } from "./match-stage.ts";
import { overStage, rankStage } from "./over-stage.ts";
import {
  expandStage,
  filterStage,
  limitStage,
  projectStage,
  replicateStage,
  sortStage,
  timeSortStage,
  unnestStage,
} from "./row-stages.ts";
import { type InputRow, TableReader, unionOutlets, valuesRows } from "./sources.ts";
import { type Change, isAddition, type Outlet } from "./stage.ts";
import { isAppendOnly, timeColumns } from "./stream-kind.ts";
import { keyText, type Row } from "./values.ts";
import { windowAggregateStage, windowStage, withoutOne } from "./window-stage.ts";

export type { BadRow, InputRow, LateRow };

export interface ReferenceSink {
  readonly changelog: readonly Change[];
  /** What the changelog leaves; for a table with a PRIMARY KEY the last row of each key. */
  readonly rows: readonly Row[];
}

export interface ReferenceResult {
  readonly sinks: readonly ReferenceSink[];
  /** By source table; rows that an operator made are under "". */
  readonly late: ReadonlyMap<string, readonly LateRow[]>;
  readonly bad: ReadonlyMap<string, readonly BadRow[]>;
}

export function evaluateReference(
  sinks: readonly LogicalSink[],
  inputs: ReadonlyMap<string, readonly InputRow[]>,
  session: Pick<PlannerSession, "settings">,
): ReferenceResult {
  const evaluation = evaluationFor(session);
  const job = new ReferenceJob(inputs, evaluation);
  const changelogs = sinks.map((sink) => job.connect(sink.input));
  job.run();
  return {
    sinks: sinks.map((sink, i) => ({ changelog: changelogs[i], rows: folded(sink, changelogs[i]) })),
    late: byTable(evaluation.lateRows()),
    bad: byTable(evaluation.badRows),
  };
}

function evaluationFor({ settings }: Pick<PlannerSession, "settings">): Evaluation {
  const zone = settingValue(settings, "table.local-time-zone");
  const context = {
    zone,
    timeZone: zoneFor(zone),
    batchTimeMs: 0,
    watermarkMs: Number.NEGATIVE_INFINITY,
    random: () => 0.5,
  };
  const latenessMs = parseDurationMs(settingValue(settings, "window.allowed-lateness")) ?? 0;
  const skipsBadRows = settingValue(settings, "execution.on-error") === "skip";
  const hasTtl = (parseDurationMs(settingValue(settings, "table.exec.state.ttl")) ?? 0) > 0;
  return new Evaluation(context, latenessMs, skipsBadRows, hasTtl);
}

class ReferenceJob {
  readonly #inputs: ReadonlyMap<string, readonly InputRow[]>;
  readonly #evaluation: Evaluation;
  readonly #readers = new Map<string, TableReader>();
  readonly #constants: (() => void)[] = [];

  constructor(inputs: ReadonlyMap<string, readonly InputRow[]>, evaluation: Evaluation) {
    this.#inputs = inputs;
    this.#evaluation = evaluation;
  }

  /** The changelog that the plan will write into. */
  connect(node: LogicalNode): readonly Change[] {
    const changelog: Change[] = [];
    this.#feed(node, { change: (change) => changelog.push(change), watermark: () => {}, end: () => {} });
    return changelog;
  }

  /** Wires what the node makes to `to`. */
  #feed(node: LogicalNode, to: Outlet): void {
    switch (node.kind) {
      case "scan":
        this.#reader(node.table).attach(node, to);
        return;
      case "values":
        this.#constants.push(() => emitConstants(node, this.#evaluation, to));
        return;
      case "union-all":
        unionOutlets(node, to).forEach((outlet, i) => {
          this.#feed(node.inputs[i], outlet);
        });
        return;
      case "join": {
        const [left, right] = joinStage(node, this.#evaluation, to);
        this.#feed(node.left, this.#evaluation.guarded(left));
        this.#feed(node.right, this.#evaluation.guarded(right));
        return;
      }
      case "periodic":
        this.#feed(node.input, to);
        return;
      case "match":
        this.#feed(node.input, matchStage(node, this.#evaluation, to));
        return;
      case "lookup": {
        const held = (this.#inputs.get(node.table.name) ?? []).map(({ values }) => values);
        this.#feed(node.input, this.#evaluation.guarded(lookupStage(node, held, this.#evaluation, to)));
        return;
      }
      case "unnest":
        this.#feed(node.input, this.#evaluation.guarded(unnestStage(node, this.#evaluation, to)));
        return;
      case "over":
        this.#feed(node.input, this.#evaluation.guarded(overStage(node, this.#evaluation, to)));
        return;
      case "rank":
        this.#feed(node.input, this.#evaluation.guarded(rankStage(node, this.#evaluation, to)));
        return;
      case "filter":
      case "project":
      case "window":
      case "aggregate":
      case "replicate":
      case "expand":
      case "sort":
        this.#feed(
          this.#inputOf(node),
          inProcessing(node, this.#evaluation.guarded(stageOf(node, this.#evaluation, to))),
        );
        return;
    }
  }

  /** Sessions grow by late rows: their function keeps them for as long as the aggregate may be corrected. */
  #inputOf(node: OneInputNode): LogicalNode {
    const { latenessMs } = this.#evaluation;
    if (node.kind !== "aggregate" || node.window?.spec.kind !== "session" || latenessMs === 0) return node.input;
    return withSessionEmit(node.input, { latenessMs }) ?? node.input;
  }

  #reader(table: ResolvedTable): TableReader {
    let reader = this.#readers.get(table.name);
    if (reader === undefined) {
      reader = new TableReader(table, this.#inputs.get(table.name) ?? []);
      this.#readers.set(table.name, reader);
    }
    return reader;
  }

  /** VALUES come before all rows of tables; a table ends with its last row, one without rows at once. */
  run(): void {
    for (const emit of this.#constants) emit();
    for (const [name, reader] of this.#readers) if ((this.#inputs.get(name) ?? []).length === 0) reader.end();
    const records = [...this.#readers].flatMap(([name, reader]) =>
      (this.#inputs.get(name) ?? []).map((row, index) => ({ reader, index, arrival: row.arrival ?? 0 })),
    );
    records.sort((a, b) => a.arrival - b.arrival);
    for (const { reader, index } of records) reader.read(index, this.#evaluation);
  }
}

/** The clock of an evaluation stands still: windows of processing time close at the end, and event time says nothing to them. */
function inProcessing(node: OneInputNode, stage: Outlet): Outlet {
  const spec = node.kind === "window" ? node.window : node.kind === "aggregate" ? node.window?.spec : undefined;
  if (spec?.isProcessing !== true) return stage;
  return {
    change: (change) => stage.change(change),
    watermark() {},
    end() {
      stage.watermark(Number.POSITIVE_INFINITY);
      stage.end();
    },
  };
}

type OneInputNode =
  | LogicalFilter
  | LogicalProject
  | LogicalWindow
  | LogicalAggregate
  | LogicalReplicate
  | LogicalExpand
  | LogicalSort;

function stageOf(node: OneInputNode, evaluation: Evaluation, to: Outlet): Outlet {
  switch (node.kind) {
    case "filter":
      return filterStage(node, evaluation, to);
    case "project":
      return projectStage(node, evaluation, to);
    case "window":
      return windowStage(node, evaluation, to);
    case "aggregate":
      return node.window === null ? groupStage(node, evaluation, to) : windowAggregateStage(node, evaluation, to);
    case "replicate":
      return replicateStage(to);
    case "expand":
      return expandStage(node, to);
    case "sort":
      if (node.keys.length === 0) return limitStage(node, to);
      return isByTime(node, evaluation) ? timeSortStage(node, evaluation, to) : sortStage(node, evaluation, to);
  }
}

function isByTime({ keys: [first], limit, offset, input }: LogicalSort, evaluation: Evaluation): boolean {
  const isWhole = limit === null && offset === 0;
  if (!isWhole || first.isDescending || first.expr.kind !== "column") return false;
  return timeColumns(input, evaluation).has(first.expr.index) && isAppendOnly(input, evaluation);
}

function emitConstants(node: LogicalValues, evaluation: Evaluation, to: Outlet): void {
  for (const row of valuesRows(node, evaluation)) to.change({ kind: "+I", row, origin: null });
  to.watermark(Number.POSITIVE_INFINITY);
  to.end();
}

function folded(sink: LogicalSink, changelog: readonly Change[]): readonly Row[] {
  const primaryKey = sink.kind === "table" ? sink.table.primaryKey : null;
  if (sink.kind === "table" && primaryKey !== null) return foldedByKey(keyColumns(sink.table, primaryKey), changelog);
  let rows: Row[] = [];
  for (const change of changelog) {
    if (isAddition(change)) rows.push(change.row);
    else rows = withoutOne(rows, change.row);
  }
  return rows;
}

function keyColumns(table: ResolvedTable, primaryKey: readonly string[]): readonly number[] {
  const written = table.columns.filter((c) => c.kind === "physical" || (c.kind === "metadata" && !c.isVirtual));
  return primaryKey.map((name) => written.findIndex((column) => column.name === name));
}

function foldedByKey(key: readonly number[], changelog: readonly Change[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const change of changelog) {
    const name = keyText(key.map((column) => change.row[column]));
    if (isAddition(change)) rows.set(name, change.row);
    else rows.delete(name);
  }
  return [...rows.values()];
}

function byTable<T extends { readonly origin: { readonly table: string } | null }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, (row) => row.origin?.table ?? "");
}
