// PARSE_URL: a part of a URL as java.net.URL cuts it, nothing decoded or normalised. NULL for what is no URL, for parts
// that are not there and for unknown part names.
import { STRING } from "../../../../common/types.ts";
import { nullable, optional, scalar } from "../../define.ts";

const PROTOCOLS = new Set(["http", "https", "ftp", "file", "jar", "mailto", "jrt"]);
const URL_PATTERN = /^\s*([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?\s*$/s;

export const parseUrl = scalar({
  name: "PARSE_URL",
  category: "string",
  syntax: ["PARSE_URL(url, part [, key])"],
  signatures: [["TEXT", "TEXT", optional("TEXT"), "->", nullable(STRING)]],
  summary:
    "A part of a URL: PROTOCOL, HOST, PATH, QUERY, REF, AUTHORITY, FILE or USERINFO, or of its QUERY the value of a key",
  examples: [
    ["PARSE_URL('http://example.com:80/p/a.html?k=v#r', 'HOST')", "example.com"],
    ["PARSE_URL('http://example.com/p?k1=v1&k2=v2', 'QUERY', 'k2')", "v2"],
    ["PARSE_URL('no url', 'HOST')", null],
  ],
  evaluate: (url: string, part: string, key?: string) => {
    const value = partOf(url, part);
    if (key === undefined || value === null) return value;
    if (part !== "QUERY") return null;
    const pair = value.split("&").find((text) => text.startsWith(`${key}=`));
    return pair === undefined ? null : pair.slice(key.length + 1);
  },
});

function partOf(url: string, part: string): string | null {
  const match = URL_PATTERN.exec(url);
  if (match === null || !PROTOCOLS.has(match[1].toLowerCase())) return null;
  const [, protocol, authority = "", path, query = null, ref = null] = match;
  const at = authority.lastIndexOf("@");
  switch (part) {
    case "PROTOCOL":
      return protocol.toLowerCase();
    case "AUTHORITY":
      return authority === "" ? null : authority;
    case "USERINFO":
      return at === -1 ? null : authority.slice(0, at);
    case "HOST":
      return authority.slice(at + 1).replace(/:\d*$/, "");
    case "PATH":
      return path;
    case "QUERY":
      return query;
    case "FILE":
      return query === null ? path : `${path}?${query}`;
    case "REF":
      return ref;
    default:
      return null;
  }
}
