// Answers from outside as they stand in the external log: for each question the rows it was answered with, or why it has none.
// Packed form: one column of two blocks: [row count of each question, or -1] with the reasons; the columns of all rows.
import { createBuilder } from "../../../columnar/builders.ts";
import { packBlocks } from "../../../columnar/pack.ts";
import { scalarAt } from "../../../columnar/read.ts";
import type { Scalar } from "../../../columnar/scalar.ts";
import { unpackColumns } from "../../../columnar/unpack.ts";
import { type SqlType, STRING } from "../../../common/types.ts";
import { blocksOf } from "../../state/blocks.ts";
import { corruptState } from "../../state/corrupt-state.ts";

export type AnsweredRow = readonly Scalar[];

/** Why a question has no answer, in words. */
export class Refusal {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

export type Answer = readonly AnsweredRow[] | Refusal;

const REFUSED = -1;
const LOG = "external_log";

export function packAnswers(answers: readonly Answer[], types: readonly SqlType[]): Uint8Array {
  const reasons = createBuilder(STRING, answers.length);
  const builders = types.map((type) => createBuilder(type, answers.length));
  const counts = new Float64Array(answers.length);
  let rowCount = 0;
  answers.forEach((answer, i) => {
    if (answer instanceof Refusal) {
      counts[i] = REFUSED;
      reasons.append(answer.reason);
      return;
    }
    reasons.appendNull();
    counts[i] = answer.length;
    rowCount += answer.length;
    for (const row of answer) for (let c = 0; c < types.length; c++) builders[c].append(row[c]);
  });
  return packBlocks([
    { rowCount: answers.length, columns: [{ rep: "f64", values: counts, valid: null }, reasons.finish()] },
    { rowCount, columns: builders.map((builder) => builder.finish()) },
  ]);
}

/** @throws STATE_CORRUPT when it is not the answers of so many questions */
export function unpackAnswers(
  payload: Uint8Array,
  types: readonly SqlType[],
  questionCount: number,
): readonly Answer[] {
  const { rowCount, columns } = unpackColumns(payload);
  if (rowCount !== 2 || columns.length !== 1) throw corruptState(LOG);
  const [head, rows] = blocksOf(columns[0], LOG).map(unpackColumns);
  const [counts, reasons] = head.columns;
  if (head.rowCount !== questionCount || counts.rep !== "f64" || rows.columns.length !== types.length)
    throw corruptState(LOG);
  let at = 0;
  return Array.from({ length: questionCount }, (_, i): Answer => {
    if (counts.values[i] === REFUSED) return new Refusal(String(scalarAt(reasons, STRING, i)));
    return Array.from({ length: counts.values[i] }, () => {
      const row = at++;
      return types.map((type, c) => scalarAt(rows.columns[c], type, row));
    });
  });
}
