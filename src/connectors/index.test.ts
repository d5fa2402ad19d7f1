import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { batchOf, connectorContext, readBatch, sourceOf, tableOf } from "../../test/helpers/connectors.ts";
import { DELETE, INSERT } from "../columnar/change-batch.ts";
import * as types from "../common/types.ts";
import { allConnectors, checkOptions, findConnector, parseBytes, parseDuration } from "./index.ts";

const COLUMNS = [{ name: "k", type: types.STRING }];

function problems(options: Readonly<Record<string, string>>, columns = COLUMNS) {
  return checkOptions(tableOf(columns, options), options["connector"] ?? "");
}

test("unknown connectors, options, formats and values: what was probably meant", () => {
  const found = problems({ connector: "filesystm" })[0];
  assert.deepEqual([found.code, found.suggestion], ["CONNECTOR_UNKNOWN", "filesystem"]);
  const table = problems({
    connector: "filesystem",
    pth: "x",
    format: "jsn",
    "source.split-order": "pth",
    "on-error": "skipp",
    "source.monitor-interval": "soon",
    "csv.header": "true",
  });
  assert.deepEqual(
    table.map(({ key, code, suggestion }) => [key, code, suggestion]),
    [
      ["pth", "CONNECTOR_UNKNOWN_OPTION", "path"],
      ["format", "CONNECTOR_UNKNOWN_FORMAT", "json"],
      ["source.split-order", "CONNECTOR_BAD_OPTION", "path"],
      ["on-error", "CONNECTOR_BAD_OPTION", "skip"],
      ["source.monitor-interval", "CONNECTOR_BAD_OPTION", null],
      [null, "CONNECTOR_MISSING_OPTION", "path"],
    ],
  );
});

test("options of a format belong to that format", () => {
  const base = { connector: "filesystem", path: "x", format: "json" };
  assert.equal(problems({ ...base, "json.fail-on-missing-field": "true" }).length, 0);
  assert.equal(
    problems({ ...base, "csv.header": "true" })[0].message,
    "'csv.header' is an option of the format csv, which this table does not have",
  );
  assert.equal(problems({ ...base, "json.fail-on-mising-field": "true" })[0].suggestion, "json.fail-on-missing-field");
  assert.match(problems({ ...base, format: "csv", "csv.quote-character": "''" })[0].message, /one ASCII character/);
  assert.match(
    problems({ ...base, format: "raw" }, [...COLUMNS, { name: "b", type: types.STRING }])[0].message,
    /raw holds one column/,
  );
});

test("formats whose records have no borders are for logs", () => {
  const [problem] = problems({ connector: "filesystem", path: "x", format: "avro" });
  assert.deepEqual(
    [problem.code, problem.message, problem.suggestion],
    [
      "CONNECTOR_UNKNOWN_FORMAT",
      "'format' cannot be 'avro' here: its records come one by one, as those of Kafka",
      null,
    ],
  );
  const kafka = { connector: "kafka", topic: "t", "properties.bootstrap.servers": "h:1", format: "avro-confluent" };
  assert.deepEqual(
    problems(kafka).map(({ message }) => message),
    ["the kafka connector needs the option 'avro-confluent.url'"],
  );
  assert.match(
    problems({ ...kafka, format: "avro" }, [{ name: "t", type: types.timestamp(9) }])[0].message,
    /avro cannot hold the column 't': times are held to the microsecond/,
  );
});

test("durations and sizes as Flink writes them", () => {
  assert.deepEqual(["10 s", "1min", "500", "2 h", "1 d", "3 ms", "x", "-1 s", "1 y"].map(parseDuration), [
    10_000,
    60_000,
    500,
    7_200_000,
    86_400_000,
    3,
    null,
    null,
    null,
  ]);
  assert.deepEqual(["128mb", "1 g", "10", "4 kb", "b"].map(parseBytes), [134_217_728, 1_073_741_824, 10, 4096, null]);
});

function secret(kind: string, name: string): string {
  return ["$", "{", kind, ":", name, "}"].join("");
}

test("secrets are filled in when the source is made, and are no matter of the check", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-secret-"));
  writeFileSync(join(folder, "a.csv"), "a\n");
  writeFileSync(join(folder, "name"), "a.csv\n");
  const table = tableOf(COLUMNS, { connector: "filesystem", path: secret("FILE", "name"), format: "csv" });
  const source = sourceOf(table, connectorContext(folder));
  source.open(new Map());
  assert.deepEqual(readBatch(source, table, new Map(), 0).rows, [["a"]]);
  const missing = tableOf(COLUMNS, { connector: "filesystem", path: secret("ENV", "MILLRACE_NOT_SET"), format: "csv" });
  assert.throws(() => sourceOf(missing, connectorContext(folder)), { code: "CONNECTOR_NO_SECRET" });
  rmSync(folder, { recursive: true });
});

test("print writes a line a change, when the batch is prepared; blackhole writes nothing", async () => {
  const out: string[] = [];
  const stdout = { write: (text: string | Uint8Array) => void out.push(String(text)) };
  const columns = [...COLUMNS, { name: "n", type: types.DOUBLE }];
  for (const connector of ["print", "blackhole"]) {
    const table = tableOf(columns, connector === "print" ? { connector, "print-identifier": "p" } : { connector });
    assert.deepEqual(checkOptions(table, connector), []);
    const sink = findConnector(connector)?.sink?.create(table, connectorContext("/", { stdout }));
    await sink?.open(null);
    sink?.write(
      batchOf(
        columns,
        [
          ["a", 1],
          [null, null],
        ],
        [INSERT, DELETE],
      ),
    );
    assert.deepEqual(out.length, connector === "print" ? 0 : 1);
    await sink?.prepare(1, 0, false);
  }
  assert.deepEqual(out, ["p> +I[a, 1.0]\np> -D[null, null]\n"]);
});

test("each connector says what it is and what its options are", () => {
  for (const connector of allConnectors()) {
    assert.ok(connector.summary.length > 0 && (connector.source !== null || connector.sink !== null));
    for (const option of connector.options) assert.ok(option.summary.length > 0, option.key);
  }
});
