import type { SqlType } from "../../../../common/types.ts";
import { scalar } from "../../define.ts";

const UUID_TEXT: SqlType = { kind: "CHAR", length: 36, nullable: false };

export const uuid = scalar({
  name: "UUID",
  category: "string",
  syntax: ["UUID()"],
  signatures: [["->", UUID_TEXT]],
  summary: "A random UUID (version 4), another at every call; replayed batches get the same ones again",
  examples: [
    ["CHAR_LENGTH(UUID())", "36"],
    ["SUBSTRING(UUID(), 15, 1)", "4"],
  ],
  volatility: "volatile",
  evaluateCall: (_args, _call, context) => {
    const bytes = Uint8Array.from({ length: 16 }, () => Math.floor(context.random() * 256));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return Buffer.from(bytes)
      .toString("hex")
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  },
});
