// Looks through what was fetched before a log takes it, and asks for what its records need and that does not stand in them.
// So every record in a log can be decoded at once, and in what order splits are read is no matter of who answers when.
//
// Compressed batches are expanded here once more than for reading. A damaged batch is left to the reader, which tells it.
import { MillraceError } from "../../../common/errors.ts";
import type { LookAhead } from "../../formats/format.ts";
import { expandBatch, readBatch, type RecordBatch } from "./record-batch.ts";
import { RecordBlock, walkRecords } from "./record-walk.ts";

export interface RecordNeeds {
  readonly key: LookAhead | null;
  readonly value: LookAhead | null;
}

export class RecordScout {
  readonly #needs: RecordNeeds;
  readonly #block = new RecordBlock();

  constructor(needs: RecordNeeds) {
    this.#needs = needs;
  }

  /** @throws CONNECTOR_REGISTRY_ */
  async look(records: Buffer, where: string): Promise<void> {
    if (!this.#note(records, where)) return;
    await this.#needs.key?.fetch();
    await this.#needs.value?.fetch();
  }

  /** Ends what is under way. */
  close(): void {
    this.#needs.key?.close();
    this.#needs.value?.close();
  }

  #note(records: Buffer, where: string): boolean {
    let isNeeded = false;
    try {
      let at = 0;
      for (let batch = readBatch(records, at, where); batch !== null; batch = readBatch(records, at, where)) {
        at = batch.end;
        if (!batch.isControl && this.#noteBatch(records, batch, where)) isNeeded = true;
      }
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
    }
    return isNeeded;
  }

  #noteBatch(records: Buffer, batch: RecordBatch, where: string): boolean {
    const { key, value } = this.#needs;
    const block = this.#block;
    const isPlain = batch.codec === 0;
    const data = isPlain ? records : expandBatch(records, batch, where);
    const [at, end] = isPlain ? [batch.start, batch.end] : [0, data.length];
    const open = { batch, data, at, end, left: batch.recordCount, where };
    let isNeeded = false;
    while (open.left > 0) {
      walkRecords(open, block, 0, Number.POSITIVE_INFINITY, open.left);
      for (let i = 0; i < block.count; i++) {
        if (value !== null && block.valueStarts[i] >= 0) {
          if (value.note(data, block.valueStarts[i], block.valueEnds[i])) isNeeded = true;
        }
        if (key !== null && block.keyStarts[i] >= 0) {
          if (key.note(data, block.keyStarts[i], block.keyEnds[i])) isNeeded = true;
        }
      }
    }
    return isNeeded;
  }
}
