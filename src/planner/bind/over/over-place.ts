// What stands for the result of an OVER call while a SELECT is bound: a column with a very negative index.

/** The first one; the next call has the index below. */
export const OVER_BASE = -2_000_000;

/** True for what stands for an OVER call. */
export function isOverPlaceholder(index: number): boolean {
  return index <= OVER_BASE;
}
