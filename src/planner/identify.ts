// Gives every node of a bound job its identity and makes equal subtrees one object.
//
// id = hash of the normal form of the subtree (normal-form.ts), made before any rule runs, so it says what is computed
//   and never where it stands. Subtrees with equal ids become one object and run once, with rules or without.
// Names of columns between the nodes do not count: expressions go by position, a sink has its own names.
// A node that is one object already (a CTE read twice) stays one.
// Not deterministic (RAND, UUID): each occurrence is computed for itself; the second and later ones, in the order in
//   which they are written, get their ordinal in the id, and so does everything above them.
// Scans of one table with different options (hints) are told apart by an ordinal as well; options themselves stay out of
//   the id: a moved directory does not lose the state.

import { isDeterministic } from "./expr-shape.ts";
import type { LogicalNode, LogicalSink } from "./logical.ts";
import { exprsOf, inputsOf, withInputs } from "./logical-tree.ts";
import { hashOf, normalData, normalNode } from "./normal-form.ts";

export function identify(sinks: readonly LogicalSink[]): readonly LogicalSink[] {
  const identities = new Identities();
  return sinks.map((sink) => ({ ...sink, input: identities.identified(sink.input) }));
}

class Identities {
  readonly #done = new Map<LogicalNode, LogicalNode>();
  readonly #nodes = new Map<string, LogicalNode>();
  readonly #ordinals = new Map<string, number>();
  readonly #options = new Map<string, string[]>();

  identified(node: LogicalNode): LogicalNode {
    const done = this.#done.get(node);
    if (done !== undefined) return done;
    const made = this.#interned(node);
    this.#done.set(node, made);
    return made;
  }

  #interned(node: LogicalNode): LogicalNode {
    const inputs = inputsOf(node).map((input) => this.identified(input));
    const id = this.#idOf(node, inputs);
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    const made = { ...withInputs(node, inputs), id };
    this.#nodes.set(id, made);
    return made;
  }

  #idOf(node: LogicalNode, inputs: readonly LogicalNode[]): string {
    const hash = hashOf([normalNode(node), ...inputs.map((input) => input.id ?? "")]);
    const ordinal = node.kind === "scan" ? this.#optionsOrdinal(hash, node.table.options) : 0;
    const id = ordinal === 0 ? hash : `${hash}~${ordinal + 1}`;
    if (exprsOf(node).every(isDeterministic)) return id;
    const seen = this.#ordinals.get(id) ?? 0;
    this.#ordinals.set(id, seen + 1);
    return seen === 0 ? id : `${id}.${seen + 1}`;
  }

  #optionsOrdinal(hash: string, options: Readonly<Record<string, string>>): number {
    const variants = this.#options.get(hash) ?? [];
    this.#options.set(hash, variants);
    const text = JSON.stringify(normalData(options));
    if (!variants.includes(text)) variants.push(text);
    return variants.indexOf(text);
  }
}
