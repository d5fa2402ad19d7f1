import assert from "node:assert/strict";
import { test } from "node:test";
import { batchOf, contextFor, StateCopy, textOf } from "../../../test/helpers/change-text.ts";
import { EVENT_COLUMNS } from "../../../test/helpers/physical-nodes.ts";
import { BIGINT, timestamp } from "../../common/types.ts";
import type { Expr } from "../../expr/expr.ts";
import type { ResolvedTable } from "../../planner/logical.ts";
import type { PhysicalScan } from "../../planner/physical.ts";
import type { LaneRun, SourceBatch } from "../operator.ts";
import { TableScan } from "./scan.ts";

const TS: Expr = { kind: "column", index: 2, name: "ts", type: timestamp(3) };
const V_TIMES_2: Expr = {
  kind: "call",
  fn: "*",
  args: [
    { kind: "column", index: 1, name: "v", type: BIGINT },
    { kind: "literal", value: 2, type: BIGINT },
  ],
  type: BIGINT,
};

const TABLE: ResolvedTable = {
  name: "t",
  connector: "rows",
  columns: [
    ...EVENT_COLUMNS.map(({ name, type }) => ({ kind: "physical", name, type }) as const),
    { kind: "computed", name: "twice", type: BIGINT, expr: V_TIMES_2 },
  ],
  primaryKey: null,
  partitionedBy: [],
  watermark: { column: 2, expr: TS, delayMs: 2 },
  options: {},
};

function scanNode(reads: readonly number[], more: Partial<PhysicalScan> = {}): PhysicalScan {
  const columns = reads.map((read) => ({ name: TABLE.columns[read].name, type: TABLE.columns[read].type }));
  const time = reads.indexOf(2);
  return {
    kind: "scan",
    id: "scan",
    columns,
    changelogMode: "append",
    streamKey: null,
    watermarkColumns: [],
    state: [],
    isBounded: false,
    table: TABLE,
    reads,
    watermark: time < 0 ? null : { column: time, expr: { ...TS, index: time } as Expr },
    ...more,
  };
}

function source(
  text: string,
  runs: readonly [lane: string, rowCount: number, isEnded?: boolean][],
  more: Partial<SourceBatch> = {},
): SourceBatch {
  const { rowCount, columns, kinds, origin } = batchOf(EVENT_COLUMNS, text);
  assert.ok(origin !== null);
  return {
    rows: { rowCount, columns, kinds, origin },
    runs: runs.map(([lane, count, isEnded = false]): LaneRun => ({ lane, rowCount: count, isEnded })),
    lanes: [...new Set(runs.map(([lane]) => lane))],
    idleLanes: [],
    arrival: null,
    ...more,
  };
}

const READS = [0, 1, 2];

function steps(scan: TableScan, batch: SourceBatch, isEndOfInput = false): string[] {
  const output = scan.processSource(batch, contextFor({ isEndOfInput }));
  return textOf(EVENT_COLUMNS, output).map((line) => line.replace(/^\+I (\w+) .*/, "$1"));
}

test("computed columns are filled in, only what is needed is decoded", () => {
  const node = scanNode([2, 3]);
  const scan = new TableScan(node);
  assert.deepEqual(scan.sourceColumns, [1, 2]);
  const whole = source("+I a 4 10; +I b NULL 11", [["l", 2]]);
  const batch = { ...whole, rows: { ...whole.rows, columns: whole.rows.columns.slice(1) } };
  assert.deepEqual(textOf(node.columns, scan.processSource(batch, contextFor())), [
    "+I 10 8",
    "watermark 8",
    "+I 11 NULL",
    "watermark 9",
  ]);
});

test("the watermark is the running maximum behind each row; NULL changes nothing", () => {
  const scan = new TableScan(scanNode(READS));
  assert.deepEqual(steps(scan, source("+I a 1 10; +I b 1 7; +I c 1 NULL; +I d 1 12", [["l", 4]])), [
    "a",
    "watermark 8",
    "b",
    "c",
    "d",
    "watermark 10",
  ]);
  assert.deepEqual(steps(scan, source("+I e 1 11; +I f 1 13", [["l", 2]])), ["e", "f", "watermark 11"]);
});

test("over lanes the least counts; a new lane holds it and never takes it back; an ended lane leaves", () => {
  const scan = new TableScan(scanNode(READS));
  const lanes = ["x", "y"];
  assert.deepEqual(
    steps(
      scan,
      source(
        "+I a 1 20; +I b 1 12; +I c 1 30",
        [
          ["x", 1],
          ["y", 2],
        ],
        { lanes },
      ),
    ),
    ["a", "b", "watermark 10", "c", "watermark 18"],
  );
  assert.deepEqual(steps(scan, source("+I d 1 40", [["x", 1]], { lanes: [...lanes, "z"] })), ["d"]);
  assert.deepEqual(
    steps(
      scan,
      source(
        "+I e 1 5; +I f 1 50",
        [
          ["z", 1, true],
          ["x", 1],
        ],
        { lanes: [...lanes, "z"] },
      ),
    ),
    ["e", "watermark 28", "f"],
  );
});

test("an idle lane leaves the least, all idle leave it where it is", () => {
  const scan = new TableScan(scanNode(READS));
  const lanes = ["x", "y"];
  assert.deepEqual(steps(scan, source("+I a 1 20", [["x", 1]], { lanes })), ["a"]);
  assert.deepEqual(steps(scan, source("", [], { lanes, idleLanes: ["y"] })), ["watermark 18"]);
  assert.deepEqual(steps(scan, source("", [], { lanes, idleLanes: lanes })), []);
});

test("bad rows do not count for the watermark", () => {
  const max = "9223372036854775807";
  const node = scanNode([0, 3, 2]);
  const scan = new TableScan(node);
  const context = contextFor();
  const output = scan.processSource(source(`+I a 1 10; +I b ${max} 90; +I c 2 11`, [["l", 3]]), context);
  assert.deepEqual(textOf(node.columns, output), ["+I a 2 10", "watermark 8", "+I c 4 11", "watermark 9"]);
  assert.deepEqual(
    context.bad.map((row) => row.offset),
    [10],
  );
});

test("the end of input is Infinity and is not remembered; a restart goes on with the real maximum", () => {
  const scan = new TableScan(scanNode(READS));
  const state = new StateCopy();
  assert.deepEqual(steps(scan, source("+I a 1 10", [["l", 1]]), true), ["a", "watermark 8", "watermark end"]);
  state.take(scan);
  const resumed = state.restore(new TableScan(scanNode(READS)));
  assert.deepEqual(steps(resumed, source("+I b 1 9; +I c 1 20", [["l", 2]])), ["b", "c", "watermark 18"]);
});

test("a bounded source whose lanes have ended is at its end", () => {
  const scan = new TableScan(scanNode(READS, { isBounded: true }));
  assert.deepEqual(
    steps(
      scan,
      source("+I a 1 10; +I b 1 11", [
        ["x", 1, true],
        ["y", 1, true],
      ]),
    ),
    ["a", "b", "watermark 9", "watermark end"],
  );
});
