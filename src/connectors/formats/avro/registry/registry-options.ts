// How a schema registry is reached: options of avro-confluent, with Flink's names, as one checked value.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { MillraceError } from "../../../../common/errors.ts";
import type { OptionSpec } from "../../../connector.ts";
import { durationOf, hasSecret } from "../../../option-values.ts";

type Options = Readonly<Record<string, string>>;

export const CONFLUENT = "avro-confluent";

export interface RegistrySettings {
  /** Without user and password, without '/' at the end. */
  readonly urls: readonly string[];
  /** The value of the header, null: none. Must never be printed. */
  readonly authorization: string | null;
  /** Texts that must never be printed. */
  readonly secrets: readonly string[];
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly passphrase?: string };
  readonly timeoutMs: number;
}

export const REGISTRY_OPTIONS: readonly OptionSpec[] = [
  {
    key: "url",
    type: "string",
    isRequired: true,
    summary: "Schema registry, such as http://localhost:8081; several with commas between are tried in order",
  },
  {
    key: "subject",
    type: "string",
    summary: "Subject that the schema of written records is registered under; default <topic>-value and <topic>-key",
  },
  {
    key: "schema",
    type: "string",
    summary:
      "Avro schema (JSON) of the table: written with it, read with its defaults and aliases. Without it, it is derived from the columns",
  },
  {
    key: "basic-auth.credentials-source",
    type: { oneOf: ["USER_INFO", "URL"] },
    summary: "Where user and password stand: in 'basic-auth.user-info', or in the URL",
  },
  { key: "basic-auth.user-info", type: "string", summary: "user:password" },
  {
    key: "bearer-auth.credentials-source",
    type: { oneOf: ["STATIC_TOKEN"] },
    summary: "The token is 'bearer-auth.token'",
  },
  { key: "bearer-auth.token", type: "string", summary: "Token that is sent to the registry" },
  {
    key: "ssl.truststore.location",
    type: "string",
    summary: "PEM file of the certificates that are trusted; without it those of Node.js",
  },
  { key: "ssl.keystore.location", type: "string", summary: "PEM file of the client's certificate chain and key" },
  { key: "ssl.keystore.password", type: "string", summary: "Password of the client's key" },
  {
    key: "request.timeout",
    type: "duration",
    defaultText: "10 s",
    summary: "A registry that has not answered by then is asked again",
  },
];

/** What is wrong with the options, or null; values with ${...} are not known here. */
export function registryProblem(options: Options): string | null {
  const url = options[`${CONFLUENT}.url`];
  if (url !== undefined && !hasSecret(url) && parseUrls(url) === null) {
    return `'${CONFLUENT}.url' is no list of http or https addresses`;
  }
  const user = options[`${CONFLUENT}.basic-auth.user-info`];
  if (user !== undefined && options[`${CONFLUENT}.bearer-auth.token`] !== undefined) {
    return `'${CONFLUENT}.basic-auth.user-info' and '${CONFLUENT}.bearer-auth.token' exclude each other`;
  }
  if (user !== undefined && !hasSecret(user) && !user.includes(":")) {
    return `'${CONFLUENT}.basic-auth.user-info' is user:password`;
  }
  return sourceProblem(options);
}

/** What says where credentials stand must be true. */
function sourceProblem(options: Options): string | null {
  const source = options[`${CONFLUENT}.basic-auth.credentials-source`]?.toUpperCase();
  const hasUser = options[`${CONFLUENT}.basic-auth.user-info`] !== undefined;
  if (source === "USER_INFO" && !hasUser) return `USER_INFO needs '${CONFLUENT}.basic-auth.user-info'`;
  if (source === "URL" && hasUser) return `URL and '${CONFLUENT}.basic-auth.user-info' exclude each other`;
  const url = options[`${CONFLUENT}.url`];
  if (source === "URL" && !hasSecret(url) && userOf(parseUrls(url) ?? []) === undefined) {
    return `'${CONFLUENT}.url' names no user, which 'basic-auth.credentials-source' = 'URL' says`;
  }
  const hasToken = options[`${CONFLUENT}.bearer-auth.token`] !== undefined;
  const saysToken = options[`${CONFLUENT}.bearer-auth.credentials-source`] !== undefined;
  return saysToken && !hasToken ? `STATIC_TOKEN needs '${CONFLUENT}.bearer-auth.token'` : null;
}

/** user:password of the first address that has it. */
function userOf(urls: readonly URL[]): string | undefined {
  const url = urls.find(({ username }) => username !== "");
  return url && `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
}

/** Options with secrets filled in. @throws CONNECTOR_BAD_OPTION */
export function registrySettings(options: Options, workingDirectory: string): RegistrySettings {
  const option = (key: string) => options[`${CONFLUENT}.${key}`];
  const parsed = parseUrls(option("url") ?? "");
  if (parsed === null) throw bad(`'${CONFLUENT}.url' is no list of http or https addresses`);
  const user = option("basic-auth.user-info") ?? userOf(parsed);
  const token = option("bearer-auth.token");
  const urls = parsed.map((url) => {
    url.username = "";
    url.password = "";
    return url.href.replace(/\/+$/, "");
  });
  const secrets = [token, user, user?.slice(user.indexOf(":") + 1), option("ssl.keystore.password")];
  const basic = user === undefined ? null : `Basic ${Buffer.from(user, "utf8").toString("base64")}`;
  return {
    urls,
    authorization: token === undefined ? basic : `Bearer ${token}`,
    secrets: secrets.filter((secret) => secret !== undefined && secret !== "") as readonly string[],
    tls: tlsOf(options, workingDirectory),
    timeoutMs: durationOf(options, `${CONFLUENT}.request.timeout`, 10_000),
  };
}

function parseUrls(text: string): URL[] | null {
  const urls = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => (URL.canParse(part) ? new URL(part) : null));
  const isGood = urls.length > 0 && urls.every((url) => url !== null && /^https?:$/.test(url.protocol));
  return isGood ? (urls as URL[]) : null;
}

function tlsOf(options: Options, workingDirectory: string): RegistrySettings["tls"] {
  const pem = (key: string): string | undefined => {
    const path = options[`${CONFLUENT}.ssl.${key}`];
    if (path === undefined) return undefined;
    try {
      return readFileSync(resolve(workingDirectory, path), "utf8");
    } catch (error) {
      throw bad(`'${CONFLUENT}.ssl.${key}': the file ${path} cannot be read`, error);
    }
  };
  const ca = pem("truststore.location");
  const keystore = pem("keystore.location");
  const passphrase = options[`${CONFLUENT}.ssl.keystore.password`];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(keystore === undefined ? {} : { cert: keystore, key: keystore }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

function bad(message: string, cause?: unknown): MillraceError {
  return new MillraceError("CONNECTOR_BAD_OPTION", message, cause === undefined ? {} : { cause });
}
