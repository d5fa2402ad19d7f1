// Window table functions in FROM, with arguments by position or by name (DATA, TIMECOL, SIZE, SLIDE, STEP, GAP, OFFSET):
//   TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset])
//   HOP(TABLE t, DESCRIPTOR(ts), slide, size [, offset])
//   CUMULATE(TABLE t, DESCRIPTOR(ts), step, size [, offset])
//   SESSION(TABLE t [PARTITION BY k, ..], DESCRIPTOR(ts), gap), and Calcite's SESSION(TABLE t, DESCRIPTOR(ts), DESCRIPTOR(k), gap)
import type { Span } from "../../../common/span.ts";
import type { DescriptorNode, ExprNode, FunctionCall, Name, TableArgument } from "../../../parser/ast.ts";
import type { WindowSpec } from "../../logical.ts";
import type { StatementContext } from "../context.ts";
import { scopeOver } from "../expressions/expressions.ts";
import { boundType } from "../grouping/group-collector.ts";
import { matchName, quoteName, unknownNameHint } from "../names.ts";
import {
  nodeColumns,
  openRelation,
  plainColumn,
  type Relation,
  type RelationColumn,
  type WindowBound,
  type WindowOrigin,
} from "../relation.ts";
import { checkTimeAttribute } from "./time-attribute.ts";
import { bindWindowArgument, type WindowName, windowSpec } from "./window-arguments.ts";

type ArgumentName = "DATA" | "TIMECOL" | "SIZE" | "SLIDE" | "STEP" | "GAP" | "KEY" | "OFFSET";

const POSITIONS: Readonly<Record<WindowName, readonly ArgumentName[]>> = {
  TUMBLE: ["DATA", "TIMECOL", "SIZE", "OFFSET"],
  HOP: ["DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET"],
  CUMULATE: ["DATA", "TIMECOL", "STEP", "SIZE", "OFFSET"],
  SESSION: ["DATA", "TIMECOL", "GAP"],
};
const KEYED_SESSION: readonly ArgumentName[] = ["DATA", "TIMECOL", "KEY", "GAP"];
export const WINDOW_SYNTAX: Readonly<Record<WindowName, string>> = {
  TUMBLE: "TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset])",
  HOP: "HOP(TABLE t, DESCRIPTOR(ts), slide, size [, offset])",
  CUMULATE: "CUMULATE(TABLE t, DESCRIPTOR(ts), step, size [, offset])",
  SESSION: "SESSION(TABLE t [PARTITION BY k], DESCRIPTOR(ts), gap)",
};

/** Binds the call over its input, which `bindTable` binds. */
export function bindWindowFunction(
  call: FunctionCall,
  name: WindowName,
  context: StatementContext,
  bindTable: (argument: TableArgument) => Relation,
): Relation {
  const args = assignArguments(call, name, context);
  const data = args?.get("DATA");
  const timeColumn = args?.get("TIMECOL");
  const sizeNode = args?.get(name === "SESSION" ? "GAP" : "SIZE");
  if (args === null || data?.kind !== "table-argument" || timeColumn?.kind !== "descriptor" || sizeNode === undefined) {
    if (data?.kind === "table-argument") bindTable(data);
    return openRelation();
  }
  if (data.partitionBy.length > 0 && name !== "SESSION") {
    context.report("BIND_WINDOW_ARGUMENT", "PARTITION BY belongs to SESSION windows", data.span, {
      hint: `${name} windows are the same for all keys: put the keys into GROUP BY.`,
    });
  }
  const input = bindTable(data);
  const constants = scopeOver(context, [], false, `an argument of ${name}`);
  const argument = (node: ExprNode | null) => (node === null ? null : bindWindowArgument(node, constants));
  const keyNode = args.get("KEY");
  const keyNames = keyNode?.kind === "descriptor" ? keyNode.columns : partitionNames(data.partitionBy, context);
  const partitionKeys = keyNames === null || name !== "SESSION" ? null : resolveKeys(keyNames, input, context);
  const spec = windowSpec(
    name,
    {
      size: bindWindowArgument(sizeNode, constants),
      step: argument(args.get("SLIDE") ?? args.get("STEP") ?? null),
      offset: argument(args.get("OFFSET") ?? null),
      partitionKeys,
    },
    context,
  );
  const time = resolveTimeColumn(timeColumn, input, name, context);
  if (spec === null || time === null || input.isOpen) return openRelation();
  return windowRelation(input, spec, time);
}

