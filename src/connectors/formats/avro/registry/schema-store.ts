// The schemas of records by their ids: what is known, what was noted to be asked for, and asking for it.
//
// A schema never changes, so what was found is kept: as many as the registry has. Ids that it does not have are kept
// too, up to a limit: records of another format would else ask for one each time.
import { MillraceError } from "../../../../common/errors.ts";
import type { AvroType } from "../avro-type.ts";
import { BadSchema, parseSchema } from "../parse-schema.ts";
import type { RegisteredSchema, RegistryClient } from "./registry-client.ts";

const MISSING_MAX = 10_000;
const ASKED_AT_ONCE = 8;
/** Schemas that one refers to, and those they refer to. */
const REFERENCES_MAX = 200;
const REFERENCE_DEPTH_MAX = 20;

export type StoredSchema = { readonly type: AvroType } | { readonly reason: string };

export class SchemaStore {
  readonly #client: RegistryClient;
  readonly #found = new Map<number, StoredSchema>();
  readonly #missing = new Set<number>();
  readonly #wanted = new Set<number>();

  constructor(client: RegistryClient) {
    this.#client = client;
  }

  /** Why there is none is told too. */
  get(id: number): StoredSchema {
    return this.#found.get(id) ?? { reason: `the registry has no schema ${id}` };
  }

  /** True: it is not known and will be asked for. */
  note(id: number): boolean {
    if (this.#found.has(id) || this.#missing.has(id)) return false;
    this.#wanted.add(id);
    return true;
  }

  /** @throws CONNECTOR_REGISTRY_ */
  async fetch(): Promise<void> {
    const ids = [...this.#wanted];
    for (let at = 0; at < ids.length; at += ASKED_AT_ONCE) {
      await Promise.all(ids.slice(at, at + ASKED_AT_ONCE).map((id) => this.#fetchOne(id)));
    }
  }

  close(): void {
    this.#client.close();
  }

  async #fetchOne(id: number): Promise<void> {
    const schema = await this.#client.schemaById(id);
    if (schema === null) {
      this.#missing.add(id);
      for (const oldest of this.#missing) {
        if (this.#missing.size <= MISSING_MAX) break;
        this.#missing.delete(oldest);
      }
    } else this.#found.set(id, await this.#parse(id, schema));
    this.#wanted.delete(id);
  }

  async #parse(id: number, schema: RegisteredSchema): Promise<StoredSchema> {
    if (schema.type !== "AVRO") return { reason: `the schema ${id} is of the type ${schema.type}, not AVRO` };
    try {
      const known = new Map<string, AvroType>();
      await this.#loadReferences(schema, known, new Set(), 0);
      return { type: parseSchema(schema.text, known) };
    } catch (error) {
      if (error instanceof BadSchema) return { reason: `the schema ${id} cannot be used: ${error.message}` };
      // What it refers to is gone, or refused: no record of it can be read, others can.
      const isLasting = error instanceof MillraceError && error.code === "CONNECTOR_REGISTRY_FAILED";
      if (isLasting) return { reason: `the schema ${id} cannot be used: ${error.message}` };
      throw error;
    }
  }

  /** Types of what a schema refers to, those that come first before those that need them. */
  async #loadReferences(
    schema: RegisteredSchema,
    known: Map<string, AvroType>,
    seen: Set<string>,
    depth: number,
  ): Promise<void> {
    if (depth > REFERENCE_DEPTH_MAX) throw new BadSchema("its references are nested too deep");
    for (const reference of schema.references) {
      const key = `${reference.version} ${reference.subject}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > REFERENCES_MAX) throw new BadSchema(`it refers to more than ${REFERENCES_MAX} schemas`);
      const of = await this.#client.schemaOfVersion(reference);
      await this.#loadReferences(of, known, seen, depth + 1);
      parseSchema(of.text, known);
    }
  }
}
