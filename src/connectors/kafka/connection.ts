// How to reach a cluster: 'properties.*' of a table as one checked value. The names are those of Kafka's Java client, so that
// what works there works here; PEM files stand in for Java's key stores.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ConnectionOptions } from "node:tls";
import { MillraceError } from "../../common/errors.ts";
import { badOption, type OptionProblem } from "../check-options.ts";
import type { OptionSpec } from "../connector.ts";
import { hasSecret } from "../option-values.ts";

export type SaslMechanism = "PLAIN" | "SCRAM-SHA-256" | "SCRAM-SHA-512";

export interface Sasl {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  /** Must never be printed. */
  readonly password: string;
}

/** The library that asks for metadata and offsets, and writes. Records are fetched without either of them. */
export type ClientName = (typeof CLIENTS)[number];

export interface KafkaConnection {
  readonly client: ClientName;
  readonly brokers: readonly { readonly host: string; readonly port: number }[];
  readonly clientId: string;
  readonly tls: ConnectionOptions | null;
  readonly sasl: Sasl | null;
  readonly requestTimeoutMs: number;
  readonly isolation: "read_committed" | "read_uncommitted";
}

type Options = Readonly<Record<string, string>>;

const CLIENTS = ["kafkajs", "platformatic"] as const;
const PROTOCOLS = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] as const;
const MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

export const CONNECTION_OPTIONS: readonly OptionSpec[] = [
  {
    key: "properties.bootstrap.servers",
    type: "string",
    isRequired: true,
    summary: "Brokers to ask first, host:port with commas between",
  },
  {
    key: "client",
    type: { oneOf: CLIENTS },
    defaultText: "kafkajs",
    summary: "Library for metadata, groups and writing; platformatic needs `npm i @platformatic/kafka`",
  },
  { key: "properties.client.id", type: "string", defaultText: "millrace", summary: "Name in the brokers' logs" },
  {
    key: "properties.security.protocol",
    type: { oneOf: PROTOCOLS },
    defaultText: "PLAINTEXT",
    summary: "Whether the connection is encrypted, and whether the user logs in",
  },
  { key: "properties.sasl.mechanism", type: { oneOf: MECHANISMS }, summary: "How the user logs in" },
  {
    key: "properties.sasl.jaas.config",
    type: "string",
    summary:
      'User and password as the Java client writes them: org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p"; take the password from the environment or a file, see secrets',
  },
  {
    key: "properties.ssl.truststore.location",
    type: "string",
    summary: "PEM file of the certificates that are trusted; without it those of Node.js",
  },
  { key: "properties.ssl.truststore.certificates", type: "string", summary: "The same as text" },
  {
    key: "properties.ssl.truststore.type",
    type: { oneOf: ["PEM"] },
    defaultText: "PEM",
    summary: "PEM is the only kind that is read: convert a JKS store with keytool",
  },
  {
    key: "properties.ssl.keystore.location",
    type: "string",
    summary: "PEM file of the client's certificate chain and key",
  },
  {
    key: "properties.ssl.keystore.type",
    type: { oneOf: ["PEM"] },
    defaultText: "PEM",
    summary: "As for the trust store",
  },
  { key: "properties.ssl.keystore.certificate.chain", type: "string", summary: "The client's certificates as text" },
  { key: "properties.ssl.keystore.key", type: "string", summary: "The client's key as text" },
  { key: "properties.ssl.key.password", type: "string", summary: "Password of the client's key" },
  {
    key: "properties.ssl.endpoint.identification.algorithm",
    type: { oneOf: ["https", ""] },
    defaultText: "https",
    summary: "Empty: the name in the broker's certificate is not compared with its address",
  },
  {
    key: "properties.request.timeout.ms",
    type: "int",
    isPositive: true,
    defaultText: "30000",
    summary: "A broker that has not answered by then is asked again",
  },
  {
    key: "properties.isolation.level",
    type: { oneOf: ["read_committed", "read_uncommitted"] },
    defaultText: "read_committed",
    summary: "Whether records of open and aborted transactions are read. The default is not that of the Java client",
  },
];

