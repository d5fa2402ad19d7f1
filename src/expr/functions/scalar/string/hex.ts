import { BYTES, STRING } from "../../../../common/types.ts";
import { nullable, scalar } from "../../define.ts";

export const hex = scalar({
  name: "HEX",
  category: "string",
  syntax: ["HEX(integer)", "HEX(text)", "HEX(bytes)"],
  signatures: [
    ["INTEGER", "->", STRING],
    ["TEXT", "->", STRING],
    ["BINARY", "->", STRING],
  ],
  summary: "An integer (as 64 bits when negative) or the bytes of a text in hexadecimal digits",
  examples: [
    ["HEX(255)", "FF"],
    ["HEX('abc')", "616263"],
    ["HEX(-1)", "FFFFFFFFFFFFFFFF"],
  ],
  evaluate: (value: number | bigint | string | Uint8Array) =>
    (typeof value === "number" || typeof value === "bigint"
      ? BigInt.asUintN(64, BigInt(value)).toString(16)
      : Buffer.from(value as string).toString("hex")
    ).toUpperCase(),
});

export const unhex = scalar({
  name: "UNHEX",
  category: "string",
  syntax: ["UNHEX(text)"],
  signatures: [["TEXT", "->", nullable(BYTES)]],
  summary:
    "The bytes that a text of hexadecimal digits stands for; NULL when it has others; of an odd number of digits the first is dropped and a zero byte put in front",
  examples: [
    ["CAST(UNHEX('4D7953514C') AS STRING)", "MySQL"],
    ["UNHEX('zz')", null],
  ],
  evaluate: (text: string) => {
    if (!/^[0-9A-Fa-f]*$/.test(text)) return null;
    return new Uint8Array(Buffer.from(text.length % 2 === 1 ? `00${text.slice(1)}` : text, "hex"));
  },
});

export const bin = scalar({
  name: "BIN",
  category: "arithmetic",
  syntax: ["BIN(integer)"],
  signatures: [["INTEGER", "->", STRING]],
  summary: "An integer in binary digits, as 64 bits when negative",
  examples: [
    ["BIN(4)", "100"],
    ["BIN(12)", "1100"],
  ],
  evaluate: (value: number | bigint) => BigInt.asUintN(64, BigInt(value)).toString(2),
});
