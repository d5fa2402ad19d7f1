// Rows as records: an encoder of a format writes rows one after the other; here each row's bytes are told apart.
//
// Binary formats say where each row ends. The others end each row with a line break. Where there are as many of them as rows, they are the borders (JSON never has one
// inside a row); else a value holds one (CSV, raw), and the rows are encoded one by one.
import { ByteWriter } from "../../../columnar/byte-writer.ts";
import { type ChangeBatch, liveRowCount } from "../../../columnar/change-batch.ts";
import type { Zone } from "../../../common/zone.ts";
import type { Encoder, Format, FormatColumn } from "../../formats/format.ts";

const LINE_FEED = 10;

export interface RecordEncoderSetup {
  readonly format: Format;
  /** Their names are those of the record. */
  readonly columns: readonly FormatColumn[];
  /** Their places in the batch. */
  readonly places: readonly number[];
  readonly options: Readonly<Record<string, string>>;
  readonly zone: Zone;
  readonly workingDirectory: string;
  readonly place: { readonly topic: string; readonly part: "key" | "value" };
}

export class RecordEncoder {
  readonly #encoder: Encoder;
  readonly #places: readonly number[];
  readonly #isNullable: boolean;
  readonly #out = new ByteWriter();

  constructor({ format, places, ...spec }: RecordEncoderSetup) {
    this.#encoder = format.createEncoder(spec);
    this.#places = places;
    this.#isNullable = format.readsNull === true;
  }

  /** Before the first batch. */
  async open(): Promise<void> {
    await this.#encoder.open?.();
  }

  /** One entry per live row, copies; null: the record is NULL. */
  encode(batch: ChangeBatch): readonly (Uint8Array | null)[] {
    const columns = this.#places.map((place) => batch.columns[place]);
    const rows = { ...batch, columns };
    const count = liveRowCount(batch);
    const records = this.#encodeAll(rows, count);
    const { valid } = columns[0] ?? { valid: null };
    if (!this.#isNullable || valid === null) return records;
    return records.map((record, i) => (valid[batch.selection === null ? i : batch.selection[i]] === 0 ? null : record));
  }

  #encodeAll(rows: ChangeBatch, count: number): readonly Uint8Array[] {
    this.#out.clear();
    if (this.#encoder.encodeRecords !== undefined) {
      const ends: number[] = [];
      this.#encoder.encodeRecords(rows, this.#out, ends);
      const bytes = this.#out.takeCopy();
      return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
    }
    this.#encoder.encode(rows, this.#out);
    const bytes = this.#out.takeCopy();
    const records: Uint8Array[] = [];
    for (let from = 0; from < bytes.length; ) {
      const feed = bytes.indexOf(LINE_FEED, from);
      const to = feed === -1 ? bytes.length : feed;
      records.push(bytes.subarray(from, to));
      if (records.length > count) return this.#encodeEach(rows, count);
      from = to + 1;
    }
    return records.length === count ? records : this.#encodeEach(rows, count);
  }

  #encodeEach(rows: ChangeBatch, count: number): readonly Uint8Array[] {
    return Array.from({ length: count }, (_, i) => {
      this.#out.clear();
      const selection = Int32Array.of(rows.selection === null ? i : rows.selection[i]);
      this.#encoder.encode({ ...rows, selection }, this.#out);
      const bytes = this.#out.takeCopy();
      return bytes.at(-1) === LINE_FEED ? bytes.subarray(0, -1) : bytes;
    });
  }
}
