// Regular expressions as Java writes them, run by JavaScript's engine. What is spelt otherwise is rewritten: inline flags at the start ((?i)), named groups,
// \Q..\E, \A \z \Z, POSIX classes (\p{Alpha}), \h. Classes such as \w and \d are ASCII, as in Java. What JavaScript cannot do (possessive quantifiers, atomic groups)
// is no pattern here.
const POSIX: Readonly<Record<string, string>> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\x00-\\x7F",
  Alpha: "A-Za-z",
  Digit: "0-9",
  Alnum: "A-Za-z0-9",
  Punct: "!-/:-@\\[-`{-~",
  Graph: "!-~",
  Print: " -~",
  Blank: " \\t",
  Cntrl: "\\x00-\\x1F\\x7F",
  XDigit: "0-9A-Fa-f",
  Space: " \\t\\n\\v\\f\\r",
};

/** Patterns from a column are many: the memo does not grow with them. */
const MEMO_MAX = 100;

/** The compiled pattern with the global flag, or null when it is none. `memo` keeps what was compiled. */
export function javaRegExp(pattern: string, memo: Map<string, unknown>): RegExp | null {
  const known = memo.get(pattern) as RegExp | null | undefined;
  if (known !== undefined) {
    if (known !== null) known.lastIndex = 0;
    return known;
  }
  const compiled = compile(pattern);
  if (memo.size >= MEMO_MAX) memo.clear();
  memo.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): RegExp | null {
  const inline = /^\(\?([imsux]+)\)/.exec(pattern);
  const flags = inline === null ? "" : [...inline[1]].filter((flag) => "ims".includes(flag)).join("");
  const body = rewrite(inline === null ? pattern : pattern.slice(inline[0].length));
  for (const unicode of ["u", ""]) {
    try {
      return new RegExp(body, `g${unicode}${[...new Set(flags)].join("")}`);
    } catch {
      // Java allows escapes that the unicode mode refuses (\-, \'): the second try takes them.
    }
  }
  return null;
}

function rewrite(pattern: string): string {
  let out = "";
  let isInClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === "[") isInClass = true;
    if (c === "]") isInClass = false;
    if (c !== "\\" || i + 1 >= pattern.length) {
      out += c;
      continue;
    }
    const next = pattern[i + 1];
    const posix = /^\\([pP])\{(\w+)\}/.exec(pattern.slice(i));
    if (next === "Q") {
      const end = pattern.indexOf("\\E", i + 2);
      const quoted = pattern.slice(i + 2, end === -1 ? pattern.length : end);
      out += quoted.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
      i = end === -1 ? pattern.length : end + 1;
    } else if (posix !== null && POSIX[posix[2]] !== undefined) {
      const set = POSIX[posix[2]];
      out += isInClass && posix[1] === "p" ? set : `[${posix[1] === "P" ? "^" : ""}${set}]`;
      i += posix[0].length - 1;
    } else {
      out += ANCHORS[next] ?? c + next;
      i++;
    }
  }
  return out;
}

const ANCHORS: Readonly<Record<string, string>> = {
  A: "(?<![\\s\\S])",
  z: "(?![\\s\\S])",
  Z: "(?=\\n?(?![\\s\\S]))",
  h: "[ \\t]",
};
