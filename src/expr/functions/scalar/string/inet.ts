import { BIGINT, STRING } from "../../../../common/types.ts";
import { nullable, scalar } from "../../define.ts";

export const inetAton = scalar({
  name: "INET_ATON",
  category: "string",
  syntax: ["INET_ATON(address)"],
  signatures: [["TEXT", "->", nullable(BIGINT)]],
  summary: "The number of an IPv4 address; 127.1 stands for 127.0.0.1; NULL when it is no address",
  examples: [
    ["INET_ATON('127.0.0.1')", "2130706433"],
    ["INET_ATON('256.0.0.1')", null],
  ],
  evaluate: (address: string) => {
    if (!/^\d{1,3}(?:\.\d{1,3}){0,3}$/.test(address)) return null;
    const parts = address.split(".").map(Number);
    if (parts.some((part) => part > 255)) return null;
    const last = parts.pop() ?? 0;
    return parts.reduce((sum, part, i) => sum + part * 256 ** (3 - i), last);
  },
});

export const inetNtoa = scalar({
  name: "INET_NTOA",
  category: "string",
  syntax: ["INET_NTOA(number)"],
  signatures: [["INTEGER", "->", nullable(STRING)]],
  summary: "The IPv4 address of a number; NULL when it is not from 0 to 4294967295",
  examples: [
    ["INET_NTOA(2130706433)", "127.0.0.1"],
    ["INET_NTOA(-1)", null],
  ],
  evaluate: (value: number | bigint) => {
    if (value < 0 || value > 0xffffffff) return null;
    const n = Number(value);
    return [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join(".");
  },
});
