// DISTINCT inside an aggregate, for all of them: a wrapping state that counts each (group, arguments) and lets the inner
// state see a value only when its count rises from 0 or falls back to 0.
//
// State: a key table over (group, arguments) with a count per key, and per group a list of its keys (linked through
// `next`), so that a group can be saved or cleared without looking at the others. Keys whose count is 0 stay until they
// outnumber the rest; then the table is rebuilt, order of first arrival kept.
// ORDER BY inside the call can only name arguments (bind-aggregate.ts), so its keys are known wherever the arguments are.
import { vectorOf } from "../../../columnar/builders.ts";
import { grown } from "../../../columnar/grow.ts";
import { gather } from "../../../columnar/gather.ts";
import { KeyTable } from "../../../columnar/key-table.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { INT, type SqlType } from "../../../common/types.ts";
import type { AggregateRows, AggregateState } from "../../aggregate-function.ts";
import { RowProblem } from "./define.ts";

const NONE = -1;
const REBUILD_MIN = 1024;

export class DistinctState implements AggregateState {
  readonly #types: readonly SqlType[];
  /** Arguments of the call; what follows them is ORDER BY. */
  readonly #orderColumns: readonly number[];
  readonly #inner: AggregateState;
  #keys: KeyTable;
  #counts: Float64Array = new Float64Array(0);
  /** Next older key of the same group. */
  #next: Int32Array = new Int32Array(0);
  /** Newest key of a group. */
  #last: Int32Array = new Int32Array(0);
  #goneCount = 0;

  /** `orderColumns`: for each key of ORDER BY inside the call the argument that it is. */
  constructor(argTypes: readonly SqlType[], orderColumns: readonly number[], inner: AggregateState) {
    this.#types = argTypes;
    this.#orderColumns = orderColumns;
    this.#inner = inner;
    this.#keys = new KeyTable([INT, ...argTypes]);
  }

  resize(groupCount: number): void {
    const known = this.#last.length;
    this.#last = grown(this.#last, groupCount);
    this.#last.fill(NONE, known);
    this.#inner.resize(groupCount);
  }

  update(input: AggregateRows, args: readonly Vector[]): void {
    const { rows, groups, signs, count } = input;
    const order = ascending(count);
    const keyColumns: Vector[] = [{ rep: "i32", values: groups, valid: null }];
    for (let c = 0; c < this.#types.length; c++) keyColumns.push(gather(args[c], rows, count));
    const keys = this.#assign(keyColumns, groups, order, count);
    const passing: Passing = {
      rows: new Int32Array(count),
      groups: new Int32Array(count),
      signs: new Int8Array(count),
      count: 0,
    };
    for (let i = 0; i < count; i++) {
      const sign = signs === null ? 1 : signs[i];
      if (this.#change(keys[i], sign)) pass(passing, rows[i], groups[i], sign);
    }
    try {
      this.#feed(passing, args, signs === null);
    } catch (error) {
      if (error instanceof RowProblem) this.#takeBack(keys, input, rows.indexOf(error.row));
      throw error;
    }
    this.#rebuildWhenDue();
  }

  /** The row that the inner state refused and those after it are not taken. */
  #takeBack(keys: Int32Array, { signs, count }: AggregateRows, from: number): void {
    for (let i = count - 1; i >= from; i--) this.#change(keys[i], signs === null ? -1 : -signs[i]);
  }

  #feed(passing: Passing, args: readonly Vector[], isAppend: boolean): void {
    if (passing.count > 0) this.#inner.update({ ...passing, signs: isAppend ? null : passing.signs }, args);
  }

