// ASOF joins over inputs that change, or over what is no event time: every left row shows the nearest right row of its key as
// of now, and is corrected when a nearer one comes or that one goes. Both sides keep their live rows.
//
// Of right rows at the same position the last that came is the nearest; a row equal to one that is there takes its place at
// the end. Per left row the right row that it shows is remembered; after a restart it is looked for again.
// State: "inputs", "left", "right".
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { grown } from "../../../columnar/grow.ts";
import { type AsofMatch, looksBack } from "../../../planner/logical.ts";
import type { PhysicalJoin } from "../../../planner/physical.ts";
import type { BatchContext, Operator } from "../../operator.ts";
import { JoinKeys } from "../../state/join-keys.ts";
import { NONE } from "../../state/join-rows.ts";
import type { StateTable } from "../../state/state-table.ts";
import { reportBad, reportUsed } from "../accounts.ts";
import { liveRows } from "../live-rows.ts";
import { asofColumns } from "./asof-columns.ts";
import { AsofRows, comparePositions } from "./asof-rows.ts";
import { JoinOutput } from "./join-output.ts";
import { InputMerger, LEFT_ROW, STEP } from "./merged-inputs.ts";

const UNKNOWN = -2;

const UNKNOWN_ROW = {
  code: "DATA_UNKNOWN_RETRACTION",
  message: "a change takes back a row that is not there",
} as const;

