// RFC 4648 base64. FROM_BASE64 is as strict as Java's basic decoder: no line breaks, no URL alphabet, padding right if
// there is any.
import { STRING } from "../../../../common/types.ts";
import { DataProblem } from "../../../function.ts";
import { scalar } from "../../define.ts";

export const toBase64 = scalar({
  name: "TO_BASE64",
  category: "string",
  syntax: ["TO_BASE64(text)", "TO_BASE64(bytes)"],
  signatures: [
    ["TEXT", "->", STRING],
    ["BINARY", "->", STRING],
  ],
  summary: "The bytes of a text (in UTF-8) or byte string in base64",
  examples: [
    ["TO_BASE64('hello world')", "aGVsbG8gd29ybGQ="],
    ["TO_BASE64(x'ff')", "/w=="],
  ],
  evaluate: (value: string | Uint8Array) => Buffer.from(value as string).toString("base64"),
});

export const fromBase64 = scalar({
  name: "FROM_BASE64",
  category: "string",
  syntax: ["FROM_BASE64(text)"],
  signatures: [["TEXT", "->", STRING]],
  summary: "The text (UTF-8) that is written in base64; an error when it is no base64",
  examples: [
    ["FROM_BASE64('aGVsbG8gd29ybGQ=')", "hello world"],
    ["FROM_BASE64('aGVsbG8')", "hello"],
  ],
  canFail: true,
  evaluate: (text: string) => {
    const match = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text);
    const digits = match?.[1].length ?? 1;
    const padding = match?.[2].length ?? 0;
    if (digits % 4 === 1 || (padding > 0 && (digits + padding) % 4 !== 0)) {
      throw new DataProblem("DATA_BAD_BASE64", `'${text}' is no base64`);
    }
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(text, "base64"));
  },
});
