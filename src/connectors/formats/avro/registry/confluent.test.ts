// The registry client and avro-confluent against a small registry over HTTP.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { ByteWriter } from "../../../../columnar/byte-writer.ts";
import { NO_STEPS } from "../../../../columnar/change-batch.ts";
import { rowScalars } from "../../../../columnar/read.ts";
import { MillraceError } from "../../../../common/errors.ts";
import { BIGINT, notNull, type SqlType, STRING } from "../../../../common/types.ts";
import { zoneFor } from "../../../../common/zone.ts";
import { RecordDecoder } from "../../record-decoder.ts";
import { confluentFormat } from "./confluent-format.ts";

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

let server: Server;
let url = "";
let requests: { readonly method: string; readonly path: string; readonly auth: string; readonly body: string }[] = [];
let answers = new Map<string, Answer | "hang">();

before(async () => {
  server = createServer(async (request: IncomingMessage, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const { method = "", url: path = "", headers } = request;
    requests.push({ method, path, auth: headers.authorization ?? "", body: Buffer.concat(parts).toString() });
    const answer = answers.get(`${method} ${path}`);
    if (answer === "hang") return;
    response.statusCode = answer === undefined ? 404 : (answer.status ?? 200);
    const body = answer?.body ?? { error_code: 40403, message: "Schema not found" };
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  requests = [];
  answers = new Map();
});

const COLUMNS: readonly { readonly name: string; readonly type: SqlType }[] = [
  { name: "id", type: BIGINT },
  { name: "s", type: STRING },
];

const V1 = { type: "record", name: "R", fields: [{ name: "id", type: "int" }] };
const V2 = {
  type: "record",
  name: "R",
  fields: [
    { name: "s", type: "string" },
    { name: "id", type: "long" },
  ],
};

function schemaAnswer(schema: unknown, more: object = {}): Answer {
  return { body: { schema: JSON.stringify(schema), ...more } };
}

function options(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const own = Object.fromEntries(Object.entries(more).map(([key, value]) => [`avro-confluent.${key}`, value]));
  return { "avro-confluent.url": url, ...own };
}

function decoderOf(more: Readonly<Record<string, string>> = {}, columns = COLUMNS): RecordDecoder {
  const decoder = new RecordDecoder(confluentFormat, {
    table: "t",
    columns,
    readColumns: columns.map((_, i) => i),
    options: options(more),
    zone: zoneFor("UTC"),
  });
  decoder.rows.reset();
  return decoder;
}

/** As the source does: looked through first, then decoded. */
async function decode(decoder: RecordDecoder, hexes: readonly string[], columns = COLUMNS) {
  const records = hexes.map((hex) => Buffer.from(hex.replaceAll(" ", ""), "hex"));
  const needs = decoder.lookAhead!;
  if (records.filter((record) => needs.note(record, 0, record.length)).length > 0) await needs.fetch();
  for (const record of records) decoder.add(record, 0, record.length);
  decoder.flush(Float64Array.from(records, (_, i) => i));
  const { rows } = decoder;
  const vectors = rows.finish();
  const types = columns.map(({ type }) => type);
  const good = Array.from({ length: rows.rowCount }, (_, row) => rowScalars(vectors, types, row).join("|"));
  return [...good, ...rows.bad.map(({ offset, code, message }) => `${offset} ${code} ${message}`)];
}

test("records of several schemas: each id is asked for once", async () => {
  answers.set("GET /schemas/ids/1", schemaAnswer(V1));
  answers.set("GET /schemas/ids/2", schemaAnswer(V2));
  const decoder = decoderOf();
  const records = ["00 00000001 02", "00 00000002 0261 04", "00 00000001 06"];
  assert.deepEqual(await decode(decoder, records), ["1|", "2|a", "3|"]);
  await decode(decoder, records);
  assert.deepEqual(
    requests.map(({ path }) => path),
    ["/schemas/ids/1", "/schemas/ids/2"],
  );
});

test("an id that the registry has not, one that is no Avro, records without an id: bad, the others are read", async () => {
  answers.set("GET /schemas/ids/1", schemaAnswer(V1));
  answers.set("GET /schemas/ids/3", { body: { schema: "syntax = 'proto3'", schemaType: "PROTOBUF" } });
  answers.set("GET /schemas/ids/4", { body: { schema: '{"type":"nothing"}' } });
  answers.set(
    "GET /schemas/ids/5",
    schemaAnswer({ type: "record", name: "R", fields: [{ name: "id", type: "string" }] }),
  );
  const decoder = decoderOf();
  const records = [
    "00 00000001 02",
    "00 00000009 02",
    "00 00000003 02",
    "00 00000004 02",
    "7b7d",
    "",
    "00 00000005 02",
  ];
  const expected = [
    "1|",
    "1 DATA_AVRO_SCHEMA the registry has no schema 9",
    "2 DATA_AVRO_SCHEMA the schema 3 is of the type PROTOBUF, not AVRO",
    '3 DATA_AVRO_SCHEMA the schema 4 cannot be used: the schema names the type "nothing", which is not declared',
    "4 DATA_BAD_AVRO it does not begin with the byte 0 and the id of a schema, but is 2 bytes from 123 on",
    "5 DATA_BAD_AVRO it does not begin with the byte 0 and the id of a schema, but is 0 bytes",
    "6 DATA_AVRO_SCHEMA the schema 5: the field id: string cannot be read as BIGINT",
  ];
  assert.deepEqual(await decode(decoder, records), expected);
  assert.equal(requests.length, 5);
  decoder.rows.reset();
  assert.deepEqual(await decode(decoder, ["00 00000009 02"]), ["0 DATA_AVRO_SCHEMA the registry has no schema 9"]);
  assert.equal(requests.length, 5);
});

test("schemas that refer to others", async () => {
  const part = { type: "record", name: "x.Part", fields: [{ name: "a", type: "string" }] };
  const whole = {
    type: "record",
    name: "R",
    fields: [
      { name: "id", type: "long" },
      { name: "part", type: "x.Part" },
    ],
  };
  answers.set(
    "GET /schemas/ids/7",
    schemaAnswer(whole, { references: [{ name: "x.Part", subject: "a/b", version: 3 }] }),
  );
  answers.set("GET /subjects/a%2Fb/versions/3", schemaAnswer(part));
  assert.deepEqual(await decode(decoderOf(), ["00 00000007 02 0261"]), ["1|"]);
});

test("the table's own schema gives defaults and aliases", async () => {
  answers.set("GET /schemas/ids/1", schemaAnswer(V1));
  const schema = JSON.stringify({
    type: "record",
    name: "R",
    fields: [
      { name: "number", aliases: ["id"], type: "long" },
      { name: "s", type: "string", default: "none" },
    ],
  });
  const columns = [{ name: "number", type: BIGINT }, COLUMNS[1]];
  assert.deepEqual(await decode(decoderOf({ schema }, columns), ["00 00000001 02"], columns), ["1|none"]);
});

async function failureOf(more: Readonly<Record<string, string>>, key = "GET /schemas/ids/1", answer?: Answer | "hang") {
  if (answer !== undefined) answers.set(key, answer);
  try {
    await decode(decoderOf(more), ["00 00000001 02"]);
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

test("no answer, a refusal, a place that is no registry; secrets are never told", async () => {
  const down = await failureOf({ url: "http://127.0.0.1:1" });
  assert.equal(down.code, "CONNECTOR_REGISTRY_UNREACHABLE");
  assert.match(down.message, /asking for the schema 1: no answer from the registry: .*ECONNREFUSED/);
  const slow = await failureOf({ "request.timeout": "50 ms" }, "GET /schemas/ids/1", "hang");
  assert.deepEqual(
    [slow.code, slow.message],
    ["CONNECTOR_REGISTRY_UNREACHABLE", "asking for the schema 1: no answer from the registry: no answer within 50 ms"],
  );
  const busy = await failureOf({}, "GET /schemas/ids/1", { status: 503, body: "later" });
  assert.equal(busy.code, "CONNECTOR_REGISTRY_UNREACHABLE");
  const refused = { status: 401, body: { message: "no: Basic dTpzM2NyZXQ= s3cret" } };
  const user = await failureOf({ "basic-auth.user-info": "u:s3cret" }, "GET /schemas/ids/1", refused);
  assert.deepEqual(
    [user.code, user.message],
    ["CONNECTOR_REGISTRY_AUTHENTICATION", "asking for the schema 1: no: *** ***"],
  );
  assert.equal(requests.at(-1)!.auth, "Basic dTpzM2NyZXQ=");
  const inUrl = await failureOf({ url: url.replace("//", "//me:s3cret@") });
  assert.equal(requests.at(-1)!.auth, `Basic ${Buffer.from("me:s3cret").toString("base64")}`);
  assert.equal(inUrl.location, url);
  await failureOf({ "bearer-auth.token": "t0ken" });
  assert.equal(requests.at(-1)!.auth, "Bearer t0ken");
  const page = await failureOf({}, "GET /schemas/ids/1", { body: "<html>" });
  assert.equal(page.code, "CONNECTOR_REGISTRY_FAILED");
  assert.match(page.hint!, /apis\/ccompat\/v7/);
});

test("closing ends what is under way", async () => {
  answers.set("GET /schemas/ids/1", "hang");
  const decoder = decoderOf();
  const needs = decoder.lookAhead!;
  needs.note(Buffer.from("000000000102", "hex"), 0, 6);
  const fetching = needs.fetch();
  needs.close();
  await assert.rejects(fetching, /asking for the schema 1: no answer from the registry: .*aborted/);
});

test("the next address is tried when the first does not answer", async () => {
  answers.set("GET /schemas/ids/1", schemaAnswer(V1));
  assert.deepEqual(await decode(decoderOf({ url: `http://127.0.0.1:1, ${url}/` }), ["00 00000001 02"]), ["1|"]);
});

function encoderOf(more: Readonly<Record<string, string>> = {}, columns = COLUMNS) {
  return confluentFormat.createEncoder({
    columns,
    options: options(more),
    zone: zoneFor("UTC"),
    place: { topic: "orders", part: "value" },
  });
}

test("written records: the schema is registered as Flink would, its id stands before each", async () => {
  answers.set("POST /subjects/orders-value/versions", { body: { id: 258 } });
  const columns = [{ name: "id", type: notNull(BIGINT) }, COLUMNS[1]];
  const encoder = encoderOf({}, columns);
  await encoder.open!();
  const { schema } = JSON.parse(requests[0].body) as { schema: string };
  assert.deepEqual(JSON.parse(schema), {
    type: "record",
    name: "record",
    namespace: "org.apache.flink.avro.generated",
    fields: [
      { name: "id", type: "long" },
      { name: "s", type: ["null", "string"], default: null },
    ],
  });
  const decoder = decoderOf({}, columns);
  const { rows } = decoder;
  for (const [id, s] of [
    [1, "a"],
    [2, null],
    [3, "c"],
  ] as const) {
    rows.reserveRow();
    rows.set(0, id);
    rows.set(1, s);
    rows.endRow(0);
  }
  const selection = Int32Array.of(0, 1);
  const batch = {
    rowCount: 3,
    columns: rows.finish(),
    kinds: null,
    selection,
    steps: NO_STEPS,
    origin: null,
    arrival: null,
  };
  const out = new ByteWriter();
  const ends: number[] = [];
  encoder.encodeRecords!(batch, out, ends);
  assert.deepEqual(
    [Buffer.from(out.takeCopy()).toString("hex"), ends],
    ["0000000102020202610000000102" + "0400", [9, 16]],
  );
});

test("a schema that does not go with the versions before, and one that does not fit the table", async () => {
  const path = "POST /subjects/orders-value/versions";
  answers.set(path, { status: 409, body: { error_code: 409, message: "READER_FIELD_MISSING_DEFAULT_VALUE" } });
  await assert.rejects(encoderOf().open!(), (error) => {
    assert.ok(error instanceof MillraceError);
    assert.deepEqual(
      [error.code, error.message],
      ["CONNECTOR_REGISTRY_INCOMPATIBLE", "registering the schema of orders-value: READER_FIELD_MISSING_DEFAULT_VALUE"],
    );
    return true;
  });
  assert.throws(
    () => encoderOf({ schema: JSON.stringify(V1) }),
    /does not fit the table: the column id, BIGINT, is no int/,
  );
  assert.throws(
    () => encoderOf({ schema: JSON.stringify({ ...V1, fields: [] }) }),
    /the schema has no field for the column id/,
  );
});

test("options that are wrong", () => {
  const check = (more: Readonly<Record<string, string>>) => confluentFormat.check(COLUMNS, options(more));
  assert.equal(check({}), null);
  assert.match(check({ url: "localhost:8081" })!, /no list of http or https addresses/);
  assert.match(check({ "basic-auth.user-info": "u" })!, /is user:password/);
  assert.match(check({ "basic-auth.user-info": "u:p", "bearer-auth.token": "t" })!, /exclude each other/);
  const says = (source: string) => ({ "basic-auth.credentials-source": source });
  assert.match(check(says("USER_INFO"))!, /USER_INFO needs 'avro-confluent.basic-auth.user-info'/);
  assert.match(check(says("URL"))!, /names no user/);
  assert.match(check({ ...says("URL"), "basic-auth.user-info": "u:p" })!, /exclude each other/);
  assert.equal(check({ ...says("URL"), url: "http://u:p@h:1" }), null);
  assert.match(check({ "bearer-auth.credentials-source": "STATIC_TOKEN" })!, /STATIC_TOKEN needs/);
  assert.match(check({ schema: "{" })!, /is no Avro schema: it is no JSON/);
  assert.equal(check({ schema: ["$", "{FILE:schema.avsc}"].join("") }), null);
});
