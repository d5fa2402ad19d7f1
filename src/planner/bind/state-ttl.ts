// STATE_TTL('table' = '1 h') behind SELECT: how long a regular join keeps the rows of that table, an aggregate its groups.
//
// As in Flink: a table is named as the SELECT knows it (by its alias where it has one); a side of a join that is itself a join
// has no name; of several values for one table in one hint the last counts, of several hints the first that names it.
// A name that is no table of the SELECT is an error, one that keeps no state there a warning: no hint is passed over in silence.
import { parseDurationMs } from "../../common/duration.ts";
import type { Span } from "../../common/span.ts";
import { suggest } from "../../common/suggest.ts";
import type { Hint } from "../../parser/ast.ts";
import type { JoinTime, LogicalNode } from "../logical.ts";
import { inputsOf } from "../logical-tree.ts";
import type { StatementContext } from "./context.ts";
import type { FromClause, SideTtls } from "./from-clause.ts";
import type { Relation } from "./relation.ts";

interface Given {
  readonly name: string;
  readonly ms: number;
  readonly span: Span;
}

export class StateTtl {
  readonly #given = new Map<string, Given>();
  readonly #used = new Set<string>();

  static of(hints: readonly Hint[], context: StatementContext): StateTtl {
    const ttl = new StateTtl();
    for (const hint of hints) if (isStateTtl(hint)) ttl.#take(hint, context);
    return ttl;
  }

  #take(hint: Hint, context: StatementContext): void {
    if (hint.options.length === 0) {
      context.report("BIND_STATE_TTL", "STATE_TTL says nothing", hint.span, {
        hint: "STATE_TTL('orders' = '1 h') keeps what is known of the table orders for an hour.",
      });
    }
    const own = new Map<string, Given>();
    for (const { key, value, span } of hint.options) {
      const ms = value === null ? null : parseDurationMs(value);
      if (ms === null) {
        const message = value === null ? `STATE_TTL of '${key}' has no duration` : `'${value}' is no duration`;
        context.report("BIND_STATE_TTL", message, span, { hint: `Write '${key}' = '1 h', or '0 s' for ever.` });
      } else own.set(key.toLowerCase(), { name: key, ms, span });
    }
    for (const [key, given] of own) if (!this.#given.has(key)) this.#given.set(key, given);
  }

  /** For state over one table alone; undefined: nothing is said of it. */
  over({ tables }: Pick<FromClause, "tables">): number | undefined {
    const name = tables.length === 1 ? tables[0].name?.toLowerCase() : undefined;
    if (name === undefined) return undefined;
    const given = this.#given.get(name);
    if (given !== undefined) this.#used.add(name);
    return given?.ms;
  }

  sides(left: FromClause, right: FromClause): SideTtls {
    const leftTtlMs = this.over(left);
    const rightTtlMs = this.over(right);
    return { ...(leftTtlMs === undefined ? {} : { leftTtlMs }), ...(rightTtlMs === undefined ? {} : { rightTtlMs }) };
  }

  /** What was said of no table, and what was of no use. */
  finish(from: FromClause, bound: Relation, context: StatementContext): void {
    const [first] = this.#given.values();
    const time = first === undefined ? null : hintedTime(bound.node);
    if (first !== undefined && time !== null) {
      const isFreed = time.kind !== "latest" && (time.kind !== "asof" || time.isEventTime);
      const what = isFreed ? "a join bounded by time" : time.kind === "asof" ? "an ASOF join" : "a temporal join";
      context.warn("BIND_STATE_TTL_UNUSED", `STATE_TTL does nothing for ${what}`, first.span, {
        hint: isFreed
          ? "The watermark frees its state: leave the hint out."
          : "It needs the rows of both sides as they are, however old: leave the hint out. Over event times, with watermarks on both sides, such a join keeps what can still be asked for.",
      });
    }
    const names = from.tables.flatMap(({ name }) => (name === null ? [] : [name]));
    for (const [key, { name, span }] of this.#given) {
      if (this.#used.has(key) || from.relation.isOpen) continue;
      if (!names.some((known) => known.toLowerCase() === key)) {
        const near = suggest(name, names);
        const listed = names.length === 0 ? "This SELECT reads no table." : `Tables: ${names.join(", ")}.`;
        context.report(
          "BIND_STATE_TTL",
          `STATE_TTL names "${name}", and no table of this SELECT is called that`,
          span,
          {
            hint: near === null ? listed : `Did you mean "${near}"? ${listed}`,
            edit:
              near === null
                ? null
                : { span, text: `'${near}'${span.source.text.slice(span.start, span.end).slice(name.length + 2)}` },
          },
        );
      } else {
        context.warn(
          "BIND_STATE_TTL_UNUSED",
          `nothing in this SELECT keeps state of "${name}" that STATE_TTL could free`,
          span,
          {
            hint: "It is for the sides of regular joins and for GROUP BY and DISTINCT over one table; windows and joins bounded by time are freed by the watermark, everything else by 'table.exec.state.ttl'.",
          },
        );
      }
    }
  }
}

/** The time of a join that is not regular and has a hint; null: there is none. */
function hintedTime(node: LogicalNode): JoinTime | null {
  if (node.kind === "join" && node.time !== null && (node.leftTtlMs ?? node.rightTtlMs) !== undefined) return node.time;
  for (const input of inputsOf(node)) {
    const time = hintedTime(input);
    if (time !== null) return time;
  }
  return null;
}

export function isStateTtl(hint: Hint): boolean {
  return hint.name.text.toLowerCase() === "state_ttl";
}

/** The relation, where it is an aggregate, with a state TTL. */
export function expiringGroups(relation: Relation, ttlMs: number | undefined): Relation {
  const { node } = relation;
  if (ttlMs === undefined || node.kind !== "aggregate") return relation;
  return { ...relation, node: { ...node, ttlMs } };
}

/** The relation, where it is a semi or anti join, with a state TTL for its left side. */
export function expiringLeft(relation: Relation, ttlMs: number | undefined): Relation {
  const { node } = relation;
  if (ttlMs === undefined || node.kind !== "join") return relation;
  return { ...relation, node: { ...node, leftTtlMs: ttlMs } };
}
