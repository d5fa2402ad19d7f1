// Joins in FROM. Bound left to right; ON, USING and NATURAL give conditions, and what WHERE says about both sides of an
// inner join is one too (join-condition.ts tells keys, bounds of time and the rest apart). A FROM clause therefore
// remembers how its relation was joined until WHERE is bound.
// Time attributes outlive a join that is bounded by time, on the sides that are not padded with NULL; rows of a regular join
// come at any time, and its columns are plain ones.
import type { Span } from "../../../common/span.ts";
import { withNullable } from "../../../common/types.ts";
import { bindCall } from "../../../expr/bind-call.ts";
import type { Expr } from "../../../expr/expr.ts";
import type { JoinNode, Name, TableNode } from "../../../parser/ast.ts";
import { isDeterministic, mapColumns } from "../../expr-shape.ts";
import { type JoinTime, type JoinType, looksBack, picksOne } from "../../logical.ts";
import { conjunction, conjuncts } from "../../rules/predicates.ts";
import type { StatementContext } from "../context.ts";
import { bindCondition } from "../expressions/condition.ts";
import { scopeOver } from "../expressions/expressions.ts";
import type { FromClause, JoinParts, TemporalParts } from "../from-clause.ts";
import { matchName, unknownNameHint } from "../names.ts";
import type { QueryScope } from "../query-scope.ts";
import { notAvailable } from "../refusals.ts";
import {
  columnExpr,
  isPoison,
  nodeColumns,
  openRelation,
  projectRelation,
  type Relation,
  type RelationColumn,
} from "../relation.ts";
import type { MergedColumn } from "../scope.ts";
import { asofParts, isAsof } from "./asof-join.ts";
import { type JoinCondition, type JoinSides, joinCondition, sideOf } from "./join-condition.ts";
import { bindLateral, type LateralTable } from "./lateral.ts";
import { lookupRelation, lookupTable } from "./lookup-join.ts";
import { type FunctionTable, isUserTable, withFunction } from "./table-function.ts";
import { checkVersionKey, temporalParts } from "./temporal-join.ts";
import { type UnnestTable, unnested } from "./unnest.ts";

const TYPES: Readonly<Record<JoinNode["type"], JoinType>> = {
  INNER: "inner",
  CROSS: "inner",
  LEFT: "left",
  RIGHT: "right",
  FULL: "full",
  SEMI: "semi",
  ANTI: "anti",
  ASOF: "inner",
  "LEFT ASOF": "left",
};

export function bindJoin(node: JoinNode, scope: QueryScope, bindSide: (side: TableNode) => FromClause): FromClause {
  const { context } = scope;
  const left = bindSide(node.left);
  if (node.right.kind === "unnest") return bindUnnestJoin(node, node.right, left, context);
  if (isUserTable(node.right, context)) return functionJoin(node, node.right, left, context);
  if (node.right.kind === "derived" && node.right.isLateral) return lateralJoin(node, node.right, left, scope);
  const versions = node.right.kind === "table" && node.right.systemTime !== null ? node.right : null;
  const lookup = versions === null ? null : lookupTable(versions, scope);
  const right = lookup?.clause ?? bindSide(versions === null ? node.right : { ...versions, systemTime: null });
  const type = TYPES[node.type];
  const temporal = versions === null || lookup !== null ? null : temporalParts(node, versions, left, right, context);
  const parts: JoinParts = {
    type,
    left,
    right,
    conditions: [],
    temporal,
    asof: null,
    ttls: scope.stateTtl?.sides(left, right),
  };
  const names = node.isNatural ? commonNames(left, right, node.span) : node.using;
  const over = joined({ ...parts, type: type === "semi" || type === "anti" ? "inner" : type });
  const merged = names.map((name) => mergeColumn(name, parts, over, context));
  const on = node.on === null ? [] : onConditions(node, over, context);
  const equal = merged.flatMap((column) => (column === null ? [] : [column.condition]));
  const conditions = [...equal, ...on];
  if (temporal !== null && !context.hasErrors) checkVersionKey(conditions, temporal, left, right, node, context);
  const asof = isAsof(node) ? asofParts(conditions, left, right, node, context) : null;
  const clause =
    lookup === null || versions === null
      ? joined({ ...parts, conditions, asof })
      : lookedUp(over, lookupRelation(node, versions, left, lookup, conditions, context));
  const shown = merged.flatMap((column) => (column === null ? [] : [column.column]));
  return {
    ...clause,
    merged: [...shown, ...clause.merged.filter((m) => !shown.some((s) => s.hides[0] === m.hides[0]))],
  };
}