/** The rows of `input` with the windows of a time column behind its own columns. */
export function windowRelation(input: Relation, shape: WindowSpec, time: TimeColumn): Relation {
  const column = input.columns[time.index];
  const isProcessing = column.isProcTime === true;
  const untimed = column.isTime || isProcessing ? null : { columns: input.columns, ...time };
  const spec: WindowSpec = isProcessing ? { ...shape, isProcessing } : shape;
  const origin: WindowOrigin = { spec, isLtz: column.type.kind === "TIMESTAMP_LTZ", untimed };
  const columns = [...input.columns.map(withoutWindow), ...windowColumns(origin, column)];
  return {
    node: { kind: "window", input: input.node, timeColumn: time.index, window: spec, columns: nodeColumns(columns) },
    columns,
    isOpen: false,
  };
}

/** Windows assigned anew: the input's own window columns are plain columns from here on. */
function withoutWindow(column: RelationColumn): RelationColumn {
  return column.window === null ? column : { ...column, window: null };
}

function windowColumns(origin: WindowOrigin, time: RelationColumn): RelationColumn[] {
  const column = (bound: WindowBound): RelationColumn => ({
    ...plainColumn(`window_${bound}`, boundType(bound, time.type)),
    isTime: bound === "time" && (time.isTime || time.isProcTime === true),
    window: { bound, origin },
  });
  return [column("start"), column("end"), column("time")];
}

function assignArguments(
  call: FunctionCall,
  name: WindowName,
  context: StatementContext,
): Map<ArgumentName, ExprNode> | null {
  const isKeyed = name === "SESSION" && call.args.length === KEYED_SESSION.length;
  const nameOf = (given: string): string => (name === "SESSION" && /^size$/i.test(given) ? "GAP" : given);
  const positions = isKeyed ? KEYED_SESSION : POSITIONS[name];
  const assigned = new Map<ArgumentName, ExprNode>();
  const required = name === "SESSION" ? positions.length : positions.length - 1;
  if (call.args.length < required || call.args.length > positions.length) {
    const first = name === "HOP" ? "slide" : "step";
    const isShort = (name === "HOP" || name === "CUMULATE") && call.args.length === 3;
    const hint = isShort ? `${name} takes two intervals: the ${first}, then the size. ` : "";
    const counts = required === positions.length ? `${required}` : `${required} or ${positions.length}`;
    reportArguments(`${name} takes ${counts} arguments, not ${call.args.length}`, call, name, context, hint);
    return null;
  }
  for (const [i, arg] of call.args.entries()) {
    const position = arg.kind === "named-argument" ? namedPosition(nameOf(arg.name.text), positions) : positions[i];
    const value = arg.kind === "named-argument" ? arg.value : arg;
    if (position === null || assigned.has(position)) {
      reportArguments(
        `${name} has no argument ${arg.kind === "named-argument" ? arg.name.text : ""}`,
        call,
        name,
        context,
        "",
        arg.span,
      );
      return null;
    }
    if (!hasRightKind(position, value)) {
      reportArguments(`${article(position)} ${name} ${expected(position)}`, call, name, context, "", value.span);
      return null;
    }
    assigned.set(position, value);
  }
  const missing = positions.slice(0, required).find((position) => !assigned.has(position));
  if (missing === undefined) return assigned;
  reportArguments(`${name} misses its argument ${missing}`, call, name, context);
  return null;
}

