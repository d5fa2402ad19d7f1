/** COUNT(*) counts rows, COUNT(x, ...) rows whose arguments are all not NULL. */
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import { BIGINT, notNull } from "../../../common/types.ts";
import type { AggregateRows, AggregateState } from "../../aggregate-function.ts";
import { aggregate } from "./define.ts";
import { gathered } from "./exact-sums.ts";

export const count = aggregate({
  name: "COUNT",
  summary: "How many rows there are, or how many have a value that is not NULL",
  syntax: ["COUNT(*)", "COUNT([DISTINCT] x, ...)"],
  examples: [
    ["COUNT(*)", "(1), (2), (NULL)", "3"],
    ["COUNT(x)", "(1), (2), (NULL)", "2"],
    ["COUNT(DISTINCT x)", "(1), (2), (2)", "2"],
  ],
  isNeverNull: true,
  bind: (args) => ({ argTypes: args.map((arg) => arg.type), type: notNull(BIGINT) }),
  createState: () => new CountState(),
});

class CountState implements AggregateState {
  #counts: Float64Array = new Float64Array(0);

  resize(groupCount: number): void {
    this.#counts = grown(this.#counts, groupCount);
  }

  update(input: AggregateRows, args: readonly Vector[]): void {
    const valid = allValid(args);
    if (valid === null && input.signs === null) countAll(this.#counts, input);
    else countSome(this.#counts, input, valid ?? []);
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const counts = (other as CountState).#counts;
    for (let i = 0; i < count; i++) this.#counts[into[i]] += counts[from[i]];
  }

  values(groups: Int32Array, count: number): Vector {
    return gathered(this.#counts, groups, count);
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return [gathered(this.#counts, groups, count)];
  }

  load(groups: Int32Array, count: number, [counts]: readonly Vector[]): void {
    const { values } = counts as { readonly values: Float64Array };
    for (let i = 0; i < count; i++) this.#counts[groups[i]] = values[i];
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) this.#counts[groups[i]] = 0;
  }
}

/** The validities that matter; null: none. */
function allValid(args: readonly Vector[]): readonly Uint8Array[] | null {
  const valid = args.flatMap((arg) => (arg.valid === null ? [] : [arg.valid]));
  return valid.length === 0 ? null : valid;
}

function countAll(counts: Float64Array, input: AggregateRows): void {
  const { groups, count } = input;
  for (let i = 0; i < count; i++) counts[groups[i]] += 1;
}

function countSome(counts: Float64Array, input: AggregateRows, valid: readonly Uint8Array[]): void {
  const { rows, groups, signs, count } = input;
  for (let i = 0; i < count; i++) {
    let isValid = 1;
    for (let v = 0; v < valid.length; v++) isValid &= valid[v][rows[i]];
    counts[groups[i]] += isValid * (signs === null ? 1 : signs[i]);
  }
}
