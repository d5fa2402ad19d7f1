// One request to a schema registry over HTTP: JSON there and back, a time-out for the whole, no more than 8 MiB of answer.
import type { IncomingMessage, RequestOptions } from "node:http";
import type { RegistrySettings } from "./registry-options.ts";

const ANSWER_BYTES_MAX = 8 * 1024 * 1024;
const CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

export interface RegistryAnswer {
  readonly status: number;
  /** Undefined: it is no JSON. */
  readonly json: unknown;
}

/** `body`: posted as JSON; null: a GET. @throws Error when no whole answer came */
export function askRegistry(
  base: string,
  path: string,
  body: unknown,
  settings: RegistrySettings,
  signal: AbortSignal,
): Promise<RegistryAnswer> {
  const url = new URL(`${base}${path}`);
  const payload = body === null ? null : Buffer.from(JSON.stringify(body), "utf8");
  const { authorization, tls, timeoutMs } = settings;
  const options: RequestOptions = {
    method: payload === null ? "GET" : "POST",
    agent: false,
    signal,
    headers: {
      accept: `${CONTENT_TYPE}, application/json`,
      ...(authorization === null ? {} : { authorization }),
      ...(payload === null ? {} : { "content-type": CONTENT_TYPE, "content-length": payload.length }),
    },
    ...(url.protocol === "https:" ? tls : {}),
  };
  return new Promise((resolve, reject) => {
    // Loaded here: jobs without a registry do not wait for them.
    const { request: send } = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
    const sent = send(url, options, (answer) => readAnswer(answer).then(resolve, reject));
    // Not the socket's own time-out, which a server that sends a byte now and then never meets.
    const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    sent.once("close", () => clearTimeout(timer));
    sent.once("error", reject);
    sent.end(payload ?? undefined);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<RegistryAnswer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > ANSWER_BYTES_MAX) throw new Error("its answer is longer than 8 MiB");
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: answer.statusCode ?? 0, json };
}
