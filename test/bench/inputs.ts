// Inputs of the benchmark, made once by seed into .cache/bench: Nexmark bids as JSON lines (254 bytes each), sensor readings as
// CSV (31 bytes each), keyed events as CSV (34 bytes each). Event time ascends with a little disorder, as a real log does.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const CACHE = fileURLToPath(new URL("../../.cache/bench", import.meta.url));

const BUFFER_BYTES = 1 << 20;

/** A small seeded generator (mulberry32): the same file on every machine. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function writeLines(path: string, count: number, line: (index: number) => string): string {
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const file = openSync(`${path}.part`, "w");
  let text = "";
  for (let i = 0; i < count; i++) {
    text += line(i);
    if (text.length >= BUFFER_BYTES) {
      writeSync(file, text);
      text = "";
    }
  }
  writeSync(file, text);
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}

const START_MS = Date.UTC(2024, 0, 1);

function timeText(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

const EXTRA =
  "zenbhoutmohyhjhxlvytcagsiksdfnhqpwdpwspgyhiwayrvscezpywaoxefidgwgksarfblhelpjcmiingygzdfspmtortsstnyrjzryfjahywcqbxybcxqhxzxgcxdvhrv";
const CHANNELS = ["Google", "Facebook", "Baidu", "Apple", "channel-7568", "channel-9550"];

/** 10 000 bids a second of event time on 10 000 auctions. */
export function bidsFile(count: number): string {
  const random = seeded(1);
  return writeLines(join(CACHE, `bids-${count}.json`), count, (i) => {
    const at = timeText(START_MS + Math.floor(i / 10) - Math.floor(random() * 50));
    const auction = 1000 + Math.floor(random() * 10_000);
    const bidder = 1000 + Math.floor(random() * 50_000);
    const price = Math.floor(10 ** (1 + random() * 6));
    const head = `{"auction":${auction},"bidder":${bidder},"price":${price},"channel":"${CHANNELS[i % CHANNELS.length]}","url":"https://www.nexmark.com/item.htm?query=1","dateTime":"${at}","extra":"`;
    return `${head}${EXTRA.slice(0, Math.max(0, 251 - head.length))}"}\n`;
  });
}

/** 1 000 readings a second of event time from 1 000 sensors. */
export function readingsFile(count: number): string {
  const random = seeded(2);
  return writeLines(join(CACHE, `readings-${count}.csv`), count, (i) => {
    const at = timeText(START_MS + i - Math.floor(random() * 50)).slice(0, 19);
    return `s${String(Math.floor(random() * 1000)).padStart(3, "0")},${at},${(random() * 60 - 20)
      .toFixed(2)
      .padStart(6, "0")
      .replace(/^0*(?=-)|^0+(?=\d)/, "")}\n`;
  });
}

/** Keys of the events. */
const KEYS = 100_000;

/** `perSecond` events a second of event time over 100 000 keys: key, value below 1 000, time. */
export function eventsFile(name: string, seed: number, count: number, perSecond: number): string {
  const random = seeded(seed);
  return writeLines(join(CACHE, `${name}-${count}.csv`), count, (i) => {
    const at = timeText(START_MS + Math.floor((i * 1000) / perSecond) - Math.floor(random() * 50));
    return `${Math.floor(random() * KEYS)},${Math.floor(random() * 1000)},${at}\n`;
  });
}
