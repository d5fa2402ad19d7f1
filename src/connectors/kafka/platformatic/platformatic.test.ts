import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf } from "../connection.ts";
import { openClient } from "../open-client.ts";
import { loadPlatformatic } from "./load-platformatic.ts";
import { isProtocolError, passesSoon, platformaticError } from "./platformatic-errors.ts";

const options = { "properties.bootstrap.servers": "127.0.0.1:1", client: "Platformatic" };
const connection = connectionOf(options, ".");

test("without the package: how to install it", async () => {
  const missing = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
  await assert.rejects(
    loadPlatformatic(() => Promise.reject(missing)),
    { code: "CONNECTOR_KAFKA_CLIENT_MISSING", hint: /npm i @platformatic\/kafka/ },
  );
});

test("a broker that is not there", async () => {
  const client = await openClient(connection);
  await assert.rejects(client.describe(null), { code: "CONNECTOR_KAFKA_UNREACHABLE" });
  await client.close();
});

test("what its errors mean, however deep", async () => {
  const { ResponseError, TimeoutError } = await loadPlatformatic();
  const of = (code: number) => new ResponseError(26, 3, { "/": [code, null] }, {});
  const codeOf = (error: Error) => platformaticError(error, "writing", connection).code;
  assert.equal(passesSoon(new Error("wrapped", { cause: of(51) })), true);
  assert.equal(passesSoon(of(47)), false);
  assert.equal(isProtocolError(of(46), "DUPLICATE_SEQUENCE_NUMBER"), true);
  assert.equal(codeOf(of(47)), "CONNECTOR_KAFKA_FENCED");
  assert.equal(codeOf(of(10)), "CONNECTOR_KAFKA_TOO_LARGE");
  assert.equal(codeOf(of(3)), "CONNECTOR_KAFKA_UNKNOWN_TOPIC");
  assert.equal(codeOf(new TimeoutError("Request timed out.")), "CONNECTOR_KAFKA_UNREACHABLE");
  assert.equal(codeOf(of(48)), "CONNECTOR_KAFKA_FAILED");
});
