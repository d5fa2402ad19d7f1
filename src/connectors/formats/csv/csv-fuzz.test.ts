// The generated csv scanner against the reader of single records, over odd and usual fields alike, whatever the pieces.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { decodeFile, decodeSpec, Scratch } from "../../../../test/helpers/decode.ts";
import * as types from "../../../common/types.ts";
import { CsvDecoder } from "./csv-decoder.ts";

const scratch = new Scratch();
after(() => scratch[Symbol.dispose]());

const COLUMNS = [
  { name: "a", type: types.STRING },
  { name: "b", type: types.INT },
  { name: "c", type: types.DOUBLE },
  { name: "d", type: types.BIGINT },
  { name: "e", type: types.decimal(10, 2) },
  { name: "f", type: types.timestamp(3) },
  { name: "g", type: types.BOOLEAN },
  { name: "h", type: types.DATE },
  { name: "i", type: types.TINYINT },
  { name: "j", type: types.timestampLtz(6) },
  { name: "k", type: types.FLOAT },
  { name: "l", type: types.TIME },
  { name: "m", type: types.decimal(38, 18) },
  { name: "n", type: types.notNull(types.STRING) },
];

const odd = fc.constantFrom(
  "",
  "NA",
  "N",
  '""',
  '"NA"',
  '"a,b"',
  '"x""y"',
  '"two\nlines"',
  '"open',
  'q"q',
  '"a"b',
  " 1 ",
  "é",
  '"é"',
  "\u0000",
  "1e400",
  "-",
  "+",
  ".",
  "1.",
  ".5",
  "+7",
  "007",
  "-0",
  "-0.0",
  "NaN",
  "Infinity",
  "#x",
  "\\,",
  "a\\nb",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775808",
  "123456789012345678901234567890",
  "1.005",
  "0.1",
  "1e3",
  "1E-7",
  "12345678901234567",
  "10.357019999999999",
  "2147483647",
  "2147483648",
  "127",
  "-128",
  "128",
  "true",
  "TRUE",
  "yes",
  "2020-02-29",
  "2019-02-29",
  "0001-01-01",
  "9999-12-31 23:59:59.999",
  "2020-10-10 00:00:01",
  "2020-10-10T00:00:01Z",
  "2020-10-10 00:00:01.123456789",
  "2020-10-10T00:00:01+02:00",
  "2020-13-10 00:00:01",
  "20:30:40",
  "20:30",
  "24:00:00",
  "1969-12-31 23:59:59.999999",
  "\r",
);
const usual = [
  fc.string({ maxLength: 6 }),
  fc.oneof(
    fc.integer().map(String),
    fc.constantFrom("999999999", "2147483647", "2147483648", "-2147483649", "9999999999", "-0", ""),
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.integer({ min: -99999999, max: 99999999 }).map((n) => (n / 100).toFixed(2)),
  fc
    .date({ min: new Date(-1e13), max: new Date(1e13), noInvalidDate: true })
    .map((d) => d.toISOString().replace("T", " ").replace("Z", "")),
  fc.boolean().map(String),
  fc.date({ min: new Date(-1e13), max: new Date(1e13), noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10)),
  fc.integer({ min: -128, max: 127 }).map(String),
  fc.date({ min: new Date(-1e13), max: new Date(1e13), noInvalidDate: true }).map((d) => d.toISOString()),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom("00:00:00", "23:59:59", "12:34:56.789"),
  fc.integer().map((n) => `${n}.5`),
  fc.string({ maxLength: 4 }).map((s) => `"${s.replaceAll('"', '""')}"`),
];
const row = fc
  .tuple(...usual.map((field) => fc.oneof({ weight: 12, arbitrary: field }, { weight: 1, arbitrary: odd })))
  .map((fields) => fields.join(","));
const line = fc.oneof(
  { weight: 20, arbitrary: row },
  { weight: 1, arbitrary: odd },
  { weight: 1, arbitrary: row.map((text) => `${text},more`) },
);
const text = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\n", "\n", "\r\n")), { maxLength: 12 }), fc.boolean())
  .map(([lines, isCut]) => {
    const joined = lines.map((pair) => pair.join("")).join("");
    return isCut ? joined.replace(/\r?\n$/, "") : joined;
  });
const optionSets = fc.constantFrom<Record<string, string>>(
  {},
  { "csv.null-literal": "NA" },
  { "csv.null-literal": "" },
  { "csv.disable-quote-character": "true" },
  { "csv.escape-character": "\\", "csv.allow-comments": "true" },
);
const readColumns = fc.oneof(
  fc.constant(COLUMNS.map((_, i) => i)),
  fc.subarray(COLUMNS.map((_, i) => i)),
  fc.constant([1, 2, 5]),
);
const way = fc.record({
  windowBytes: fc.integer({ min: 8, max: 300 }),
  runRecords: fc.integer({ min: 1, max: 5 }),
  runBytes: fc.integer({ min: 1, max: 400 }),
});

test("the scanner and the record reader agree on every input and in all pieces", () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 1 }),
      optionSets,
      readColumns,
      way,
      (content, pokes, options, read, pieces) => {
        const bytes = Buffer.from(content);
        for (const [at, byte] of pokes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const path = scratch.file(bytes);
        const spec = decodeSpec(COLUMNS, read, options);
        const readTypes = read.map((i) => COLUMNS[i].type);
        const slow = decodeFile(path, new CsvDecoder(spec, false), readTypes);
        assert.deepEqual(decodeFile(path, new CsvDecoder(spec), readTypes), slow);
        assert.deepEqual(decodeFile(path, new CsvDecoder(spec), readTypes, pieces), slow);
      },
    ),
    { numRuns: Number(process.env["MILLRACE_FUZZ_RUNS"] ?? 100) },
  );
});
