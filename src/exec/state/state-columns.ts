// Columns of a state table for a person who looks (StateTable.view).
import { vectorOf } from "../../columnar/builders.ts";
import type { Scalar } from "../../columnar/scalar.ts";
import type { Vector } from "../../columnar/vector.ts";
import type { SqlType } from "../../common/types.ts";
import { BIGINT } from "../../common/types.ts";
import type { StateColumn } from "./state-table.ts";

/** What the table itself knows of each row. */
export function ownColumn(name: string, type: SqlType, values: readonly Scalar[]): StateColumn {
  return { role: "own", name, type, vector: vectorOf(type, values) };
}

/** Milliseconds; what is not finite or not known is NULL. */
export function ownTimes(name: string, times: readonly number[]): StateColumn {
  return ownColumn(
    name,
    BIGINT,
    times.map((ms) => (Number.isFinite(ms) ? ms : null)),
  );
}

export function columnsInRole(
  role: "key" | "row" | "result",
  types: readonly SqlType[],
  vectors: readonly Vector[],
): readonly StateColumn[] {
  return vectors.map((vector, i) => ({ role, name: `${role} ${i + 1}`, type: types[i], vector }));
}
