// The part of Confluent's Schema Registry API that records need: schemas by id, with those they refer to, and the registration
// of a schema under a subject. Apicurio, Karapace and Redpanda speak it too.
//
// Several addresses are tried in order. What asking again may mend (no answer, 5xx, 429) is CONNECTOR_REGISTRY_UNREACHABLE.
import { MillraceError } from "../../../../common/errors.ts";
import type { RegistrySettings } from "./registry-options.ts";
import { askRegistry, type RegistryAnswer } from "./registry-request.ts";

const MESSAGE_LENGTH_MAX = 500;

export interface SchemaReference {
  readonly subject: string;
  readonly version: number;
}

export interface RegisteredSchema {
  readonly text: string;
  /** AVRO, JSON, PROTOBUF. */
  readonly type: string;
  readonly references: readonly SchemaReference[];
}

export class RegistryClient {
  readonly #settings: RegistrySettings;
  readonly #closing = new AbortController();

  constructor(settings: RegistrySettings) {
    this.#settings = settings;
  }

  /** Ends what is under way, which fails. */
  close(): void {
    this.#closing.abort();
  }

  /** Null: there is none with this id. @throws CONNECTOR_REGISTRY_ */
  async schemaById(id: number): Promise<RegisteredSchema | null> {
    const what = `asking for the schema ${id}`;
    const answer = await this.#ask(what, `/schemas/ids/${id}`, null);
    if (answer.status === 404) return null;
    return this.#schemaOf(answer, what);
  }

  /** @throws CONNECTOR_REGISTRY_ */
  async schemaOfVersion({ subject, version }: SchemaReference): Promise<RegisteredSchema> {
    const what = `asking for version ${version} of ${subject}`;
    const answer = await this.#ask(what, `/subjects/${encodeURIComponent(subject)}/versions/${version}`, null);
    return this.#schemaOf(answer, what);
  }

  /** The schema's id, whether it is new or not. @throws CONNECTOR_REGISTRY_ */
  async register(subject: string, schema: string): Promise<number> {
    const what = `registering the schema of ${subject}`;
    const answer = await this.#ask(what, `/subjects/${encodeURIComponent(subject)}/versions`, { schema });
    if (answer.status === 409) {
      throw new MillraceError("CONNECTOR_REGISTRY_INCOMPATIBLE", `${what}: ${this.#messageOf(answer)}`, {
        location: this.#where,
        hint: "The columns do not fit the versions before: make new columns nullable, keep types, or change the subject's compatibility. 'avro-confluent.schema' gives the schema itself.",
      });
    }
    const id = fieldOf(answer.json, "id");
    if (answer.status !== 200 || typeof id !== "number" || !Number.isInteger(id)) throw this.#failed(answer, what);
    return id;
  }

  get #where(): string {
    return this.#settings.urls.join(",");
  }

  #schemaOf(answer: RegistryAnswer, what: string): RegisteredSchema {
    const text = fieldOf(answer.json, "schema");
    if (answer.status !== 200 || typeof text !== "string") throw this.#failed(answer, what);
    const type = fieldOf(answer.json, "schemaType");
    const references = fieldOf(answer.json, "references");
    const given: readonly unknown[] = Array.isArray(references) ? references : [];
    return {
      text,
      type: typeof type === "string" ? type : "AVRO",
      references: given.map((reference) => ({
        subject: String(fieldOf(reference, "subject")),
        version: Number(fieldOf(reference, "version")),
      })),
    };
  }

  /** From the first address that answers. */
  async #ask(what: string, path: string, body: unknown): Promise<RegistryAnswer> {
    let reason = "no address is given";
    for (const url of this.#settings.urls) {
      try {
        const answer = await askRegistry(url, path, body, this.#settings, this.#closing.signal);
        if (answer.status === 401 || answer.status === 403) throw this.#notAllowed(answer, what);
        if (answer.status < 500 && answer.status !== 429) return answer;
        reason = `status ${answer.status}: ${this.#messageOf(answer)}`;
      } catch (error) {
        if (error instanceof MillraceError) throw error;
        reason = reasonOf(error);
      }
    }
    throw new MillraceError(
      "CONNECTOR_REGISTRY_UNREACHABLE",
      `${what}: no answer from the registry: ${this.#clean(reason)}`,
      {
        location: this.#where,
        hint: "Is the registry up, and is 'avro-confluent.url' right?",
      },
    );
  }

  #notAllowed(answer: RegistryAnswer, what: string): MillraceError {
    return new MillraceError("CONNECTOR_REGISTRY_AUTHENTICATION", `${what}: ${this.#messageOf(answer)}`, {
      location: this.#where,
      hint: "Look at 'avro-confluent.basic-auth.user-info' or 'avro-confluent.bearer-auth.token', and at what the user may do.",
    });
  }

  #failed(answer: RegistryAnswer, what: string): MillraceError {
    const isSpoken = answer.json !== undefined;
    return new MillraceError("CONNECTOR_REGISTRY_FAILED", `${what}: ${this.#messageOf(answer)}`, {
      location: this.#where,
      hint: isSpoken
        ? "This is what the registry answered."
        : "'avro-confluent.url' must lead to the API that Confluent's registry has: of Apicurio it is .../apis/ccompat/v7.",
    });
  }

  #messageOf({ status, json }: RegistryAnswer): string {
    const message = fieldOf(json, "message");
    const text = typeof message === "string" ? message : `the registry answered with status ${status}`;
    return this.#clean(text);
  }

  /** Without secrets, and of a length to be read. */
  #clean(text: string): string {
    const { secrets, authorization } = this.#settings;
    let clean = text;
    for (const secret of [...secrets, ...(authorization === null ? [] : [authorization])]) {
      clean = clean.replaceAll(secret, "***");
    }
    return clean.length > MESSAGE_LENGTH_MAX ? `${clean.slice(0, MESSAGE_LENGTH_MAX)}...` : clean;
  }
}

function fieldOf(json: unknown, name: string): unknown {
  return typeof json === "object" && json !== null && Object.hasOwn(json, name)
    ? (json as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** What a socket says: of several addresses of a name that were tried, the first. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