function namedPosition(name: string, positions: readonly ArgumentName[]): ArgumentName | null {
  return positions.find((position) => position === name.toUpperCase()) ?? null;
}

function hasRightKind(position: ArgumentName, value: ExprNode): boolean {
  if (position === "DATA") return value.kind === "table-argument";
  if (position === "TIMECOL" || position === "KEY") return value.kind === "descriptor";
  return value.kind !== "table-argument" && value.kind !== "descriptor";
}

function article(position: ArgumentName): string {
  return `argument ${position} of`;
}

function expected(position: ArgumentName): string {
  if (position === "DATA") return "is TABLE t or a query in parentheses";
  return position === "TIMECOL" || position === "KEY" ? "is DESCRIPTOR(column)" : "is an interval";
}

function reportArguments(
  message: string,
  call: FunctionCall,
  name: WindowName,
  context: StatementContext,
  hint = "",
  span: Span = call.span,
): void {
  context.report("BIND_WINDOW_ARGUMENT", message, span, { hint: `${hint}It is written ${WINDOW_SYNTAX[name]}.` });
}

export interface TimeColumn {
  readonly index: number;
  readonly span: Span;
}

/** Names in PARTITION BY; null after a reported error. */
function partitionNames(nodes: readonly ExprNode[], context: StatementContext): readonly Name[] | null {
  const names = nodes.map((node) => (node.kind === "column" ? node.parts[node.parts.length - 1] : null));
  const at = names.indexOf(null);
  if (at === -1) return names.flatMap((name) => name ?? []);
  context.report("BIND_WINDOW_ARGUMENT", "PARTITION BY of SESSION takes columns of its table", nodes[at].span, {
    hint: "Compute the expression in a derived table: SESSION((SELECT *, f(x) AS k FROM t) PARTITION BY k, ...).",
  });
  return null;
}

/** The columns of PARTITION BY; null after a reported error. */
function resolveKeys(names: readonly Name[], input: Relation, context: StatementContext): readonly number[] | null {
  const keys = names.map((name) => resolveName(name, input, context));
  return keys.every((key) => key !== null) ? [...new Set(keys)] : null;
}

/** A window function by itself only looks at the time; what is grouped by its windows needs a watermark. */
function canBeWindowed({ type, isTime, isPoison }: RelationColumn): boolean {
  if (isTime || isPoison) return isTime;
  return type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ";
}

function resolveTimeColumn(
  descriptor: DescriptorNode,
  input: Relation,
  name: WindowName,
  context: StatementContext,
): TimeColumn | null {
  const [column] = descriptor.columns;
  if (column === undefined || descriptor.columns.length > 1) {
    context.report("BIND_WINDOW_ARGUMENT", `${name} takes one time column`, descriptor.span);
    return null;
  }
  const index = resolveName(column, input, context);
  if (index === null) return null;
  if (canBeWindowed(input.columns[index])) return { index, span: column.span };
  checkTimeAttribute(input.columns, index, column.span, context);
  return null;
}

/** Index of the column that a name means; null after a reported error. */
function resolveName(column: Name, input: Relation, context: StatementContext): number | null {
  const names = input.columns.map((c) => c.name);
  const found = matchName(column, names);
  if (found.length > 1) {
    context.report("BIND_AMBIGUOUS_COLUMN", `"${column.text}" may mean more than one column`, column.span);
    return null;
  }
  if (found.length === 0) {
    if (input.isOpen) return null;
    const { hint, suggestion } = unknownNameHint(column.text, names, "Columns");
    const edit = suggestion === null ? null : { span: column.span, text: quoteName(suggestion) };
    context.report("BIND_UNKNOWN_COLUMN", `there is no column "${column.text}" here`, column.span, { hint, edit });
    return null;
  }
  return found[0];
}
