import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Decoded, decodeFile, decodeSpec, Scratch } from "../../../../test/helpers/decode.ts";
import * as types from "../../../common/types.ts";
import type { FormatColumn } from "../format.ts";
import { JsonDecoder, type JsonPath } from "./json-decoder.ts";

const scratch = new Scratch();
after(() => scratch[Symbol.dispose]());

const BIDS: readonly FormatColumn[] = [
  { name: "auction", type: types.BIGINT },
  { name: "price", type: types.DOUBLE },
  { name: "url", type: types.STRING },
];

function decode(
  content: string | Uint8Array,
  columns = BIDS,
  read = columns.map((_, i) => i),
  options: Readonly<Record<string, string>> = {},
  path: JsonPath = "template",
): Decoded {
  const decoder = new JsonDecoder(decodeSpec(columns, read, options), path);
  return decodeFile(
    scratch.file(content),
    decoder,
    read.map((i) => columns[i].type),
  );
}

function badOf({ bad }: Decoded) {
  return bad.map(({ code, line, column }) => [code, line, column]);
}

test("any key order, spaces, unknown keys, missing keys, nested values nobody reads", () => {
  const { rows, bad } = decode(`{"auction":1,"price":2.5,"url":"u"}
{"url":"v","price":1e2,"auction":2}
 { "price" : -0.5 , "x" : {"y":[1,{"z":null}]} , "auction" : 3 }\r
{}
`);
  assert.deepEqual(bad, []);
  assert.deepEqual(rows, [
    [1, 2.5, "u"],
    [2, 100, "v"],
    [3, -0.5, null],
    [null, null, null],
  ]);
});

test("of equal keys the last one counts, also when an earlier one is NULL", () => {
  assert.deepEqual(
    decode('{"auction":null,"auction":2}\n{"auction":1,"auction":null}\n{"auction":1,"\\u0061uction":7}\n').rows,
    [
      [2, null, null],
      [null, null, null],
      [7, null, null],
    ],
  );
});

test("integers of 64 bits are exact, numbers too great are bad, texts that hold numbers are numbers", () => {
  const decoded = decode(`{"auction":9007199254740993,"price":"NaN"}
{"auction":"-9223372036854775808","price":"1.5"}
{"auction":1.0,"price":1}
{"auction":1,"price":1e400}
{"auction":9223372036854775808}
{"auction":1.5}
{"auction":true}
`);
  assert.deepEqual(decoded.rows, [
    [9007199254740993n, Number.NaN, null],
    [-9223372036854775808n, 1.5, null],
    [1, 1, null],
  ]);
  assert.deepEqual(badOf(decoded), [
    ["DATA_OVERFLOW", 4, "price"],
    ["DATA_OVERFLOW", 5, "auction"],
    ["DATA_BAD_VALUE", 6, "auction"],
    ["DATA_BAD_VALUE", 7, "auction"],
  ]);
});

test("texts: escapes, any value as text where text is wanted", () => {
  assert.deepEqual(
    decode('{"url":"a\\n\\"b\\u00e9\\ud83d\\ude00"}\n{"url":1.50}\n{"url":true}\n{"url":{"a":[1,"b"]}}\n').rows.map(
      (row) => row[2],
    ),
    ['a\n"bé😀', "1.50", "true", '{"a":[1,"b"]}'],
  );
});

test("a truncated line is bad, wherever it is cut and whatever is read", () => {
  const line = '{"auction":1,"price":2.5,"url":"a}","more":[{"x":1}],"last":"}"}';
  for (const read of [[0], [], [0, 1, 2]]) {
    for (let at = 1; at < line.length; at++) {
      const decoded = decode(`${line}\n${line.slice(0, at)}\n${line}\n${line.slice(0, at)}`, BIDS, read);
      assert.equal(decoded.rows.length, 2);
      assert.deepEqual(badOf(decoded), [
        ["DATA_BAD_JSON", 2, null],
        ["DATA_BAD_JSON", 4, null],
      ]);
    }
  }
});

