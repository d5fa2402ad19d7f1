// Casts of ARRAY, MULTISET, MAP and ROW: element by element, fields by position, NULLs stay NULL.
import { isSqlMap, type Scalar, type SqlMap } from "../../columnar/scalar.ts";
import type { SqlType } from "../../common/types.ts";
import { DataProblem, type EvalContext } from "../function.ts";
import type { Cast, CastFamily, FindCast } from "./cast-family.ts";

export const castNested: CastFamily = (from, to, find) => {
  if ((from.kind === "ARRAY" && to.kind === "ARRAY") || (from.kind === "MULTISET" && to.kind === "MULTISET")) {
    const element = find(from.element, to.element);
    if (element === null) return null;
    return combined([element], losesNull(from.element, to.element), (value, context) =>
      isSqlMap(value)
        ? mapEntries(value, (key, count) => [castItem(element, key, to.element, context), count])
        : (value as readonly Scalar[]).map((item) => castItem(element, item, to.element, context)),
    );
  }
  if (from.kind === "MAP" && to.kind === "MAP") {
    const key = find(from.key, to.key);
    const item = find(from.value, to.value);
    if (key === null || item === null) return null;
    const canLose = losesNull(from.key, to.key) || losesNull(from.value, to.value);
    return combined([key, item], canLose, (value, context) =>
      mapEntries(value as SqlMap, (k, v) => [castItem(key, k, to.key, context), castItem(item, v, to.value, context)]),
    );
  }
  if (from.kind === "ROW" && to.kind === "ROW") return castRow(from, to, find);
  return null;
};

type RowType = Extract<SqlType, { kind: "ROW" }>;

function castRow(from: RowType, to: RowType, find: FindCast): Cast | null {
  if (from.fields.length !== to.fields.length) return null;
  const casts: Cast[] = [];
  for (let i = 0; i < from.fields.length; i++) {
    const cast = find(from.fields[i].type, to.fields[i].type);
    if (cast === null) return null;
    casts.push(cast);
  }
  const canLose = from.fields.some((field, i) => losesNull(field.type, to.fields[i].type));
  return combined(casts, canLose, (value, context) =>
    (value as readonly Scalar[]).map((item, i) => castItem(casts[i], item, to.fields[i].type, context)),
  );
}

function losesNull(from: SqlType, to: SqlType): boolean {
  return from.nullable && !to.nullable;
}

function combined(casts: readonly Cast[], canLoseNull: boolean, evaluate: Cast["evaluate"]): Cast {
  const isNoOp = !canLoseNull && casts.every((cast) => cast.isNoOp);
  return {
    isNoOp,
    canFail: canLoseNull || casts.some((cast) => cast.canFail),
    isZoned: casts.some((cast) => cast.isZoned),
    evaluate: isNoOp ? (value) => value : evaluate,
  };
}

function castItem(cast: Cast, item: Scalar, to: SqlType, context: EvalContext): Scalar {
  if (item !== null) return cast.evaluate(item, context);
  if (!to.nullable) throw new DataProblem("DATA_NULL", "a NULL inside a collection of NOT NULL elements");
  return null;
}

function mapEntries(map: SqlMap, convert: (key: Scalar, value: Scalar) => readonly [Scalar, Scalar]): SqlMap {
  return { entries: map.entries.map(([key, value]) => convert(key, value)) };
}
