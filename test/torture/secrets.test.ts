// Secrets of options: their bytes are looked for in everything that a job says or leaves behind.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { before, test } from "node:test";
import { allConnectors } from "../../src/connectors/index.ts";
import { Redactor } from "../../src/engine/redactor.ts";
import { MillraceError, renderError, Session } from "../../src/index.ts";
import { builtProgram, fastParent, runMillrace, temporaryFolder } from "../helpers/command-line.ts";

const SECRET = "S3cr3t-d0-not-print";
const ENV = { MILLRACE_TEST_SECRET: SECRET };
const FORMS = [
  SECRET,
  Buffer.from(SECRET).toString("base64"),
  Buffer.from(SECRET).toString("hex"),
  encodeURIComponent(SECRET),
];

before(() => {
  builtProgram();
  process.env["MILLRACE_TEST_SECRET"] = SECRET;
});

function assertAbsent(bytes: string, where: string): void {
  for (const form of FORMS) assert.ok(!bytes.includes(form), `${where} holds the secret`);
}

function assertNoneBelow(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name !== "secret.txt") assertAbsent(readFileSync(path, "latin1"), entry.name);
  }
}

/** Takes connections and answers with rubbish, or not at all. */
async function oddBroker(t: { after(step: () => void): void }): Promise<number> {
  const server = createServer((socket: Socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.end(Buffer.from("no broker at all")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as { port: number }).port;
}

const jaas = (secret: string) =>
  `org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="${secret}";`;

function kafkaSql(port: number, secret: string): string {
  const options = `'connector' = 'kafka', 'topic' = 'x', 'format' = 'json', 'properties.bootstrap.servers' = '127.0.0.1:${port}',
    'properties.security.protocol' = 'SASL_PLAINTEXT', 'properties.sasl.mechanism' = 'PLAIN', 'properties.request.timeout.ms' = '500',
    'properties.sasl.jaas.config' = '${jaas(secret)}', 'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset'`;
  return `CREATE TABLE k (v INT) WITH (${options});
    CREATE TABLE o (v INT) WITH ('connector' = 'filesystem', 'path' = 'out', 'format' = 'json');`;
}

for (const written of [`\${ENV:MILLRACE_TEST_SECRET}`, `\${FILE:secret.txt}`]) {
  test(`${written}: not in EXPLAIN, SHOW CREATE TABLE, errors or the state file`, async (t) => {
    const folder = temporaryFolder(t, "secrets", fastParent());
    writeFileSync(join(folder, "secret.txt"), `${SECRET}\n`);
    const sql = kafkaSql(await oddBroker(t), written);
    const insert = "INSERT INTO o SELECT v FROM k;";
    const explains = ["", "ESTIMATED_COST, CHANGELOG_MODE, JSON_EXECUTION_PLAN "].map(
      (how) => `EXPLAIN ${how}${insert}`,
    );
    writeFileSync(join(folder, "show.sql"), `${sql} ${explains[0]} SHOW CREATE TABLE k; DESCRIBE k; SET; ${insert}`);
    writeFileSync(join(folder, "job.sql"), `${sql} ${insert}`);
    for (const args of [
      ["explain", "show.sql"],
      ["explain", "show.sql", "--format", "json"],
      ["check", "show.sql"],
      ["run", "show.sql", "--state", "show.db", "--verbose"],
      ["run", "job.sql", "--state", "job.db"],
    ]) {
      const { stdout, stderr } = await runMillrace(args, { cwd: folder, env: ENV, timeoutMs: 60_000 });
      assertAbsent(stdout + stderr, args.join(" "));
      if (args[0] === "run") assert.match(stderr, /(SOURCE|CONNECTOR)_[A-Z_]+/, "the broker is none");
    }
    const { stdout } = await runMillrace(["run", "-e", `${sql} SHOW CREATE TABLE k;`], { cwd: folder, env: ENV });
    assert.ok(stdout.includes(written), stdout);
    assertNoneBelow(folder);
  });
}

test("as the value of any option of any connector", { timeout: 120_000 }, async (t) => {
  const folder = temporaryFolder(t, "secrets", fastParent());
  writeFileSync(join(folder, "in.json"), '{"v":1}\n');
  const needed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    filesystem: { path: "in.json", format: "json" },
    sqlite: { path: "o.db" },
    kafka: { topic: "x", format: "json", "properties.bootstrap.servers": "127.0.0.1:1" },
  };
  let tried = 0;
  for (const connector of allConnectors()) {
    const base = needed[connector.name];
    if (base === undefined) continue;
    for (const { key, isPattern } of connector.options) {
      if (isPattern === true) continue;
      const options = { connector: connector.name, ...base, [key]: `\${ENV:MILLRACE_TEST_SECRET}` };
      const list = Object.entries(options).map(([name, value]) => `'${name}' = '${value}'`);
      const table = `CREATE TABLE t (v INT) WITH (${list.join(", ")});`;
      const sql = connector.source === null ? `${table} INSERT INTO t VALUES (1);` : `${table} SELECT v FROM t;`;
      const stop = AbortSignal.timeout(300);
      try {
        const steps = await new Session({ workingDirectory: folder }).compile([{ name: "sql", text: sql }]);
        for (const step of steps) {
          if (step.kind !== "job") continue;
          // A job of Kafka has its own tests above: here each would look for a broker until it gives up.
          const isRun = connector.name !== "kafka";
          assertAbsent(
            step.job.explain({ verbose: true, state: true, format: "text" }) + step.job.explain({ format: "json" }),
            key,
          );
          if (isRun)
            await step.job.run({
              signal: stop,
              batchesMax: 2,
              onWarning: (text) => assertAbsent(text, `a warning for ${key}`),
            });
        }
      } catch (error) {
        assert.ok(error instanceof MillraceError, `${key}: ${String(error)}`);
        const causes = String((error.cause as Error | undefined)?.stack);
        assertAbsent(renderError(error) + error.stack + causes, `the error for '${key}' of ${connector.name}`);
      }
      tried++;
    }
  }
  assert.ok(tried > 20, `${tried} options`);
});

test("what others say with a secret in it is told without", () => {
  const redactor = new Redactor("/");
  redactor.note({ a: `x\${ENV:MILLRACE_TEST_SECRET}y`, b: "plain", c: `\${ENV:NO_SUCH_VARIABLE_AT_ALL}` });
  const cause = new Error(`login of u with ${SECRET} failed`);
  const told = redactor.error(
    new MillraceError("SOURCE_KAFKA_LOGIN", `no: ${SECRET}`, {
      location: `at ${SECRET}`,
      hint: `use ${SECRET}`,
      cause,
    }),
  ) as MillraceError;
  assert.deepEqual(
    [told.code, told.message, told.location, told.hint, (told.cause as Error).message],
    [
      "SOURCE_KAFKA_LOGIN",
      `no: \${ENV:MILLRACE_TEST_SECRET}`,
      `at \${ENV:MILLRACE_TEST_SECRET}`,
      `use \${ENV:MILLRACE_TEST_SECRET}`,
      `login of u with \${ENV:MILLRACE_TEST_SECRET} failed`,
    ],
  );
  assertAbsent(String(told.stack) + String((told.cause as Error).stack), "a stack");
});
