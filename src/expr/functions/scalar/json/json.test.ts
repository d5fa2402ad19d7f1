import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DataProblem } from "../../../function.ts";
import { bigDecimalText, jsonText, plainNumberText } from "./json-node.ts";
import { followPath, parseJsonPath } from "./json-path.ts";
import { locateInJson } from "./locate-json.ts";
import { parseJson } from "./parse-json.ts";

test("numbers keep their digits, as BigDecimal writes them", () => {
  const cases: readonly [string, string][] = [
    ["1.50", "1.50"],
    ["1e10", "1E+10"],
    ["1.5E3", "1.5E+3"],
    ["12e-1", "1.2"],
    ["0.0000001", "1E-7"],
    ["-0.000001", "-0.000001"],
    ["12345678901234567890", "12345678901234567890"],
    ["-0", "0"],
    ["-0.0", "0.0"],
    ["0e5", "0E+5"],
  ];
  for (const [token, text] of cases) assert.equal(bigDecimalText(token), text, token);
  assert.equal(plainNumberText("1.5E+3"), "1500");
  assert.equal(plainNumberText("-1.5E-3"), "-0.0015");
});

test("JSON texts are read strictly, and named where they are wrong", () => {
  assert.equal(jsonText(parseJson(' {"b": [1, {}], "a": "x\\u00e9\\n", "a": null} ')), '{"a":null,"b":[1,{}]}');
  assert.equal(jsonText(parseJson('{"a":1}x')), '{"a":1}');
  const wrong: readonly [string, RegExp][] = [
    ["", /the text ends too early/],
    ["{", /the text ends too early/],
    ["{a:1}", /'a' at character 2 /],
    ["[1,]", /'\]' at character 4 /],
    ["01", /'1' at character 2 /],
    ["1x", /'x' at character 2 /],
    ["nullx", /'x' at character 5 /],
    ['"\\q"', /wrong escape/],
    ['"a\nb"', /at character 3 /],
    ["[".repeat(2000), /nested more than 1000 deep/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(
      () => parseJson(text),
      (error) => error instanceof DataProblem && message.test(error.message),
      text.slice(0, 20),
    );
  }
});

const DOCUMENT = parseJson('{"a": {"b": [1, 2, {"c": 3}]}, "k k": 4, "c": 5, "z": null}');

function follow(text: string): string {
  const path = parseJsonPath(text);
  if (typeof path === "string") return path;
  const found = followPath(path, DOCUMENT);
  return found === undefined ? "nothing" : jsonText(found);
}

test("paths lead to one value, or to the array of all they find", () => {
  const cases: readonly [string, string][] = [
    ["$.a.b[0]", "1"],
    ["lax $.a.b[last]", '{"c":3}'],
    ["$.a.b[last - 1]", "2"],
    ["$.a.b[-4]", "nothing"],
    ["$['k k']", "4"],
    ['$."k k"', "4"],
    ["$.['a'].b[0,1]", "[1,2]"],
    ["$.a.b[1:]", '[2,{"c":3}]'],
    ["$.a.b[*].c", "[3]"],
    ["$..c", "[5,3]"],
    ["$.c.x", "nothing"],
    ["$.nope[*]", "nothing"],
    ["$.c[*]", "[]"],
    ["$.z", "null"],
  ];
  for (const [path, result] of cases) assert.equal(follow(path), result, path);
});

test("what is wrong with a path is said with its place", () => {
  assert.equal(follow("a.b"), "a JSON path starts with $, not with 'a' (character 1 of 'a.b')");
  assert.equal(follow("$.a."), "in the JSON path a name is missing before its end");
  assert.equal(follow("$.a[0"), "in the JSON path ] is missing before its end");
  assert.equal(follow("$.a['b"), "in the JSON path the quote has no end: ''' (character 5 of '$.a['b')");
  assert.equal(
    follow("$.a[?(@.b > 1)]"),
    "filters in JSON paths are not known: '?' (character 5 of '$.a[?(@.b > 1)]')",
  );
  assert.equal(follow("$.a.length()"), "functions in JSON paths are not known: '(' (character 11 of '$.a.length()')");
  assert.equal(follow("$ a"), "in the JSON path a step starts with . or [, not with ' ' (character 2 of '$ a')");
  assert.equal(
    follow("$.a[x]"),
    "in the JSON path an index, * or a quoted name is expected instead of 'x' (character 5 of '$.a[x]')",
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("what JSON.parse reads is read alike, and what it refuses is refused", () => {
  const plain = (text: string): unknown => JSON.parse(jsonText(parseJson(text)));
  fc.assert(
    fc.property(fc.json(), fc.constantFrom("", " ", "\n\t"), (text, space) => {
      assert.deepEqual(
        plain(space + text + space),
        JSON.parse(text, (_, value: unknown) => (Object.is(value, -0) ? 0 : value)),
      );
    }),
  );
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom("", ",", "}", "]", '"', "1", "x", ":"), (text, at, put) => {
      const place = at % text.length;
      const broken = text.slice(0, place) + put + text.slice(place + 1);
      if (isJson(broken)) {
        parseJson(broken);
        return;
      }
      // A complete first value with something behind it is taken, as in Flink; all else is refused.
      try {
        JSON.parse(jsonText(parseJson(broken)));
      } catch (error) {
        assert.ok(error instanceof DataProblem, String(error));
      }
    }),
  );
});

test("locating a value without building the rest answers and refuses as following the path does", () => {
  const path = fc
    .array(
      fc.oneof(
        fc.nat(2).map((i) => `[${i}]`),
        fc.constantFrom("a", "b").map((name) => `.${name}`),
      ),
      { maxLength: 3 },
    )
    .map((steps) => `$${steps.join("")}`);
  const leaf = fc.oneof(
    fc.constantFrom(null, true, "x\n", 'a"b'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "\u00e9"), tie("node")),
    ),
  }));
  const outcome = (answer: () => unknown): unknown => {
    try {
      return answer();
    } catch (error) {
      return (error as Error).message;
    }
  };
  fc.assert(
    fc.property(node, path, fc.nat(), fc.constantFrom("", null, ",", "}", "x", "\\"), (document, written, at, put) => {
      const text = JSON.stringify(document);
      const place = at % text.length;
      const changed = put === null ? text : text.slice(0, place) + put + text.slice(place + 1);
      const parsed = parseJsonPath(written);
      assert.ok(typeof parsed !== "string");
      const expected = outcome(() => followPath(parsed, parseJson(changed)));
      assert.deepEqual(
        outcome(() => locateInJson(changed, parsed)),
        expected,
        changed,
      );
    }),
    { numRuns: 3000 },
  );
});
