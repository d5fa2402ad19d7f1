// Who keeps state in a job: operators, scans, and the positions of sources, each under its stable id.
import { MillraceError } from "../../common/errors.ts";
import { physicalLabel } from "../../planner/explain/physical-text.ts";
import type { PhysicalNode, PhysicalPlan } from "../../planner/physical.ts";
import { inputsOf } from "../../planner/physical-tree.ts";
import type { ExecGraph } from "../operator.ts";
import type { StateStore, StoredOperator } from "../state/state-store.ts";
import type { StateTable } from "../state/state-table.ts";
import type { OpenSource } from "./open-source.ts";

export interface OwnedTable {
  readonly ownerId: string;
  readonly table: StateTable;
}

export interface Owners {
  readonly stored: readonly StoredOperator[];
  readonly tables: readonly OwnedTable[];
}

export function ownersOf(plan: PhysicalPlan, graph: ExecGraph, sources: readonly OpenSource[]): Owners {
  const nodes = nodesById(plan);
  const stored: StoredOperator[] = [];
  const tables: OwnedTable[] = [];
  const seen = new Set<string>();
  function add(role: StoredOperator["role"], id: string, label: string, owned: readonly StateTable[]): void {
    if (owned.length === 0) return;
    if (seen.has(id)) throw new MillraceError("INTERNAL_INVARIANT", `two owners of state are called ${id}`);
    seen.add(id);
    stored.push({ id, role, label, tables: owned.map(({ name, layoutVersion }) => ({ name, layoutVersion })) });
    for (const table of owned) tables.push({ ownerId: id, table });
  }
  for (const source of sources) add("source", source.ownerId, `positions of ${source.table.name}`, [source.positions]);
  for (const node of graph.nodes) {
    if (node.kind === "scan") add("scan", node.scan.id, `watermarks of ${node.scan.table.name}`, node.scan.stateTables);
    else
      add(
        "operator",
        node.operator.id,
        labelOf(nodes.get(node.operator.id), node.operator.id),
        node.operator.stateTables,
      );
  }
  return { stored, tables };
}

/** Plan nodes by id, each once. */
export function nodesById(plan: PhysicalPlan): ReadonlyMap<string, PhysicalNode> {
  const nodes = new Map<string, PhysicalNode>();
  function visit(node: PhysicalNode): void {
    if (nodes.has(node.id)) return;
    nodes.set(node.id, node);
    inputsOf(node).forEach(visit);
  }
  for (const sink of plan.sinks) visit(sink.input);
  return nodes;
}

function labelOf(node: PhysicalNode | undefined, id: string): string {
  return node === undefined ? id : physicalLabel(node);
}

/** @throws STATE_CORRUPT when a table cannot take what was stored. */
export function restoreTables(store: StateStore, tables: readonly OwnedTable[]): void {
  const byKey = new Map(tables.map((t) => [`${t.ownerId}\n${t.table.name}`, t.table]));
  store.readSegments(({ operator, table, kind, payload }) => {
    byKey.get(`${operator}\n${table}`)?.restore(kind, payload);
  });
}
