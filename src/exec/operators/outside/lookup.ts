// Lookup join: each row with the rows that a table outside has for its key at the time of the batch.
//
// The keys of a batch are asked for once each, before the operator runs; the answers stand in the external log, so a replay
// joins the same rows. NULL keys have no rows. A residual condition is asked of what was found; LEFT pads rows that keep nothing.
// State: see answered-rows.ts. Answers may be remembered in memory (lookup-cache.ts).
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { keyText } from "../../../columnar/compare.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import { type CompiledCalc, compileCalc } from "../../../expr/compile.ts";
import type { PhysicalLookup } from "../../../planner/physical.ts";
import type { BatchContext, OpenLookup, Operator, OutsideLog } from "../../operator.ts";
import type { StateTable } from "../../state/state-table.ts";
import { placeOf, reportBad, reportFiltered, reportUsed } from "../accounts.ts";
import { liveRows } from "../live-rows.ts";
import { AnsweredRows, answeredColumns, newRows, type RowAnswers } from "./answered-rows.ts";
import { type Answer, type AnsweredRow, packAnswers, Refusal, unpackAnswers } from "./answers.ts";
import { LookupCache } from "./lookup-cache.ts";
import { NOTHING, questionsOf } from "./questions.ts";
import { UNKNOWN_ROW } from "./unknown-row.ts";

const NO_ROWS: readonly AnsweredRow[] = [];

export class LookupOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalLookup;
  readonly #inputTypes: readonly SqlType[];
  readonly #ownTypes: readonly SqlType[];
  readonly #rows: AnsweredRows;
  readonly #residual: CompiledCalc | null;
  readonly #outside: OpenLookup;
  readonly #cache: LookupCache | null;
  readonly #padding: AnsweredRow;
  /** Of the new rows of the batch at hand. */
  #found: readonly (readonly AnsweredRow[])[] = [];

  constructor(node: PhysicalLookup, outside: OpenLookup) {
    this.id = node.id;
    this.#node = node;
    this.#inputTypes = node.input.columns.map((column) => column.type);
    this.#ownTypes = node.reads.map((index) => node.table.columns[index].type);
    this.#rows = new AnsweredRows(node.columns, this.#inputTypes.length, node.changelogMode !== "append", false);
    this.stateTables = this.#rows.stateTables;
    this.#padding = node.reads.map(() => null);
    this.#residual =
      node.residual === null ? null : compileCalc(node.residual, [], [...this.#inputTypes, ...this.#ownTypes]);
    this.#outside = outside;
    this.#cache = outside.cache === null ? null : new LookupCache(outside.cache);
  }

  async open(): Promise<void> {
    await this.#outside.lookup.open();
  }

  async close(): Promise<void> {
    await this.#outside.lookup.close();
  }

  async takeOutside([input]: readonly ChangeBatch[], context: BatchContext, log: OutsideLog): Promise<void> {
    const columns = this.#node.inputKeys.map((key) => input.columns[key]);
    const types = this.#node.inputKeys.map((key) => this.#inputTypes[key]);
    const { of, distinct } = questionsOf(columns, types, newRows(input), true);
    let answers: readonly Answer[] = [];
    if (distinct.length > 0) {
      const logged = log.logged(this.id);
      if (logged === null) {
        answers = await this.#ask(distinct, context.batchTimeMs);
        log.log(this.id, packAnswers(answers, this.#ownTypes));
      } else answers = unpackAnswers(logged, this.#ownTypes, distinct.length);
    }
    this.#found = Array.from(of, (question) => {
      const answer = question === NOTHING ? NO_ROWS : answers[question];
      invariant(!(answer instanceof Refusal), "a lookup that fails fails the job");
      return answer;
    });
  }

  async #ask(keys: readonly (readonly Scalar[])[], nowMs: number): Promise<readonly Answer[]> {
    const { lookup } = this.#outside;
    const cache = this.#cache;
    if (cache === null) return lookup.find(keys);
    const answers = keys.map((key) => cache.find(keyText(key), nowMs));
    const missing = keys.filter((_, i) => answers[i] === null);
    const found = missing.length === 0 ? [] : await lookup.find(missing);
    let next = 0;
    return answers.map((known, i) => {
      if (known !== null) return known;
      const rows = found[next++];
      cache.put(keyText(keys[i]), rows, nowMs);
      return rows;
    });
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const unknown = new Set<number>();
    const found = this.#rows.settle(input, this.#found, (row) => {
      reportBad(context, this.id, input, this.#inputTypes, row, UNKNOWN_ROW);
      unknown.add(row);
    });
    this.#found = [];
    const live = liveRows(input);
    const joined = this.#joined(input, live, found, context);
    const empty = live.filter((row, i) => joined[i]?.length === 0 && !unknown.has(row));
    const taken = live.filter((_, i) => (joined[i]?.length ?? 0) > 0);
    reportFiltered(context, this.id, input.origin, empty, empty.length);
    reportUsed(context, this.id, input.origin, taken, taken.length);
    return this.#rows.emit(input, joined);
  }

  /** What passes the residual condition, padded where nothing does. */
  #joined(input: ChangeBatch, live: Int32Array, found: RowAnswers, context: BatchContext): RowAnswers {
    const kept = this.#residual === null ? found : this.#passing(this.#residual, input, live, found, context);
    if (this.#node.type === "inner") return kept;
    return kept.map((rows) => (rows?.length === 0 ? [this.#padding] : rows));
  }

  #passing(residual: CompiledCalc, input: ChangeBatch, live: Int32Array, found: RowAnswers, context: BatchContext) {
    const places: number[] = [];
    const answers: AnsweredRow[] = [];
    found.forEach((rows, i) => {
      for (const row of rows ?? []) {
        places.push(i);
        answers.push(row);
      }
    });
    const rows = Int32Array.from(places, (i) => live[i]);
    const columns = answeredColumns(input, rows, answers, this.#ownTypes);
    const types = [...this.#inputTypes, ...this.#ownTypes];
    const pairs = { rowCount: answers.length, columns, selection: null };
    const { selection } = residual.run(pairs, context.evaluation, (pair, problem) => {
      const values = rowScalars(columns, types, pair);
      const { code, message } = problem;
      context.report.bad({ operatorId: this.id, code, message, ...placeOf(null, 0), values });
    });
    if (selection === null) return found;
    const kept = found.map((before): AnsweredRow[] | null => (before === null ? null : []));
    for (const pair of selection) kept[places[pair]]?.push(answers[pair]);
    return kept;
  }
}
