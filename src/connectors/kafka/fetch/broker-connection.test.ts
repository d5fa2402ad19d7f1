import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { test } from "node:test";
import { connectionOf } from "../connection.ts";
import { BrokerConnection } from "./broker-connection.ts";

const connection = connectionOf({ "properties.bootstrap.servers": "a:1" }, "/");

/** A broker that answers each request by what `answer` makes of its correlation id. */
async function withBroker(
  answer: (id: number, socket: Socket) => void,
  use: (opened: BrokerConnection, server: Server) => Promise<void>,
): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readInt32BE(at))
        answer(bytes.readInt32BE(at + 8), socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const opened = await BrokerConnection.open("127.0.0.1", port, connection);
  try {
    await use(opened, server);
  } finally {
    opened.close();
    server.close();
  }
}

function frame(id: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 4, 0);
  head.writeInt32BE(id, 4);
  return Buffer.concat([head, body]);
}

const ask = (opened: BrokerConnection, timeoutMs = 5000) => opened.request(18, 0, Buffer.alloc(0), timeoutMs);

test("answers that come in pieces, together, large and out of order find who asked", async () => {
  const large = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => i & 255));
  const held: number[] = [];
  await withBroker(
    (id, socket) => {
      if (held.push(id) < 3) return;
      const bytes = Buffer.concat([
        frame(held[2], Buffer.from("c")),
        frame(held[0], large),
        frame(held[1], Buffer.from("b")),
      ]);
      for (const [from, to] of [
        [0, 3],
        [3, 700_000],
        [700_000, bytes.length],
      ])
        socket.write(bytes.subarray(from, to));
    },
    async (opened) => {
      const [a, b, c] = await Promise.all([ask(opened), ask(opened), ask(opened)]);
      assert.equal(a.body.compare(large), 0);
      assert.deepEqual([b.body.toString(), c.body.toString()], ["b", "c"]);
    },
  );
});

test("a length that cannot be, a broker that goes, one that says nothing: who asked is told, and the connection is over", async () => {
  const cases: [(id: number, socket: Socket) => void, RegExp][] = [
    [(_, socket) => socket.write(Buffer.from("HTTP/1.1 400 Bad Request")), /no Kafka broker/],
    [(_, socket) => socket.write(Buffer.from([0, 0, 0, 1, 9])), /no Kafka broker/],
    [(_, socket) => socket.destroy(), /closed by the broker/],
    [() => {}, /timed out: no answer in 200 ms/],
  ];
  for (const [answer, said] of cases) {
    await withBroker(answer, async (opened) => {
      await assert.rejects(ask(opened, 200), said);
      assert.equal(opened.isOpen, false);
      await assert.rejects(ask(opened), said);
    });
  }
});

test("an answer that nobody asked for is passed over", async () => {
  await withBroker(
    (id, socket) => socket.write(Buffer.concat([frame(id + 7, Buffer.from("x")), frame(id, Buffer.from("y"))])),
    async (opened) => assert.equal((await ask(opened)).body.toString(), "y"),
  );
});
