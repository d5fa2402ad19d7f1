// Differences from Flink that are known and meant, each with its reason; docs/sql/differences.md has them for users. A
// query whose answers differ otherwise is unexplained.
import type { Difference } from "./compare.ts";

export interface Explanation {
  readonly why: string;
  readonly kind: Difference["kind"];
  readonly sql?: RegExp;
  readonly detail?: RegExp;
}

export const EXPLANATIONS: readonly Explanation[] = [];

export function explanationOf(sql: string, difference: Difference): Explanation | undefined {
  if (difference.kind === "equal") return undefined;
  return EXPLANATIONS.find(
    ({ kind, sql: query, detail }) =>
      kind === difference.kind && (query?.test(sql) ?? true) && (detail?.test(difference.detail) ?? true),
  );
}
