// What MATCH_RECOGNIZE computes, shared by the logical and the physical plan. Pattern variables go by number. Conditions
// and measures are expressions over slots: what they ask of a match (a field of one of its rows, an aggregate over some of
// them), numbered through all of them.
import type { SqlType } from "../common/types.ts";
import type { AggregateCall, Expr } from "../expr/expr.ts";
import { mapAggregate, mapColumns } from "./expr-shape.ts";

/** Sequences and alternations have at least two items; `max` null: without limit. */
export type MatchPattern =
  | { readonly kind: "variable"; readonly variable: number }
  | { readonly kind: "sequence" | "alternation"; readonly items: readonly MatchPattern[] }
  | {
      readonly kind: "repeat";
      readonly input: MatchPattern;
      readonly min: number;
      readonly max: number | null;
      readonly isReluctant: boolean;
    };

/** `variables`: rows of the match mapped to one of them; null: all rows of the match. */
export type MatchSlot =
  /** An input column of the row `offset` rows after the first or before the last of those rows. NULL without such a row. */
  | {
      readonly kind: "field";
      readonly column: number;
      readonly from: "first" | "last";
      readonly offset: number;
      readonly variables: readonly number[] | null;
      /** PREV: of the row so many before that one in the partition, in the match or not. */
      readonly back?: number;
      readonly type: SqlType;
    }
  /** Arguments over input columns. */
  | {
      readonly kind: "aggregate";
      readonly call: AggregateCall;
      readonly variables: readonly number[] | null;
      readonly type: SqlType;
    }
  | { readonly kind: "classifier" | "match-number"; readonly type: SqlType };

export type MatchResume =
  | { readonly kind: "past-last-row" | "to-next-row" }
  | { readonly kind: "to-first" | "to-last"; readonly name: string; readonly variables: readonly number[] };

export interface MatchSpec {
  /** Names of the pattern variables. */
  readonly variables: readonly string[];
  readonly pattern: MatchPattern;
  /** By variable, over slots; null: any row. */
  readonly defines: readonly (Expr | null)[];
  readonly slots: readonly MatchSlot[];
  /** Over slots. */
  readonly measures: readonly Expr[];
  /** ALL ROWS PER MATCH: input columns, then measures; else partition columns, then measures. */
  readonly emitsAllRows: boolean;
  readonly resume: MatchResume;
  /** Ordered by the time of the batch, then as rows came: nothing is late, and nothing waits for a watermark. */
  readonly isProcessing?: true;
  /** A match spans less than this. */
  readonly withinMs: number | null;
}

/** Input columns that conditions and measures read. */
export function matchReads({ slots }: MatchSpec): ReadonlySet<number> {
  const reads = new Set<number>();
  const addAll = (expr: Expr): Expr =>
    mapColumns(expr, (column) => {
      reads.add(column.index);
      return column;
    });
  for (const slot of slots) {
    if (slot.kind === "field") reads.add(slot.column);
    else if (slot.kind === "aggregate") mapAggregate(slot.call, addAll);
  }
  return reads;
}

/** How many rows before the beginning of a match can be asked for. */
export function rowsLookedBack({ slots }: MatchSpec): number {
  return Math.max(0, ...slots.map((slot) => (slot.kind === "field" ? (slot.back ?? 0) : 0)));
}

export function mapMatchColumns(spec: MatchSpec, newIndex: (column: number) => number): MatchSpec {
  const moved = (expr: Expr): Expr => mapColumns(expr, (column) => ({ ...column, index: newIndex(column.index) }));
  const slots = spec.slots.map((slot): MatchSlot => {
    if (slot.kind === "field") return { ...slot, column: newIndex(slot.column) };
    return slot.kind === "aggregate" ? { ...slot, call: mapAggregate(slot.call, moved) } : slot;
  });
  return { ...spec, slots };
}

/** True when the pattern matches no row at all. */
export function canBeEmpty(pattern: MatchPattern): boolean {
  switch (pattern.kind) {
    case "variable":
      return false;
    case "sequence":
      return pattern.items.every(canBeEmpty);
    case "alternation":
      return pattern.items.some(canBeEmpty);
    case "repeat":
      return pattern.min === 0 || canBeEmpty(pattern.input);
  }
}
