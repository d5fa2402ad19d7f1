// `millrace run` as a user calls it: what goes to stdout and what to stderr, forms of rows, options, exit codes.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import {
  builtProgram,
  type Ended,
  type RunHow,
  runMillrace,
  startMillrace,
  temporaryFolder,
} from "../helpers/command-line.ts";

before(() => {
  builtProgram();
});

const TABLE =
  "CREATE TABLE t (a INT, b STRING) WITH ('connector'='filesystem','path'='t.csv','format'='csv','csv.header'='true');";
const ROWS = "SELECT a, b FROM t;";
const COUNTS = "SELECT b, COUNT(*) AS n FROM t GROUP BY b;";
const INSERT =
  "CREATE TABLE o (a INT) WITH ('connector'='filesystem','path'='out','format'='json'); INSERT INTO o SELECT a FROM t;";

/** As SQL files write it. */
const variable = (name: string): string => `$${"{"}${name}}`;

class Folder {
  readonly path: string;

  constructor(test: { after(step: () => void): void }) {
    this.path = temporaryFolder(test, "run");
    this.write("t.csv", "a,b\n1,x\n2,y\n3,x\n");
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(join(this.path, name));
  }

  run(args: readonly string[], how: Partial<RunHow> = {}): Promise<Ended> {
    return runMillrace(args, { cwd: this.path, ...how });
  }
}

test("rows go to stdout and the summary to stderr; csv is the form in a pipe", async (t) => {
  const folder = new Folder(t);
  folder.write("job.sql", `${TABLE}\n${ROWS}\n${COUNTS}`);
  const { code, stdout, stderr } = await folder.run(["run", "job.sql"]);
  assert.equal(code, 0);
  assert.equal(stdout, "a,b\n1,x\n2,y\n3,x\nop,b,n\n+I,x,2\n+I,y,1\n");
  const account = "t -> query: in 3 = used 3 + filtered 0 + late 0 + bad 0";
  assert.equal(
    stderr.replace(/ in \d+(\.\d+)? m?s:/g, " in TIME:"),
    `done in TIME: 1 batch\n${account}; out 3\ndone in TIME: 1 batch\n${account}; out 2\n`,
  );
});

test("--output json, csv and table; --final folds, --changelog shows kinds; --quiet says nothing", async (t) => {
  const folder = new Folder(t);
  folder.write("rows.sql", TABLE + ROWS);
  folder.write("counts.sql", TABLE + COUNTS);
  const of = async (file: string, ...args: readonly string[]) => {
    const ended = await folder.run(["run", file, "--quiet", ...args]);
    assert.deepEqual([ended.code, ended.stderr], [0, ""]);
    return ended.stdout;
  };
  const slow = ["--batch-rows", "1"];
  const texts = await Promise.all([
    of("rows.sql", "--output", "json"),
    of("rows.sql", "--output", "json", "--changelog"),
    of("counts.sql", "--output", "json", ...slow),
    of("counts.sql", "--output", "json", "--final", ...slow),
    of("counts.sql", "--output", "csv", "--final", ...slow),
    of("counts.sql", "--output", "table", "--final", ...slow),
  ]);
  assert.deepEqual(texts, [
    '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n{"a":3,"b":"x"}\n',
    '{"op":"+I","a":1,"b":"x"}\n{"op":"+I","a":2,"b":"y"}\n{"op":"+I","a":3,"b":"x"}\n',
    '{"op":"+I","b":"x","n":1}\n{"op":"+I","b":"y","n":1}\n{"op":"-U","b":"x","n":1}\n{"op":"+U","b":"x","n":2}\n',
    '{"b":"x","n":2}\n{"b":"y","n":1}\n',
    "b,n\nx,2\ny,1\n",
    "┌───┬───┐\n│ b │ n │\n├───┼───┤\n│ x │ 2 │\n│ y │ 1 │\n└───┴───┘\n",
  ]);
});

test("SQL from -e, from standard input, and with variables and settings", async (t) => {
  const folder = new Folder(t);
  const [expressions, input, bare, filled, setting] = await Promise.all([
    folder.run(["run", "-e", "CREATE VIEW v AS SELECT 1 AS x;", "-e", "SELECT x + 1 AS y FROM v"]),
    folder.run(["run", "-"], { input: "SELECT 2 AS x;" }),
    folder.run([], { input: "SELECT 3 AS x;" }),
    folder.run([
      "run",
      "-e",
      `SELECT '${variable("who")} ${variable("n")}' AS x`,
      "--var",
      "who=mill",
      "--var",
      "n=4=5",
    ]),
    folder.run([
      "run",
      "-e",
      "SELECT CAST(TO_TIMESTAMP_LTZ(0, 3) AS STRING) AS x",
      "--set",
      "table.local-time-zone=Asia/Tokyo",
    ]),
  ]);
  assert.deepEqual(
    [expressions, input, bare, filled, setting].map(({ code, stdout }) => [code, stdout]),
    [
      [0, "y\n2\n"],
      [0, "x\n2\n"],
      [0, "x\n3\n"],
      [0, "x\nmill 4=5\n"],
      [0, "x\n1970-01-01 09:00:00.000\n"],
    ],
  );
});

