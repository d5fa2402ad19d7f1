// The state of a job as named rows: its statements are compiled again, its operators built, and their tables filled from the
// segments. Nothing runs and no source is opened.

import { scalarAt } from "../../columnar/read.ts";
import type { Scalar } from "../../columnar/scalar.ts";
import { scalarText } from "../../columnar/text.ts";
import type { Vector } from "../../columnar/vector.ts";
import { MillraceError } from "../../common/errors.ts";
import { suggest } from "../../common/suggest.ts";
import { type Column, timestamp } from "../../common/types.ts";
import { type Zone, zoneFor } from "../../common/zone.ts";
import type { PhysicalNode } from "../../planner/physical.ts";
import { nodesById, restoreTables } from "../driver/owners.ts";
import { RunningJob } from "../driver/running-job.ts";
import type { DriverJob, Surroundings } from "../driver/surroundings.ts";
import { isMergeable } from "../operators/aggregate-states.ts";
import { windowScheme } from "../operators/window/window-scheme.ts";
import type { StateFileReader } from "../state/sqlite/state-file-reader.ts";
import type { StateColumn, StateTable } from "../state/state-table.ts";
import { tableNames } from "./column-names.ts";
import { InspectionStore } from "./inspection-store.ts";

/** A state table with its columns by name. */
export interface NamedTable {
  readonly operatorId: string;
  readonly role: "operator" | "scan" | "source";
  /** As EXPLAIN names it. */
  readonly label: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** Places of the columns by which rows are found; empty: none. */
  readonly keys: readonly number[];
  readonly rowCount: number;
  /** In memory, roughly. */
  readonly sizeBytes: number;
  /** Bytes that each row takes, roughly, without what finds it. */
  rowBytes(row: number): number;
  row(row: number): readonly Scalar[];
}

export class RestoredState {
  readonly tables: readonly NamedTable[];
  readonly zone: Zone;

  constructor(job: DriverJob, surroundings: Surroundings, file: StateFileReader) {
    const store = new InspectionStore(file, Number.POSITIVE_INFINITY);
    const running = new RunningJob(job, surroundings, store, {});
    restoreTables(store, running.owners.tables);
    const nodes = nodesById(job.plan);
    this.zone = zoneFor(surroundings.zone);
    this.tables = running.owners.tables.map(({ ownerId, table }) => {
      const owner = running.owners.stored.find(({ id }) => id === ownerId)!;
      const node = owner.role === "operator" ? (nodes.get(ownerId) ?? null) : null;
      return namedTable(table, { id: ownerId, role: owner.role, label: owner.label, node });
    });
  }

  /** Tables of the operator with this id or beginning of one, or with this text in its label. @throws STATE_NO_OPERATOR */
  find(operator: string): readonly NamedTable[] {
    const owners = new Map(this.tables.map(({ operatorId, label }) => [operatorId, label]));
    const id = findOperator(operator, owners);
    return this.tables.filter((table) => table.operatorId === id);
  }

  /** The key of a row as a person writes it; values of several columns with a comma between. */
  keyText(table: NamedTable, values: readonly Scalar[]): string {
    return table.keys.map((key) => scalarText(values[key], table.columns[key].type, "table", this.zone)).join(",");
  }
}

/** @throws STATE_NO_OPERATOR when none or several of `labels` (by id) are meant. */
export function findOperator(operator: string, labels: ReadonlyMap<string, string>): string {
  if (labels.has(operator)) return operator;
  const text = operator.toLowerCase();
  const byId = [...labels.keys()].filter((id) => id.startsWith(operator));
  const found =
    byId.length > 0 ? byId : [...labels].flatMap(([id, label]) => (label.toLowerCase().includes(text) ? [id] : []));
  if (found.length === 1) return found[0];
  const list = (ids: readonly string[]) => ids.map((id) => `${id} (${labels.get(id)})`).join("; ");
  const near = suggest(operator, labels.keys());
  throw new MillraceError(
    "STATE_NO_OPERATOR",
    found.length === 0 ? `no operator is called ${operator}` : `${operator} may be each of: ${list(found)}`,
    {
      hint:
        near === null
          ? `Give an id or a part of what it is called: ${list([...labels.keys()])}.`
          : `Did you mean ${near}?`,
    },
  );
}

interface Owner {
  readonly id: string;
  readonly role: NamedTable["role"];
  readonly label: string;
  readonly node: PhysicalNode | null;
}

function namedTable(table: StateTable, { id, role, label, node }: Owner): NamedTable {
  const view = table.view();
  const names = tableNames(node, table.name);
  const counts = { key: 0, row: 0, result: 0 };
  const columns: Column[] = [];
  const vectors: Vector[] = [];
  const keys: number[] = [];
  for (const column of windowColumns(view.columns, node)) {
    const place = column.role === "own" ? -1 : counts[column.role]++;
    const isKey = column.role === "key" || (column.role === "row" && names.rowKeys.includes(place));
    if (isKey) keys.push(columns.length);
    columns.push({ name: nameOf(column, place, names), type: column.type });
    vectors.push(column.vector);
  }
  const row = (at: number) => vectors.map((vector, c) => scalarAt(vector, columns[c].type, at));
  const rowBytes = (at: number) => vectors.reduce((sum, vector) => sum + valueBytes(vector, at), 0);
  const { rowCount } = view;
  return {
    operatorId: id,
    role,
    label,
    name: table.name,
    columns,
    keys,
    rowCount,
    sizeBytes: table.sizeBytes(),
    rowBytes,
    row,
  };
}

function nameOf(column: StateColumn, place: number, names: ReturnType<typeof tableNames>): string {
  switch (column.role) {
    case "key":
      return names.keys[place] ?? column.name;
    case "row":
      return names.row[place] ?? column.name;
    case "result":
      return names.results[place] ?? column.name;
    case "own":
      return column.name;
  }
}

function valueBytes(vector: Vector, row: number): number {
  if (vector.rep === "bytes") return vector.end[row] - vector.start[row] + 8;
  if (vector.rep === "boxed") return 64;
  return vector.rep === "bool" ? 1 : 8;
}

/** Panes are slices or windows by number; a person reads their bounds, in the time that the windows count in. */
function windowColumns(columns: readonly StateColumn[], node: PhysicalNode | null): readonly StateColumn[] {
  if (node?.kind !== "window-aggregate") return columns;
  const [first, second, ...rest] = columns;
  const { attached, spec } = node.window;
  const scheme = attached === null ? windowScheme(spec) : null;
  // Where windows cannot share slices, a pane is a window.
  const isSlice = scheme?.isTumbling === true || isMergeable(node.aggregates);
  const start = (pane: number) => scheme!.sliceStartMs(isSlice ? pane : scheme!.startSlice(pane));
  const end = (pane: number) => scheme!.sliceStartMs(isSlice ? pane + 1 : scheme!.endSlice(pane));
  const starts = scheme === null ? second : mapped(first, start);
  const ends = scheme === null ? first : mapped(first, end);
  const bound = (name: string, { vector }: StateColumn): StateColumn => ({
    role: "own",
    name,
    type: timestamp(3),
    vector,
  });
  return [bound("pane_start", starts), bound("pane_end", ends), ...rest];
}

function mapped(column: StateColumn, of: (value: number) => number): StateColumn {
  const { vector } = column;
  if (vector.rep !== "f64") return column;
  return { ...column, vector: { ...vector, values: vector.values.map(of) } };
}
