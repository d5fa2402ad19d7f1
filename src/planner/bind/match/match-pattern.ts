// The pattern of MATCH_RECOGNIZE: its variables by number, and the patterns that are refused: those that match no row,
// those whose end is known only by a row that does not belong to the match, and those that are too large.
import type { Span } from "../../../common/span.ts";
import type { MatchRecognizeNode, Name, PatternNode } from "../../../parser/ast.ts";
import { canBeEmpty, type MatchPattern } from "../../match.ts";
import type { StatementContext } from "../context.ts";
import { matchName, unknownNameHint } from "../names.ts";

/** Variables of a pattern with its repetitions written out. */
const STEPS_MAX = 1000;

export class PatternVariables {
  readonly names: string[] = [];
  readonly #subsets: { readonly name: string; readonly members: readonly number[] }[] = [];

  /** The number of a variable of the pattern, new or known. */
  numberOf(name: Name): number {
    const [known] = matchName(name, this.names);
    return known ?? this.names.push(name.text) - 1;
  }

  find(name: Name): number | null {
    return matchName(name, this.names)[0] ?? null;
  }

  /** The variables that a variable or a subset stands for. */
  setOf(name: Name): readonly number[] | null {
    const variable = this.find(name);
    if (variable !== null) return [variable];
    const names = this.#subsets.map((subset) => subset.name);
    const [subset] = matchName(name, names);
    return subset === undefined ? null : this.#subsets[subset].members;
  }

  addSubsets(subsets: MatchRecognizeNode["subsets"], context: StatementContext): void {
    for (const { name, members } of subsets) {
      if (this.setOf(name) !== null) {
        context.report("BIND_MATCH_VARIABLE", `"${name.text}" is a variable of this pattern already`, name.span);
        continue;
      }
      const numbers = members.map((member) => this.known(member, context));
      if (numbers.some((number) => number === null)) continue;
      this.#subsets.push({ name: name.text, members: numbers.flatMap((n) => (n === null ? [] : [n])) });
    }
  }

  /** A variable of the pattern; null after a reported error. */
  known(name: Name, context: StatementContext): number | null {
    const variable = this.find(name);
    if (variable === null) this.reportUnknown(name, context);
    return variable;
  }

  reportUnknown(name: Name, context: StatementContext): void {
    const { hint } = unknownNameHint(name.text, this.names, "Variables");
    context.report("BIND_MATCH_VARIABLE", `there is no variable "${name.text}" in the pattern`, name.span, { hint });
  }
}

/** Null after a reported error. */
export function bindPattern(
  node: PatternNode,
  variables: PatternVariables,
  context: StatementContext,
): MatchPattern | null {
  const pattern = bindNode(node, variables, context);
  if (pattern === null) return null;
  if (canBeEmpty(pattern)) {
    context.report("BIND_MATCH_EMPTY", "this pattern can match without any row", node.span, {
      hint: "At least one variable must be there: write A+ for A*, or put a variable beside it.",
    });
    return null;
  }
  if (stepsOf(pattern) > STEPS_MAX) {
    context.report(
      "BIND_MATCH_SIZE",
      `this pattern has more than ${STEPS_MAX} steps when its repetitions are written out`,
      node.span,
    );
    return null;
  }
  const greedy = greedyEnd(node);
  if (greedy === null) return pattern;
  context.report(
    "BIND_MATCH_GREEDY_END",
    "a greedy quantifier ends this pattern: where such a match ends is known only by a row that does not belong to it",
    greedy,
    {
      hint: "End the pattern with a variable for the row that ends it (A B+ C, with C AS the opposite of B), or take the shortest match: B+?.",
    },
  );
  return null;
}

function bindNode(node: PatternNode, variables: PatternVariables, context: StatementContext): MatchPattern | null {
  switch (node.kind) {
    case "variable":
      if (!node.name.isQuoted && node.name.text.toUpperCase() === "PERMUTE") {
        context.report("PLAN_NOT_AVAILABLE", "PERMUTE is not available", node.span, {
          hint: "Write the orders out: (A B | B A).",
        });
        return null;
      }
      return { kind: "variable", variable: variables.numberOf(node.name) };
    case "sequence":
    case "alternation": {
      const items = node.items.map((item) => bindNode(item, variables, context));
      return items.some((item) => item === null)
        ? null
        : { kind: node.kind, items: items.flatMap((item) => item ?? []) };
    }
    case "repeat": {
      const input = bindNode(node.input, variables, context);
      const { min, max, isReluctant } = node;
      if (input === null || !isQuantifier(min, max, node.span, context)) return null;
      return { kind: "repeat", input, min, max, isReluctant };
    }
  }
}

function isQuantifier(min: number, max: number | null, span: Span, context: StatementContext): boolean {
  const isWhole = Number.isSafeInteger(min) && (max === null || Number.isSafeInteger(max));
  if (isWhole && (max === null || (max >= min && max > 0))) return true;
  context.report(
    "BIND_MATCH_QUANTIFIER",
    "a quantifier counts {least, most} in whole numbers, most at least 1 and not below least",
    span,
  );
  return false;
}

function stepsOf(pattern: MatchPattern): number {
  switch (pattern.kind) {
    case "variable":
      return 1;
    case "sequence":
    case "alternation":
      return pattern.items.reduce((sum, item) => sum + stepsOf(item), 0);
    case "repeat":
      return stepsOf(pattern.input) * Math.max(1, pattern.max ?? pattern.min);
  }
}

/** Where a greedy quantifier of open length stands at the end. An optional last variable waits for one row at most. */
function greedyEnd(node: PatternNode): Span | null {
  switch (node.kind) {
    case "variable":
      return null;
    case "alternation":
      return node.items.map(greedyEnd).find((span) => span !== null) ?? null;
    case "repeat":
      return !node.isReluctant && node.min !== node.max && node.max !== 1 ? node.span : greedyEnd(node.input);
    case "sequence":
      for (let i = node.items.length - 1; i >= 0; i--) {
        const span = greedyEnd(node.items[i]);
        if (span !== null) return span;
        if (!isOptional(node.items[i])) return null;
      }
      return null;
  }
}

function isOptional(node: PatternNode): boolean {
  switch (node.kind) {
    case "variable":
      return false;
    case "sequence":
      return node.items.every(isOptional);
    case "alternation":
      return node.items.some(isOptional);
    case "repeat":
      return node.min === 0 || isOptional(node.input);
  }
}

/** Variables that the first row of a match can be mapped to. */
export function firstVariables(pattern: MatchPattern): ReadonlySet<number> {
  switch (pattern.kind) {
    case "variable":
      return new Set([pattern.variable]);
    case "alternation":
      return new Set(pattern.items.flatMap((item) => [...firstVariables(item)]));
    case "repeat":
      return firstVariables(pattern.input);
    case "sequence": {
      const first = new Set<number>();
      for (const item of pattern.items) {
        for (const variable of firstVariables(item)) first.add(variable);
        if (!canBeEmpty(item)) break;
      }
      return first;
    }
  }
}
