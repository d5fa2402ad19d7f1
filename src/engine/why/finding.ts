import type { Place } from "./facts.ts";

/** What kept rows from a sink. */
export interface Finding {
  /** Who did it, with the numbers that show it. */
  readonly evidence: string;
  /** What mends it. */
  readonly change: string;
}

/** null: this is not the cause at this place. */
export type Cause = (place: Place) => Finding | null;

export function rowsText(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
