// What an operator keeps between batches, as the checkpoint sees it: packed columnar segments.
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";

/** A column of a table as a person looks at it. */
export interface StateColumn {
  /**
   * key: the n-th column that the rows are found by; row: the n-th column of the rows kept; result: the n-th aggregate; own: what
   * the table itself knows, by `name`.
   */
  readonly role: "key" | "row" | "result" | "own";
  readonly name: string;
  readonly type: SqlType;
  readonly vector: Vector;
}

export interface StateView {
  readonly rowCount: number;
  readonly columns: readonly StateColumn[];
}

/** Segment payloads are self-describing packed columns (columnar/pack.ts). */
export interface StateTable {
  /** Addressed by (operator id, name). */
  readonly name: string;
  readonly layoutVersion: number;
  /** What changed since the last takeDelta/takeSnapshot, packed; null when nothing did. Clears the dirty marks. */
  takeDelta(): Uint8Array | null;
  /** Called after each batch instead of takeDelta where nothing is stored: forgets what is kept only for the next delta. */
  discardDelta?(): void;
  /** Everything, packed, in the order of first arrival. Clears the dirty marks. */
  takeSnapshot(): Uint8Array;
  /** Called in order: at most one snapshot first, then deltas. @throws STATE_CORRUPT when a payload does not have the declared shape. */
  restore(kind: "snapshot" | "delta", payload: Uint8Array): void;
  /** The live rows as columns, in the order of first arrival. For a person who looks; nothing of it is lent. */
  view(): StateView;
  /** Live rows, for inspection and the progress line. */
  rowCount(): number;
  /** Rough size in bytes, for the progress line and limits. */
  sizeBytes(): number;
}
