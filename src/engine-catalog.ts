// The catalog of one session: tables and views by name, in order of creation. Names are matched exactly first, then without
// regard to case; the prefixes default_catalog. and default_database. mean nothing.
import type { Catalog, CatalogObject } from "./planner/session.ts";

const PREFIX = /^(default_catalog\.)?(default_database\.)?/i;

export class MemoryCatalog implements Catalog {
  #objects = new Map<string, CatalogObject>();

  find(name: string): CatalogObject | null {
    const key = this.#keyOf(name);
    return key === null ? null : this.#objects.get(key)!;
  }

  list(): readonly CatalogObject[] {
    return [...this.#objects.values()];
  }

  /** A new object, or another one under the same name, at the old one's place. */
  put(object: CatalogObject): void {
    const name = object.kind === "table" ? object.table.name : object.view.name;
    const key = this.#keyOf(name) ?? name.replace(PREFIX, "");
    this.#objects.set(key, object);
  }

  drop(name: string): void {
    const key = this.#keyOf(name);
    if (key !== null) this.#objects.delete(key);
  }

  /** What restore() brings back. */
  snapshot(): ReadonlyMap<string, CatalogObject> {
    return new Map(this.#objects);
  }

  restore(snapshot: ReadonlyMap<string, CatalogObject>): void {
    this.#objects = new Map(snapshot);
  }

  #keyOf(name: string): string | null {
    const bare = name.replace(PREFIX, "");
    if (this.#objects.has(bare)) return bare;
    const lower = bare.toLowerCase();
    for (const key of this.#objects.keys()) if (key.toLowerCase() === lower) return key;
    return null;
  }
}
