// Functions of the cases in this folder.
export const words = {
  kind: "table",
  args: ["STRING"],
  returns: "ROW<word STRING, length INT>",
  *evaluate(text) {
    for (const word of (text ?? "").split(" ")) if (word !== "") yield { word, length: word.length };
  },
};

export const upTo = {
  kind: "table",
  args: ["INT"],
  returns: "INT",
  evaluate: (n) => Array.from({ length: n ?? 0 }, (_, i) => i + 1),
};

export const initials = {
  kind: "scalar",
  args: ["STRING"],
  returns: "STRING",
  evaluate: (text) => text?.split(" ").map((word) => word.slice(0, 1)).join("") ?? null,
};

export const half = {
  kind: "scalar",
  args: ["INT"],
  returns: "INT",
  evaluate(n) {
    if (n % 2 !== 0) throw new RangeError(`${n} is odd`);
    return n / 2;
  },
};

export const longest = {
  kind: "aggregate",
  args: ["STRING"],
  returns: "STRING",
  create: () => ({ seen: {} }),
  add(group, text) {
    group.seen[text] = (group.seen[text] ?? 0) + 1;
  },
  retract(group, text) {
    group.seen[text] -= 1;
    if (group.seen[text] === 0) delete group.seen[text];
  },
  merge(group, other) {
    for (const [text, count] of Object.entries(other.seen)) group.seen[text] = (group.seen[text] ?? 0) + count;
  },
  result: (group) => Object.keys(group.seen).sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0] ?? null,
};

const later = (ms, answer) => new Promise((resolve) => setTimeout(() => resolve(answer), ms));

// The first rows wait longest.
export const fetchName = {
  kind: "async",
  args: ["INT"],
  returns: "STRING",
  evaluate: (id) => later(20 - Math.min(id ?? 0, 10), id === null ? null : `name of ${id}`),
};

export const fetchHalf = {
  kind: "async",
  args: ["INT"],
  returns: "INT",
  concurrency: 2,
  async evaluate(n) {
    await later(1);
    if (n % 2 !== 0) throw new RangeError(`${n} is odd`);
    return n / 2;
  },
};

export const fetchNever = { kind: "async", args: ["INT"], returns: "INT", timeoutMs: 20, evaluate: (n) => later(n === 5 ? 300 : 0, n) };
