/** BOOL_AND (EVERY) and BOOL_OR (SOME): counts of TRUE and FALSE, so that rows can be taken back. */
import { grown } from "../../../columnar/grow.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { AggregateFunction, AggregateRows, AggregateState } from "../../aggregate-function.ts";
import { aggregate, bindOne } from "./define.ts";
import { gathered } from "./exact-sums.ts";

export const boolAnd = logic(
  "BOOL_AND",
  ["EVERY", "LOGICAL_AND"],
  "TRUE when every value that is not NULL is TRUE",
  true,
  "FALSE",
);
export const boolOr = logic("BOOL_OR", ["SOME", "LOGICAL_OR"], "TRUE when a value is TRUE", false, "TRUE");

function logic(
  name: string,
  aliases: readonly string[],
  summary: string,
  isAnd: boolean,
  example: string,
): AggregateFunction {
  return aggregate({
    name,
    aliases,
    summary,
    syntax: [`${name}(condition)`],
    examples: [[`${name}(x)`, "(TRUE), (FALSE), (CAST(NULL AS BOOLEAN))", example]],
    bind: (args) =>
      bindOne(
        args,
        (type) => type.kind === "BOOLEAN",
        "a condition",
        (type) => type,
      ),
    createState: () => new LogicState(isAnd),
  });
}

class LogicState implements AggregateState {
  readonly #isAnd: boolean;
  #trues: Float64Array = new Float64Array(0);
  #falses: Float64Array = new Float64Array(0);

  constructor(isAnd: boolean) {
    this.#isAnd = isAnd;
  }

  resize(groupCount: number): void {
    this.#trues = grown(this.#trues, groupCount);
    this.#falses = grown(this.#falses, groupCount);
  }

  update(input: AggregateRows, [vector]: readonly Vector[]): void {
    if (vector.rep !== "bool") return;
    const { rows, groups, signs, count } = input;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      if (vector.valid !== null && vector.valid[row] === 0) continue;
      const counts = vector.values[row] === 1 ? this.#trues : this.#falses;
      counts[groups[i]] += signs === null ? 1 : signs[i];
    }
  }

  merge(other: AggregateState, from: Int32Array, into: Int32Array, count: number): void {
    const theirs = other as LogicState;
    for (let i = 0; i < count; i++) {
      this.#trues[into[i]] += theirs.#trues[from[i]];
      this.#falses[into[i]] += theirs.#falses[from[i]];
    }
  }

  values(groups: Int32Array, count: number): Vector {
    const values = new Uint8Array(count);
    let valid: Uint8Array | null = null;
    for (let i = 0; i < count; i++) {
      const trues = this.#trues[groups[i]];
      const falses = this.#falses[groups[i]];
      if (trues === 0 && falses === 0) (valid ??= new Uint8Array(count).fill(1))[i] = 0;
      else values[i] = (this.#isAnd ? falses === 0 : trues > 0) ? 1 : 0;
    }
    return { rep: "bool", values, valid };
  }

  save(groups: Int32Array, count: number): readonly Vector[] {
    return [gathered(this.#trues, groups, count), gathered(this.#falses, groups, count)];
  }

  load(groups: Int32Array, count: number, [trues, falses]: readonly Vector[]): void {
    for (let i = 0; i < count; i++) {
      this.#trues[groups[i]] = (trues as { readonly values: Float64Array }).values[i];
      this.#falses[groups[i]] = (falses as { readonly values: Float64Array }).values[i];
    }
  }

  clear(groups: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#trues[groups[i]] = 0;
      this.#falses[groups[i]] = 0;
    }
  }
}
