// Joins in SQL words: what must be equal, what else must hold, and what time allows.
import type { Column } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import { columnOf } from "../expr-shape.ts";
import type { JoinKey, JoinTime, JoinType, ResolvedTable } from "../logical.ts";
import { durationText } from "../physical/durations.ts";
import type { PhysicalJoin } from "../physical.ts";
import { exprText, nameText } from "./expr-text.ts";

export function joinText(
  type: JoinType,
  keys: readonly JoinKey[],
  residual: Expr | null,
  time: JoinTime | null,
  left: readonly Column[],
  right: readonly Column[],
): string {
  const equal = keys.map((key) => {
    const sign = key.isNullSafe ? "IS NOT DISTINCT FROM" : "=";
    return `${exprText(key.left, left)} ${sign} ${exprText(key.right, right)}`;
  });
  const parts = [
    ...(keys.length === 0 ? [] : [`on ${equal.join(" AND ")}`]),
    ...(residual === null ? [] : [`where ${exprText(residual, [...left, ...right])}`]),
    ...(time === null ? [] : [timeText(time, left, right)]),
  ];
  const timed = time?.kind === "latest" ? "temporal" : time?.kind;
  const kind = timed === undefined ? (keys.length === 0 ? "cross " : "") : `${timed} `;
  return `${kind}join ${[type, ...parts].join("; ")}`;
}

export function physicalJoinText(node: PhysicalJoin): string {
  const keys = node.leftKeys.map((key, i) => ({
    left: columnOf(node.left.columns, key),
    right: columnOf(node.right.columns, node.rightKeys[i]),
    isNullSafe: node.nullSafe[i],
  }));
  return joinText(node.type, keys, node.residual, node.time, node.left.columns, node.right.columns);
}

export interface LookupParts {
  readonly type: "inner" | "left";
  readonly table: ResolvedTable;
  readonly reads: readonly number[];
  readonly residual: Expr | null;
  readonly input: { readonly columns: readonly Column[] };
  readonly columns: readonly Column[];
}

export function lookupText(
  { type, table, reads, residual, input, columns }: LookupParts,
  keys: readonly { readonly left: Expr; readonly table: string }[],
): string {
  const equal = keys.map((key) => `${nameText(key.table)} = ${exprText(key.left, input.columns)}`);
  const read = reads.length === 0 ? "" : ` (${reads.map((index) => nameText(table.columns[index].name)).join(", ")})`;
  const where = residual === null ? "" : `; where ${exprText(residual, columns)}`;
  const cache = (table.options["lookup.cache"] ?? "NONE").toUpperCase() === "PARTIAL" ? "; cached" : "";
  return `lookup join ${type}; ${nameText(table.name)}${read} by ${equal.join(" AND ")}${where}${cache}`;
}

function timeText(time: JoinTime, left: readonly Column[], right: readonly Column[]): string {
  switch (time.kind) {
    case "interval": {
      const from = signed(nameText(left[time.leftTime].name), time.lowerMs);
      const to = signed(nameText(left[time.leftTime].name), time.upperMs);
      return `${nameText(right[time.rightTime].name)} between ${from} and ${to}`;
    }
    case "window":
      return `within ${nameText(left[time.leftStart].name)}, ${nameText(left[time.leftEnd].name)}`;
    case "temporal":
      return `as of ${nameText(left[time.leftTime].name)}`;
    case "latest":
      return "as of processing time";
    case "asof":
      return `nearest ${exprText(time.left, left)} ${time.fn} ${exprText(time.right, right)}`;
  }
}

function signed(name: string, ms: number): string {
  if (ms === 0) return name;
  return `${name} ${ms < 0 ? "-" : "+"} ${durationText(Math.abs(ms))}`;
}
