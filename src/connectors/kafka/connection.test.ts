import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf, connectionProblems } from "./connection.ts";
import { kafkaError } from "./kafka-errors.ts";

const JAAS = "properties.sasl.jaas.config";
const servers = { "properties.bootstrap.servers": "a:9092, SSL://b:9093,[::1]:9094" };

test("brokers with and without a protocol in front, IPv6 in brackets", () => {
  const { brokers, tls, sasl, isolation } = connectionOf(servers, "/");
  assert.deepEqual(brokers, [
    { host: "a", port: 9092 },
    { host: "b", port: 9093 },
    { host: "::1", port: 9094 },
  ]);
  assert.deepEqual([tls, sasl, isolation], [null, null, "read_committed"]);
});

test("user and password as the Java client writes them", () => {
  const login = (config: string) =>
    connectionOf(
      {
        ...servers,
        "properties.security.protocol": "SASL_SSL",
        "properties.sasl.mechanism": "SCRAM-SHA-256",
        [JAAS]: config,
      },
      "/",
    ).sasl;
  const expected = { mechanism: "SCRAM-SHA-256", username: "me", password: 'a"b;c' };
  assert.deepEqual(login('org.apache.X required username="me" password="a\\"b;c";'), expected);
  assert.deepEqual(login("org.apache.X required username=me password='a\\\"b;c';"), expected);
});

test("rules over several options", () => {
  const problems = (more: Record<string, string>) =>
    connectionProblems({ ...servers, ...more }).map(({ key, message }) => `${key}: ${message}`);
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ "properties.bootstrap.servers": "a:b" }), [
    "properties.bootstrap.servers: 'a:b' is no list of brokers",
  ]);
  assert.deepEqual(problems({ "properties.security.protocol": "SASL_SSL" }), [
    "properties.security.protocol: SASL_SSL needs a SASL mechanism",
    "properties.sasl.jaas.config: it must name user and password",
  ]);
  assert.deepEqual(problems({ "properties.sasl.mechanism": "PLAIN" }), [
    "properties.security.protocol: with PLAINTEXT nobody logs in",
  ]);
});

test("a password never stands in a message, and what a broker says has a code", () => {
  const connection = connectionOf(
    {
      ...servers,
      "properties.security.protocol": "SASL_PLAINTEXT",
      "properties.sasl.mechanism": "PLAIN",
      [JAAS]: 'X required username="u" password="hunter2";',
    },
    "/",
  );
  const refused = Object.assign(new Error("no"), { type: "TOPIC_AUTHORIZATION_FAILED" });
  const codeOf = (error: unknown) => kafkaError(error, "reading", connection).code;
  assert.equal(codeOf(refused), "CONNECTOR_KAFKA_NOT_AUTHORIZED");
  assert.equal(codeOf(new Error("retried", { cause: refused })), "CONNECTOR_KAFKA_NOT_AUTHORIZED");
  assert.equal(codeOf(new Error("connect ECONNREFUSED 127.0.0.1:1")), "CONNECTOR_KAFKA_UNREACHABLE");
  assert.equal(codeOf(new Error("what")), "CONNECTOR_KAFKA_FAILED");
  assert.equal(
    kafkaError(new Error("login hunter2 failed"), "reading", connection).message,
    "reading: login *** failed",
  );
});
