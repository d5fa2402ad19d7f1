// FIRST_VALUE, LAST_VALUE and ANY_VALUE: by arrival, or by ORDER BY inside the call. NULLs are passed over, as in Flink,
// unless RESPECT NULLS is written. Plain ones over append-only input keep one value; the others keep all.
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateFunction, AggregateRows, AggregateState } from "../../aggregate-function.ts";
import type { AggregateCall } from "../../expr.ts";
import { aggregate, bindOne } from "./define.ts";
import { ObjectState } from "./object-state.ts";
import { listAccumulator } from "./ordered-list.ts";
import { EMPTY, ValueSlots } from "./value-slots.ts";

export const firstValue = oneOf(
  "FIRST_VALUE",
  [],
  "first",
  "The first value that arrived, or the first in ORDER BY; NULLs are passed over",
  "b",
);
export const lastValue = oneOf(
  "LAST_VALUE",
  [],
  "last",
  "The last value that arrived, or the last in ORDER BY; NULLs are passed over",
  "a",
);
export const anyValue = oneOf(
  "ANY_VALUE",
  ["ARBITRARY"],
  "first",
  "Any of the values that are not NULL (the first that arrived)",
  "b",
);

function oneOf(
  name: string,
  aliases: readonly string[],
  which: "first" | "last",
  summary: string,
  example: string,
): AggregateFunction {
  return aggregate({
    name,
    aliases,
    summary,
    syntax: [`${name}(x [ORDER BY y, ...]) [IGNORE NULLS | RESPECT NULLS]`],
    examples: [[`${name}(x)`, "('b'), ('a'), (CAST(NULL AS STRING))", example]],
    isOrderSensitive: true,
    bind: (args) =>
      bindOne(
        args,
        () => true,
        "any value",
        (type) => type,
      ),
    createState: (call, needsRetract) => stateOf(call, which, needsRetract),
  });
}

function stateOf(call: AggregateCall, which: "first" | "last", needsRetract: boolean): AggregateState {
  const skipNulls = call.options?.["nulls"] !== "RESPECT";
  if (!needsRetract && call.orderBy.length === 0) return new SlotState(call, which, skipNulls);
  const at = which === "first" ? 0 : -1;
  return new ObjectState(call.type, listAccumulator(call, { skipNulls, result: (values) => values.at(at) ?? null }));
}

class SlotState implements AggregateState {
  readonly #isFirst: boolean;
  readonly #skipNulls: boolean;
  readonly #slots: ValueSlots;

  constructor(call: AggregateCall, which: "first" | "last", skipNulls: boolean) {
    this.#isFirst = which === "first";
    this.#skipNulls = skipNulls;
    this.#slots = new ValueSlots(call.type);
  }

  resize(groupCount: number): void {
    this.#slots.resize(groupCount);
  }

  update(input: AggregateRows, [vector]: readonly Vector[]): void {
    const { rows, groups, count } = input;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (this.#skipNulls && vector.valid !== null && vector.valid[row] === 0) continue;
      if (!this.#isFirst || this.#slots.states[groups[i]] === EMPTY) this.#slots.set(groups[i], vector, row);
    }
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const theirs = (other as SlotState).#slots;
    for (let i = 0; i < count; i++) {
      if (theirs.states[from[i]] === EMPTY) continue;
      if (!this.#isFirst || this.#slots.states[into[i]] === EMPTY) this.#slots.copy(into[i], theirs, from[i]);
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
