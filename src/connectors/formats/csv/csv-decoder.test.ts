import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Decoded, decodeFile, decodeSpec, Scratch } from "../../../../test/helpers/decode.ts";
import * as types from "../../../common/types.ts";
import type { FormatColumn } from "../format.ts";
import { CsvDecoder } from "./csv-decoder.ts";

const scratch = new Scratch();
after(() => scratch[Symbol.dispose]());

const READINGS: readonly FormatColumn[] = [
  { name: "sensor", type: types.STRING },
  { name: "temperature", type: types.DOUBLE },
  { name: "n", type: types.BIGINT },
];

function decode(
  content: string | Uint8Array,
  options: Readonly<Record<string, string>> = {},
  columns = READINGS,
  read = columns.map((_, i) => i),
): Decoded {
  const spec = decodeSpec(columns, read, options, "Europe/Berlin");
  const readTypes = read.map((i) => columns[i].type);
  return decodeFile(scratch.file(content), new CsvDecoder(spec), readTypes);
}

/** Code, line and column of each bad record. */
function badOf({ bad }: Decoded) {
  return bad.map(({ code, line, column }) => [code, line, column]);
}

test("fields with and without quotes, line breaks and doubled quotes inside", () => {
  const { rows, offsets } = decode('a,1.5,1\r\n"b,c",2,2\n"two\nlines",3,3\n"say ""hi""",4,4\n"5","5","5"\n');
  assert.deepEqual(rows, [
    ["a", 1.5, 1],
    ["b,c", 2, 2],
    ["two\nlines", 3, 3],
    ['say "hi"', 4, 4],
    ["5", 5, 5],
  ]);
  assert.deepEqual(offsets, [0, 9, 19, 35, 52]);
});

test("an empty field is NULL unless its column is text, the null literal is NULL as the whole field only", () => {
  assert.deepEqual(decode(",,\nNA,NA,NA\nNAIROBI,1,1\n", { "csv.null-literal": "NA" }).rows, [
    ["", null, null],
    [null, null, null],
    ["NAIROBI", 1, 1],
  ]);
});

test("64-bit integers and 17-digit doubles are exact; what does not fit is bad with its place", () => {
  const decoded = decode(
    "a,0.1,9223372036854775807\nb,10.357019999999999,-9223372036854775808\nc,1e400,1\nd,1,9223372036854775808\ne,x,1\n",
  );
  assert.deepEqual(decoded.rows, [
    ["a", 0.1, 9223372036854775807n],
    ["b", 10.357019999999999, -9223372036854775808n],
  ]);
  assert.deepEqual(badOf(decoded), [
    ["DATA_OVERFLOW", 3, "temperature"],
    ["DATA_OVERFLOW", 4, "n"],
    ["DATA_BAD_VALUE", 5, "temperature"],
  ]);
  assert.equal(decoded.bad[2].message, "'x' is no DOUBLE");
});

test("too few and too many fields are bad, also when the columns behind are not read", () => {
  for (const read of [[0, 1, 2], [0], []]) {
    assert.deepEqual(badOf(decode("a,1,1\nb,1\nc,1,1,1\nd,1,1\n", {}, READINGS, read)), [
      ["DATA_ROW_LENGTH", 2, null],
      ["DATA_ROW_LENGTH", 3, null],
    ]);
  }
});

test("empty lines are no records, a last line needs no line break, a cut one is bad", () => {
  const decoded = decode("\na,1,1\n\r\n\nb,2,2\nc,3");
  assert.deepEqual(
    decoded.rows.map((row) => row[0]),
    ["a", "b"],
  );
  assert.deepEqual(badOf(decoded), [["DATA_ROW_LENGTH", 6, null]]);
  assert.equal(decode("a,1,1").rows.length, 1);
});

test("a quote that is never closed costs its line only, text after a closing quote too", () => {
  const decoded = decode('"open,1,1\nb,2,2\n"c"x,3,3\nd,4,4\n');
  assert.deepEqual(
    decoded.rows.map((row) => row[0]),
    ["b", "d"],
  );
  assert.deepEqual(badOf(decoded), [
    ["DATA_BAD_QUOTE", 1, null],
    ["DATA_BAD_QUOTE", 3, null],
  ]);
  assert.equal(decode('"open,1,1\nb,2,2\n').rows.length, 1);
});

