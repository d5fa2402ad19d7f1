// Updating aggregate: GROUP BY without a window, DISTINCT, and aggregates over everything.
//
// One batch: rows to groups; results of the touched groups before and after; their difference is the output, groups in order
// of their first row in the batch (changed-rows.ts). So a key changes at most once per batch, and with one row per batch
// the exact changelog comes out. A group whose last row is retracted gives -D and is freed.
// The global aggregate (no keys) has one group that stays: it says so when everything was retracted, and when bounded input
// ends without a row.
// DISTINCT over inserts keeps its input's rows: the first row of each new key stays selected where it stands, with
// watermark steps and origin.
// Where state expires ('table.exec.state.ttl'), a group that no row has reached for that long is freed before the rows of a
// batch, and nothing is said of it: the next row of the key is its first. A group whose result stays the same is then
// emitted again (-U, +U), as Flink does, so that what operators above keep of it stays as long. What takes back a row of a freed
// group is passed over.
// State: "groups", one row per key with rows.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import { gather } from "../../columnar/gather.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import type { PhysicalGroupAggregate } from "../../planner/physical.ts";
import type { BatchContext, Operator } from "../operator.ts";
import type { GroupTable } from "../state/group-table.ts";
import { GroupStateTable } from "../state/group-state-table.ts";
import type { StateTable } from "../state/state-table.ts";
import { reportBad, reportUsed } from "./accounts.ts";
import { AggregateInputs } from "./aggregate-inputs.ts";
import { groupLayout } from "./aggregate-states.ts";
import { GroupUpdater, type RefuseRow } from "./aggregate-update.ts";
import { changedRows } from "./changed-rows.ts";
import { Emission, stepArrival } from "./emission.ts";
import { liveRows } from "./live-rows.ts";
import { isInputEnded } from "./step-questions.ts";

/** Groups that a batch touches, in order of first row, and their results before it. */
const NO_GROUPS = new Int32Array(0);

interface Touched {
  readonly groups: Int32Array;
  readonly exists: Uint8Array;
  readonly values: readonly Vector[];
  /** Groups made for refused rows only: they were never there. */
  readonly empty: Int32Array;
}

function withoutGroups(touched: Touched, empty: Int32Array): Touched {
  const gone = new Set(empty);
  const kept = Int32Array.from(touched.groups.keys()).filter((i) => !gone.has(touched.groups[i]));
  return {
    groups: kept.map((i) => touched.groups[i]),
    exists: Uint8Array.from(kept, (i) => touched.exists[i]),
    values: touched.values.map((vector) => gather(vector, kept, kept.length)),
    empty,
  };
}