test("wrong use ends with exit code 2 and says what is right", async (t) => {
  const folder = new Folder(t);
  folder.write("job.sql", TABLE + ROWS);
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["run"], /^millrace: nothing to run: millrace run FILE\.sql\.\.\. \| -e SQL \| -$/m],
    [["runn", "job.sql"], /there is no command "runn"; did you mean run\?/],
    [["job.sql"], /to run a file: millrace run job\.sql/],
    [["run", "--ouput", "json", "job.sql"], /run has no option --ouput; did you mean --output\?/],
    [["run", "job.sql", "--output", "xml"], /--output is one of table, csv, json, not "xml"/],
    [["run", "job.sql", "--output"], /--output needs a value/],
    [["run", "job.sql", "--quiet=yes"], /--quiet takes no value/],
    [["run", "job.sql", "--max-batches", "0"], /--max-batches is a whole number from 1, not "0"/],
    [["run", "job.sql", "--batch-rows", "many"], /--batch-rows is a whole number from 1, not "many"/],
    [["run", "job.sql", "--batch-interval", "soon"], /--batch-interval is a duration such as '1 s', not "soon"/],
    [["run", "job.sql", "--set", "x"], /--set is written --set KEY=VALUE, not "x"/],
    [["run", "job.sql", "-e", "SELECT 1"], /give files or -e, not both/],
    [["run", "job.sql", "--state", "s.db"], /--state is for INSERTs/],
    [["run", "-e", TABLE + INSERT], /give --state PATH/],
    [["run", "-"], /give --state PATH/],
  ];
  const ended = await Promise.all(
    cases.map(([args]) => folder.run(args, args[1] === "-" ? { input: TABLE + INSERT } : {})),
  );
  ended.forEach(({ code, stdout, stderr }, i) => {
    assert.deepEqual([code, stdout], [2, ""], `${cases[i][0].join(" ")}\n${stderr}`);
    assert.match(stderr, cases[i][1]);
    assert.match(stderr, /^millrace: /);
  });
  assert.equal(folder.has("s.db"), false);
});

test("errors of the SQL and its rows end with 1, of the world with 3, and nothing runs", async (t) => {
  const folder = new Folder(t);
  folder.write("bad.sql", `${TABLE}\nSELECT c FROM t;\nSELEC 1;\n`);
  folder.write("gone.sql", `${TABLE.replace("t.csv", "gone.csv")}\n${ROWS}`);
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [["bad.sql"], 1, /bad\.sql:2:8 BIND_UNKNOWN_COLUMN[\s\S]*\^/],
    [["bad.sql"], 1, /bad\.sql:3:1 PARSE_MISSPELT_KEYWORD/],
    [["-e", "SELECT 1; SELECT 10 / 0"], 1, /DATA_DIVISION_BY_ZERO/],
    [["-e", `SELECT '${variable("v")}'`], 1, /PARSE_UNKNOWN_VARIABLE[\s\S]*--var v=VALUE/],
    [["-e", "SELECT 1", "--set", "no.such=1"], 1, /BIND_UNKNOWN_SETTING/],
    [["-e", `${TABLE.replace("'path'", "'pth'")}\n${ROWS}`], 1, /CONNECTOR_UNKNOWN_OPTION[\s\S]*'path'/],
    [["absent.sql"], 3, /CONNECTOR_FILE_UNREADABLE: cannot read absent\.sql/],
    [["gone.sql"], 3, /SOURCE_NOT_FOUND/],
  ];
  const ended = await Promise.all(cases.map(([args]) => folder.run(["run", ...args])));
  ended.forEach(({ code, stderr }, i) => {
    assert.equal(code, cases[i][1], stderr);
    assert.match(stderr, cases[i][2]);
    assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+|INTERNAL/m);
  });
  assert.equal(ended[0].stdout, "", "nothing runs when one statement is wrong");
});

test("an INSERT keeps its state beside the file's name, and says when there is nothing new", async (t) => {
  const folder = new Folder(t);
  folder.write("job.sql", TABLE + INSERT);
  const first = await folder.run(["run", "job.sql", "--max-batches", "1", "--batch-rows", "2"]);
  assert.equal(first.code, 0);
  assert.match(
    first.stderr,
    /^stopped in .*: 1 batch.*; the same command goes on from here\nt -> o: in 2 = used 2 .*; out 2\n$/,
  );
  assert.equal((await folder.run(["run", "job.sql"])).code, 0);
  assert.ok(folder.has(".millrace/job.db"));
  const again = await folder.run(["run", "job.sql"]);
  assert.deepEqual([again.code, again.stdout], [0, ""]);
  assert.match(again.stderr, /^nothing new since batch \d+; --fresh starts over\n$/);
  const fresh = await folder.run(["run", "job.sql", "--fresh", "--quiet"]);
  assert.deepEqual([fresh.code, fresh.stdout], [0, ""]);
});

test("a reader that leaves ends the run quietly", async (t) => {
  const folder = new Folder(t);
  const sql = "CREATE TABLE g (s STRING) WITH ('connector'='datagen'); SELECT * FROM g;";
  const started = startMillrace(["run", "-e", sql, "--output", "json"], { cwd: folder.path });
  await new Promise((resolve) => started.process.stdout?.once("data", resolve));
  started.process.stdout?.destroy();
  const { code, signal, stderr } = await started.ended;
  assert.deepEqual([code, signal, stderr], [0, null, ""]);
});
