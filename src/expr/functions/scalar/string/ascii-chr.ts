import { INT, STRING } from "../../../../common/types.ts";
import { nullable, scalar } from "../../define.ts";

export const ascii = scalar({
  name: "ASCII",
  category: "string",
  syntax: ["ASCII(text)"],
  signatures: [["TEXT", "->", INT]],
  summary: "The first byte of a text in UTF-8, from -128 to 127; 0 when the text is empty",
  examples: [
    ["ASCII('Hello')", "72"],
    ["ASCII('')", "0"],
  ],
  evaluate: (text: string) => (text === "" ? 0 : (Buffer.from(text.slice(0, 2))[0] << 24) >> 24),
});

export const chr = scalar({
  name: "CHR",
  category: "string",
  syntax: ["CHR(code)"],
  signatures: [["INTEGER", "->", nullable(STRING)]],
  summary: "The Latin-1 character of a code, taken modulo 256; empty for a negative code",
  examples: [
    ["CHR(97)", "a"],
    ["CHR(321)", "A"],
  ],
  evaluate: (code: number | bigint) => (code < 0 ? "" : String.fromCharCode(Number(BigInt(code) & 0xffn))),
});
