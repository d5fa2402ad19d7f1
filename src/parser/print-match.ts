// The clauses of MATCH_RECOGNIZE back to SQL.
import type { ExprNode, MatchRecognizeNode, MatchSkip, PatternNode, SortItem } from "./ast.ts";
import { printName } from "./print-type.ts";

export interface MatchPrinters {
  readonly expr: (expr: ExprNode) => string;
  /** ORDER BY ... */
  readonly sortItems: (items: readonly SortItem[]) => string;
}

/** What stands between the parentheses. */
export function printMatchClauses(match: MatchRecognizeNode, print: MatchPrinters): string {
  const { partitionBy, orderBy, measures, rows, skip, pattern, within, subsets, defines } = match;
  const parts: string[] = [];
  if (partitionBy.length > 0) parts.push(`PARTITION BY ${partitionBy.map(print.expr).join(", ")}`);
  if (orderBy.length > 0) parts.push(print.sortItems(orderBy));
  if (measures.length > 0) {
    const items = measures.map(({ expr, name }) => `${print.expr(expr)} AS ${printName(name)}`);
    parts.push(`MEASURES ${items.join(", ")}`);
  }
  if (rows !== null) parts.push(`${rows} ${rows === "ONE" ? "ROW" : "ROWS"} PER MATCH`);
  if (skip !== null) parts.push(`AFTER MATCH SKIP ${skipText(skip)}`);
  parts.push(`PATTERN (${printPattern(pattern)})`);
  if (within !== null) parts.push(`WITHIN ${print.expr(within)}`);
  if (subsets.length > 0) {
    const items = subsets.map(({ name, members }) => `${printName(name)} = (${members.map(printName).join(", ")})`);
    parts.push(`SUBSET ${items.join(", ")}`);
  }
  if (defines.length > 0) {
    const items = defines.map(({ variable, condition }) => `${printName(variable)} AS ${print.expr(condition)}`);
    parts.push(`DEFINE ${items.join(", ")}`);
  }
  return parts.join(" ");
}

function skipText(skip: MatchSkip): string {
  switch (skip.kind) {
    case "past-last-row":
      return "PAST LAST ROW";
    case "to-next-row":
      return "TO NEXT ROW";
    case "to-first":
      return `TO FIRST ${printName(skip.variable)}`;
    case "to-last":
      return `TO LAST ${printName(skip.variable)}`;
  }
}

export function printPattern(pattern: PatternNode): string {
  switch (pattern.kind) {
    case "variable":
      return printName(pattern.name);
    case "sequence":
      return pattern.items.map(operand).join(" ");
    case "alternation":
      return pattern.items.map((item) => (item.kind === "sequence" ? printPattern(item) : operand(item))).join(" | ");
    case "repeat": {
      const { input, isReluctant } = pattern;
      const text = input.kind === "variable" ? printPattern(input) : `(${printPattern(input)})`;
      return `${text}${quantifier(pattern.min, pattern.max)}${isReluctant ? "?" : ""}`;
    }
  }
}

function operand(item: PatternNode): string {
  return item.kind === "variable" || item.kind === "repeat" ? printPattern(item) : `(${printPattern(item)})`;
}

function quantifier(min: number, max: number | null): string {
  if (min === 0 && max === null) return "*";
  if (min === 1 && max === null) return "+";
  if (min === 0 && max === 1) return "?";
  if (min === max) return `{${min}}`;
  return `{${min},${max ?? ""}}`;
}
