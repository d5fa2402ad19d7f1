// Which rows a thread has consumed and as what: a tree of steps in growing arrays, shared by the threads of one search. A
// path is the number of its last step; its rows are found by going back.
import { grown } from "../../../columnar/grow.ts";

export const NO_PATH = -1;

export class MatchPaths {
  #parents = new Int32Array(64);
  #rows = new Int32Array(64);
  #variables = new Int32Array(64);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  /** The path with one more row (a slot of the row table). */
  extend(path: number, row: number, variable: number): number {
    const at = this.#count++;
    if (at === this.#parents.length) {
      this.#parents = grown(this.#parents, at * 2);
      this.#rows = grown(this.#rows, at * 2);
      this.#variables = grown(this.#variables, at * 2);
    }
    this.#parents[at] = path;
    this.#rows[at] = row;
    this.#variables[at] = variable;
    return at;
  }

  /** Takes the last extension back. */
  undo(path: number): void {
    if (path === this.#count - 1) this.#count--;
  }

  parentOf(path: number): number {
    return this.#parents[path];
  }

  rowOf(path: number): number {
    return this.#rows[path];
  }

  variableOf(path: number): number {
    return this.#variables[path];
  }

  /** The steps of a path, first to last. */
  steps(path: number): number[] {
    const steps: number[] = [];
    for (let at = path; at !== NO_PATH; at = this.#parents[at]) steps.push(at);
    return steps.reverse();
  }

  /** The row `offset` rows before the last one of these variables (null: of any); -1: there is none. */
  fromLast(path: number, variables: readonly number[] | null, offset: number): number {
    let left = offset;
    for (let at = path; at !== NO_PATH; at = this.#parents[at]) {
      if (variables !== null && !variables.includes(this.#variables[at])) continue;
      if (left === 0) return this.#rows[at];
      left--;
    }
    return -1;
  }

  /** All rows of these variables, first to last. */
  rowsOf(path: number, variables: readonly number[] | null): Int32Array {
    const rows: number[] = [];
    for (let at = path; at !== NO_PATH; at = this.#parents[at]) {
      if (variables === null || variables.includes(this.#variables[at])) rows.push(this.#rows[at]);
    }
    return Int32Array.from(rows.reverse());
  }
}
