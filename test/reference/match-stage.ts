// MATCH_RECOGNIZE by backtracking: from each row on that a match may begin at, the ways through the pattern are tried one
// after another, the preferred first, each to its end. A way that wants a row which has not come leaves the search open; it
// is made anew when the next rows are there.
import type { Scalar } from "../../src/columnar/scalar.ts";
import { DataProblem } from "../../src/expr/function.ts";
import type { LogicalMatch } from "../../src/planner/logical.ts";
import type { MatchPattern, MatchSlot } from "../../src/planner/match.ts";
import { aggregate } from "./aggregates.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate } from "./expressions.ts";
import { compareKeys } from "./over-stage.ts";
import type { Outlet } from "./stage.ts";
import { keyText, type Row, timeMs } from "./values.ts";

interface Placed {
  readonly row: Row;
  readonly ms: number;
  readonly number: number;
}

/** A row of a match and the variable it stands for. */
interface Step {
  readonly placed: Placed;
  readonly variable: number;
}

interface Partition {
  rows: Placed[];
  matches: number;
  /** The watermark that decided what came last. */
  dueMs: number;
}

interface Found {
  readonly dueMs: number;
  readonly first: Placed;
  readonly row: Row;
}

type Way = readonly Step[] | null | "open";

export function matchStage(node: LogicalMatch, evaluation: Evaluation, to: Outlet): Outlet {
  const [{ column }] = node.order;
  const { type } = node.input.columns[column];
  const partitions = new Map<string, Partition>();
  let waiting: Placed[] = [];
  let nowMs = Number.NEGATIVE_INFINITY;
  let number = 0;
  const inOrder = (a: Placed, b: Placed): number => compareKeys(a.row, b.row, node.order) || a.number - b.number;
  return {
    change(change) {
      const value = change.row[column];
      if (value === null) {
        evaluation.nullTime(node, change);
        return;
      }
      const ms = timeMs(value, type);
      evaluation.judge(node, change, [], ms > nowMs);
      if (ms > nowMs) waiting.push({ row: change.row, ms, number: number++ });
    },
    watermark(ms) {
      nowMs = ms;
      const due = waiting.filter((one) => one.ms <= ms).sort(inOrder);
      waiting = waiting.filter((one) => one.ms > ms);
      for (const placed of due) {
        const key = keyText(node.partition.map((index) => placed.row[index]));
        const partition = partitions.get(key) ?? { rows: [], matches: 0, dueMs: Number.NEGATIVE_INFINITY };
        partitions.set(key, partition);
        partition.rows.push(placed);
      }
      const found = [...partitions.values()].flatMap((partition) => matchesOf(partition, ms, node, evaluation));
      found.sort((a, b) => (a.dueMs === b.dueMs ? inOrder(a.first, b.first) : a.dueMs < b.dueMs ? -1 : 1));
      for (const { row } of found) to.change({ kind: "+I", row, origin: null });
      to.watermark(ms);
    },
    end: () => to.end(),
  };
}

/** All matches that are decided; their rows leave the partition. */
function matchesOf(partition: Partition, nowMs: number, node: LogicalMatch, evaluation: Evaluation): readonly Found[] {
  const { spec } = node;
  const found: Found[] = [];
  while (partition.rows.length > 0) {
    const [first] = partition.rows;
    const endMs = spec.withinMs === null ? Number.POSITIVE_INFINITY : first.ms + spec.withinMs - 1;
    const search = new Search(node, evaluation, partition.rows, endMs, nowMs);
    const way = search.run();
    if (way === "open") break;
    partition.dueMs = Math.max(partition.dueMs, search.dueMs);
    if (way === null || way.length === 0) {
      partition.rows = partition.rows.slice(1);
      continue;
    }
    partition.matches++;
    for (const length of spec.emitsAllRows ? way.map((_, i) => i + 1) : [way.length]) {
      const steps = way.slice(0, length);
      const { row } = steps[length - 1].placed;
      const own = spec.emitsAllRows ? row : node.partition.map((index) => row[index]);
      const slots = slotValues(node, steps, partition.matches, evaluation);
      const measures = spec.measures.map((measure) => evaluate(measure, slots, evaluation.context));
      found.push({ dueMs: partition.dueMs, first, row: [...own, ...measures] });
    }
    partition.rows = partition.rows.slice(resumeAt(node, way));
  }
  return found;
}

