// Matching of names: without regard to case unless quoted, an exact match first. "Did you mean" for what is not found.
import { suggest } from "../../common/suggest.ts";
import type { Name, QualifiedName } from "../../parser/ast.ts";
import { quoteIfNeeded } from "../../parser/index.ts";

/** Indexes of the candidates that a name means: the exact one, else all that differ in case only (none if quoted). */
export function matchName(name: Pick<Name, "text" | "isQuoted">, candidates: readonly string[]): readonly number[] {
  const exact = indexesWhere(candidates, (candidate) => candidate === name.text);
  if (exact.length > 0 || name.isQuoted) return exact;
  const folded = name.text.toLowerCase();
  return indexesWhere(candidates, (candidate) => candidate.toLowerCase() === folded);
}

function indexesWhere(candidates: readonly string[], test: (candidate: string) => boolean): number[] {
  const found: number[] = [];
  candidates.forEach((candidate, i) => {
    if (test(candidate)) found.push(i);
  });
  return found;
}

const LISTED_MAX = 20;

/** "Did you mean "x"? <label>: a, b, c." and the suggestion, for an unknown name. */
export function unknownNameHint(
  name: string,
  candidates: readonly string[],
  label: string,
): { readonly hint: string | null; readonly suggestion: string | null } {
  const suggestion = suggest(name, candidates);
  const parts: string[] = [];
  if (suggestion !== null) parts.push(`Did you mean "${suggestion}"?`);
  if (candidates.length > 0) {
    const listed = candidates.slice(0, LISTED_MAX).join(", ");
    const rest = candidates.length > LISTED_MAX ? `, and ${candidates.length - LISTED_MAX} more` : "";
    parts.push(`${label}: ${listed}${rest}.`);
  }
  return { hint: parts.length === 0 ? null : parts.join(" "), suggestion };
}

/** A name as SQL writes it: bare when it can be, else in backticks. */
export const quoteName = quoteIfNeeded;

/** The table's own name: catalog and database are left out (there is one of each). */
export function lastPart(name: QualifiedName): Name {
  return name.parts[name.parts.length - 1];
}

export function qualifiedText(name: QualifiedName): string {
  return name.parts.map((part) => part.text).join(".");
}
