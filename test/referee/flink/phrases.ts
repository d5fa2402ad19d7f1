// Random SQL text from parts, each chosen from texts.
import fc from "fast-check";

export type Phrase = fc.Arbitrary<string>;

export function oneOf(...texts: readonly string[]): Phrase {
  return fc.constantFrom(...texts);
}

/** A template over phrases: phrase`ABS(${int})`. */
export function phrase(parts: TemplateStringsArray, ...holes: readonly Phrase[]): Phrase {
  return fc.tuple(...holes).map((texts) => parts.reduce((text, part, i) => text + texts[i - 1] + part));
}

/** One to `max` of the texts, each once, as a list. */
export function listOf(max: number, ...texts: readonly string[]): Phrase {
  return fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: max }).map((list) => list.join(", "));
}

/** Names for the columns of a list: the texts must have no comma outside parentheses. */
export function named(list: string, prefix: string): string {
  return splitList(list)
    .map((item, i) => `${item} AS ${prefix}${i}`)
    .join(", ");
}

export function splitList(list: string): readonly string[] {
  const items = [""];
  let depth = 0;
  let isText = false;
  for (const c of list) {
    if (c === "'") isText = !isText;
    if (!isText && "([".includes(c)) depth++;
    if (!isText && ")]".includes(c)) depth--;
    if (c === "," && depth === 0 && !isText) items.push("");
    else items[items.length - 1] += c;
  }
  return items.map((item) => item.trim());
}

/** A query of parts. */
export function query<const P extends Record<string, Phrase>>(
  parts: P,
  join: (chosen: { readonly [K in keyof P]: string }) => string,
): Phrase {
  return fc.record(parts).map((chosen) => join(chosen as { readonly [K in keyof P]: string }));
}
