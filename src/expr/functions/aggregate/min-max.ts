// MIN and MAX of any comparable type: numbers with NaN last, texts by code point, FALSE before TRUE, NULL passed over.
// Without retractions one value per group is kept; with them all values (extreme-multiset.ts).
import type { Vector } from "../../../columnar/vector.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { SqlType } from "../../../common/types.ts";
import type { AggregateFunction, AggregateRows, AggregateState } from "../../aggregate-function.ts";
import { aggregate, bindOne } from "./define.ts";
import { ExtremeMultiset } from "./extreme-multiset.ts";
import { type Accumulator, ObjectState } from "./object-state.ts";
import { EMPTY, HAS_VALUE, ValueSlots } from "./value-slots.ts";

/** 1: the least; -1: the greatest. */
type Direction = 1 | -1;

export const min = extreme("MIN", 1, "The least value that is not NULL", [
  ["MIN(x)", "(2), (1), (NULL)", "1"],
  ["MIN(x)", "('b'), ('a')", "a"],
]);

export const max = extreme("MAX", -1, "The greatest value that is not NULL", [
  ["MAX(x)", "(2), (1), (NULL)", "2"],
  ["MAX(x)", "(DATE '2020-01-01'), (DATE '2021-01-01')", "2021-01-01"],
]);

function extreme(
  name: string,
  direction: Direction,
  summary: string,
  examples: AggregateFunction["examples"],
): AggregateFunction {
  return aggregate({
    name,
    summary,
    syntax: [`${name}([DISTINCT] x)`],
    examples,
    bind: (args) => bindOne(args, isComparable, "a comparable value", (type) => type),
    createState: (call, needsRetract) =>
      needsRetract
        ? new ObjectState(call.type, retractable(call.args[0].type, direction))
        : new ExtremeState(call.type, direction),
  });
}

export function isComparable(type: SqlType): boolean {
  switch (type.kind) {
    case "MAP":
    case "MULTISET":
      return false;
    case "ARRAY":
      return isComparable(type.element);
    case "ROW":
      return type.fields.every((field) => isComparable(field.type));
    default:
      return true;
  }
}

function retractable(type: SqlType, direction: Direction): Accumulator<ExtremeMultiset> {
  return {
    create: () => new ExtremeMultiset(type, direction),
    add(group, [vector], row, sign) {
      if (vector.valid === null || vector.valid[row] === 1) group.add(scalarAt(vector, type, row), sign);
    },
    merge: (group, other) => group.addAll(other),
    result: (group) => group.top(),
    save: (group) => group.save(),
    load: (saved) => new ExtremeMultiset(type, direction).load(saved),
  };
}

class ExtremeState implements AggregateState {
  readonly #direction: Direction;
  readonly #slots: ValueSlots;

  constructor(type: SqlType, direction: Direction) {
    this.#direction = direction;
    this.#slots = new ValueSlots(type);
  }

  resize(groupCount: number): void {
    this.#slots.resize(groupCount);
  }

  update(input: AggregateRows, [vector]: readonly Vector[]): void {
    const isFast = (vector.rep === "f64" || vector.rep === "i32") && vector.valid === null && this.#slots.isPlain();
    if (!isFast) {
      this.#updateSlowly(input, vector);
      return;
    }
    const { states, numbers } = this.#slots;
    if (vector.rep === "i32") {
      if (this.#direction === 1) leastInts(states, numbers, input, vector.values);
      else greatestInts(states, numbers, input, vector.values);
    } else if (this.#direction === 1) leastDoubles(states, numbers, input, vector.values);
    else greatestDoubles(states, numbers, input, vector.values);
  }

  #updateSlowly(input: AggregateRows, vector: Vector): void {
    const slots = this.#slots;
    for (let i = 0; i < input.count; i++) {
      const row = input.rows[i];
      if (vector.valid !== null && vector.valid[row] === 0) continue;
      const group = input.groups[i];
      if (slots.states[group] === EMPTY || this.#direction * slots.compareToRow(group, vector, row) > 0) {
        slots.set(group, vector, row);
      }
    }
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const slots = this.#slots;
    const others = (other as ExtremeState).#slots;
    for (let i = 0; i < count; i++) {
      if (others.states[from[i]] === EMPTY) continue;
      const isBetter =
        slots.states[into[i]] === EMPTY || this.#direction * slots.compareTo(into[i], others, from[i]) > 0;
      if (isBetter) slots.copy(into[i], others, from[i]);
    }
  }

  values(groups: Int32Array, count: number): Vector {
    return this.#slots.vector(groups, count);
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return this.#slots.save(groups, count);
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    this.#slots.load(groups, count, saved);
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) this.#slots.clear(groups[i]);
  }
}

function leastInts(states: Uint8Array, numbers: Float64Array, input: AggregateRows, values: Int32Array): void {
  const { rows, groups, count } = input;
  for (let i = 0; i < count; i++) {
    const group = groups[i];
    const value = values[rows[i]];
    if (states[group] === EMPTY || value < numbers[group]) {
      states[group] = HAS_VALUE;
      numbers[group] = value;
    }
  }
}

function greatestInts(states: Uint8Array, numbers: Float64Array, input: AggregateRows, values: Int32Array): void {
  const { rows, groups, count } = input;
  for (let i = 0; i < count; i++) {
    const group = groups[i];
    const value = values[rows[i]];
    if (states[group] === EMPTY || value > numbers[group]) {
      states[group] = HAS_VALUE;
      numbers[group] = value;
    }
  }
}

/** NaN is the greatest: any other value is less than it. */
function leastDoubles(states: Uint8Array, numbers: Float64Array, input: AggregateRows, values: Float64Array): void {
  const { rows, groups, count } = input;
  for (let i = 0; i < count; i++) {
    const group = groups[i];
    const value = values[rows[i]];
    const known = numbers[group];
    if (states[group] === EMPTY || value < known || (Number.isNaN(known) && !Number.isNaN(value))) {
      states[group] = HAS_VALUE;
      numbers[group] = value;
    }
  }
}

function greatestDoubles(states: Uint8Array, numbers: Float64Array, input: AggregateRows, values: Float64Array): void {
  const { rows, groups, count } = input;
  for (let i = 0; i < count; i++) {
    const group = groups[i];
    const value = values[rows[i]];
    if (states[group] === EMPTY || value > numbers[group] || Number.isNaN(value)) {
      states[group] = HAS_VALUE;
      numbers[group] = value;
    }
  }
}
