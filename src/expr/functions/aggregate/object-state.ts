// Aggregate state with one object per group, for aggregates that keep many values (lists, multisets) or several numbers
// that are not worth a column each. A checkpoint row is one boxed value made by `save`.
import { createBuilder } from "../../../columnar/builders.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { SqlType } from "../../../common/types.ts";
import type { AggregateRows, AggregateState } from "../../aggregate-function.ts";

export interface Accumulator<T> {
  create(): T;
  /** Takes one row; sign -1 takes it back. */
  add(group: T, args: readonly Vector[], row: number, sign: number): void;
  /** Adds what `other` holds, as if its rows came after ours; `other` stays as it is. */
  merge(group: T, other: T): void;
  result(group: T): Scalar;
  save(group: T): Scalar;
  load(saved: Scalar): T;
}

export class ObjectState<T> implements AggregateState {
  readonly #type: SqlType;
  readonly #accumulator: Accumulator<T>;
  #groups: (T | undefined)[] = [];

  constructor(type: SqlType, accumulator: Accumulator<T>) {
    this.#type = type;
    this.#accumulator = accumulator;
  }

  resize(groupCount: number): void {
    while (this.#groups.length < groupCount) this.#groups.push(undefined);
  }

  update(input: AggregateRows, args: readonly Vector[]): void {
    const { rows, groups, signs, count } = input;
    for (let i = 0; i < count; i++) {
      this.#accumulator.add(this.#at(groups[i]), args, rows[i], signs === null ? 1 : signs[i]);
    }
  }

  #at(group: number): T {
    return (this.#groups[group] ??= this.#accumulator.create());
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const others = (other as ObjectState<T>).#groups;
    for (let i = 0; i < count; i++) {
      const theirs = others[from[i]];
      if (theirs !== undefined) this.#accumulator.merge(this.#at(into[i]), theirs);
    }
  }

  values(groups: Int32Array, count: number): Vector {
    const builder = createBuilder(this.#type, count);
    const nothing = this.#accumulator.create();
    for (let i = 0; i < count; i++) builder.append(this.#accumulator.result(this.#groups[groups[i]] ?? nothing));
    return builder.finish();
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    const values: Scalar[] = [];
    const valid = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const group = this.#groups[groups[i]];
      valid[i] = group === undefined ? 0 : 1;
      values.push(group === undefined ? null : this.#accumulator.save(group));
    }
    return [{ rep: "boxed", values, valid }];
  }

  load(groups: Int32Array, count: number, [saved]: readonly Vector[]): void {
    for (let i = 0; i < count; i++) {
      const value = saved.rep === "boxed" ? (saved.values[i] as Scalar) : null;
      this.#groups[groups[i]] = value === null ? undefined : this.#accumulator.load(value);
    }
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) this.#groups[groups[i]] = undefined;
  }
}
