// ARG_MIN and ARG_MAX: the value of x in the row where y is least or greatest; of several such rows the first that
// arrived. Rows whose y is NULL do not count; x may be NULL there. Retractable ones keep all rows.
import { compareScalars } from "../../../columnar/compare.ts";
import { isNullAt, scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateFunction, AggregateRows, AggregateState } from "../../aggregate-function.ts";
import type { AggregateCall } from "../../expr.ts";
import { aggregate, plainText } from "./define.ts";
import { isComparable } from "./min-max.ts";
import { type Accumulator, ObjectState } from "./object-state.ts";
import { EMPTY, ValueSlots } from "./value-slots.ts";

type Direction = 1 | -1;

export const argMin = argExtreme("ARG_MIN", "MIN_BY", 1, "least", "b");
export const argMax = argExtreme("ARG_MAX", "MAX_BY", -1, "greatest", "a");

function argExtreme(
  name: string,
  alias: string,
  direction: Direction,
  which: string,
  example: string,
): AggregateFunction {
  return aggregate({
    name,
    aliases: [alias],
    summary: `The value of x in the row where y is ${which}`,
    syntax: [`${name}(x, y)`, `${alias}(x, y)`],
    examples: [[`${name}(x, y)`, "('a', 2), ('b', 1), ('c', NULL)", example]],
    isOrderSensitive: true,
    bind(args) {
      if (args.length !== 2) return `it takes 2 arguments, not ${args.length}`;
      if (!isComparable(args[1].type)) return `argument 2 is ${plainText(args[1].type)}, which has no order`;
      const nullable = args[0].type.nullable || args[1].type.nullable;
      return { argTypes: args.map((arg) => arg.type), type: { ...args[0].type, nullable } as (typeof args)[0]["type"] };
    },
    createState: (call, needsRetract) =>
      needsRetract ? new ObjectState(call.type, retractable(call, direction)) : new ArgExtremeState(call, direction),
  });
}

/** Rows [x, y] in order of arrival; removals before their addition wait in `owed`. */
interface Pairs {
  readonly rows: (readonly [Scalar, Scalar])[];
  readonly owed: (readonly [Scalar, Scalar])[];
}

function retractable(call: AggregateCall, direction: Direction): Accumulator<Pairs> {
  const [x, y] = call.args.map((arg) => arg.type);
  const change = (group: Pairs, pair: readonly [Scalar, Scalar], sign: number): void => {
    const [source, target] = sign > 0 ? [group.owed, group.rows] : [group.rows, group.owed];
    const at = source.findIndex(
      (p) => compareScalars(p[1], pair[1], y) === 0 && compareScalars(p[0], pair[0], x) === 0,
    );
    if (at >= 0) source.splice(at, 1);
    else target.push(pair);
  };
  return {
    create: () => ({ rows: [], owed: [] }),
    add(group, args, row, sign) {
      if (!isNullAt(args[1], row)) change(group, [scalarAt(args[0], x, row), scalarAt(args[1], y, row)], sign);
    },
    merge(group, other) {
      for (const pair of other.rows) change(group, pair, 1);
      for (const pair of other.owed) change(group, pair, -1);
    },
    result(group) {
      let best: readonly [Scalar, Scalar] | null = null;
      for (const pair of group.rows) {
        if (best === null || direction * compareScalars(pair[1], best[1], y) < 0) best = pair;
      }
      return best === null ? null : best[0];
    },
    save: (group) => [...group.rows],
    load: (saved) => ({ rows: [...(saved as Pairs["rows"])], owed: [] }),
  };
}

class ArgExtremeState implements AggregateState {
  readonly #direction: Direction;
  readonly #best: ValueSlots;
  readonly #found: ValueSlots;

  constructor(call: AggregateCall, direction: Direction) {
    this.#direction = direction;
    this.#found = new ValueSlots(call.args[0].type);
    this.#best = new ValueSlots(call.args[1].type);
  }

  resize(groupCount: number): void {
    this.#found.resize(groupCount);
    this.#best.resize(groupCount);
  }

  update(input: AggregateRows, [x, y]: readonly Vector[]): void {
    const { rows, groups, count } = input;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      const group = groups[i];
      if (y.valid !== null && y.valid[row] === 0) continue;
      if (this.#best.states[group] !== EMPTY && this.#direction * this.#best.compareToRow(group, y, row) <= 0) continue;
      this.#best.set(group, y, row);
      this.#found.set(group, x, row);
    }
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const theirs = other as ArgExtremeState;
    for (let i = 0; i < count; i++) {
      if (theirs.#best.states[from[i]] === EMPTY) continue;
      const isKept =
        this.#best.states[into[i]] !== EMPTY &&
        this.#direction * this.#best.compareTo(into[i], theirs.#best, from[i]) <= 0;
      if (isKept) continue;
      this.#best.copy(into[i], theirs.#best, from[i]);
      this.#found.copy(into[i], theirs.#found, from[i]);
    }
  }

  values(groups: Int32Array, count: number): Vector {
    return this.#found.vector(groups, count);
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return [...this.#found.save(groups, count), ...this.#best.save(groups, count)];
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    this.#found.load(groups, count, saved.slice(0, 2));
    this.#best.load(groups, count, saved.slice(2));
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#found.clear(groups[i]);
      this.#best.clear(groups[i]);
    }
  }
}
