// Which operators count for which account, from the shape of the graph; see accounts.ts for the meaning.
import type { ExecGraph, ExecNode, Operator } from "../operator.ts";
import type { Account } from "../state/state-store.ts";

/** An operator inside an account. */
export interface Place {
  readonly account: Account;
  /** Ways up from here to the account's ends; 1 for an operator that is one. */
  readonly weight: number;
}

export interface AccountNode {
  readonly places: Map<string, Place[]>;
  /** Rows from above other accounts' ends come here too: a report without a table is none of an account. */
  isMixed: boolean;
}

export interface AccountPlan {
  readonly accounts: readonly Account[];
  /** By operator id. */
  readonly nodes: ReadonlyMap<string, AccountNode>;
  /** By table: ways of its rows into each account. */
  readonly scans: ReadonlyMap<string, readonly Place[]>;
  /** Accounts whose every way ends in an operator that reports what it took. */
  readonly reported: ReadonlySet<Account>;
}

/** Operators that an account must know by more than their place, by id. */
export interface NodeKinds {
  /** Make several rows of one: an account ends there. */
  readonly manyRows: ReadonlySet<string>;
  /** Hand their rows on one for one although they keep state: an account goes through. */
  readonly unions: ReadonlySet<string>;
}

export function planAccounts(graph: ExecGraph, sinkIds: readonly string[], kinds: NodeKinds): AccountPlan {
  const accounts: Account[] = [];
  const nodes = new Map<string, AccountNode>();
  const scans = new Map<string, Place[]>();
  const reported = new Set<Account>();
  const isEnd = graph.nodes.map((node) => node.kind === "operator" && endsAccount(node.operator, kinds));
  const tables = tablesInside(graph.nodes, isEnd);
  const mixed = mixedNodes(graph.nodes, isEnd, tables);
  graph.sinks.forEach((sink, s) => {
    const { weights, reachesSink } = waysUp(graph.nodes, sink.input, isEnd);
    const ofSink = graph.nodes.flatMap((node, n) =>
      node.kind === "scan" && weights[n] > 0 ? [node.scan.table.name] : [],
    );
    for (const table of [...new Set(ofSink)].sort()) {
      const account = { sinkId: sinkIds[s], table, read: 0, used: 0, filtered: 0, late: 0, bad: 0, lateForSome: 0 };
      accounts.push(account);
      let ways = 0;
      let isReported = true;
      graph.nodes.forEach((node, n) => {
        if (weights[n] === 0 || !tables[n].has(table)) return;
        const id = idOf(node);
        const isMixed = mixed[n];
        const place = nodes.get(id) ?? { places: new Map<string, Place[]>(), isMixed };
        nodes.set(id, place);
        place.places.set(table, [...(place.places.get(table) ?? []), { account, weight: weights[n] }]);
        if (node.kind === "scan") {
          ways += weights[n];
          if (reachesSink[n]) isReported = false;
        } else if (isEnd[n] && (isMixed || kinds.manyRows.has(id) || node.inputs.length > 1)) isReported = false;
      });
      scans.set(table, [...(scans.get(table) ?? []), { account, weight: ways }]);
      if (isReported) reported.add(account);
    }
  });
  return { accounts, nodes, scans, reported };
}

function endsAccount({ id, stateTables }: Operator, kinds: NodeKinds): boolean {
  return kinds.manyRows.has(id) || (stateTables.length > 0 && !kinds.unions.has(id));
}

/** Nodes that rows reach which are of no account: made by the query, or from above another account's end. */
function mixedNodes(
  nodes: readonly ExecNode[],
  isEnd: readonly boolean[],
  tables: readonly ReadonlySet<string>[],
): readonly boolean[] {
  const mixed: boolean[] = [];
  for (const node of nodes) {
    const inputs = node.kind === "scan" ? [] : node.inputs;
    mixed.push(inputs.some((input) => isEnd[input] || mixed[input] || tables[input].size === 0));
  }
  return mixed;
}

/** Tables whose rows reach each node inside an account; an operator that ends one is still inside. */
function tablesInside(nodes: readonly ExecNode[], isEnd: readonly boolean[]): readonly ReadonlySet<string>[] {
  const tables: Set<string>[] = [];
  for (const node of nodes) {
    const here = new Set<string>();
    if (node.kind === "scan") here.add(node.scan.table.name);
    else for (const input of node.inputs) if (!isEnd[input]) for (const table of tables[input]) here.add(table);
    tables.push(here);
  }
  return tables;
}

/** From the sink downwards: ways from each node up to an account's end, 0 outside of the sink's plan. */
function waysUp(nodes: readonly ExecNode[], sinkInput: number, isEnd: readonly boolean[]) {
  const weights = nodes.map(() => 0);
  const reachesSink = nodes.map(() => false);
  weights[sinkInput] = 1;
  reachesSink[sinkInput] = !isEnd[sinkInput];
  for (let n = sinkInput; n >= 0; n--) {
    const node = nodes[n];
    if (weights[n] === 0) continue;
    if (isEnd[n]) weights[n] = 1;
    if (node.kind === "scan") continue;
    for (const input of node.inputs) {
      weights[input] += weights[n];
      if (reachesSink[n] && !isEnd[input]) reachesSink[input] = true;
    }
  }
  return { weights, reachesSink };
}

function idOf(node: ExecNode): string {
  return node.kind === "scan" ? node.scan.id : node.operator.id;
}
