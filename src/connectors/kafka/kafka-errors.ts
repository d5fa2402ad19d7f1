// Errors of brokers and client libraries as MillraceErrors. Texts of libraries may quote what they were given, so
// passwords are taken out of every message.
import { MillraceError } from "../../common/errors.ts";
import type { KafkaConnection } from "./connection.ts";

/** Protocol error names, as every client library writes them. */
const BY_TYPE: Readonly<Record<string, { readonly code: string; readonly hint: string }>> = {
  UNKNOWN_TOPIC_OR_PARTITION: {
    code: "CONNECTOR_KAFKA_UNKNOWN_TOPIC",
    hint: "Create the topic first: Millrace makes none. Is it spelled as in the cluster?",
  },
  INVALID_TOPIC_EXCEPTION: { code: "CONNECTOR_KAFKA_UNKNOWN_TOPIC", hint: "Letters, digits, '.', '_' and '-' only." },
  TOPIC_AUTHORIZATION_FAILED: {
    code: "CONNECTOR_KAFKA_NOT_AUTHORIZED",
    hint: "The user needs READ and DESCRIBE on topics that are read, WRITE on those that are written.",
  },
  GROUP_AUTHORIZATION_FAILED: {
    code: "CONNECTOR_KAFKA_NOT_AUTHORIZED",
    hint: "The user needs READ on the group of 'properties.group.id'.",
  },
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: {
    code: "CONNECTOR_KAFKA_NOT_AUTHORIZED",
    hint: "The user needs WRITE and DESCRIBE on the transactional id: 'sink.transactional-id-prefix'.",
  },
  CLUSTER_AUTHORIZATION_FAILED: {
    code: "CONNECTOR_KAFKA_NOT_AUTHORIZED",
    hint: "The user may not do this on the cluster.",
  },
  SASL_AUTHENTICATION_FAILED: {
    code: "CONNECTOR_KAFKA_AUTHENTICATION",
    hint: "Look at 'properties.sasl.mechanism' and the user and password of 'properties.sasl.jaas.config'.",
  },
  UNSUPPORTED_SASL_MECHANISM: {
    code: "CONNECTOR_KAFKA_AUTHENTICATION",
    hint: "The broker does not take this 'properties.sasl.mechanism'.",
  },
  MESSAGE_TOO_LARGE: {
    code: "CONNECTOR_KAFKA_TOO_LARGE",
    hint: "A record is larger than the topic's max.message.bytes: raise it there, or write smaller records.",
  },
  RECORD_LIST_TOO_LARGE: {
    code: "CONNECTOR_KAFKA_TOO_LARGE",
    hint: "A batch is larger than the broker takes: raise the topic's segment.bytes or max.message.bytes.",
  },
  INVALID_TIMESTAMP: {
    code: "CONNECTOR_KAFKA_BAD_TIMESTAMP",
    hint: "Brokers refuse records from more than an hour ahead: see the topic's message.timestamp.after.max.ms.",
  },
  PRODUCER_FENCED: {
    code: "CONNECTOR_KAFKA_FENCED",
    hint: "Another run of this job took over its transactional id. Stop one of the two.",
  },
  INVALID_PRODUCER_EPOCH: {
    code: "CONNECTOR_KAFKA_FENCED",
    hint: "Another run of this job took over its transactional id, or the transaction timed out.",
  },
};

const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|[Cc]onnection (?:timeout|error|closed|timed out)|[Cc]losed connection|[Ff]ailed to connect/;
const TLS = /certificate|CERT_|TLS|SSL|wrong version number|altname/i;

/** What went wrong while doing `what` ("reading the offsets of orders"). */
export function kafkaError(error: unknown, what: string, connection: KafkaConnection): MillraceError {
  if (error instanceof MillraceError) return error;
  const { type, text } = describeError(error);
  const message = withoutSecrets(text, connection);
  const known = type === null ? undefined : BY_TYPE[type];
  if (known !== undefined) return new MillraceError(known.code, `${what}: ${message}`, { hint: known.hint });
  if (/authenticat|SASL/i.test(message)) {
    const { code, hint } = BY_TYPE["SASL_AUTHENTICATION_FAILED"];
    return new MillraceError(code, `${what}: ${message}`, { hint });
  }
  if (TLS.test(message)) {
    return new MillraceError("CONNECTOR_KAFKA_TLS", `${what}: ${message}`, {
      hint: "Look at 'properties.security.protocol' and 'properties.ssl.truststore.location' (a PEM file).",
    });
  }
  if (UNREACHABLE.test(message)) return unreachable(what, message, connection);
  return new MillraceError("CONNECTOR_KAFKA_FAILED", `${what}: ${message}`);
}

export function unreachable(what: string, reason: string, { brokers }: KafkaConnection): MillraceError {
  return new MillraceError("CONNECTOR_KAFKA_UNREACHABLE", `${what}: no answer from Kafka: ${reason}`, {
    location: brokers.map(({ host, port }) => `${host}:${port}`).join(","),
    hint: "Is the broker up, and is 'properties.bootstrap.servers' right? A broker must also announce an address that is reachable from here (advertised.listeners).",
  });
}

/** The error that says most: libraries wrap what the broker answered. */
function describeError(error: unknown): { readonly type: string | null; readonly text: string } {
  let text = "";
  let type: string | null = null;
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  while (queue.length > 0 && seen.size < 32) {
    const at = queue.shift();
    if (!(at instanceof Error) || seen.has(at)) continue;
    seen.add(at);
    const fields = at as Error & {
      type?: unknown;
      apiId?: unknown;
      code?: unknown;
      errors?: unknown;
      originalError?: unknown;
    };
    if (text === "" || at.message.length > 0) text = at.message;
    for (const name of [fields.apiId, fields.type]) if (typeof name === "string" && name in BY_TYPE) type ??= name;
    if (Array.isArray(fields.errors)) queue.push(...(fields.errors as unknown[]));
    queue.push(at.cause, fields.originalError);
  }
  return { type, text: text === "" ? String(error) : text };
}

/** Passwords never reach a message. */
export function withoutSecrets(text: string, { sasl }: KafkaConnection): string {
  return sasl === null || sasl.password === "" ? text : text.replaceAll(sasl.password, "***");
}
