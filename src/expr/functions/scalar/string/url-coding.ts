// URL_ENCODE and URL_DECODE: application/x-www-form-urlencoded in UTF-8, as java.net.URLEncoder and URLDecoder.
import { STRING } from "../../../../common/types.ts";
import { nullable, scalar } from "../../define.ts";

export const urlEncode = scalar({
  name: "URL_ENCODE",
  category: "string",
  syntax: ["URL_ENCODE(text)"],
  signatures: [["TEXT", "->", nullable(STRING)]],
  summary: "The text as it stands in a URL's query: spaces as +, other special characters as %XX",
  examples: [
    ["URL_ENCODE('a b&c')", "a+b%26c"],
    ["URL_ENCODE('é')", "%C3%A9"],
  ],
  evaluate: (text: string) => {
    let out = "";
    for (const byte of Buffer.from(text)) {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9.*_-]/.test(character)) out += character;
      else out += byte === 0x20 ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }
    return out;
  },
});

export const urlDecode = scalar({
  name: "URL_DECODE",
  category: "string",
  syntax: ["URL_DECODE(text)"],
  signatures: [["TEXT", "->", nullable(STRING)]],
  summary: "The text that URL_ENCODE made this of; NULL when a % is not followed by two hexadecimal digits",
  examples: [
    ["URL_DECODE('a+b%26c%3Dd')", "a b&c=d"],
    ["URL_DECODE('%zz')", null],
  ],
  evaluate: (text: string) => {
    if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null;
    return text
      .replaceAll("+", " ")
      .replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
  },
});
