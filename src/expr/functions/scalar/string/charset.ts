// ENCODE and DECODE between text and bytes in one of Java's standard charsets. What a charset has no place for becomes ?
// in bytes and U+FFFD in text. UTF-16 writes a big-endian byte order mark and reads either order, big-endian without a mark.
import { BYTES, type SqlType, STRING } from "../../../../common/types.ts";
import { type ArgumentInfo, DataProblem, type ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";

type Charset = "UTF-8" | "UTF-16" | "UTF-16BE" | "UTF-16LE" | "ISO-8859-1" | "US-ASCII";

const CHARSETS: Readonly<Record<string, Charset>> = {
  "UTF-8": "UTF-8",
  UTF8: "UTF-8",
  "UTF-16": "UTF-16",
  UTF16: "UTF-16",
  "UTF-16BE": "UTF-16BE",
  "UTF-16LE": "UTF-16LE",
  "ISO-8859-1": "ISO-8859-1",
  "ISO8859-1": "ISO-8859-1",
  ISO8859_1: "ISO-8859-1",
  ISO_8859_1: "ISO-8859-1",
  LATIN1: "ISO-8859-1",
  "US-ASCII": "US-ASCII",
  ASCII: "US-ASCII",
};

export const encode = scalar({
  name: "ENCODE",
  category: "string",
  syntax: ["ENCODE(text, charset)"],
  bind: coding("TEXT", BYTES),
  summary: "The bytes of a text in a charset: UTF-8, UTF-16, UTF-16BE, UTF-16LE, ISO-8859-1 or US-ASCII",
  examples: [
    ["HEX(DECODE(ENCODE('é', 'UTF-8'), 'ISO-8859-1'))", "C383C2A9"],
    ["TO_BASE64(ENCODE('aé', 'UTF-16LE'))", "YQDpAA=="],
  ],
  canFail: true,
  evaluate: (text: string, charset: string) => bytesOf(text, charsetOf(charset)),
});

export const decode = scalar({
  name: "DECODE",
  category: "string",
  syntax: ["DECODE(bytes, charset)"],
  bind: coding("BINARY", STRING),
  summary: "The text that bytes are in a charset: UTF-8, UTF-16, UTF-16BE, UTF-16LE, ISO-8859-1 or US-ASCII",
  examples: [
    ["DECODE(x'6162', 'UTF-8')", "ab"],
    ["DECODE(x'e9', 'ISO-8859-1')", "é"],
  ],
  canFail: true,
  evaluate: (bytes: Uint8Array, charset: string) => textOf(bytes, charsetOf(charset)),
});

/** A charset that is a constant is checked when the call is bound. */
function coding(from: "TEXT" | "BINARY", to: SqlType): ScalarFunction["bind"] {
  const byTypes = scalar({
    name: "",
    category: "string",
    summary: "",
    syntax: [],
    examples: [],
    signatures: [[from, "TEXT", "->", to]],
  }).bind;
  return (args: readonly ArgumentInfo[], options) => {
    const charset = args[1]?.constant;
    if (typeof charset === "string" && CHARSETS[charset.toUpperCase()] === undefined) return unknownCharset(charset);
    return byTypes(args, options);
  };
}

function charsetOf(name: string): Charset {
  const charset = CHARSETS[name.toUpperCase()];
  if (charset === undefined) throw new DataProblem("DATA_UNKNOWN_CHARSET", unknownCharset(name));
  return charset;
}

function unknownCharset(name: string): string {
  return `there is no charset '${name}'; the charsets are ${[...new Set(Object.values(CHARSETS))].join(", ")}`;
}

function bytesOf(text: string, charset: Charset): Uint8Array {
  switch (charset) {
    case "UTF-8":
      return new TextEncoder().encode(text);
    case "UTF-16LE":
      return new Uint8Array(Buffer.from(text, "utf16le"));
    case "UTF-16BE":
      return new Uint8Array(Buffer.from(text, "utf16le").swap16());
    case "UTF-16":
      return new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le").swap16());
    case "ISO-8859-1":
    case "US-ASCII": {
      const limit = charset === "US-ASCII" ? 0x7f : 0xff;
      return Uint8Array.from([...text], (character) => {
        const code = character.codePointAt(0) ?? 0;
        return code <= limit ? code : 0x3f;
      });
    }
  }
}

function textOf(bytes: Uint8Array, charset: Charset): string {
  switch (charset) {
    case "UTF-8":
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    case "UTF-16LE":
    case "UTF-16BE":
      return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
    case "UTF-16": {
      const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
      return new TextDecoder(isLittle ? "UTF-16LE" : "UTF-16BE").decode(bytes);
    }
    case "ISO-8859-1":
      return Buffer.from(bytes).toString("latin1");
    case "US-ASCII":
      return Array.from(bytes, (byte) => (byte > 0x7f ? "\ufffd" : String.fromCharCode(byte))).join("");
  }
}