export class GroupAggregateOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalGroupAggregate;
  readonly #inputTypes: readonly SqlType[];
  readonly #resultTypes: readonly SqlType[];
  readonly #outputTypes: readonly SqlType[];
  readonly #hasArrival: boolean;
  readonly #isAppend: boolean;
  readonly #table: GroupStateTable;
  readonly #inputs: AggregateInputs;
  readonly #updater = new GroupUpdater();
  #seen = new Uint8Array(64);

  constructor(node: PhysicalGroupAggregate, hasArrival: boolean) {
    this.id = node.id;
    this.#node = node;
    this.#hasArrival = hasArrival;
    this.#inputTypes = node.input.columns.map((column) => column.type);
    this.#resultTypes = node.aggregates.map((call) => call.type);
    this.#outputTypes = node.columns.map((column) => column.type);
    this.#isAppend = node.input.changelogMode === "append";
    const keyTypes = node.keys.map((key) => this.#inputTypes[key]);
    this.#table = new GroupStateTable(
      groupLayout("groups", keyTypes, node.aggregates, !this.#isAppend, node.ttlMs !== null),
    );
    this.#inputs = new AggregateInputs(node.id, node.aggregates, this.#inputTypes);
    this.stateTables = [this.#table];
  }

  get #isGlobal(): boolean {
    return this.#node.keys.length === 0;
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#expire(context);
    if (this.#node.aggregates.length === 0 && this.#isAppend) return this.#distinct(input, context);
    const { rows, calls } = this.#inputs.prepare(input, context);
    const emission = new Emission(this.#outputTypes, this.#hasArrival);
    if (rows.length > 0) {
      const lastRow = rows[rows.length - 1];
      const touched = this.#update(input, rows, calls, context);
      this.#emitChanges(touched, emission, input.arrival === null ? lastRow : input.arrival[lastRow]);
    }
    const lastStep = input.steps.count - 1;
    const endArrival = lastStep < 0 ? -1 : stepArrival(input, lastStep);
    // A group that has expired was there.
    const isEmpty = this.#isGlobal && this.#table.groups.groupCount === 0 && this.#node.ttlMs === null;
    if (isEmpty && isInputEnded(input, context)) this.#emitNothing(emission, endArrival);
    emission.passSteps(input, input.steps.count);
    return emission.finish();
  }

  #expire(context: BatchContext): void {
    const { ttlMs } = this.#node;
    if (ttlMs === null) return;
    this.#table.groups.nowMs = context.batchTimeMs;
    context.report.expired(this.id, this.#table.expire(ttlMs).groups.length);
  }

  #update(
    input: ChangeBatch,
    rows: Int32Array,
    calls: ReturnType<AggregateInputs["prepare"]>["calls"],
    context: BatchContext,
  ): Touched {
    const { groups } = this.#table;
    const knownCount = groups.groupCount;
    const bad = new Set<number>();
    const refuse: RefuseRow = (row, problem) => {
      if (this.#node.ttlMs !== null && problem.code === "DATA_UNKNOWN_RETRACTION") {
        context.report.passedOver(this.id, 1);
        return;
      }
      if (!bad.has(row)) reportBad(context, this.id, input, this.#inputTypes, row, problem);
      bad.add(row);
    };
    let touched: Touched | null = null;
    const keyColumns = this.#node.keys.map((key) => input.columns[key]);
    const kinds = this.#isAppend ? null : input.kinds;
    const update = { rows, count: rows.length, keyColumns, calls, kinds };
    const { skipsRefused } = context.report;
    const empty = this.#updater.update(groups, update, refuse, skipsRefused, (ofRows, count) => {
      touched = this.#read(groups, this.#distinctGroups(ofRows, count, groups.groupCount), knownCount);
    });
    const taken = bad.size === 0 ? rows : rows.filter((row) => !bad.has(row));
    reportUsed(context, this.id, input.origin, taken, taken.length);
    const all = touched ?? this.#read(groups, new Int32Array(0), knownCount);
    return empty.length === 0 || this.#isGlobal ? all : withoutGroups(all, empty);
  }

  #distinctGroups(ofRows: Int32Array, count: number, groupCount: number): Int32Array {
    if (this.#seen.length < groupCount) this.#seen = new Uint8Array(groupCount * 2);
    const seen = this.#seen;
    const distinct = new Int32Array(Math.min(count, groupCount));
    let found = 0;
    for (let i = 0; i < count; i++) {
      const group = ofRows[i];
      if (seen[group] === 1) continue;
      seen[group] = 1;
      distinct[found++] = group;
    }
    for (let i = 0; i < found; i++) seen[distinct[i]] = 0;
    return distinct.subarray(0, found);
  }

  /** A group is there when it has rows; the global one, once it was emitted. */
  #read(table: GroupTable, groups: Int32Array, knownCount: number): Touched {
    const exists = new Uint8Array(groups.length);
    for (let i = 0; i < groups.length; i++) {
      const isThere = groups[i] < knownCount && (this.#isGlobal || table.hasRows(groups[i]));
      exists[i] = isThere ? 1 : 0;
    }
    return { groups, exists, values: table.values(groups, groups.length), empty: NO_GROUPS };
  }

  #emitChanges(before: Touched, emission: Emission, arrival: number): void {
    const { groups } = before;
    const table = this.#table.groups;
    const after = this.#read(table, groups, table.groupCount);
    const changes = changedRows(before, after, this.#resultTypes, groups.length, this.#node.ttlMs !== null);
    if (changes.count > 0) {
      const keyGroups = changes.keyRows.subarray(0, changes.count).map((row) => groups[row]);
      const keys = table.keys.keys(keyGroups, changes.count);
      emission.append([...keys, ...changes.values], changes.count, changes.kinds, arrival);
    }
    this.#table.free(before.empty, before.empty.length);
    if (this.#isAppend || this.#isGlobal) return;
    const emptied = groups.filter((group) => !table.hasRows(group));
    this.#table.free(emptied, emptied.length);
  }

  /** The result over nothing: COUNT 0, the others NULL. */
  #emitNothing(emission: Emission, arrival: number): void {
    const { groups } = this.#table;
    const only = Int32Array.of(0);
    groups.assign([], only, 1, new Int32Array(1));
    emission.append(groups.values(only, 1), 1, null, arrival);
  }

  #distinct(input: ChangeBatch, context: BatchContext): ChangeBatch {
    const rows = liveRows(input);
    const columns = this.#node.keys.map((key) => input.columns[key]);
    const { groups } = this.#table;
    const first = new Int32Array(rows.length);
    let next = groups.groupCount;
    const ofRows = new Int32Array(rows.length);
    groups.assign(columns, rows, rows.length, ofRows);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      if (ofRows[i] !== next) continue;
      first[count++] = rows[i];
      next++;
    }
    reportUsed(context, this.id, input.origin, rows, rows.length);
    return { ...input, columns, selection: first.subarray(0, count), kinds: null };
  }
}
