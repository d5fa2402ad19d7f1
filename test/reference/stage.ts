// What flows between the stages of the reference evaluator: one change or one watermark at a time.
import type { Row } from "./values.ts";

/** Where a row was read: table and place in its input. */
export interface Origin {
  readonly table: string;
  readonly index: number;
}

export interface Change {
  /** +I, +U: the row is there from now on; -U, -D: it is not. */
  readonly kind: "+I" | "-U" | "+U" | "-D";
  readonly row: Row;
  /** Null above the first stage that makes rows of its own. */
  readonly origin: Origin | null;
}

/** What a stage hands its results to. */
export interface Outlet {
  change(change: Change): void;
  /** Rises only; Infinity: nothing follows that is led by it. */
  watermark(ms: number): void;
  /** The input has ended; after watermark(Infinity). */
  end(): void;
}

export function isAddition(change: Change): boolean {
  return change.kind === "+I" || change.kind === "+U";
}

/** Emits what turns one row into another: nothing, +I, -D, or -U and +U. */
export function emitDifference(before: Row | null, after: Row | null, isSame: boolean, to: Outlet): void {
  if (isSame) return;
  if (before === null && after !== null) to.change({ kind: "+I", row: after, origin: null });
  if (before !== null && after === null) to.change({ kind: "-D", row: before, origin: null });
  if (before === null || after === null) return;
  to.change({ kind: "-U", row: before, origin: null });
  to.change({ kind: "+U", row: after, origin: null });
}