/** The clause over the relation of a lookup join, which takes no conditions of WHERE. */
function lookedUp(clause: FromClause, relation: Relation): FromClause {
  if (relation.isOpen) return { ...clause, relation: { ...clause.relation, isOpen: true }, join: null };
  const tables = clause.tables.map((table) => ({
    ...table,
    columns: relation.columns.slice(table.offset, table.offset + table.columns.length),
  }));
  return { ...clause, relation, tables, join: null };
}

function lateralJoin(node: JoinNode, table: LateralTable, left: FromClause, scope: QueryScope): FromClause {
  const { context } = scope;
  const type = TYPES[node.type];
  const lateral = isAsof(node) ? notAvailableLateral(node, context) : bindLateral(node, table, left, type, scope);
  if (lateral === null || node.isNatural || node.using.length > 0) {
    if (lateral !== null) notAvailable("lateral", node.span, context);
    return { ...left, relation: { ...left.relation, isOpen: true }, join: null };
  }
  const { relation, width, conditions } = lateral;
  const names = table.alias?.columns ?? [];
  const columns = relation.columns.map((column, i) => ({ ...column, name: names[i]?.text ?? column.name }));
  const tables = [{ name: table.alias?.name.text ?? null, columns, offset: 0 }];
  const right: FromClause = { relation: { ...relation, columns }, tables, merged: [], join: null };
  const parts: JoinParts = { type, left, right, conditions, temporal: null, asof: null };
  const on = node.on === null ? [] : onConditions(node, joined(parts), context);
  return withoutRest(joined({ ...parts, conditions: [...conditions, ...on] }), left.relation.columns.length + width);
}

function notAvailableLateral(node: JoinNode, context: StatementContext): null {
  notAvailable("lateral", node.span, context);
  return null;
}

/** The clause without the columns behind `width`, which only conditions of the join read. */
function withoutRest(clause: FromClause, width: number): FromClause {
  const { relation } = clause;
  if (relation.columns.length === width) return clause;
  const columns = relation.columns.slice(0, width);
  const exprs = columns.map((_, i) => columnExpr(columns, i));
  const tables = clause.tables.map((table) => ({
    ...table,
    columns: columns.slice(table.offset, table.offset + table.columns.length),
  }));
  return { ...clause, relation: projectRelation(relation, exprs, columns), tables, join: null };
}

function bindUnnestJoin(node: JoinNode, right: UnnestTable, left: FromClause, context: StatementContext): FromClause {
  const isPlain = node.on === null || (node.on.kind === "boolean" && node.on.value);
  if ((node.type === "INNER" || node.type === "CROSS" || node.type === "LEFT") && isPlain) {
    return unnested(left, right, node.type === "LEFT", context);
  }
  context.report("PLAN_UNNEST_JOIN", "UNNEST is joined by CROSS JOIN, or by LEFT JOIN ... ON TRUE", node.span, {
    hint: "Conditions on its elements go into WHERE.",
  });
  return { ...left, relation: openRelation(), join: null };
}

/** What ON says of an inner join is asked of the rows that the function answered. */
function functionJoin(node: JoinNode, right: FunctionTable, left: FromClause, context: StatementContext): FromClause {
  const isTrueOrNone = node.on === null || (node.on.kind === "boolean" && node.on.value);
  const isInner = node.type === "INNER" || node.type === "CROSS";
  if (node.isNatural || node.using.length > 0 || !(isInner || (node.type === "LEFT" && isTrueOrNone))) {
    const message = "a table function is joined by CROSS JOIN, by JOIN ... ON, or by LEFT JOIN ... ON TRUE";
    context.report("PLAN_UNNEST_JOIN", message, node.span, { hint: "Other conditions on its rows go into WHERE." });
    return { ...left, relation: openRelation(), join: null };
  }
  const clause = withFunction(left, right, node.type === "LEFT", context);
  const on = node.on === null || clause.relation.isOpen ? [] : onConditions(node, clause, context);
  if (on.length === 0) return clause;
  const { relation } = clause;
  const filter = {
    kind: "filter",
    input: relation.node,
    predicate: conjunction(on),
    columns: relation.node.columns,
  } as const;
  return { ...clause, relation: { ...relation, node: filter } };
}

function onConditions(node: JoinNode, over: FromClause, context: StatementContext): readonly Expr[] {
  if (node.on === null) return [];
  const scope = scopeOver(context, over.tables, over.relation.isOpen, "ON", over.merged);
  const condition = bindCondition(node.on, scope);
  if (isPoison(condition)) return [];
  if (isDeterministic(condition)) return conjuncts(condition).filter((c) => !isTrue(c));
  context.report(
    "PLAN_JOIN_NOT_DETERMINISTIC",
    "a join condition must give the same answer for the same rows",
    node.on.span,
    {
      hint: "Compute the random value in a query below the join, as a column.",
    },
  );
  return [];
}

