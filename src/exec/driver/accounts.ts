// Row accounting (architecture law 11): per sink and source table, read = used + filtered + late + bad.
//
// An account covers the way of a row from its scan up to the first operator that keeps state (unions apart, which hand
// their rows on), makes several rows of one (a window function without aggregate), or is the sink; there the row is used.
// What operators above refuse is counted at them (`refusedAbove`). Every operator has a weight: the number of ways its rows go up inside the account, so that a
// table that a sink reads twice (a union of two branches) counts each row twice, and the equation holds.
//
// `used` is what is left of read; where operators report what they took, checks compare the two.
import { MillraceError } from "../../common/errors.ts";
import type { ExecGraph } from "../operator.ts";
import type { Account, JobTotals } from "../state/state-store.ts";
import { type AccountPlan, type NodeKinds, type Place, planAccounts } from "./account-plan.ts";

export class Accounts {
  readonly totals: JobTotals;
  readonly #plan: AccountPlan;
  readonly #written: Record<string, number>;
  readonly #refusedAbove: Record<string, number>;
  readonly #expired: Record<string, number>;
  readonly #passedOver: Record<string, number>;
  /** Used as operators reported it in this run, and as it was before: for the check. */
  readonly #reported = new Map<Account, number>();
  readonly #usedBefore = new Map<Account, number>();
  #rowsIn: number;

  /** `sinkIds`: of graph.sinks; `before`: totals of the last commit. */
  constructor(graph: ExecGraph, sinkIds: readonly string[], kinds: NodeKinds, before: JobTotals | null) {
    this.#plan = planAccounts(graph, sinkIds, kinds);
    const { accounts } = this.#plan;
    for (const account of accounts) {
      const old = before?.accounts.find((a) => a.sinkId === account.sinkId && a.table === account.table);
      if (old !== undefined) Object.assign(account, old);
      this.#usedBefore.set(account, account.used);
    }
    // Every sink counts the same rows: of each table the account that was read most often by one way.
    const rowsByTable = new Map<string, number>();
    for (const { table, read } of accounts) rowsByTable.set(table, Math.max(rowsByTable.get(table) ?? 0, read));
    this.#rowsIn = [...rowsByTable.values()].reduce((sum, rows) => sum + rows, 0);
    this.#written = Object.fromEntries(sinkIds.map((id) => [id, before?.written[id] ?? 0]));
    this.#refusedAbove = { ...before?.refusedAbove };
    this.#expired = { ...before?.expired };
    this.#passedOver = { ...before?.passedOver };
    this.totals = {
      accounts,
      written: this.#written,
      refusedAbove: this.#refusedAbove,
      expired: this.#expired,
      passedOver: this.#passedOver,
    };
  }

  /** Rows of a table as read, `bad` of them not decodable. */
  read(table: string, rowCount: number, badCount: number): void {
    this.#rowsIn += rowCount;
    for (const { account, weight } of this.#plan.scans.get(table) ?? []) {
      account.read += rowCount * weight;
      account.bad += badCount * weight;
      account.used += (rowCount - badCount) * weight;
    }
  }

  filtered(operatorId: string, table: string | null, rowCount: number): void {
    for (const { account, weight } of this.#placesOf(operatorId, table)) {
      account.filtered += rowCount * weight;
      account.used -= rowCount * weight;
    }
  }

  late(operatorId: string, table: string | null, isLateForAll: boolean): void {
    const places = this.#placesOf(operatorId, table);
    for (const { account, weight } of places) {
      if (isLateForAll) {
        account.late += weight;
        account.used -= weight;
      } else account.lateForSome += weight;
    }
    if (places.length === 0) this.#refuseAbove(operatorId);
  }

  bad(operatorId: string, table: string | null): void {
    const places = this.#placesOf(operatorId, table);
    for (const { account, weight } of places) {
      account.bad += weight;
      account.used -= weight;
    }
    if (places.length === 0) this.#refuseAbove(operatorId);
  }

  used(operatorId: string, table: string | null, rowCount: number): void {
    for (const { account, weight } of this.#placesOf(operatorId, table)) {
      this.#reported.set(account, (this.#reported.get(account) ?? 0) + rowCount * weight);
    }
  }

  expired(operatorId: string, count: number): void {
    this.#expired[operatorId] = (this.#expired[operatorId] ?? 0) + count;
  }

  passedOver(operatorId: string, count: number): void {
    this.#passedOver[operatorId] = (this.#passedOver[operatorId] ?? 0) + count;
  }

  wrote(sinkId: string, rowCount: number): void {
    this.#written[sinkId] += rowCount;
  }

  /** Rows read, each once per source table whatever the sinks. */
  rowsIn(): number {
    return this.#rowsIn;
  }

  sum(key: "late" | "bad"): number {
    return this.totals.accounts.reduce((sum, account) => sum + account[key], 0);
  }

  rowsOut(): number {
    return Object.values(this.#written).reduce((sum, rows) => sum + rows, 0);
  }

  /** @throws INTERNAL_INVARIANT when what operators took is not what is left of what was read. */
  check(): void {
    for (const account of this.totals.accounts) {
      const used = account.used - this.#usedBefore.get(account)!;
      const reported = this.#reported.get(account) ?? 0;
      if (account.used < 0 || (this.#plan.reported.has(account) && used !== reported)) {
        throw new MillraceError(
          "INTERNAL_INVARIANT",
          `law 11: of ${account.table} for ${account.sinkId} ${used} rows are left and ${reported} were used`,
        );
      }
    }
  }

  #placesOf(operatorId: string, table: string | null): readonly Place[] {
    const node = this.#plan.nodes.get(operatorId);
    if (node === undefined) return [];
    if (table !== null) return node.places.get(table) ?? [];
    return node.isMixed || node.places.size !== 1 ? [] : [...node.places.values()][0];
  }

  #refuseAbove(operatorId: string): void {
    this.#refusedAbove[operatorId] = (this.#refusedAbove[operatorId] ?? 0) + 1;
  }
}
