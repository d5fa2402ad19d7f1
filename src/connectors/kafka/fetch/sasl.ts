// Logging in: SASL PLAIN (RFC 4616) and SCRAM (RFC 5802, RFC 7677) over SaslHandshake and SaslAuthenticate.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Sasl } from "../connection.ts";
import { WireReader, WireWriter } from "./wire.ts";

const HANDSHAKE = 17;
const AUTHENTICATE = 36;
/** Servers ask for 4096 as a rule; one that asks for more than this keeps us busy. */
const ITERATIONS_MAX = 1_000_000;

const derive = promisify(pbkdf2);

/** The connection, as far as it is needed here. */
interface Requests {
  request(apiKey: number, version: number, body: Buffer, timeoutMs: number): Promise<{ readonly body: Buffer }>;
}

/** @throws Error that names SASL; never with the password in it. */
export async function logIn(connection: Requests, sasl: Sasl, timeoutMs: number): Promise<void> {
  const hello = new WireWriter().string(sasl.mechanism).finish();
  const answer = new WireReader((await connection.request(HANDSHAKE, 1, hello, timeoutMs)).body);
  if (answer.int16() !== 0) {
    const offered = answer.list((r) => r.string()).join(", ");
    throw new Error(`SASL authentication failed: the broker takes ${offered}, not ${sasl.mechanism}`);
  }
  const send = (bytes: Uint8Array) => authenticate(connection, bytes, timeoutMs);
  if (sasl.mechanism === "PLAIN") await send(Buffer.from(`\0${sasl.username}\0${sasl.password}`, "utf8"));
  else await scram(sasl, sasl.mechanism === "SCRAM-SHA-256" ? "sha256" : "sha512", send);
}

async function authenticate(connection: Requests, bytes: Uint8Array, timeoutMs: number): Promise<Buffer> {
  const body = new WireWriter().bytes(bytes).finish();
  const answer = new WireReader((await connection.request(AUTHENTICATE, 1, body, timeoutMs)).body);
  const code = answer.int16();
  const message = answer.string();
  if (code !== 0) throw new Error(`SASL authentication failed: ${message ?? `error ${code}`}`);
  return answer.bytes() ?? Buffer.alloc(0);
}

async function scram(
  sasl: Sasl,
  hash: "sha256" | "sha512",
  send: (bytes: Uint8Array) => Promise<Buffer>,
): Promise<void> {
  const nonce = randomBytes(24).toString("base64url");
  const user = sasl.username.replaceAll("=", "=3D").replaceAll(",", "=2C");
  const clientFirst = `n=${user},r=${nonce}`;
  const serverFirst = (await send(Buffer.from(`n,,${clientFirst}`))).toString("utf8");
  const fields = new Map(serverFirst.split(",").map((part) => [part[0], part.slice(2)]));
  const [serverNonce, salt, iterations] = [fields.get("r"), fields.get("s"), Number(fields.get("i"))];
  if (serverNonce === undefined || salt === undefined || !serverNonce.startsWith(nonce) || serverNonce === nonce) {
    throw new Error("SASL authentication failed: the broker's SCRAM answer is not one to this question");
  }
  if (!(iterations > 0 && iterations <= ITERATIONS_MAX)) {
    throw new Error(`SASL authentication failed: the broker asks for ${fields.get("i")} SCRAM iterations`);
  }
  const length = hash === "sha256" ? 32 : 64;
  const salted = await derive(sasl.password.normalize("NFKC"), Buffer.from(salt, "base64"), iterations, length, hash);
  const hmac = (key: Uint8Array, text: string) => createHmac(hash, key).update(text).digest();
  const clientKey = hmac(salted, "Client Key");
  const storedKey = createHash(hash).update(clientKey).digest();
  const clientFinal = `c=biws,r=${serverNonce}`;
  const message = `${clientFirst},${serverFirst},${clientFinal}`;
  const proof = Buffer.from(hmac(storedKey, message).map((byte, i) => byte ^ clientKey[i]));
  const serverFinal = (await send(Buffer.from(`${clientFinal},p=${proof.toString("base64")}`))).toString("utf8");
  const expected = hmac(hmac(salted, "Server Key"), message);
  const given = Buffer.from(/(?:^|,)v=([^,]*)/.exec(serverFinal)?.[1] ?? "", "base64");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Error("SASL authentication failed: the broker does not know the password itself");
  }
}
