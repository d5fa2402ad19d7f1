// A call of an async function: each row with its answer behind its own columns, rows in the order in which they came.
//
// The arguments of a batch are asked before the operator runs, equal ones once where the function is deterministic; answers
// and refusals stand in the external log, so a replay sees the same. A row without an answer is bad.
// State: see answered-rows.ts.
import type { ChangeBatch } from "../../../columnar/change-batch.ts";
import { rowScalars } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { invariant } from "../../../common/invariant.ts";
import type { SqlType } from "../../../common/types.ts";
import { type CompiledCalc, compileCalc } from "../../../expr/compile.ts";
import type { LaterAnswers } from "../../../expr/function.ts";
import { functionOf } from "../../../expr/functions/index.ts";
import type { PhysicalAsyncCall } from "../../../planner/physical.ts";
import type { BatchContext, Operator, OutsideLog } from "../../operator.ts";
import type { StateTable } from "../../state/state-table.ts";
import { reportBad } from "../accounts.ts";
import { AnsweredRows, newRows } from "./answered-rows.ts";
import { type Answer, type AnsweredRow, packAnswers, Refusal, unpackAnswers } from "./answers.ts";
import { askAll } from "./ask-all.ts";
import { questionsOf } from "./questions.ts";
import { UNKNOWN_ROW } from "./unknown-row.ts";

interface Asked {
  /** Rows whose arguments could not be computed, with the reason. */
  readonly bad: ReadonlyMap<number, { readonly code: string; readonly message: string }>;
  /** By row. */
  readonly answers: ReadonlyMap<number, Answer>;
}

export class AsyncCallOperator implements Operator {
  readonly id: string;
  readonly stateTables: readonly StateTable[];
  readonly #node: PhysicalAsyncCall;
  readonly #inputTypes: readonly SqlType[];
  readonly #argTypes: readonly SqlType[];
  readonly #ownTypes: readonly SqlType[];
  readonly #later: LaterAnswers;
  readonly #args: CompiledCalc;
  readonly #rows: AnsweredRows;
  #asked: Asked = { bad: new Map(), answers: new Map() };

  constructor(node: PhysicalAsyncCall) {
    this.id = node.id;
    this.#node = node;
    this.#inputTypes = node.input.columns.map((column) => column.type);
    this.#argTypes = node.call.args.map((arg) => arg.type);
    this.#ownTypes = [node.call.type];
    const { later } = functionOf(node.call);
    invariant(later !== undefined, `${node.call.fn} answers later`);
    this.#later = later;
    this.#args = compileCalc(null, node.call.args, this.#inputTypes);
    this.#rows = new AnsweredRows(node.columns, this.#inputTypes.length, node.changelogMode !== "append", true);
    this.stateTables = this.#rows.stateTables;
  }

  async takeOutside([input]: readonly ChangeBatch[], context: BatchContext, log: OutsideLog): Promise<void> {
    const bad = new Map<number, { readonly code: string; readonly message: string }>();
    const selection = newRows(input);
    const { columns } = this.#args.run({ ...input, selection }, context.evaluation, (row, problem) => {
      bad.set(row, problem);
    });
    const rows = selection.filter((row) => !bad.has(row));
    const { of, distinct } = this.#later.isDeterministic
      ? questionsOf(columns, this.#argTypes, rows, false)
      : {
          of: Int32Array.from(rows, (_, i) => i),
          distinct: Array.from(rows, (row) => rowScalars(columns, this.#argTypes, row)),
        };
    const answers = distinct.length === 0 ? [] : await this.#answersTo(distinct, context, log);
    this.#asked = { bad, answers: new Map(Array.from(rows, (row, i) => [row, answers[of[i]]])) };
  }

  async #answersTo(
    questions: readonly (readonly Scalar[])[],
    context: BatchContext,
    log: OutsideLog,
  ): Promise<readonly Answer[]> {
    const logged = log.logged(this.id);
    if (logged !== null) return unpackAnswers(logged, this.#ownTypes, questions.length);
    const ask = (question: readonly Scalar[]) => this.#later.ask(question, context.evaluation);
    const answers = await askAll(questions, ask, this.#node.limits);
    log.log(this.id, packAnswers(answers, this.#ownTypes));
    return answers;
  }

  processBatch([input]: readonly ChangeBatch[], context: BatchContext): ChangeBatch {
    const { bad, answers } = this.#asked;
    this.#asked = { bad: new Map(), answers: new Map() };
    const given = Array.from(newRows(input), (row): readonly AnsweredRow[] | null => {
      const problem = bad.get(row);
      const answer = answers.get(row);
      if (problem === undefined && answer !== undefined && !(answer instanceof Refusal)) return answer;
      const message = `${this.#node.call.fn}: ${answer instanceof Refusal ? answer.reason : "it was not asked"}`;
      const told = problem ?? { code: "DATA_USER_FUNCTION", message };
      reportBad(context, this.id, input, this.#inputTypes, row, told);
      return null;
    });
    const settled = this.#rows.settle(input, given, (row) =>
      reportBad(context, this.id, input, this.#inputTypes, row, UNKNOWN_ROW),
    );
    return this.#rows.emit(input, settled);
  }
}
