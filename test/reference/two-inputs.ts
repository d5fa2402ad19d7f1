// What joins share: two inputs with one watermark, and which rows match.
import type { Scalar } from "../../src/columnar/scalar.ts";
import type { LogicalJoin } from "../../src/planner/logical.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluate, holds } from "./expressions.ts";
import type { Change, Outlet } from "./stage.ts";
import { keyText, type Row } from "./values.ts";

export const LEFT = 0;
export const RIGHT = 1;
export type Side = typeof LEFT | typeof RIGHT;

export interface JoinStage {
  change(side: Side, change: Change): void;
  /** Of both inputs. */
  watermark(ms: number): void;
  end(): void;
}

export function twoInputs(stage: JoinStage): readonly [Outlet, Outlet] {
  const marks = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let nowMs = Number.NEGATIVE_INFINITY;
  let openInputs = 2;
  const outlet = (side: Side): Outlet => ({
    change: (change) => stage.change(side, change),
    watermark(ms) {
      marks[side] = Math.max(marks[side], ms);
      const least = Math.min(...marks);
      if (least <= nowMs) return;
      nowMs = least;
      stage.watermark(least);
    },
    end() {
      openInputs--;
      if (openInputs === 0) stage.end();
    },
  });
  return [outlet(LEFT), outlet(RIGHT)];
}

export class JoinCondition {
  readonly #node: LogicalJoin;
  readonly #evaluation: Evaluation;

  constructor(node: LogicalJoin, evaluation: Evaluation) {
    this.#node = node;
    this.#evaluation = evaluation;
  }

  keysOf(side: Side, row: Row): readonly Scalar[] {
    const { keys } = this.#node;
    return keys.map((key) => evaluate(side === LEFT ? key.left : key.right, row, this.#evaluation.context));
  }

  /** A NULL that matches nothing. */
  hasNullKey(side: Side, row: Row): boolean {
    return this.keysOf(side, row).some((key, i) => key === null && !this.#node.keys[i].isNullSafe);
  }

  areKeysEqual(left: Row, right: Row): boolean {
    if (this.hasNullKey(LEFT, left)) return false;
    return keyText(this.keysOf(LEFT, left)) === keyText(this.keysOf(RIGHT, right));
  }

  isResidualTrue(left: Row, right: Row): boolean {
    return holds(this.#node.residual, [...left, ...right], this.#evaluation.context);
  }
}

/** A pair, or a row whose other side is missing; semi and anti joins show left rows alone. */
export function joinedRow(node: LogicalJoin, left: Row | null, right: Row | null): Row {
  const nulls = (count: number): Row => new Array<null>(count).fill(null);
  const ofLeft = left ?? nulls(node.left.columns.length);
  if (node.type === "semi" || node.type === "anti") return ofLeft;
  return [...ofLeft, ...(right ?? nulls(node.right.columns.length))];
}

/** Whether rows of a side come out without a match. */
export function isPadded({ type }: LogicalJoin, side: Side): boolean {
  if (type === "full") return true;
  return side === LEFT ? type === "left" || type === "anti" : type === "right";
}
