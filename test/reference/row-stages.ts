// Stages that look at one row at a time, and ORDER BY and LIMIT, which look at all of them.
import { isSqlMap, type Scalar } from "../../src/columnar/scalar.ts";
import type { SqlType } from "../../src/common/types.ts";
import type {
  LogicalExpand,
  LogicalFilter,
  LogicalProject,
  LogicalSort,
  LogicalUnnest,
} from "../../src/planner/logical.ts";
import { sorted } from "./aggregates.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate, holds } from "./expressions.ts";
import { emitDifference, isAddition, type Outlet } from "./stage.ts";
import { keyText, type Row, timeMs } from "./values.ts";
import { withoutOne } from "./window-stage.ts";

export function filterStage(node: LogicalFilter, { context }: Evaluation, to: Outlet): Outlet {
  return {
    change(change) {
      if (holds(node.predicate, change.row, context)) to.change(change);
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

export function projectStage(node: LogicalProject, { context }: Evaluation, to: Outlet): Outlet {
  return {
    change: (change) => to.change({ ...change, row: node.exprs.map((expr) => evaluate(expr, change.row, context)) }),
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

/** Each row as often as its last value says, without that value. */
export function replicateStage(to: Outlet): Outlet {
  return {
    change(change) {
      const copies = Number(change.row.at(-1));
      for (let i = 0; i < copies; i++) to.change({ kind: change.kind, row: change.row.slice(0, -1), origin: null });
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

/** Each row once per grouping set. */
export function expandStage({ keys, sets }: LogicalExpand, to: Outlet): Outlet {
  const isIn = (set: number, i: number): boolean => Math.floor(set / 2 ** (keys.length - 1 - i)) % 2 === 0;
  return {
    change(change) {
      for (const set of sets) {
        const copies = keys.map((key, i) => (isIn(set, i) ? change.row[key] : null));
        to.change({ ...change, row: [...change.row, ...copies, set] });
      }
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

/** Each row once per element of its collection, with the element's values behind its own. */
export function unnestStage(node: LogicalUnnest, { context }: Evaluation, to: Outlet): Outlet {
  const { expr, isOuter, hasOrdinality, input, columns } = node;
  return {
    change(change) {
      const elements = elementsOf(evaluate(expr, change.row, context), expr.type);
      elements.forEach((values, i) => {
        const row = [...change.row, ...values, ...(hasOrdinality ? [i + 1] : [])];
        to.change({ kind: change.kind, row, origin: null });
      });
      if (elements.length > 0 || !isOuter) return;
      const nulls = columns.slice(input.columns.length).map(() => null);
      to.change({ kind: change.kind, row: [...change.row, ...nulls], origin: null });
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

/** The values of each element: fields of a ROW, key and value of a MAP, a value of a MULTISET as often as it is there. */
function elementsOf(collection: Scalar, type: SqlType): readonly Row[] {
  if (collection === null) return [];
  const isOfRows = (type.kind === "ARRAY" || type.kind === "MULTISET") && type.element.kind === "ROW";
  const fieldCount = isOfRows && type.element.kind === "ROW" ? type.element.fields.length : 0;
  const valuesOf = (element: Scalar): Row => {
    if (!isOfRows) return [element];
    return element === null ? new Array<null>(fieldCount).fill(null) : (element as Row);
  };
  if (!isSqlMap(collection)) return (collection as readonly Scalar[]).map(valuesOf);
  if (type.kind === "MAP") return collection.entries;
  return collection.entries.flatMap(([element, count]) =>
    Array.from({ length: Number(count) }, () => valuesOf(element)),
  );
}

/** ORDER BY time: rows come out as the watermark passes them; late is one that is not later than the last that came out. */
export function timeSortStage(node: LogicalSort, evaluation: Evaluation, to: Outlet): Outlet {
  const [{ expr }] = node.keys;
  let rows: Row[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    change(change) {
      const time = evaluate(expr, change.row, evaluation.context);
      if (time === null) {
        evaluation.nullTime(node, change);
        return;
      }
      const isTaken = timeMs(time, expr.type) > lastMs;
      evaluation.judge(node, change, [], isTaken);
      if (isTaken) rows.push(change.row);
    },
    watermark(ms) {
      const timeOf = (row: Row): number => timeMs(evaluate(expr, row, evaluation.context), expr.type);
      const due = rows.filter((row) => timeOf(row) <= ms);
      rows = rows.filter((row) => timeOf(row) > ms);
      for (const row of sorted(due, node.keys, evaluation.context)) {
        lastMs = timeOf(row);
        to.change({ kind: "+I", row, origin: null });
      }
      to.watermark(ms);
    },
    end: () => to.end(),
  };
}

/** All rows at the end of input, in order; the last watermark comes after them. */
export function sortStage(node: LogicalSort, { context }: Evaluation, to: Outlet): Outlet {
  let rows: Row[] = [];
  return {
    change(change) {
      rows = isAddition(change) ? [...rows, change.row] : withoutOne(rows, change.row);
    },
    watermark(ms) {
      if (ms < Number.POSITIVE_INFINITY) to.watermark(ms);
    },
    end() {
      for (const row of cut(sorted(rows, node.keys, context), node)) to.change({ kind: "+I", row, origin: null });
      to.watermark(Number.POSITIVE_INFINITY);
      to.end();
    },
  };
}

/**
 * The first live rows by arrival, compared place by place after each change. An update puts the new row into the place of
 * the old one; of equal rows the last goes.
 */
export function limitStage(node: LogicalSort, to: Outlet): Outlet {
  let rows: Row[] = [];
  let openPlace = -1;
  return {
    change(change) {
      const before = cut(rows, node);
      const isUpdate = change.kind === "+U" && openPlace >= 0;
      if (isAddition(change)) {
        rows = rows.toSpliced(isUpdate ? openPlace : rows.length, 0, change.row);
        openPlace = -1;
      } else {
        const place = rows.findLastIndex((row) => keyText(row) === keyText(change.row));
        if (place >= 0) rows = rows.toSpliced(place, 1);
        openPlace = change.kind === "-U" ? place : -1;
      }
      emitDifferences(before, cut(rows, node), to);
    },
    watermark: (ms) => to.watermark(ms),
    end: () => to.end(),
  };
}

function cut(rows: readonly Row[], { limit, offset }: LogicalSort): readonly Row[] {
  return rows.slice(offset, limit === null ? undefined : offset + limit);
}

/** First what goes, then what comes. */
function emitDifferences(before: readonly Row[], after: readonly Row[], to: Outlet): void {
  let come = [...after];
  const gone = before.filter((row) => {
    const stays = come.some((other) => keyText(other) === keyText(row));
    if (stays) come = withoutOne(come, row);
    return !stays;
  });
  for (const row of gone) emitDifference(row, null, false, to);
  for (const row of come) emitDifference(null, row, false, to);
}
