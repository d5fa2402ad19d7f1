// Run-time checks around every operator (architecture laws 5, 6, 8), for tests: schema, row counts, order of selection and
// steps, watermarks and batch ids that never go back.
import type { ChangeBatch } from "../../columnar/change-batch.ts";
import type { VectorRep } from "../../columnar/vector.ts";
import { assertNever, invariant } from "../../common/invariant.ts";
import type { Column, SqlType } from "../../common/types.ts";

export class BatchChecks {
  readonly #marks = new Map<string, number>();
  #batchId = 0;

  beginBatch(batchId: number): void {
    invariant(batchId > this.#batchId, `law 8: batch ${batchId} comes after batch ${this.#batchId}`);
    this.#batchId = batchId;
  }

  /** `columns`: the schema of the plan's node, null when it has none of this id. */
  check(id: string, batch: ChangeBatch, columns: readonly Column[] | null): void {
    const { rowCount } = batch;
    if (columns !== null) {
      invariant(
        batch.columns.length === columns.length,
        `law 5: ${id} gives ${batch.columns.length} columns, its plan ${columns.length}`,
      );
      columns.forEach(({ name, type }, c) => {
        const { rep } = batch.columns[c];
        invariant(
          repsOf(type).includes(rep),
          `law 5: column ${name} of ${id} is held as ${rep}, which is no ${type.kind}`,
        );
      });
    }
    batch.columns.forEach((vector, c) => {
      const length = vector.rep === "bytes" ? Math.min(vector.start.length, vector.end.length) : vector.values.length;
      const isShort = length < rowCount || (vector.valid !== null && vector.valid.length < rowCount);
      invariant(!isShort, `law 6: column ${c} of ${id} holds ${length} of ${rowCount} rows`);
    });
    if (batch.kinds !== null) invariant(batch.kinds.length >= rowCount, `law 6: kinds of ${id} are too few`);
    if (batch.selection !== null)
      checkAscending(batch.selection, batch.selection.length, -1, rowCount - 1, `selection of ${id}`);
    if (batch.arrival !== null)
      invariant(batch.arrival.length >= rowCount, `law 6: arrival positions of ${id} are too few`);
    this.#checkSteps(id, batch);
  }

  #checkSteps(id: string, { steps, rowCount }: ChangeBatch): void {
    let mark = this.#marks.get(id) ?? Number.NEGATIVE_INFINITY;
    let row = 0;
    for (let i = 0; i < steps.count; i++) {
      invariant(steps.rows[i] >= row && steps.rows[i] <= rowCount, `law 6: steps of ${id} are out of order`);
      invariant(steps.marks[i] >= mark, `law 8: the watermark of ${id} goes back from ${mark} to ${steps.marks[i]}`);
      row = steps.rows[i];
      mark = steps.marks[i];
    }
    // The end of the input is no watermark: a later run over new files goes on from the real one.
    if (mark !== Number.POSITIVE_INFINITY) this.#marks.set(id, mark);
  }
}

function checkAscending(rows: Int32Array, count: number, above: number, most: number, what: string): void {
  let last = above;
  for (let i = 0; i < count; i++) {
    invariant(rows[i] > last && rows[i] <= most, `law 6: the ${what} is out of order or out of range`);
    last = rows[i];
  }
}

function repsOf(type: SqlType): readonly VectorRep[] {
  switch (type.kind) {
    case "BOOLEAN":
      return ["bool"];
    case "TINYINT":
    case "SMALLINT":
    case "INT":
    case "DATE":
    case "TIME":
      return ["i32"];
    case "FLOAT":
    case "DOUBLE":
      return ["f64"];
    case "BIGINT":
    case "TIMESTAMP":
    case "TIMESTAMP_LTZ":
    case "INTERVAL_DAY":
    case "INTERVAL_MONTH":
      return ["f64", "i64"];
    case "DECIMAL":
      return ["f64", "i64", "big"];
    case "CHAR":
    case "VARCHAR":
    case "BINARY":
    case "VARBINARY":
      return ["bytes"];
    case "ARRAY":
    case "MULTISET":
    case "MAP":
    case "ROW":
      return ["boxed"];
    case "NULL":
      return ["boxed", "bool", "i32", "f64", "i64", "big", "bytes"];
    default:
      return assertNever(type, "type");
  }
}
