// Rows of change batches as data of one schema.
import type { ByteWriter } from "../../../columnar/byte-writer.ts";
import { type ChangeBatch, liveRowCount } from "../../../columnar/change-batch.ts";
import { MillraceError } from "../../../common/errors.ts";
import type { FormatColumn } from "../format.ts";
import type { AvroType } from "./avro-type.ts";
import { FloatBytes } from "./write-bytes.ts";
import { CannotWrite, planRow, type WriteNode } from "./write-node.ts";
import { Unfit, writeCell, writeScalar } from "./write-value.ts";

export class RowWriter {
  readonly #columns: readonly FormatColumn[];
  readonly #row: WriteNode & { op: "row" };
  readonly #scratch = new FloatBytes();

  /** @throws CannotWrite */
  constructor(columns: readonly FormatColumn[], schema: AvroType) {
    if (schema.kind !== "record") throw new CannotWrite("the schema is no record");
    this.#columns = columns;
    this.#row = planRow(columns, schema);
  }

  /** Appends each live row behind `before`, and its end to `ends`. @throws SINK_AVRO_VALUE */
  write(batch: ChangeBatch, before: Uint8Array, out: ByteWriter, ends: number[]): void {
    const count = liveRowCount(batch);
    const { fields } = this.#row;
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      out.writeBytes(before);
      let name = "";
      try {
        for (const field of fields) {
          const { index, node } = field;
          name = field.name;
          if (index < 0) writeScalar(out, node, null, this.#scratch);
          else writeCell(out, node, batch.columns[index], this.#columns[index].type, row, this.#scratch);
        }
      } catch (error) {
        if (!(error instanceof Unfit)) throw error;
        throw new MillraceError("SINK_AVRO_VALUE", `column ${name}: the schema does not take ${error.message}`, {
          hint: "Keep such rows out by a condition, or change the schema: 'avro-confluent.schema'.",
        });
      }
      ends.push(out.length);
    }
  }
}