test("a byte order mark is skipped, NUL is a character, text that is not UTF-8 is bad where it is read", () => {
  const latin = Buffer.concat([Buffer.from("\ufeffa\u0000b,1,1\n"), Buffer.from("caf\xe9,2,2\n", "latin1")]);
  const decoded = decode(latin);
  assert.deepEqual(decoded.rows, [["a\u0000b", 1, 1]]);
  assert.deepEqual(decoded.offsets, [3]);
  assert.deepEqual(badOf(decoded), [["DATA_NOT_UTF8", 2, "sensor"]]);
  assert.equal(decode(latin, {}, READINGS, [1]).rows.length, 2);
});

test("a line of 10 MB", () => {
  const long = "x".repeat(10_000_000);
  const { rows } = decode(`a,1,1\n${long},2,2\n"${long}",3,3\nb,4,4\n`);
  assert.deepEqual(
    rows.map((row) => (row[0] as string).length),
    [1, 10_000_000, 10_000_000, 1],
  );
});

test("a header must name the columns", () => {
  assert.equal(decode("Sensor,temperature,n\na,1,1\n", { "csv.header": "true" }).rows.length, 1);
  assert.equal(decode("\ufeffsensor,temperature,n", { "csv.header": "true" }).rows.length, 0);
  assert.throws(() => decode("sensor,n,temperature\na,1,1\n", { "csv.header": "true" }), {
    code: "SOURCE_HEADER_MISMATCH",
    message: "the header line does not match the table's columns: name 2 is 'n', the table says 'temperature'",
  });
  assert.throws(() => decode("sensor,temperature\na,1\n", { "csv.header": "true" }), /fewer names/);
});

test("other characters, comments, escapes, no quotes", () => {
  assert.deepEqual(
    decode("'a|b'|1|1\n#no\nc|2|2\n", {
      "csv.field-delimiter": "|",
      "csv.quote-character": "'",
      "csv.allow-comments": "true",
    }).rows,
    [
      ["a|b", 1, 1],
      ["c", 2, 2],
    ],
  );
  assert.deepEqual(decode("a\\,b,1,1\n", { "csv.escape-character": "\\" }).rows, [["a,b", 1, 1]]);
  assert.deepEqual(decode('"a,1,1\n', { "csv.disable-quote-character": "true" }).rows, [['"a', 1, 1]]);
  assert.deepEqual(decode("a\t1\t1\n", { "csv.field-delimiter": "\\t" }).rows, [["a", 1, 1]]);
});

test("times: session zone for instants without zone, fractions cut to the precision, impossible dates are bad", () => {
  const columns: readonly FormatColumn[] = [
    { name: "at", type: types.timestamp(3) },
    { name: "ltz", type: types.timestampLtz(3) },
    { name: "nanos", type: types.timestamp(9) },
  ];
  const decoded = decode(
    "2020-10-10 00:00:01,2020-07-01 12:00:00,1969-12-31 23:59:59.999999999\n2020-10-10T00:00:01.9999Z,2020-07-01T12:00:00+05:30,2020-01-01 00:00:00\n2020-02-30 00:00:00,2020-07-01 12:00:00,2020-01-01 00:00:00\n",
    {},
    columns,
  );
  const utc = (text: string) => Date.parse(text);
  assert.deepEqual(decoded.rows, [
    [utc("2020-10-10T00:00:01Z"), utc("2020-07-01T10:00:00Z"), -1],
    [utc("2020-10-10T00:00:01.999Z"), utc("2020-07-01T06:30:00Z"), 1577836800000000000n],
  ]);
  assert.deepEqual(badOf(decoded), [["DATA_BAD_VALUE", 3, "at"]]);
});

test("decimals are exact and rounded half up, arrays and rows are cut at the element delimiter", () => {
  const columns: readonly FormatColumn[] = [
    { name: "price", type: types.decimal(38, 10) },
    { name: "small", type: types.decimal(4, 2) },
    { name: "list", type: { kind: "ARRAY", element: types.INT, nullable: true } },
  ];
  const decoded = decode("1234567890123456789012345678.0123456789,1.005,1;2;\n-0.5,99.995,\n", {}, columns);
  assert.deepEqual(decoded.rows, [[12345678901234567890123456780123456789n, 101, [1, 2, null]]]);
  assert.deepEqual(badOf(decoded), [["DATA_OVERFLOW", 2, "small"]]);
});

test("NULL in a NOT NULL column is bad", () => {
  const columns = [{ name: "n", type: types.notNull(types.INT) }];
  assert.deepEqual(badOf(decode('1\n""\n', {}, columns)), [["DATA_NULL", 2, "n"]]);
});
