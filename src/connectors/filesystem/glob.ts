// Shell patterns of paths: * and ? within one name, ** over folders, [a-z] and [!a-z], {a,b}. A backslash takes the next
// character as it is.

export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** The folder part of a pattern that holds no wildcard: where a walk begins. "" for a relative pattern without folder. */
export function globRoot(pattern: string): string {
  const wild = pattern.search(/[*?[{]/);
  return pattern.slice(0, pattern.lastIndexOf("/", wild) + 1);
}

/** Matches whole paths with "/" between names. */
export function globToRegExp(pattern: string): RegExp {
  let source = "";
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === "*" && pattern[i + 1] === "*") {
      const hasSlash = pattern[i + 2] === "/";
      source += hasSlash ? "(?:[^/]+/)*" : ".*";
      i += hasSlash ? 2 : 1;
    } else if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "[") {
      const close = pattern.indexOf("]", i + 2);
      if (close === -1) source += "\\[";
      else {
        const set = pattern
          .slice(i + 1, close)
          .replaceAll("\\", "\\\\")
          .replace(/^!/, "^");
        source += `[${set}]`;
        i = close;
      }
    } else if (c === "{") {
      depth++;
      source += "(?:";
    } else if (c === "}" && depth > 0) {
      depth--;
      source += ")";
    } else if (c === "," && depth > 0) source += "|";
    else if (c === "\\" && i + 1 < pattern.length) source += escaped(pattern[++i]);
    else source += escaped(c);
  }
  return new RegExp(`^${source}${")".repeat(depth)}$`, "u");
}

function escaped(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}
