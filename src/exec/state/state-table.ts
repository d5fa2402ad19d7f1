// What an operator keeps between batches, as the checkpoint sees it: packed columnar segments.

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
  /** Live rows, for inspection and the progress line. */
  rowCount(): number;
  /** Rough size in bytes, for the progress line and limits. */
  sizeBytes(): number;
}
