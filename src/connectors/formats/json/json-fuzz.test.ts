// The three ways to decode a JSON line (template, any order, JSON.parse) against each other, over usual, odd and broken
// lines, whatever the pieces.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { decodeFile, decodeSpec, Scratch } from "../../../../test/helpers/decode.ts";
import * as types from "../../../common/types.ts";
import { JsonDecoder } from "./json-decoder.ts";

const scratch = new Scratch();
after(() => scratch[Symbol.dispose]());

const COLUMNS = [
  { name: "id", type: types.BIGINT },
  { name: "name", type: types.STRING },
  { name: "x", type: types.DOUBLE },
  { name: "at", type: types.timestamp(3) },
  { name: "ok", type: types.BOOLEAN },
  { name: "n", type: types.INT },
  { name: "price", type: types.decimal(12, 3) },
  { name: "day", type: types.DATE },
  { name: "ltz", type: types.timestampLtz(3) },
  { name: "ключ", type: types.STRING },
  { name: 'q"k', type: types.notNull(types.STRING) },
  { name: "t", type: types.TIME },
  { name: "s", type: types.SMALLINT },
];

const EDGES = fc.constantFrom(
  "999999999",
  "2147483647",
  "2147483648",
  "-2147483648",
  "-2147483649",
  "9999999999",
  "-0",
);

const usual: Readonly<Record<string, fc.Arbitrary<string>>> = {
  id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  name: fc.string({ unit: "grapheme", maxLength: 12 }).map((s) => JSON.stringify(s)),
  x: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  at: fc.date({ min: new Date(-1e13), max: new Date(1e13), noInvalidDate: true }).map((d) => `"${d.toISOString()}"`),
  ok: fc.boolean().map(String),
  n: fc.oneof(fc.integer().map(String), EDGES),
  price: fc.integer().map((n) => String(n / 1000)),
  day: fc
    .date({ min: new Date(-1e13), max: new Date(1e13), noInvalidDate: true })
    .map((d) => `"${d.toISOString().slice(0, 10)}"`),
  ltz: fc
    .date({ min: new Date(-1e13), max: new Date(1e13), noInvalidDate: true })
    .map((d) => `"${d.toISOString().replace("T", " ")}"`),
  ключ: fc.constantFrom('"да"', '""', '"long enough to take several words at once"'),
  'q"k': fc.constant('"v"'),
  t: fc.constantFrom('"00:00:00"', '"23:59:59.5"'),
  s: fc.integer({ min: -40000, max: 40000 }).map(String),
  extra: fc.json({ maxDepth: 3 }),
  "": fc.constant("1"),
};
const odd = fc.constantFrom(
  "null",
  "1e400",
  "-0",
  "-0.0",
  "01",
  "1.",
  ".5",
  "+1",
  "1e3",
  "1E+2",
  "1.0",
  "1.5",
  "-",
  "tru",
  "true",
  '"1"',
  '"NaN"',
  "NaN",
  '"a\\nb"',
  '"a\\u00e9"',
  '"\\ud800"',
  '"\\x"',
  '"a\tb"',
  '"a\u0000b"',
  "[]",
  "{}",
  "[1,[2,{}]]",
  '{"a":{"b":[1,2]}}',
  "[1,]",
  '{"a":}',
  '{"a" 1}',
  '"open',
  "12345678901234567890",
  "9223372036854775807",
  "9223372036854775808",
  "123456789.123456789",
  '"2020-02-30 00:00:00"',
  '"2020-10-10"',
  "",
  " ",
  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
);
const pair = fc
  .constantFrom(...Object.keys(usual))
  .chain((key) =>
    fc.tuple(
      fc.oneof(
        { weight: 30, arbitrary: fc.constant(JSON.stringify(key)) },
        { weight: 1, arbitrary: fc.constantFrom('"\\u0069d"', "id", '"idx"', '"nam"') },
      ),
      fc.oneof(
        { weight: 15, arbitrary: usual[key] },
        { weight: 2, arbitrary: fc.constant("null") },
        { weight: 1, arbitrary: odd },
      ),
    ),
  );
const space = fc.oneof(
  { weight: 12, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: fc.constantFrom(" ", "\t", "  ", "\r") },
);
const anyLine = fc
  .tuple(fc.array(pair, { maxLength: 8 }), space, space, space)
  .map(
    ([pairs, a, b, c]) => `${c}{${a}${pairs.map(([key, value]) => `${key}${b}:${a}${value}${c}`).join(`,${b}`)}}${a}`,
  );
/** Lines of one layout, as a writer makes them. */
const likeLines = fc
  .tuple(
    fc.shuffledSubarray(Object.keys(usual), { minLength: 1 }),
    fc.constantFrom([":", ","], [": ", ", "], [" : ", " , "]),
  )
  .chain(([keys, [colon, comma]]) =>
    fc.array(
      fc
        .tuple(...keys.map((key) => fc.oneof({ weight: 30, arbitrary: usual[key] }, { weight: 1, arbitrary: odd })))
        .map((values) => `{${keys.map((key, i) => JSON.stringify(key) + colon + values[i]).join(comma)}}`),
      { minLength: 1, maxLength: 10 },
    ),
  );
const brokenLine = fc.tuple(anyLine, fc.nat()).map(([line, at]) => line.slice(0, at % (line.length + 1)));
const lines = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: likeLines },
      { weight: 4, arbitrary: anyLine.map((l) => [l]) },
      { weight: 1, arbitrary: brokenLine.map((l) => [l]) },
      { weight: 1, arbitrary: fc.constantFrom([""], ["  "], ["[1]"], ["5"], ["null"], ["{}{}"], ["{},"]) },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.flat());
const text = fc
  .tuple(lines, fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([all, end, isCut]) => all.join(end) + (isCut ? "" : end));
const readColumns = fc.oneof(
  fc.constant(COLUMNS.map((_, i) => i)),
  fc.subarray(COLUMNS.map((_, i) => i).filter((i) => i !== 10)),
);
const way = fc.record({
  windowBytes: fc.integer({ min: 8, max: 600 }),
  runRecords: fc.integer({ min: 1, max: 5 }),
  runBytes: fc.integer({ min: 1, max: 900 }),
});
const options = fc.constantFrom<Record<string, string>>({}, {}, { "json.fail-on-missing-field": "true" });

test("template, any order and JSON.parse agree on every input and in all pieces", () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }),
      options,
      readColumns,
      way,
      (content, pokes, chosen, read, pieces) => {
        const bytes = Buffer.from(content);
        for (const [at, byte] of pokes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const path = scratch.file(bytes);
        const spec = decodeSpec(COLUMNS, read, chosen, "Europe/Berlin");
        const readTypes = read.map((i) => COLUMNS[i].type);
        const parsed = decodeFile(path, new JsonDecoder(spec, "parse"), readTypes);
        assert.deepEqual(decodeFile(path, new JsonDecoder(spec, "any-order"), readTypes), parsed);
        assert.deepEqual(decodeFile(path, new JsonDecoder(spec, "template"), readTypes), parsed);
        assert.deepEqual(decodeFile(path, new JsonDecoder(spec, "template"), readTypes, pieces), parsed);
      },
    ),
    { numRuns: Number(process.env["MILLRACE_FUZZ_RUNS"] ?? 100) },
  );
});
