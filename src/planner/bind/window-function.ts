// TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset]) and HOP(TABLE t, DESCRIPTOR(ts), slide, size [, offset]) in FROM, with
// arguments by position or by name (DATA, TIMECOL, SIZE, SLIDE, OFFSET).
import type { Span } from "../../common/span.ts";
import type { DescriptorNode, ExprNode, FunctionCall, TableArgument } from "../../parser/ast.ts";
import type { StatementContext } from "./context.ts";
import { scopeOver } from "./expressions.ts";
import { boundType } from "./group-collector.ts";
import { matchName, quoteName, unknownNameHint } from "./names.ts";
import {
  nodeColumns,
  openRelation,
  plainColumn,
  type Relation,
  type RelationColumn,
  type WindowBound,
  type WindowOrigin,
} from "./relation.ts";
import { checkTimeAttribute } from "./time-attribute.ts";
import { bindWindowArgument, type WindowName, windowSpec } from "./window-arguments.ts";

type ArgumentName = "DATA" | "TIMECOL" | "SIZE" | "SLIDE" | "OFFSET";

const POSITIONS: Readonly<Record<WindowName, readonly ArgumentName[]>> = {
  TUMBLE: ["DATA", "TIMECOL", "SIZE", "OFFSET"],
  HOP: ["DATA", "TIMECOL", "SLIDE", "SIZE", "OFFSET"],
};
export const WINDOW_SYNTAX: Readonly<Record<WindowName, string>> = {
  TUMBLE: "TUMBLE(TABLE t, DESCRIPTOR(ts), size [, offset])",
  HOP: "HOP(TABLE t, DESCRIPTOR(ts), slide, size [, offset])",
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
  const sizeNode = args?.get("SIZE");
  const slideNode = args?.get("SLIDE") ?? null;
  const offsetNode = args?.get("OFFSET") ?? null;
  if (data?.kind !== "table-argument" || timeColumn?.kind !== "descriptor" || sizeNode === undefined) {
    if (data?.kind === "table-argument") bindTable(data);
    return openRelation();
  }
  const input = bindTable(data);
  const constants = scopeOver(context, [], false, `an argument of ${name}`);
  const argument = (node: ExprNode | null) => (node === null ? null : bindWindowArgument(node, constants));
  const size = bindWindowArgument(sizeNode, constants);
  const spec = windowSpec({ size, slide: argument(slideNode), offset: argument(offsetNode) }, context);
  const time = resolveTimeColumn(timeColumn, input, name, context);
  if (spec === null || time === null || input.isOpen) return openRelation();
  const column = input.columns[time.index];
  const untimed = column.isTime ? null : { columns: input.columns, ...time };
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
    isTime: bound === "time" && time.isTime,
    window: { bound, origin },
  });
  return [column("start"), column("end"), column("time")];
}

function assignArguments(
  call: FunctionCall,
  name: WindowName,
  context: StatementContext,
): Map<ArgumentName, ExprNode> | null {
  const positions = POSITIONS[name];
  const assigned = new Map<ArgumentName, ExprNode>();
  const required = positions.length - 1;
  if (call.args.length < required || call.args.length > positions.length) {
    const hint = name === "HOP" && call.args.length === 3 ? "HOP takes two intervals: the slide, then the size. " : "";
    reportArguments(
      `${name} takes ${required} or ${positions.length} arguments, not ${call.args.length}`,
      call,
      name,
      context,
      hint,
    );
    return null;
  }
  for (const [i, arg] of call.args.entries()) {
    const position = arg.kind === "named-argument" ? namedPosition(arg.name.text, positions) : positions[i];
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
  if (position === "TIMECOL") return value.kind === "descriptor";
  return value.kind !== "table-argument" && value.kind !== "descriptor";
}

function article(position: ArgumentName): string {
  return `argument ${position} of`;
}

function expected(position: ArgumentName): string {
  if (position === "DATA") return "is TABLE t or a query in parentheses";
  return position === "TIMECOL" ? "is DESCRIPTOR(column)" : "is an interval";
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

interface TimeColumn {
  readonly index: number;
  readonly span: Span;
}

/** A window function by itself only looks at the time; what is grouped by its windows needs a watermark. */
function canBeWindowed({ type, isTime, isPoison }: RelationColumn): boolean {
  if (isTime || isPoison) return isTime;
  return (type.kind === "TIMESTAMP" || type.kind === "TIMESTAMP_LTZ") && type.precision <= 3;
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
  const [index] = found;
  if (canBeWindowed(input.columns[index])) return { index, span: column.span };
  checkTimeAttribute(input.columns, index, column.span, context);
  return null;
}