test("what is no object, control characters in texts and bytes that are not UTF-8 are bad, empty lines are nothing", () => {
  const decoded = decode(
    Buffer.concat([
      Buffer.from('\ufeff{"auction":1}\n\n  \n[1]\nnull\n{"url":"a\tb"}\n{"url":"a\u0000b"}\n{"auction":1}{}\n'),
      Buffer.from('{"auction":2,"x":"caf\xe9"}\n', "latin1"),
      Buffer.from('{"auction":3,"x":"café"}'),
    ]),
  );
  assert.deepEqual(
    decoded.rows.map((row) => row[0]),
    [1, 3],
  );
  assert.deepEqual(badOf(decoded), [
    ["DATA_BAD_JSON", 4, null],
    ["DATA_BAD_JSON", 5, null],
    ["DATA_BAD_JSON", 6, null],
    ["DATA_BAD_JSON", 7, null],
    ["DATA_BAD_JSON", 8, null],
    ["DATA_NOT_UTF8", 9, null],
  ]);
});

test("a line of 10 MB", () => {
  const { rows } = decode(`{"url":"${"x".repeat(10_000_000)}"}\n{"auction":1}\n`);
  assert.equal((rows[0][2] as string).length, 10_000_000);
  assert.equal(rows[1][0], 1);
});

test("nested columns, missing fields, fail-on-missing-field", () => {
  const columns: readonly FormatColumn[] = [
    {
      name: "r",
      type: {
        kind: "ROW",
        fields: [
          { name: "a", type: types.INT },
          { name: "b", type: { kind: "ARRAY", element: types.BIGINT, nullable: true } },
        ],
        nullable: true,
      },
    },
    { name: "m", type: { kind: "MAP", key: types.STRING, value: types.decimal(5, 1), nullable: true } },
  ];
  const decoded = decode(
    '{"r":{"b":[1,9007199254740993,null]},"m":{"x":1.25}}\n{"r":{"a":"z"}}\n{"m":null}\n',
    columns,
  );
  assert.deepEqual(decoded.rows, [
    [[null, [1, 9007199254740993n, null]], { entries: [["x", 13]] }],
    [null, null],
  ]);
  assert.deepEqual(
    decoded.bad.map((row) => row.message),
    ["field 'a': 'z' is no INT"],
  );
  assert.deepEqual(badOf(decode('{"price":1,"url":""}\n', BIDS, [0], { "json.fail-on-missing-field": "true" })), [
    ["DATA_MISSING_FIELD", 1, "auction"],
  ]);
});

test("a template is learned anew when the layout changes", () => {
  const one = Array.from({ length: 50 }, (_, i) => `{"auction":${i},"price":1}`);
  const other = Array.from({ length: 50 }, (_, i) => `{"price":1,"url":"u","auction":${50 + i}}`);
  const { rows } = decode([...one, ...other, ...one, ""].join("\n"));
  assert.deepEqual(
    rows.map((row) => row[0]),
    [...Array.from({ length: 100 }, (_, i) => i), ...Array.from({ length: 50 }, (_, i) => i)],
  );
});

test("few texts among many bytes and the other way round, over several stretches", () => {
  const columns: readonly FormatColumn[] = [
    { name: "a", type: types.STRING },
    { name: "n", type: types.BIGINT },
    { name: "b", type: types.STRING },
  ];
  const lines: string[] = [];
  const expected: (string | number | null)[][] = [];
  for (let i = 0; i < 6000; i++) {
    // Thousands of lines with short texts, then as many with long ones, then short ones again.
    const a = i % 7 === 0 ? null : i >= 2000 && i < 4000 ? `long "${"x".repeat(90)}" ${i}` : `a\t${i}`;
    const b = i % 5 === 0 ? "" : `b${i}`;
    lines.push(JSON.stringify({ b, skipped: "s".repeat(80), n: i, a }));
    expected.push([a, i, b]);
  }
  const { rows, bad } = decode(`${lines.join("\n")}\n`, columns);
  assert.deepEqual(bad, []);
  assert.deepEqual(rows, expected);
});