export class AsofChangesOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #merger = new InputMerger();
  readonly #keys: JoinKeys;
  readonly #left: AsofRows;
  readonly #right: AsofRows;
  readonly #isPadded: boolean;
  readonly #isStrict: boolean;
  /** 1: the greatest right position at or below the left one; -1: the least at or above. */
  readonly #sign: number;
  /** By left row: the right row it shows, NONE, or UNKNOWN. */
  #shown = new Int32Array(16).fill(UNKNOWN);

  constructor(node: PhysicalJoin, asof: AsofMatch) {
    this.id = node.id;
    this.#isPadded = node.type === "left";
    this.#isStrict = asof.fn === ">" || asof.fn === "<";
    this.#sign = looksBack(asof) ? 1 : -1;
    const { left, right } = node;
    const keyTypes = node.leftKeys.map((key) => left.columns[key].type);
    this.#keys = new JoinKeys(keyTypes, node.nullSafe);
    const [ofLeft, ofRight] = asofColumns(asof);
    this.#left = new AsofRows("left", left.columns, node.leftKeys, this.#keys, ofLeft);
    this.#right = new AsofRows("right", right.columns, node.rightKeys, this.#keys, ofRight);
    this.stateTables = [this.#merger.table, this.#left.table, this.#right.table];
  }

  processBatch([left, right]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    this.#tidy();
    const rows = [liveRows(left, context.lent), liveRows(right, context.lent)] as const;
    this.#left.open(left, rows[0]);
    this.#right.open(right, rows[1]);
    const had = this.#shown.length;
    for (const row of this.#left.rows) this.#shown = grown(this.#shown, row + 1);
    this.#shown.fill(UNKNOWN, had);
    const output = new JoinOutput();
    const bad = [new Set<number>(), new Set<number>()] as const;
    const events = this.#merger.merge([left, right], rows, context.lent);
    for (let e = 0; e < events.count; e++) {
      const kind = events.kinds[e];
      if (kind === STEP) output.step(events.marks[e], events.arrival[e]);
      else if (!this.#change(kind, events.places[e], events.arrival[e], output, context))
        bad[kind].add(events.places[e]);
    }
    const batch = output.finish(this.#left.table, this.#right.table);
    [left, right].forEach((input, side) => {
      const taken = bad[side].size === 0 ? rows[side] : rows[side].filter((_, place) => !bad[side].has(place));
      reportUsed(context, this.id, input.origin, taken, taken.length);
    });
    this.#left.close();
    this.#right.close();
    return batch;
  }

  #tidy(): void {
    const isMoved = [this.#left.tidy(), this.#right.tidy()].includes(true);
    if (isMoved) this.#shown.fill(UNKNOWN);
    const isHeld = (key: number): boolean =>
      this.#left.table.firstOf(key) !== NONE || this.#right.table.firstOf(key) !== NONE;
    const map = this.#keys.tidy(isHeld);
    if (map === null) return;
    this.#left.table.renumberKeys(map);
    this.#right.table.renumberKeys(map);
  }

  /** False: it takes back a row that is not there. */
  #change(kind: number, place: number, arrival: number, output: JoinOutput, context: BatchContext): boolean {
    const side = kind === LEFT_ROW ? this.#left : this.#right;
    const batch = side.batch as ChangeBatch;
    const change = batch.kinds === null ? INSERT : batch.kinds[side.live[place]];
    const isGone = change === DELETE || change === UPDATE_BEFORE;
    const row = side.rows[place];
    const isKept = kind === LEFT_ROW || side.keys[place] !== NONE;
    if (isGone && isKept && side.table.counts[row] === 0) {
      reportBad(context, this.id, batch, side.types, side.live[place], UNKNOWN_ROW);
      return false;
    }
    if (kind === LEFT_ROW) this.#changeLeft(row, isGone, arrival, output);
    else if (isKept && isGone) this.#removeRight(row, arrival, output);
    else if (isKept) this.#addRight(row, arrival, output);
    return true;
  }

  #changeLeft(row: number, isGone: boolean, arrival: number, output: JoinOutput): void {
    const { table } = this.#left;
    if (table.counts[row] === 0) this.#shown[row] = UNKNOWN;
    const found = this.#shownBy(row);
    if (isGone) table.remove(row);
    else table.add(row);
    if (found !== NONE || this.#isPadded) output.push(row, found, isGone ? DELETE : INSERT, arrival, 1);
  }

  #addRight(row: number, arrival: number, output: JoinOutput): void {
    const { table } = this.#left;
    const key = this.#right.table.keyOf(row);
    const changed: number[] = [];
    for (let at = table.firstOf(key); at !== NONE; at = table.next[at]) {
      const before = this.#shownBy(at);
      if (before === row || !this.#fits(at, row) || (before !== NONE && !this.#isNearer(row, before))) continue;
      changed.push(at);
    }
    this.#right.table.addLast(row);
    for (const at of changed) this.#show(at, row, arrival, output);
  }

  #removeRight(row: number, arrival: number, output: JoinOutput): void {
    const { table } = this.#left;
    const changed: number[] = [];
    if (this.#right.table.counts[row] === 1) {
      const key = this.#right.table.keyOf(row);
      for (let at = table.firstOf(key); at !== NONE; at = table.next[at]) {
        if (this.#shownBy(at) === row) changed.push(at);
      }
    }
    this.#right.table.remove(row);
    for (const at of changed) this.#show(at, this.#nearest(at), arrival, output);
  }

  /** The left row shows another right row from here on. */
  #show(row: number, found: number, arrival: number, output: JoinOutput): void {
    const times = this.#left.table.counts[row];
    const before = this.#shown[row];
    const isThereBefore = before !== NONE || this.#isPadded;
    const isThereAfter = found !== NONE || this.#isPadded;
    if (isThereBefore) output.push(row, before, isThereAfter ? UPDATE_BEFORE : DELETE, arrival, times);
    if (isThereAfter) output.push(row, found, isThereBefore ? UPDATE_AFTER : INSERT, arrival, times);
    this.#shown[row] = found;
  }

  #shownBy(row: number): number {
    if (this.#shown[row] === UNKNOWN) this.#shown[row] = this.#nearest(row);
    return this.#shown[row];
  }

  #nearest(row: number): number {
    const key = this.#left.table.keyOf(row);
    if (key === NONE) return NONE;
    const { table } = this.#right;
    let best = NONE;
    for (let at = table.firstOf(key); at !== NONE; at = table.next[at]) {
      if (this.#fits(row, at) && (best === NONE || this.#isNearer(at, best))) best = at;
    }
    return best;
  }

  #fits(left: number, right: number): boolean {
    const [a, b] = [this.#left.positions[left], this.#right.positions[right]];
    if (a === null || b === null) return false;
    const order = comparePositions(a, b) * this.#sign;
    return this.#isStrict ? order > 0 : order >= 0;
  }

  /** Both fit the same left row, and `b` came first. */
  #isNearer(a: number, b: number): boolean {
    const [positionA, positionB] = [this.#right.positions[a], this.#right.positions[b]];
    if (positionA === null || positionB === null) return false;
    return comparePositions(positionA, positionB) * this.#sign >= 0;
  }
}
