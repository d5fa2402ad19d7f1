import { INT } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";

export const octetLength = scalar({
  name: "OCTET_LENGTH",
  category: "string",
  syntax: ["OCTET_LENGTH(text)", "OCTET_LENGTH(bytes)"],
  signatures: [
    ["TEXT", "->", INT],
    ["BINARY", "->", INT],
  ],
  summary: "The number of bytes, of a text in UTF-8",
  examples: [
    ["OCTET_LENGTH('é')", "2"],
    ["OCTET_LENGTH(x'010203')", "3"],
  ],
  evaluate: (value: string | Uint8Array) => (typeof value === "string" ? Buffer.byteLength(value) : value.length),
});
