// Digests in lower-case hexadecimal digits, of texts in UTF-8 or of bytes.
import { createHash } from "node:crypto";
import { BIGINT, type SqlType } from "../../../../common/types.ts";
import { DataProblem, type FunctionExample, type ScalarFunction } from "../../../function.ts";
import { scalar } from "../../define.ts";

type TextOrBytes = string | Uint8Array;

export const md5 = digest("MD5", "md5", 128, [
  ["MD5('abc')", "900150983cd24fb0d6963f7d28e17f72"],
  ["MD5('')", "d41d8cd98f00b204e9800998ecf8427e"],
]);
export const sha1 = digest("SHA1", "sha1", 160, [
  ["SHA1('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
  ["SHA1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d"],
]);
export const sha224 = digest("SHA224", "sha224", 224, [
  ["SHA224('abc')", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"],
  ["CHAR_LENGTH(SHA224(''))", "56"],
]);
export const sha256 = digest("SHA256", "sha256", 256, [
  ["SHA256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["CHAR_LENGTH(SHA256(''))", "64"],
]);
export const sha384 = digest("SHA384", "sha384", 384, [
  ["LEFT(SHA384('abc'), 16)", "cb00753f45a35e8b"],
  ["CHAR_LENGTH(SHA384(''))", "96"],
]);
export const sha512 = digest("SHA512", "sha512", 512, [
  ["LEFT(SHA512('abc'), 16)", "ddaf35a193617aba"],
  ["CHAR_LENGTH(SHA512(''))", "128"],
]);

const SHA2_TEXT: SqlType = { kind: "VARCHAR", length: 128, nullable: true };
const SHA2_BITS = new Set([224, 256, 384, 512]);

export const sha2 = scalar({
  name: "SHA2",
  category: "hash",
  syntax: ["SHA2(value, bits)"],
  signatures: [
    ["TEXT", "INTEGER", "->", SHA2_TEXT],
    ["BINARY", "INTEGER", "->", SHA2_TEXT],
  ],
  summary: "The SHA-2 digest of 224, 256, 384 or 512 bits",
  examples: [
    ["SHA2('abc', 224)", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"],
    ["CHAR_LENGTH(SHA2('abc', 512))", "128"],
  ],
  canFail: true,
  evaluate: (value: TextOrBytes, bits: number | bigint) => {
    if (!SHA2_BITS.has(Number(bits))) {
      throw new DataProblem("DATA_BAD_ARGUMENT", `SHA2 knows 224, 256, 384 and 512 bits, not ${bits}`);
    }
    return createHash(`sha${bits}`).update(value).digest("hex");
  },
});

export const crc32 = scalar({
  name: "CRC32",
  category: "hash",
  syntax: ["CRC32(value)"],
  signatures: [
    ["TEXT", "->", BIGINT],
    ["BINARY", "->", BIGINT],
  ],
  summary: "The CRC-32 checksum (that of zlib and Ethernet) as a number from 0 to 4294967295",
  examples: [
    ["CRC32('MySQL')", "3259397556"],
    ["CRC32('')", "0"],
  ],
  // zlib is loaded by the first call, not by every start.
  evaluate: (value: TextOrBytes) => process.getBuiltinModule("node:zlib").crc32(value),
});

function digest(name: string, algorithm: string, bits: number, examples: readonly FunctionExample[]): ScalarFunction {
  const type: SqlType = { kind: "CHAR", length: bits / 4, nullable: true };
  return scalar({
    name,
    category: "hash",
    syntax: [`${name}(value)`],
    signatures: [
      ["TEXT", "->", type],
      ["BINARY", "->", type],
    ],
    summary: `The ${name === "MD5" ? "MD5" : name.replace("SHA", "SHA-")} digest as ${bits / 4} hexadecimal digits`,
    examples,
    evaluate: (value: TextOrBytes) => createHash(algorithm).update(value).digest("hex"),
  });
}
