// Records with ill will: good ones of each format that were cut, mixed up, blown up or replaced.
import { randomFrom } from "../crash/inputs.ts";

/** Good records, to begin with. */
export const GOOD: Readonly<Record<string, readonly string[]>> = {
  json: [
    '{"id":1,"s":"text","d":1.25,"at":"2026-01-01 00:00:00","r":{"a":1,"b":["x","y"]},"m":{"k":2}}',
    '{"id":-9223372036854775808,"s":"\\u00fc\\n\\"","d":1e300,"at":null,"r":null,"m":{}}',
  ],
  csv: ["1,text,1.25,2026-01-01 00:00:00", '-5,"a ""quoted"", one",1e3,', "7,,,"],
  raw: ["anything", ""],
  "debezium-json": [
    '{"before":null,"after":{"id":1,"s":"x","d":1.5},"op":"c"}',
    '{"before":{"id":1,"s":"x"},"after":{"id":1,"s":"y"},"op":"u","source":{"db":"a","ts_ms":5}}',
  ],
  "canal-json": [
    '{"data":[{"id":"1","s":"x"}],"type":"INSERT","database":"d","table":"t"}',
    '{"data":[{"id":"1","s":"y"},{"id":"2","s":"z"}],"old":[{"s":"x"},{"s":"w"}],"type":"UPDATE"}',
  ],
  "maxwell-json": ['{"database":"d","table":"t","type":"update","ts":1,"data":{"id":1,"s":"y"},"old":{"s":"x"}}'],
  "ogg-json": ['{"table":"t","op_type":"U","before":{"id":1,"s":"x"},"after":{"id":1,"s":"y"},"primary_keys":["id"]}'],
};

const VALUES: readonly string[] = [
  "1e999",
  `-${"9".repeat(400)}`,
  `0.${"0".repeat(400)}1`,
  "9223372036854775808",
  "true",
  "null",
  "NaN",
  "-",
  '"\\ud800"',
  '"\\uZZZZ"',
  '"\\u0000"',
  '"2026-02-30 25:61:61"',
  '{"__proto__":{"id":1}}',
  '{"constructor":1,"id":2}',
  '{"toString":1,"valueOf":1}',
  "[[]]",
  '""',
  "[1,{}]",
];
const DEEP = 20_000;
const SPECIAL = Buffer.from("{}[]\",:\\\0\n\r\u00e9-+.eE0tfn<>'`#");

/** The next record of a sequence that depends on the seed alone. */
export class HostileRecords {
  readonly #random: () => number;
  readonly #good: readonly Buffer[];

  constructor(format: string, seed: number) {
    this.#random = randomFrom(seed);
    this.#good = GOOD[format].map((text) => Buffer.from(text));
  }

  next(): Buffer {
    const good = this.#good[this.#below(this.#good.length)];
    const kind = this.#below(1000);
    // Large ones seldom: they are few thousand times as long.
    if (kind < 1) return this.#deep(good);
    if (kind < 2) return this.#long(good);
    switch (kind % 8) {
      case 0:
        return good;
      case 1:
        return good.subarray(0, this.#below(good.length + 1));
      case 2:
        return this.#changed(good, () => this.#below(256));
      case 3:
        return this.#changed(good, () => SPECIAL[this.#below(SPECIAL.length)]);
      case 4:
        return this.#withValue(good);
      case 5:
        return Buffer.from(Array.from({ length: this.#below(60) }, () => this.#below(256)));
      case 6:
        return this.#spliced(good);
      default:
        return this.#changed(this.#withValue(good), () => SPECIAL[this.#below(SPECIAL.length)]);
    }
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #changed(record: Buffer, byte: () => number): Buffer {
    const copy = Buffer.from(record);
    for (let i = this.#below(4) + 1; i > 0 && copy.length > 0; i--) copy[this.#below(copy.length)] = byte();
    return copy;
  }

  /** A value or a field replaced. */
  #withValue(record: Buffer): Buffer {
    const text = record.toString("latin1");
    const parts = text.split(/(?<=[:,[])/);
    parts[this.#below(parts.length)] = `${VALUES[this.#below(VALUES.length)]}${this.#below(3) === 0 ? "" : ","}`;
    return Buffer.from(parts.join(""), "latin1");
  }

  /** A piece of one at another's place. */
  #spliced(record: Buffer): Buffer {
    const other = this.#good[this.#below(this.#good.length)];
    return Buffer.concat([record.subarray(0, this.#below(record.length)), other.subarray(this.#below(other.length))]);
  }

  #deep(record: Buffer): Buffer {
    const open = ["[", '{"a":', '{"r":[', '"'][this.#below(4)];
    const at = this.#below(record.length + 1);
    const middle = Buffer.from(open.repeat(DEEP));
    const close = Buffer.from((open.endsWith("[") ? "]" : "}").repeat(this.#below(2) * DEEP));
    return Buffer.concat([record.subarray(0, at), middle, close, record.subarray(at)]);
  }

  #long(record: Buffer): Buffer {
    const at = this.#below(record.length + 1);
    return Buffer.concat([record.subarray(0, at), Buffer.alloc(300_000, this.#below(256)), record.subarray(at)]);
  }
}
