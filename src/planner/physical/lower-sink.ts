// Sinks: which changes they take decides whether a query may feed them.
//
// append: refuses an updating query, naming the operator, the reason and three ways out.
// retract: takes everything.
// upsert: needs a PRIMARY KEY. Changes of a batch are consolidated by it: the last +I/+U of a key is written, a -D (or a
//   -U that no +U of the same key follows) deletes it. Right only when no two live rows share a key, so of an updating
//   query the stream key must lie within the primary key. An append-only query may send a key again: the last row wins.
//   An updating query whose rows may share a key needs ON CONFLICT DO DEDUPLICATE (or 'table.exec.sink.require-on-conflict' =
//   'false'): a materialize node then keeps its rows and shows the last one of each key.
import type { LogicalSink, ResolvedTable } from "../logical.ts";
import type { PhysicalNode, PhysicalSink } from "../physical.ts";
import { hashOf } from "../normal-form.ts";
import { booleanSetting } from "../settings.ts";
import { updatingReason } from "./lower-aggregate.ts";
import type { Lowering } from "./lowering.ts";
import { planError } from "./plan-error.ts";
import { stateTtlMs } from "./state-ttl.ts";
import { materializeState } from "./state-bounds.ts";

/** A sink's id is its table's name; further INSERTs into the same table count on. */
export function lowerSinks(sinks: readonly LogicalSink[], lowering: Lowering): readonly PhysicalSink[] {
  const uses = new Map<string, number>();
  return sinks.map((sink) => {
    const name = sink.kind === "table" ? sink.table.name : sink.name;
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    const id = use === 1 ? name : `${name}-${use}`;
    const input = lowering.lower(sink.input);
    if (sink.kind === "collect") return { id, table: null, name, input, keyColumns: null };
    const keyColumns = sinkKey(sink.table, input, lowering);
    const shown = keyColumns === null ? input : onePerKey(sink, input, keyColumns, lowering);
    return { id, table: sink.table, name, input: shown, keyColumns };
  });
}

function sinkKey(table: ResolvedTable, input: PhysicalNode, lowering: Lowering): readonly number[] | null {
  const mode = lowering.session.connectors.sinkMode(table);
  switch (mode) {
    case "append":
      if (input.changelogMode !== "append") throw needsAppend(table, input);
      return null;
    case "retract":
      return null;
    case "upsert":
      return upsertKey(table);
  }
}

function upsertKey(table: ResolvedTable): readonly number[] {
  if (table.primaryKey === null) {
    throw planError(
      "PLAN_SINK_NEEDS_KEY",
      `table "${table.name}" is written by key, and it has no PRIMARY KEY`,
      `Add PRIMARY KEY (...) NOT ENFORCED to CREATE TABLE ${table.name}.`,
    );
  }
  const written = table.columns.filter((c) => c.kind === "physical" || (c.kind === "metadata" && !c.isVirtual));
  const key = table.primaryKey.map((name) => written.findIndex((column) => column.name === name));
  return key;
}

/** The query itself where no two of its rows share a key, or the last of those that do. */
function onePerKey(
  sink: LogicalSink & { readonly kind: "table" },
  input: PhysicalNode,
  keys: readonly number[],
  lowering: Lowering,
): PhysicalNode {
  const { columns, streamKey, watermarkColumns, isBounded } = input;
  if (input.changelogMode === "append" || streamKey?.every((column) => keys.includes(column))) return input;
  const isAsked = sink.onConflict === "deduplicate";
  if (!isAsked && booleanSetting(lowering.session.settings, "table.exec.sink.require-on-conflict")) {
    throw keyNotUnique(sink.table, input);
  }
  const id = `materialize-${hashOf(["materialize", input.id, keys])}`;
  const ttlMs = stateTtlMs(lowering);
  const state = materializeState(isBounded, ttlMs);
  return lowering.intern(
    { kind: "materialize", id, input, columns, keys, ttlMs, changelogMode: "retract", streamKey: keys, watermarkColumns, state, isBounded },
    lowering.factsOf(input),
  );
}

function keyNotUnique(table: ResolvedTable, input: PhysicalNode): Error {
  const primaryKey = (table.primaryKey ?? []).join(", ");
  const rows =
    input.streamKey === null
      ? "the query has dropped the columns that tell its rows apart"
      : `the query has one row per ${input.streamKey.map((column) => input.columns[column].name).join(", ")}`;
  return planError(
    "PLAN_SINK_KEY_NOT_UNIQUE",
    `table "${table.name}" keeps one row per PRIMARY KEY (${primaryKey}), and ${rows}: two of its rows could share a key`,
    `Three ways out: ${
      input.streamKey === null ? "select all columns of GROUP BY and make them the primary key" : "make these the primary key"
    }; GROUP BY ${primaryKey}; or end the INSERT with ON CONFLICT DO DEDUPLICATE, which keeps all rows and shows the last one of each key.`,
  );
}

function needsAppend(table: ResolvedTable, input: PhysicalNode): Error {
  const third = input.isBounded
    ? "add ORDER BY, which writes the final rows once, when the bounded input has ended"
    : "select from a bounded source and add ORDER BY, which writes the final rows once at its end";
  return planError(
    "PLAN_SINK_NEEDS_APPEND",
    `table "${table.name}" (${table.connector}) only takes new rows, and this query changes rows it has written: ${updatingReason(input)}`,
    `Three ways out: group by a window (TUMBLE, HOP), whose rows are final; write to a table that takes changes ` +
      `('connector' = 'sqlite' with a PRIMARY KEY, or 'print'); or ${third}.`,
  );
}