function isTrue(expr: Expr): boolean {
  return expr.kind === "literal" && expr.value === true;
}

/** The clause with its relation made anew from the parts. */
export function joined(parts: JoinParts): FromClause {
  const { left, right } = parts;
  const shift = left.relation.columns.length;
  const moved = right.tables.map((table) => ({ ...table, offset: table.offset + shift }));
  const movedMerged = right.merged.map(
    (column): MergedColumn => ({
      ...column,
      expr: shifted(column.expr, shift),
      hides: column.hides.map((index) => index + shift),
    }),
  );
  const isOneSided = parts.type === "semi" || parts.type === "anti";
  const relation = joinRelation(parts);
  const tables = isOneSided ? left.tables : [...left.tables, ...moved];
  return {
    relation,
    tables: tables.map((table) => ({
      ...table,
      columns: relation.columns.slice(table.offset, table.offset + table.columns.length),
    })),
    merged: isOneSided ? left.merged : [...left.merged, ...movedMerged],
    join: parts,
  };
}

function shifted(expr: Expr, by: number): Expr {
  return mapColumns(expr, (column) => ({ ...column, index: column.index + by }));
}

function conditionOf({ left, right, conditions, temporal, asof }: JoinParts): JoinCondition {
  const sides = { left: left.relation.columns, right: right.relation.columns };
  if (temporal !== null) return versionCondition(conditions, sides, temporal);
  if (asof === null) return joinCondition(conditions, sides);
  return { keys: joinCondition(asof.equalities, sides).keys, residual: null, time: asof.time };
}

function joinRelation(parts: JoinParts): Relation {
  const { type, left, right, temporal, ttls } = parts;
  const sides = { left: left.relation.columns, right: right.relation.columns };
  const condition = conditionOf(parts);
  const { time } = condition;
  const columns = joinColumns(type, sides.left, sides.right, time);
  return {
    node: {
      kind: "join",
      type,
      left: left.relation.node,
      right: temporal === null ? right.relation.node : temporal.rows,
      ...condition,
      time,
      ...ttls,
      columns: nodeColumns(columns),
    },
    columns,
    isOpen: left.relation.isOpen || right.relation.isOpen,
  };
}

/** Only the key of the versions finds one; the other conditions are asked of what was found. */
function versionCondition(conditions: readonly Expr[], sides: JoinSides, { time, keys }: TemporalParts): JoinCondition {
  const isKey = (condition: Expr): boolean => {
    const [key] = joinCondition([condition], sides).keys;
    return key !== undefined && !key.isNullSafe && key.right.kind === "column" && keys.includes(key.right.index);
  };
  const rest = conditions.filter((condition) => !isKey(condition));
  return {
    keys: joinCondition(conditions.filter(isKey), sides).keys,
    residual: rest.length === 0 ? null : conjunction(rest),
    time,
  };
}

function joinColumns(
  type: JoinType,
  left: readonly RelationColumn[],
  right: readonly RelationColumn[],
  time: JoinTime | null,
): readonly RelationColumn[] {
  const isLeftPadded = type === "right" || type === "full";
  const isRightPadded = type === "left" || type === "full";
  const isLeftInTime = time?.kind === "asof" ? time.isEventTime && looksBack(time) : time !== null;
  const keptLeft = left.map((column) => outputColumn(column, isLeftPadded, isLeftInTime));
  if (type === "semi" || type === "anti") return keptLeft;
  // Windows of both sides are the same ones from here on.
  const origin = time?.kind === "window" ? left[time.leftStart].window?.origin : undefined;
  const other = time?.kind === "window" ? right[time.rightStart].window?.origin : undefined;
  const keptRight = right.map((column) => {
    const kept = outputColumn(column, isRightPadded, time !== null && !picksOne(time));
    const window = kept.window;
    return window !== null && origin !== undefined && window.origin === other
      ? { ...kept, window: { ...window, origin } }
      : kept;
  });
  return [...keptLeft, ...keptRight];
}

function outputColumn(column: RelationColumn, isPadded: boolean, keepsTime: boolean): RelationColumn {
  if (keepsTime && !isPadded) return column;
  return {
    ...column,
    type: isPadded ? withNullable(column.type, true) : column.type,
    isTime: false,
    window: null,
  };
}

// ---- USING and NATURAL

function commonNames(left: FromClause, right: FromClause, span: Span): readonly Name[] {
  const shownLeft = left.relation.columns.map((column) => column.name);
  return right.relation.columns.flatMap((column): Name[] => {
    const name = { text: column.name, isQuoted: true, span };
    return matchName(name, shownLeft).length > 0 ? [name] : [];
  });
}

