// Looks for the match that begins at one row: threads over the pattern's program, the preferred one first. Each row moves
// every thread; one that reaches the end of the pattern is the best so far and ends all that are less preferred. When no
// thread is left, the best so far is the match (all ways are tried: quantifiers give back what they took).
//
// Where no condition looks back, threads at one place have one future and the less preferred one goes; else each path is a
// thread of its own, up to a limit. A search is a function of the rows it was given: it is not stored.
import { MillraceError } from "../../../common/errors.ts";
import type { EvalContext } from "../../../expr/function.ts";
import type { MatchConditions } from "./match-conditions.ts";
import { MatchPaths, NO_PATH } from "./match-path.ts";
import type { Instruction } from "./pattern-program.ts";

const THREADS_MAX = 10_000;

export class MatchSearch {
  readonly paths = new MatchPaths();
  /** The last step of the best match so far. */
  best = NO_PATH;
  readonly #program: readonly Instruction[];
  readonly #conditions: MatchConditions;
  #pcs: number[] = [];
  #threadPaths: number[] = [];
  #nextPcs: number[] = [];
  #nextPaths: number[] = [];
  /** By instruction: the stretch of work that came there. */
  readonly #visited: Float64Array;
  #stretch = 0;

  constructor(program: readonly Instruction[], conditions: MatchConditions) {
    this.#program = program;
    this.#conditions = conditions;
    this.#visited = new Float64Array(program.length);
    this.#stretch = 1;
    this.#follow(0, NO_PATH);
    this.#swap();
  }

  /** True when no row to come changes the result. */
  get isDecided(): boolean {
    return this.#pcs.length === 0;
  }

  /** No row comes that could belong to the match. */
  end(): void {
    this.#pcs = [];
    this.#threadPaths = [];
  }

  /** @throws DATA_MATCH_LIMIT; a MatchProblem, and then the search is as if the row had not come. */
  step(row: number, context: EvalContext): void {
    const { best } = this;
    try {
      this.#move(row, context);
    } catch (error) {
      this.best = best;
      this.#nextPcs.length = 0;
      this.#nextPaths.length = 0;
      throw error;
    }
    this.#swap();
    if (this.#pcs.length <= THREADS_MAX) return;
    throw new MillraceError(
      "DATA_MATCH_LIMIT",
      `MATCH_RECOGNIZE has more than ${THREADS_MAX} open ways through its pattern`,
      {
        hint: "Make the conditions exclude one another, or bound the match by WITHIN and counted quantifiers.",
      },
    );
  }

  #move(row: number, context: EvalContext): void {
    this.#stretch++;
    for (let t = 0; t < this.#pcs.length; t++) {
      const pc = this.#pcs[t];
      const instruction = this.#program[pc];
      if (instruction.op !== "consume") continue;
      const path = this.paths.extend(this.#threadPaths[t], row, instruction.variable);
      if (!this.#conditions.holds(instruction.variable, this.paths, path, context)) {
        this.paths.undo(path);
        continue;
      }
      if (!this.#conditions.areRowLocal) this.#stretch++;
      if (this.#follow(pc + 1, path)) break;
    }
  }

  /** Adds the threads that wait behind an instruction, preferred first; true when the pattern's end is among them. */
  #follow(from: number, path: number): boolean {
    const stack = [from];
    while (stack.length > 0) {
      const pc = stack.pop() as number;
      if (this.#visited[pc] === this.#stretch) continue;
      this.#visited[pc] = this.#stretch;
      const instruction = this.#program[pc];
      switch (instruction.op) {
        case "consume":
          this.#nextPcs.push(pc);
          this.#nextPaths.push(path);
          break;
        case "jump":
          stack.push(instruction.to);
          break;
        case "split":
          stack.push(instruction.second, instruction.first);
          break;
        case "match":
          this.best = path;
          return true;
      }
    }
    return false;
  }

  #swap(): void {
    [this.#pcs, this.#nextPcs] = [this.#nextPcs, this.#pcs];
    [this.#threadPaths, this.#nextPaths] = [this.#nextPaths, this.#threadPaths];
    this.#nextPcs.length = 0;
    this.#nextPaths.length = 0;
  }
}
