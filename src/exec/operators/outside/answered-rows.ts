// Rows with what they were answered from outside, or drew at random: each row once per answer, with the answer's columns behind
// its own.
//
// Over input that only adds rows nothing is kept. Over changing input a row that is taken back must take its answers with it,
// and asking again could bring others: so each live row is kept with its answers, and a retraction finds the last equal
// row. Source of the semantics: what Flink calls materialization of non-deterministic updates.
// Of an update whose two halves do not have one answer each, the halves become -D and +I.
// State (changing input only): "rows", the live rows with their answers.
import { createBuilder } from "../../../columnar/builders.ts";
import { type ChangeBatch, DELETE, INSERT, UPDATE_AFTER, UPDATE_BEFORE } from "../../../columnar/change-batch.ts";
import { gather } from "../../../columnar/gather.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import type { Vector } from "../../../columnar/vector.ts";
import type { Column, SqlType } from "../../../common/types.ts";
import { RowSlots } from "../../state/rows/row-slots.ts";
import type { StateTable } from "../../state/state-table.ts";
import { liveRows } from "../live-rows.ts";
import { Partitions } from "../over/partitions.ts";
import { SlotOrder } from "../over/slot-order.ts";
import { gatherNumbers, repeatedOrigin, repeatedSteps } from "../repeated-rows.ts";
import type { AnsweredRow } from "./answers.ts";

/** The answers of each live row of a batch; null: the row is left out. */
export type RowAnswers = readonly (readonly AnsweredRow[] | null)[];

export class AnsweredRows {
  readonly stateTables: readonly StateTable[];
  readonly #own: readonly Column[];
  readonly #answersType: SqlType;
  readonly #kept: { readonly rows: RowSlots; readonly byRow: Partitions } | null;

  readonly #isOneToOne: boolean;

  /** `columns`: of the input, then of the answers. `isOneToOne`: each row has one answer or is left out. */
  constructor(columns: readonly Column[], width: number, isChanging: boolean, isOneToOne: boolean) {
    this.#isOneToOne = isOneToOne;
    const inputTypes = columns.slice(0, width).map((column) => column.type);
    this.#own = columns.slice(width);
    const fields = this.#own.map(({ name, type }) => ({ name, type }));
    this.#answersType = {
      kind: "ARRAY",
      element: { kind: "ROW", fields, nullable: false },
      nullable: false,
    };
    if (!isChanging) {
      this.#kept = null;
      this.stateTables = [];
      return;
    }
    const types = [...inputTypes, this.#answersType];
    const rows = new RowSlots("rows", types);
    const all = inputTypes.map((_, i) => i);
    this.#kept = { rows, byRow: new Partitions(rows, new SlotOrder(rows, [], "first"), all, types) };
    this.stateTables = [rows];
  }

  /** The answers of all live rows: those of new rows as `given` (by their place among the new rows), those of others as kept. */
  settle(input: ChangeBatch, given: RowAnswers, onUnknown: (row: number) => void): RowAnswers {
    const kept = this.#kept;
    if (kept === null) return given;
    const live = liveRows(input);
    const groups = kept.byRow.groupsOf(input.columns, live, live.length);
    const boxed = new Array<Scalar>(input.rowCount).fill(null);
    const vectors: readonly Vector[] = [...input.columns, { rep: "boxed", values: boxed, valid: null }];
    let next = 0;
    const settled = Array.from(live, (row, i) => {
      const list = kept.byRow.list(groups[i]);
      if (isNew(input, row)) {
        const answers = given[next++];
        if (answers === null) return null;
        boxed[row] = answers;
        list.push(kept.rows.addOne(vectors, row, null));
        return answers;
      }
      const slot = list.pop();
      if (slot === undefined) {
        onUnknown(row);
        return null;
      }
      const held = kept.rows.columns[kept.rows.columns.length - 1].read(Int32Array.of(slot), 1);
      const answers = scalarAt(held, this.#answersType, 0);
      kept.rows.remove(slot);
      return answers as readonly AnsweredRow[];
    });
    kept.byRow.tidy(new Set(groups));
    return settled;
  }

  /** Each live row once per answer. */
  emit(input: ChangeBatch, answers: RowAnswers): ChangeBatch {
    const live = liveRows(input);
    const builders = this.#own.map((column) => createBuilder(column.type, live.length));
    const causes: number[] = [];
    const kinds: number[] = [];
    for (let i = 0; i < live.length; i++) {
      const kind = shownKind(input, live, answers, i);
      for (const answer of answers[i] ?? []) {
        causes.push(live[i]);
        kinds.push(kind);
        for (let c = 0; c < builders.length; c++) builders[c].append(answer[c]);
      }
    }
    const count = causes.length;
    const rows = Int32Array.from(causes);
    return {
      rowCount: count,
      columns: [...input.columns.map((column) => gather(column, rows, count)), ...builders.map((b) => b.finish())],
      kinds: input.kinds === null ? null : Uint8Array.from(kinds),
      selection: null,
      steps: repeatedSteps(input.steps, rows, count),
      origin: this.#isOneToOne && input.origin !== null ? repeatedOrigin(input.origin, rows, count) : null,
      arrival: input.arrival === null ? null : gatherNumbers(input.arrival, rows, count),
    };
  }
}

/** True for a row that comes, false for one that is taken back. */
export function isNew(input: ChangeBatch, row: number): boolean {
  return input.kinds === null || input.kinds[row] === INSERT || input.kinds[row] === UPDATE_AFTER;
}

export function newRows(input: ChangeBatch): Int32Array {
  const live = liveRows(input);
  return input.kinds === null ? live : live.filter((row) => isNew(input, row));
}

function shownKind(input: ChangeBatch, live: Int32Array, answers: RowAnswers, i: number): number {
  if (input.kinds === null) return INSERT;
  const kind = input.kinds[live[i]];
  if (kind !== UPDATE_BEFORE && kind !== UPDATE_AFTER) return kind;
  const other = kind === UPDATE_BEFORE ? i + 1 : i - 1;
  const isPair = input.kinds[live[other]] === (kind === UPDATE_BEFORE ? UPDATE_AFTER : UPDATE_BEFORE);
  if (isPair && answers[i]?.length === 1 && answers[other]?.length === 1) return kind;
  return kind === UPDATE_BEFORE ? DELETE : INSERT;
}

/** The columns of rows with one answer each, for conditions over both. */
export function answeredColumns(
  input: ChangeBatch,
  rows: Int32Array,
  answers: readonly AnsweredRow[],
  types: readonly SqlType[],
): readonly Vector[] {
  const builders = types.map((type) => createBuilder(type, answers.length));
  for (const answer of answers) for (let c = 0; c < builders.length; c++) builders[c].append(answer[c]);
  return [
    ...input.columns.map((column) => gather(column, rows, rows.length)),
    ...builders.map((builder) => builder.finish()),
  ];
}
