// What a completion is: the answer of Session.complete.
export interface Completion {
  /** What stands in the text afterwards, from `start` to `end`. */
  readonly text: string;
  readonly kind: "keyword" | "table" | "view" | "column" | "function" | "option" | "value" | "setting";
  /** A type, a summary; "" when there is nothing to say. */
  readonly detail: string;
}

export interface Completions {
  readonly start: number;
  readonly end: number;
  /** Columns first, then tables, functions and words. */
  readonly items: readonly Completion[];
}
