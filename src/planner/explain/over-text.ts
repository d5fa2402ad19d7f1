// OVER and Top-N in SQL words.
import type { Column } from "../../common/types.ts";
import { durationText } from "../physical/durations.ts";
import type { OverCall, OverFrame, OverPartition } from "../over-calls.ts";
import { aggregateText, exprText, nameText } from "./expr-text.ts";

type Named = readonly { readonly name: string }[];

/** "by k order by ts DESC"; empty without both. */
export function partitionText({ partition, order }: OverPartition, input: Named): string {
  const name = (column: number): string => nameText(input[column].name);
  const keys = order.map(({ column, isDescending, isNullsFirst }) => {
    const nulls = isNullsFirst === isDescending ? ` NULLS ${isNullsFirst ? "FIRST" : "LAST"}` : "";
    return `${name(column)}${isDescending ? " DESC" : ""}${nulls}`;
  });
  return [
    ...(partition.length === 0 ? [] : [`by ${partition.map(name).join(", ")}`]),
    ...(keys.length === 0 ? [] : [`order by ${keys.join(", ")}`]),
  ].join(" ");
}

export function overLabel(
  node: OverPartition & { readonly kind: string; readonly calls: readonly OverCall[] },
  input: readonly Column[],
  output: Named,
): string {
  const calls = node.calls.map((call, i) => {
    const text = overCallText(call, node, input);
    const name = nameText(output[input.length + i].name);
    return `${text} AS ${name}`;
  });
  return [node.kind, partitionText(node, input), calls.join(", ")].filter((part) => part !== "").join(" ");
}

export function rankLabel(
  node: OverPartition & {
    readonly kind: string;
    readonly fn: string;
    readonly from: number;
    readonly to: number;
    readonly emitsRank: boolean;
  },
  input: Named,
): string {
  const range = node.from === 1 ? `${node.fn} <= ${node.to}` : `${node.fn} ${node.from} to ${node.to}`;
  const rank = node.emitsRank ? "with rank" : "";
  return [node.kind, range, partitionText(node, input), rank].filter((part) => part !== "").join(" ");
}

function overCallText(call: OverCall, node: OverPartition, input: readonly Column[]): string {
  switch (call.kind) {
    case "aggregate":
      return `${aggregateText(call.call, input)} ${frameText(call.frame, node, input)}`;
    case "rank":
      return `${call.fn}()`;
    case "ntile":
      return `NTILE(${call.buckets})`;
    case "offset": {
      const args = [exprText(call.value, input), String(Math.abs(call.offset))];
      if (call.fallback !== null) args.push(exprText(call.fallback, input));
      return `${call.offset < 0 ? "LAG" : "LEAD"}(${args.join(", ")})`;
    }
    case "nth":
      return `NTH_VALUE(${exprText(call.value, input)}, ${call.n}) ${frameText(call.frame, node, input)}`;
  }
}

function frameText(frame: OverFrame, { order }: OverPartition, input: readonly Column[]): string {
  if (frame.start === null && frame.end === null) return "of the partition";
  const isTime = frame.unit === "range" && order.length > 0 && /^TIMESTAMP/.test(input[order[0].column].type.kind);
  const length = (n: number): string => (isTime ? durationText(n) : String(n));
  const bound = (value: number | null, side: string): string => {
    if (value === null) return `UNBOUNDED ${side}`;
    if (value === 0) return "CURRENT ROW";
    return `${length(Math.abs(value))} ${value < 0 ? "PRECEDING" : "FOLLOWING"}`;
  };
  const unit = frame.unit === "rows" ? "ROWS" : "RANGE";
  return `${unit} ${bound(frame.start, "PRECEDING")} to ${bound(frame.end, "FOLLOWING")}`;
}
