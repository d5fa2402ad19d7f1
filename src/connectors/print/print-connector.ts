// The print connector: each change as a line of text on standard output, as Flink's: +I[1, a]. At least once: a batch
// that was printed and not committed is printed again after a crash.
import { type ChangeBatch, KIND_TEXTS, liveRowCount } from "../../columnar/change-batch.ts";
import { scalarAt } from "../../columnar/read.ts";
import { scalarText } from "../../columnar/text.ts";
import { type Zone, zoneFor } from "../../common/zone.ts";
import type { CheckedConnector } from "../check-options.ts";
import type { Sink, SinkContext, TableSpec } from "../connector.ts";

export const printConnector: CheckedConnector = {
  name: "print",
  summary: "Prints each change on standard output, at least once",
  options: [{ key: "print-identifier", type: "string", summary: "Text before each line, followed by >" }],
  formats: [],
  metadata: {},
  source: null,
  sink: { changelogMode: () => "retract", create: (table, context) => new PrintSink(table, context) },
};

class PrintSink implements Sink {
  readonly commitOrder = "none";
  readonly #table: TableSpec;
  readonly #context: SinkContext;
  readonly #zone: Zone;
  readonly #prefix: string;
  #lines: string[] = [];

  constructor(table: TableSpec, context: SinkContext) {
    this.#table = table;
    this.#context = context;
    this.#zone = zoneFor(context.zone);
    const identifier = table.options["print-identifier"] ?? "";
    this.#prefix = identifier === "" ? "" : `${identifier}> `;
  }

  open(): void {}

  write(batch: ChangeBatch): void {
    const { columns } = this.#table;
    const count = liveRowCount(batch);
    for (let i = 0; i < count; i++) {
      const row = batch.selection === null ? i : batch.selection[i];
      const values = columns.map(({ type }, column) => {
        const value = scalarAt(batch.columns[column], type, row);
        return value === null ? "null" : scalarText(value, type, "csv", this.#zone);
      });
      this.#lines.push(
        `${this.#prefix}${KIND_TEXTS[batch.kinds === null ? 0 : batch.kinds[row]]}[${values.join(", ")}]\n`,
      );
    }
  }

  prepare(): null {
    if (this.#lines.length > 0) this.#context.stdout.write(this.#lines.join(""));
    this.#lines = [];
    return null;
  }

  close(): void {}
}