interface Merge {
  readonly condition: Expr;
  readonly column: MergedColumn;
}

function mergeColumn(name: Name, parts: JoinParts, over: FromClause, context: StatementContext): Merge | null {
  const leftSide = usingSide(name, parts.left, "left", context);
  const rightSide = usingSide(name, parts.right, "right", context);
  if (leftSide === null || rightSide === null) return null;
  const shift = parts.left.relation.columns.length;
  const left = leftSide.expr;
  const right = shifted(rightSide.expr, shift);
  const condition = bindCall("=", [left, right]);
  if (typeof condition === "string") {
    context.report("BIND_ARGUMENT_TYPES", `USING (${name.text}): ${condition}`, name.span);
    return null;
  }
  const hides = [...leftSide.hides, ...rightSide.hides.map((index) => index + shift)];
  const shown = (expr: Expr): Expr =>
    mapColumns(expr, (column) => ({ ...column, type: over.relation.columns[column.index].type }));
  const expr = mergedExpr(parts.type, shown(left), shown(right));
  return { condition, column: { name: leftSide.name, expr, hides } };
}

function mergedExpr(type: JoinType, left: Expr, right: Expr): Expr {
  if (type === "right") return right;
  if (type !== "full") return left;
  const both = bindCall("COALESCE", [left, right]);
  return typeof both === "string" ? left : both;
}

function usingSide(name: Name, side: FromClause, which: string, context: StatementContext): MergedColumn | null {
  const { columns } = side.relation;
  const names = columns.map((column) => column.name);
  const found = matchName(name, names);
  const merged = side.merged.find(({ hides }) => found.length > 0 && found.every((index) => hides.includes(index)));
  if (merged !== undefined) return merged;
  if (found.length === 1) return { name: names[found[0]], expr: columnExpr(columns, found[0]), hides: found };
  if (side.relation.isOpen) return null;
  if (found.length > 1) {
    context.report("BIND_AMBIGUOUS_COLUMN", `"${name.text}" is more than one column of the ${which} side`, name.span);
    return null;
  }
  const { hint } = unknownNameHint(name.text, names, "Columns");
  context.report("BIND_UNKNOWN_COLUMN", `there is no column "${name.text}" on the ${which} side`, name.span, { hint });
  return null;
}

// ---- Conditions of WHERE

export interface Absorbed {
  readonly relation: Relation;
  /** What stays above the join. */
  readonly rest: readonly Expr[];
}

/** Puts what reads both sides of an inner join into it, however deep it stands. */
export function withConditions(from: FromClause, conditions: readonly Expr[]): Absorbed {
  const { clause, rest } = absorbed(from, conditions);
  return { relation: clause.relation, rest };
}

function absorbed(
  from: FromClause,
  conditions: readonly Expr[],
): { readonly clause: FromClause; readonly rest: readonly Expr[] } {
  const { join } = from;
  if (join === null || join.temporal !== null || join.asof !== null) return { clause: from, rest: conditions };
  const width = join.left.relation.columns.length;
  const own: Expr[] = [];
  const toLeft: Expr[] = [];
  const toRight: Expr[] = [];
  const rest: Expr[] = [];
  const mayGoLeft = join.left.join !== null && (join.type === "inner" || join.type === "left");
  const mayGoRight = join.right.join !== null && join.type === "inner";
  for (const condition of conditions) {
    const side = isMovable(condition, from) ? sideOf(condition, width) : "none";
    if (side === "both" && join.type === "inner") own.push(condition);
    else if (side === "left" && mayGoLeft) toLeft.push(condition);
    else if (side === "right" && mayGoRight) toRight.push(condition);
    else rest.push(condition);
  }
  if (own.length + toLeft.length + toRight.length === 0) return { clause: from, rest };
  const left = absorbed(join.left, toLeft);
  const right = absorbed(
    join.right,
    toRight.map((condition) => shifted(condition, -width)),
  );
  const clause = joined({
    ...join,
    left: left.clause,
    right: right.clause,
    conditions: [...join.conditions, ...own],
  });
  return { clause, rest: [...rest, ...left.rest, ...right.rest.map((condition) => shifted(condition, width))] };
}

/** Conditions that stay where they were written: random ones, and those that name a row of an outer query. */
function isMovable(condition: Expr, from: FromClause): boolean {
  const width = from.relation.columns.length;
  let isInside = true;
  mapColumns(condition, (column) => {
    isInside &&= column.index >= 0 && column.index < width;
    return column;
  });
  return isInside && isDeterministic(condition);
}
