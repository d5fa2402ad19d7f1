// The catalog of a session: tables and views in order of creation, in memory.
import type { Catalog, CatalogObject } from "./session.ts";

const PREFIX = /^(?:default_catalog\.)?default_database\./i;

export class MemoryCatalog implements Catalog {
  readonly #objects: Map<string, CatalogObject>;

  constructor(objects: Iterable<readonly [string, CatalogObject]> = []) {
    this.#objects = new Map(objects);
  }

  find(name: string): CatalogObject | null {
    const key = this.#keyOf(name);
    return key === null ? null : (this.#objects.get(key) ?? null);
  }

  list(): readonly CatalogObject[] {
    return [...this.#objects.values()];
  }

  /** Adds the object, or replaces the one of exactly its name. */
  put(object: CatalogObject): void {
    this.#objects.set(object.kind === "table" ? object.table.name : object.view.name, object);
  }

  drop(name: string): void {
    const key = this.#keyOf(name);
    if (key !== null) this.#objects.delete(key);
  }

  /** An independent copy, to go back to when a script fails. */
  copy(): MemoryCatalog {
    return new MemoryCatalog(this.#objects);
  }

  #keyOf(name: string): string | null {
    if (this.#objects.has(name)) return name;
    const bare = name.replace(PREFIX, "");
    if (this.#objects.has(bare)) return bare;
    const folded = bare.toLowerCase();
    for (const key of this.#objects.keys()) {
      if (key.toLowerCase() === folded) return key;
    }
    return null;
  }
}
