// A client of Flink's SQL Gateway (REST, v3): sessions, statements, and the change rows of a bounded SELECT.
//
// A statement is always accepted with 200; what is wrong with it comes with its result, as a Java stack trace. Pages are
// followed by nextResultUri until EOS. Numbers keep the digits they were written with: a BIGINT is no double.

export interface FlinkColumn {
  readonly name: string;
  readonly logicalType: { readonly type: string };
}

export interface FlinkChange {
  readonly kind: "INSERT" | "UPDATE_BEFORE" | "UPDATE_AFTER" | "DELETE";
  /** Numbers as texts. */
  readonly fields: readonly unknown[];
}

export type FlinkAnswer =
  | { readonly kind: "rows"; readonly columns: readonly FlinkColumn[]; readonly changes: readonly FlinkChange[] }
  | { readonly kind: "refused"; readonly message: string }
  /** The cluster is at fault, not the statement. */
  | { readonly kind: "lost"; readonly message: string };

interface Page {
  readonly resultType: "NOT_READY" | "PAYLOAD" | "EOS";
  readonly results?: { readonly columns: readonly FlinkColumn[]; readonly data: readonly FlinkChange[] };
  readonly nextResultUri?: string;
}

const ANSWER_MS_MAX = 120_000;
const POLL_MS_MIN = 20;
const POLL_MS_MAX = 200;

/** What the cluster says when a TaskManager has died, or none has a slot free. */
const LOST =
  /NoResourceAvailable|TaskManager with id|is no longer reachable|Connection refused|Connection unexpectedly closed|heartbeat|OutOfMemoryError|Metaspace|Failed to wait job initialization|Ask timed out/i;

class GatewayFailure extends Error {}

export class FlinkSession {
  readonly #url: string;
  readonly #handle: string;

  private constructor(url: string, handle: string) {
    this.#url = url;
    this.#handle = handle;
  }

  static async open(url: string, properties: Readonly<Record<string, string>>): Promise<FlinkSession> {
    const { sessionHandle } = await request<{ sessionHandle: string }>(url, "POST", "/v3/sessions", { properties });
    return new FlinkSession(url, sessionHandle);
  }

  /** CREATE and SET statements. */
  async configure(statement: string): Promise<void> {
    await request(this.#url, "POST", `/v3/sessions/${this.#handle}/configure-session`, { statement });
  }

  async close(): Promise<void> {
    await request(this.#url, "DELETE", `/v3/sessions/${this.#handle}`);
  }

  async query(statement: string): Promise<FlinkAnswer> {
    try {
      return await this.#query(statement);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const isLost = !(error instanceof GatewayFailure) || LOST.test(message);
      return { kind: isLost ? "lost" : "refused", message };
    }
  }

  async #query(statement: string): Promise<FlinkAnswer> {
    const path = `/v3/sessions/${this.#handle}`;
    const { operationHandle } = await request<{ operationHandle: string }>(this.#url, "POST", `${path}/statements`, {
      statement,
    });
    const operation = `${path}/operations/${operationHandle}`;
    try {
      return await this.#pages(`${operation}/result/0?rowFormat=JSON`);
    } finally {
      await request(this.#url, "DELETE", `${operation}/close`).catch(() => undefined);
    }
  }

  async #pages(first: string): Promise<FlinkAnswer> {
    const changes: FlinkChange[] = [];
    let columns: readonly FlinkColumn[] = [];
    const deadline = performance.now() + ANSWER_MS_MAX;
    let pauseMs = POLL_MS_MIN;
    for (let uri = first; performance.now() < deadline; ) {
      const page = await request<Page>(this.#url, "GET", uri);
      if (page.results !== undefined) columns = page.results.columns;
      changes.push(...(page.results?.data ?? []));
      if (page.resultType === "EOS" || (page.resultType === "PAYLOAD" && page.nextResultUri === undefined))
        return { kind: "rows", columns, changes };
      if ((page.results?.data.length ?? 0) > 0) pauseMs = POLL_MS_MIN;
      else await new Promise((resume) => setTimeout(resume, pauseMs));
      pauseMs = Math.min(pauseMs * 1.3, POLL_MS_MAX);
      uri = page.nextResultUri ?? uri;
    }
    return { kind: "lost", message: `no answer within ${ANSWER_MS_MAX / 1000} s` };
  }
}

async function request<T>(base: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(base + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const text = await response.text();
  if (!response.ok) throw new GatewayFailure(causeOf(text));
  return JSON.parse(text, keepDigits as (this: unknown, key: string, value: unknown) => unknown) as T;
}

function keepDigits(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === "number" ? (context.source ?? String(value)) : value;
}

/** The innermost causes of a Java stack trace, shortened. */
function causeOf(body: string): string {
  const { errors = [body] } = JSON.parse(body.startsWith("{") ? body : "{}") as { errors?: string[] };
  const lines = errors.join("\n").split("\n");
  const causes = lines.filter((line) => line.startsWith("Caused by:"));
  const told = causes.length > 0 ? causes.slice(-3) : lines.slice(0, 3);
  return told
    .join(" ")
    .replaceAll(/Caused by: |\b[a-z]+(?:\.[a-z0-9]+)+\.(?=[A-Z])/g, "")
    .slice(0, 600);
}