/** Rules over several options; values with ${...} are not known here. */
export function connectionProblems(options: Options): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const servers = options["properties.bootstrap.servers"];
  if (!hasSecret(servers) && parseBrokers(servers) === null) {
    const hint = "host:port with commas between, such as 'localhost:9092'.";
    problems.push(badOption("properties.bootstrap.servers", `'${servers}' is no list of brokers`, hint));
  }
  const protocol = protocolOf(options);
  const jaas = options["properties.sasl.jaas.config"];
  if (protocol.startsWith("SASL_")) {
    if (options["properties.sasl.mechanism"] === undefined) {
      const hint = `Add 'properties.sasl.mechanism' = '${MECHANISMS[0]}' (or ${MECHANISMS.slice(1).join(", ")}).`;
      problems.push(badOption("properties.security.protocol", `${protocol} needs a SASL mechanism`, hint));
    }
    if (jaas === undefined || (!hasSecret(jaas) && parseJaas(jaas) === null)) {
      const hint = `'properties.sasl.jaas.config' = '... required username="..." password="\${ENV:...}";'`;
      problems.push(badOption("properties.sasl.jaas.config", "it must name user and password", hint));
    }
  } else if (jaas !== undefined || options["properties.sasl.mechanism"] !== undefined) {
    const hint = "Set 'properties.security.protocol' = 'SASL_SSL' (or SASL_PLAINTEXT).";
    problems.push(badOption("properties.security.protocol", `with ${protocol} nobody logs in`, hint));
  }
  return problems;
}

/** `options`: checked, secrets filled in. @throws CONNECTOR_BAD_OPTION */
export function connectionOf(options: Options, workingDirectory: string): KafkaConnection {
  const brokers = parseBrokers(options["properties.bootstrap.servers"]);
  if (brokers === null) throw bad("'properties.bootstrap.servers' is no list of host:port");
  const protocol = protocolOf(options);
  return {
    client: options["client"]?.toLowerCase() === "platformatic" ? "platformatic" : "kafkajs",
    brokers,
    clientId: options["properties.client.id"] ?? "millrace",
    tls: protocol.endsWith("SSL") ? tlsOf(options, workingDirectory) : null,
    sasl: protocol.startsWith("SASL_") ? saslOf(options) : null,
    requestTimeoutMs: Number(options["properties.request.timeout.ms"] ?? 30_000),
    isolation:
      options["properties.isolation.level"]?.toLowerCase() === "read_uncommitted"
        ? "read_uncommitted"
        : "read_committed",
  };
}

function protocolOf(options: Options): string {
  return (options["properties.security.protocol"] ?? "PLAINTEXT").toUpperCase();
}

function parseBrokers(text: string): { host: string; port: number }[] | null {
  const brokers: { host: string; port: number }[] = [];
  for (const part of text.split(",").map((entry) => entry.trim())) {
    const match = /^(?:[A-Za-z_]+:\/\/)?(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(part);
    const port = Number(match?.[3]);
    if (match === null || port < 1 || port > 65535) return null;
    brokers.push({ host: match[1] ?? match[2], port });
  }
  return brokers;
}

function saslOf(options: Options): Sasl {
  const login = parseJaas(options["properties.sasl.jaas.config"]);
  if (login === null) throw bad("'properties.sasl.jaas.config' does not name user and password");
  return { mechanism: options["properties.sasl.mechanism"].toUpperCase() as SaslMechanism, ...login };
}

function parseJaas(text: string): { username: string; password: string } | null {
  const value = (name: string) => {
    const match = new RegExp(`\\b${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'((?:[^'\\\\]|\\\\.)*)'|([^\\s;]+))`).exec(
      text,
    );
    return match === null ? null : (match[1] ?? match[2] ?? match[3]).replaceAll(/\\(.)/g, "$1");
  };
  const username = value("username");
  const password = value("password");
  return username === null || password === null ? null : { username, password };
}

function tlsOf(options: Options, workingDirectory: string): ConnectionOptions {
  const text = (key: string, path?: string): string | undefined => {
    const given = options[`properties.ssl.${key}`];
    const file = path === undefined ? undefined : options[`properties.ssl.${path}`];
    return given ?? (file === undefined ? undefined : readPem(file, workingDirectory, `properties.ssl.${path}`));
  };
  const ca = text("truststore.certificates", "truststore.location");
  const cert = text("keystore.certificate.chain", "keystore.location");
  const key = text("keystore.key", "keystore.location");
  const passphrase = options["properties.ssl.key.password"];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(options["properties.ssl.endpoint.identification.algorithm"] === ""
      ? { checkServerIdentity: () => undefined }
      : {}),
  };
}

function readPem(path: string, workingDirectory: string, key: string): string {
  try {
    return readFileSync(resolve(workingDirectory, path), "utf8");
  } catch (error) {
    throw bad(`'${key}': the file ${path} cannot be read`, error);
  }
}

function bad(message: string, cause?: unknown): MillraceError {
  return new MillraceError("CONNECTOR_BAD_OPTION", message, cause === undefined ? {} : { cause });
}
