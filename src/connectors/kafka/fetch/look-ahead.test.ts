import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { marker, recordBatch } from "../../../../test/helpers/record-batches.ts";
import type { LookAhead } from "../../formats/format.ts";
import { RecordScout } from "./look-ahead.ts";

/** Notes every text once, and which were asked for. */
class Notes implements LookAhead {
  readonly noted: string[] = [];
  fetches = 0;

  note(data: Uint8Array, start: number, end: number): boolean {
    const text = Buffer.from(data.subarray(start, end)).toString();
    if (this.noted.includes(text)) return false;
    this.noted.push(text);
    return true;
  }

  async fetch(): Promise<void> {
    this.fetches++;
  }

  close(): void {}
}

test("keys and values of all batches, compressed ones too, are noted; markers, NULLs and a cut batch are not", async () => {
  const [key, value] = [new Notes(), new Notes()];
  const scout = new RecordScout({ key, value });
  const whole = recordBatch([{ offset: 9, value: "cut" }]);
  const records = Buffer.concat([
    recordBatch([
      { offset: 0, key: "k", value: "a" },
      { offset: 1, key: null, value: null },
    ]),
    marker(2, 7, "commit"),
    recordBatch([{ offset: 3, key: "k", value: "b" }], { codec: 1, compress: gzipSync }),
    whole.subarray(0, whole.length - 1),
  ]);
  await scout.look(records, "t/0");
  assert.deepEqual([key.noted, value.noted, key.fetches, value.fetches], [["k"], ["a", "b"], 1, 1]);
  await scout.look(records, "t/0");
  assert.equal(value.fetches, 1);
});

test("more records than a block, and a damaged batch, which the reader tells", async () => {
  const value = new Notes();
  const scout = new RecordScout({ key: null, value });
  const many = Array.from({ length: 5000 }, (_, i) => ({ offset: i, value: i % 2 === 0 ? "even" : "odd" }));
  await scout.look(recordBatch([...many, { offset: 5000, value: "last" }]), "t/0");
  assert.deepEqual(value.noted, ["even", "odd", "last"]);
  await scout.look(
    recordBatch([{ offset: 0, value: "x" }], { codec: 1, compress: () => Buffer.from("no gzip") }),
    "t/0",
  );
  await scout.look(recordBatch([{ offset: 0, value: "y" }], { magic: 1 }), "t/0");
  assert.equal(value.noted.includes("x"), false);
});