function resumeAt({ spec }: LogicalMatch, way: readonly Step[]): number {
  const { resume } = spec;
  if (!("variables" in resume)) return resume.kind === "past-last-row" ? way.length : 1;
  const isTarget = ({ variable }: Step): boolean => resume.variables.includes(variable);
  const at = resume.kind === "to-first" ? way.findIndex(isTarget) : way.findLastIndex(isTarget);
  if (at > 0) return at;
  throw new DataProblem("DATA_MATCH_SKIP", "no row to go on at");
}

function slotValues(node: LogicalMatch, steps: readonly Step[], match: number, evaluation: Evaluation): Row {
  return node.spec.slots.map((slot) => slotValue(slot, node, steps, match, evaluation));
}

function slotValue(
  slot: MatchSlot,
  { spec }: LogicalMatch,
  steps: readonly Step[],
  match: number,
  { context }: Evaluation,
): Scalar {
  if (!("variables" in slot)) {
    return slot.kind === "classifier" ? spec.variables[steps[steps.length - 1].variable] : match;
  }
  const { variables } = slot;
  const rows = steps
    .filter(({ variable }) => variables === null || variables.includes(variable))
    .map(({ placed }) => placed.row);
  if (slot.kind === "aggregate") return aggregate(slot.call, rows, context);
  const row = slot.from === "first" ? rows[slot.offset] : rows[rows.length - 1 - slot.offset];
  return row === undefined ? null : row[slot.column];
}

/** From the first of the rows on. */
class Search {
  /** The watermark at which the way was known. */
  dueMs = Number.NEGATIVE_INFINITY;
  readonly #node: LogicalMatch;
  readonly #evaluation: Evaluation;
  readonly #rows: readonly Placed[];
  readonly #endMs: number;
  readonly #nowMs: number;

  constructor(node: LogicalMatch, evaluation: Evaluation, rows: readonly Placed[], endMs: number, nowMs: number) {
    this.#node = node;
    this.#evaluation = evaluation;
    this.#rows = rows;
    this.#endMs = endMs;
    this.#nowMs = nowMs;
  }

  run(): Way {
    return this.#try(this.#node.spec.pattern, [], (steps) => steps);
  }

  #try(pattern: MatchPattern, steps: readonly Step[], next: (steps: readonly Step[]) => Way): Way {
    switch (pattern.kind) {
      case "variable":
        return this.#take(pattern.variable, steps, next);
      case "sequence":
        return this.#tryAll(pattern.items, steps, next);
      case "alternation": {
        for (const item of pattern.items) {
          const way = this.#try(item, steps, next);
          if (way !== null) return way;
        }
        return null;
      }
      case "repeat":
        return this.#repeat(pattern, 0, steps, next);
    }
  }

  #tryAll(items: readonly MatchPattern[], steps: readonly Step[], next: (steps: readonly Step[]) => Way): Way {
    const [item, ...others] = items;
    if (item === undefined) return next(steps);
    return this.#try(item, steps, (taken) => this.#tryAll(others, taken, next));
  }

  #repeat(
    pattern: Extract<MatchPattern, { kind: "repeat" }>,
    count: number,
    steps: readonly Step[],
    next: (steps: readonly Step[]) => Way,
  ): Way {
    const again = (): Way => {
      if (pattern.max !== null && count >= pattern.max) return null;
      return this.#try(pattern.input, steps, (taken) => {
        // A round that takes no row leads nowhere that leaving would not.
        if (taken.length === steps.length && count >= pattern.min) return null;
        return this.#repeat(pattern, count + 1, taken, next);
      });
    };
    const leave = (): Way => (count >= pattern.min ? next(steps) : null);
    return pattern.isReluctant ? (leave() ?? again()) : (again() ?? leave());
  }

  #take(variable: number, steps: readonly Step[], next: (steps: readonly Step[]) => Way): Way {
    const placed = this.#rows[steps.length];
    if (placed === undefined || placed.ms > this.#endMs) {
      if (this.#endMs > this.#nowMs) return "open";
      this.dueMs = Math.max(this.dueMs, this.#endMs);
      return null;
    }
    this.dueMs = Math.max(this.dueMs, placed.ms);
    const taken = [...steps, { placed, variable }];
    const define = this.#node.spec.defines[variable];
    const isTrue =
      define === null ||
      evaluate(define, slotValues(this.#node, taken, 0, this.#evaluation), this.#evaluation.context) === true;
    return isTrue ? next(taken) : null;
  }
}