  /** True when the value has just come or just gone. */
  #change(key: number, by: number): boolean {
    const before = this.#counts[key];
    const after = before + by;
    this.#counts[key] = after;
    if (before === 0 && after !== 0) this.#goneCount--;
    else if (before !== 0 && after === 0) this.#goneCount++;
    return before <= 0 !== after <= 0;
  }

  /** Key numbers of rows; new keys are put before their group's list, with count 0. */
  #assign(columns: readonly Vector[], groups: Int32Array, rows: Int32Array, count: number): Int32Array {
    const known = this.#keys.groupCount;
    const keys = new Int32Array(count);
    this.#keys.lookup(columns, rows, count, keys);
    const total = this.#keys.groupCount;
    this.#counts = grown(this.#counts, total);
    this.#next = grown(this.#next, total);
    let fresh = known;
    for (let i = 0; i < count && fresh < total; i++) {
      if (keys[i] !== fresh) continue;
      this.#next[fresh] = this.#last[groups[i]];
      this.#last[groups[i]] = fresh++;
    }
    this.#goneCount += total - known;
    return keys;
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const theirs = other as DistinctState;
    const keys: number[] = [];
    const targets: number[] = [];
    for (let i = 0; i < count; i++) {
      for (const key of theirs.#keysOf(from[i])) {
        keys.push(key);
        targets.push(into[i]);
      }
    }
    const size = keys.length;
    if (size === 0) return;
    const groups = Int32Array.from(targets);
    const args = theirs.#keys.keys(Int32Array.from(keys), size).slice(1);
    const order = ascending(size);
    const ours = this.#assign([{ rep: "i32", values: groups, valid: null }, ...args], groups, order, size);
    const passing: Passing = {
      rows: new Int32Array(size),
      groups: new Int32Array(size),
      signs: new Int8Array(size),
      count: 0,
    };
    for (let i = 0; i < size; i++) {
      if (this.#change(ours[i], theirs.#counts[keys[i]])) pass(passing, i, groups[i], 1);
    }
    this.#feed(passing, [...args, ...this.#orderColumns.map((column) => args[column])], true);
  }

  values(groups: Int32Array, count: number): Vector {
    return this.#inner.values(groups, count);
  }

  /** Per group the list [arguments..., count, arguments..., count, ...], oldest first; then what the inner state saves. */
  save(groups: Int32Array, count: number): readonly Vector[] {
    const lists: Scalar[] = [];
    for (let i = 0; i < count; i++) lists.push(this.#saveGroup(groups[i]));
    return [{ rep: "boxed", values: lists, valid: null }, ...this.#inner.save(groups, count)];
  }

  #saveGroup(group: number): Scalar {
    const keys = Int32Array.from(this.#keysOf(group));
    const columns = this.#keys.keys(keys, keys.length).slice(1);
    const list: Scalar[] = [];
    for (let i = 0; i < keys.length; i++) {
      for (let c = 0; c < columns.length; c++) list.push(scalarAt(columns[c], this.#types[c], i));
      list.push(this.#counts[keys[i]]);
    }
    return list;
  }

  load(groups: Int32Array, count: number, saved: readonly Vector[]): void {
    this.#forget(groups, count);
    const [lists, ...inner] = saved;
    const width = this.#types.length + 1;
    for (let i = 0; i < count; i++) {
      const list = (lists.rep === "boxed" ? lists.values[i] : []) as readonly Scalar[];
      const size = list.length / width;
      const targets = new Int32Array(size).fill(groups[i]);
      const columns = this.#types.map((type, c) =>
        vectorOf(
          type,
          Array.from({ length: size }, (_, k) => list[k * width + c]),
        ),
      );
      const keys = this.#assign(
        [{ rep: "i32", values: targets, valid: null }, ...columns],
        targets,
        ascending(size),
        size,
      );
      for (let k = 0; k < size; k++) this.#change(keys[k], list[k * width + width - 1] as number);
    }
    this.#inner.load(groups, count, inner);
  }

  clear(groups: Int32Array, count: number): void {
    this.#forget(groups, count);
    this.#inner.clear(groups, count);
    this.#rebuildWhenDue();
  }

  /** Keys of the group that are there, oldest first. */
  #keysOf(group: number): number[] {
    const keys: number[] = [];
    for (let key = this.#last[group]; key !== NONE; key = this.#next[key]) if (this.#counts[key] !== 0) keys.push(key);
    return keys.reverse();
  }

  #forget(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      for (const key of this.#keysOf(groups[i])) this.#change(key, -this.#counts[key]);
    }
  }

  #rebuildWhenDue(): void {
    const total = this.#keys.groupCount;
    if (this.#goneCount < REBUILD_MIN || this.#goneCount * 2 < total) return;
    const kept = ascending(total).filter((key) => this.#counts[key] !== 0);
    const columns = this.#keys.keys(kept, kept.length);
    const counts = kept.map((key) => this.#counts[key]);
    this.#keys = new KeyTable([INT, ...this.#types]);
    this.#counts = new Float64Array(0);
    this.#next = new Int32Array(0);
    this.#last.fill(NONE);
    this.#goneCount = 0;
    const groups = (columns[0] as { readonly values: Int32Array }).values;
    const keys = this.#assign(columns, groups, ascending(kept.length), kept.length);
    for (let i = 0; i < kept.length; i++) this.#change(keys[i], counts[i]);
  }
}

interface Passing {
  readonly rows: Int32Array;
  readonly groups: Int32Array;
  readonly signs: Int8Array;
  count: number;
}

function pass(passing: Passing, row: number, group: number, sign: number): void {
  passing.rows[passing.count] = row;
  passing.groups[passing.count] = group;
  passing.signs[passing.count++] = sign;
}

function ascending(count: number): Int32Array {
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order;
}
