// MATCH_RECOGNIZE in SQL words.
import { durationText } from "../physical/durations.ts";
import type { MatchPattern, MatchSlot, MatchSpec } from "../match.ts";
import type { OverPartition } from "../over-calls.ts";
import { aggregateText, exprText, nameText } from "./expr-text.ts";
import { partitionText } from "./over-text.ts";

type Named = readonly { readonly name: string }[];

export function matchLabel(node: OverPartition & { readonly spec: MatchSpec }, input: Named, output: Named): string {
  const { spec } = node;
  const slots = spec.slots.map((slot) => ({ name: slotText(slot, spec, input) }));
  const defines = spec.defines.flatMap((expr, v) =>
    expr === null ? [] : [`${nameText(spec.variables[v])} AS ${text(expr)}`],
  );
  const width = output.length - spec.measures.length;
  const measures = spec.measures.map((expr, i) => `${text(expr)} AS ${nameText(output[width + i].name)}`);
  return [
    "match",
    partitionText(node, input),
    `pattern (${patternText(spec.pattern, spec)})`,
    ...(spec.withinMs === null ? [] : [`within ${durationText(spec.withinMs)}`]),
    ...(defines.length === 0 ? [] : [`define ${defines.join(", ")}`]),
    ...(measures.length === 0 ? [] : [`measures ${measures.join(", ")}`]),
    spec.emitsAllRows ? "all rows" : "one row",
    `skip ${skipText(spec)}`,
  ].join(" ");

  /** Slots are named by what they read, which is written as it stands. */
  function text(expr: MatchSpec["measures"][number]): string {
    const marked = slots.map((_, i) => ({ name: `SLOT${i}_` }));
    return exprText(expr, marked).replaceAll(/SLOT(\d+)_/g, (_, i: string) => slots[Number(i)].name);
  }
}

function skipText({ resume }: MatchSpec): string {
  switch (resume.kind) {
    case "past-last-row":
      return "past last row";
    case "to-next-row":
      return "to next row";
    case "to-first":
    case "to-last":
      return `${resume.kind === "to-first" ? "to first" : "to last"} ${nameText(resume.name)}`;
  }
}

function slotText(slot: MatchSlot, spec: MatchSpec, input: Named): string {
  const rows = (variables: readonly number[] | null): string => {
    if (variables === null) return "";
    const names = variables.map((v) => nameText(spec.variables[v]));
    return names.length === 1 ? `${names[0]}.` : `(${names.join(", ")}).`;
  };
  switch (slot.kind) {
    case "field": {
      const value = `${rows(slot.variables)}${nameText(input[slot.column].name)}`;
      const isPlain = slot.from === "last" && slot.offset === 0;
      const own = isPlain ? value : `${slot.from.toUpperCase()}(${value}${slot.offset === 0 ? "" : `, ${slot.offset}`})`;
      return slot.back === undefined ? own : `PREV(${own}, ${slot.back})`;
    }
    case "aggregate": {
      const marked = input.map((_, i) => ({ name: `COLUMN${i}_` }));
      const written = (_: string, i: string): string => `${rows(slot.variables)}${nameText(input[Number(i)].name)}`;
      return aggregateText(slot.call, marked).replaceAll(/COLUMN(\d+)_/g, written);
    }
    case "classifier":
      return "CLASSIFIER()";
    case "match-number":
      return "MATCH_NUMBER()";
  }
}

export function patternText(pattern: MatchPattern, spec: MatchSpec): string {
  const operand = (item: MatchPattern): string =>
    item.kind === "sequence" || item.kind === "alternation" ? `(${patternText(item, spec)})` : patternText(item, spec);
  switch (pattern.kind) {
    case "variable":
      return nameText(spec.variables[pattern.variable]);
    case "sequence":
      return pattern.items.map(operand).join(" ");
    case "alternation":
      return pattern.items.map(operand).join(" | ");
    case "repeat": {
      const { min, max, isReluctant } = pattern;
      const count =
        max === null
          ? min === 0
            ? "*"
            : min === 1
              ? "+"
              : `{${min},}`
          : min === 0 && max === 1
            ? "?"
            : min === max
              ? `{${min}}`
              : `{${min},${max}}`;
      return `${operand(pattern.input)}${count}${isReluctant ? "?" : ""}`;
    }
  }
}
