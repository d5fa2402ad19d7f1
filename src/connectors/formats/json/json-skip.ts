// Walks over JSON values that nobody reads, checking them as strictly as JSON.parse does: so the fast scanners refuse
// what JSON.parse refuses, and a truncated line is never let through.
//
// All functions take the position of the value's first byte and return the one behind it, or -1 when the value is none,
// or is one that the fast scanners leave to JSON.parse. Texts are taken sixteen bytes a step, by the bits that mark a quote,
// a backslash or a control character in a word (the has-zero-byte trick of Hacker's Delight).
// A line feed ends each walk, as it is a control character in a text and no part of a value elsewhere.

/** Index of the first quote, backslash or control character from p on. Sixteen bytes a step. */
export function textStop(dv: DataView, p: number): number {
  for (;;) {
    const w0 = dv.getInt32(p, true);
    const w1 = dv.getInt32(p + 4, true);
    const w2 = dv.getInt32(p + 8, true);
    const w3 = dv.getInt32(p + 12, true);
    // With bit 1 flipped a quote is 0x20, and what is below 0x21 is a quote or a control character. Bytes beyond ASCII
    // also set the mark here: stopMarks looks again.
    const marks =
      ((w0 ^ 0x02020202) - 0x21212121) |
      ((w1 ^ 0x02020202) - 0x21212121) |
      ((w2 ^ 0x02020202) - 0x21212121) |
      ((w3 ^ 0x02020202) - 0x21212121) |
      ((w0 ^ 0x5c5c5c5c) - 0x01010101) |
      ((w1 ^ 0x5c5c5c5c) - 0x01010101) |
      ((w2 ^ 0x5c5c5c5c) - 0x01010101) |
      ((w3 ^ 0x5c5c5c5c) - 0x01010101);
    if ((marks & 0x80808080) !== 0) {
      let hit = stopMarks(w0);
      if (hit !== 0) return p + firstMark(hit);
      hit = stopMarks(w1);
      if (hit !== 0) return p + 4 + firstMark(hit);
      hit = stopMarks(w2);
      if (hit !== 0) return p + 8 + firstMark(hit);
      hit = stopMarks(w3);
      if (hit !== 0) return p + 12 + firstMark(hit);
    }
    p += 16;
  }
}

/** Bit 7 of each byte of a word at which a text stops; a borrow can set others only above the first. */
function stopMarks(w: number): number {
  const x = w ^ 0x02020202;
  const s = w ^ 0x5c5c5c5c;
  return (((x - 0x21212121) & ~x) | ((s - 0x01010101) & ~s)) & 0x80808080;
}

function firstMark(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3;
}

/** Behind the closing quote of a text whose first byte after the opening quote is at p. */
export function skipText(b: Uint8Array, dv: DataView, p: number): number {
  for (;;) {
    p = textStop(dv, p);
    if (b[p] === 34) return p + 1;
    if (b[p] !== 92) return -1;
    p = skipEscape(b, p);
    if (p === -1) return -1;
  }
}

function skipEscape(b: Uint8Array, p: number): number {
  switch (b[p + 1]) {
    case 34: // "
    case 47: // /
    case 92: // \
    case 98: // b
    case 102: // f
    case 110: // n
    case 114: // r
    case 116: // t
      return p + 2;
    case 117: // u
      for (let i = 2; i < 6; i++) if (!isHex(b[p + i])) return -1;
      return p + 6;
    default:
      return -1;
  }
}

function isHex(c: number): boolean {
  return (c ^ 48) <= 9 || ((c | 32) >= 97 && (c | 32) <= 102);
}

export function skipNumber(b: Uint8Array, p: number): number {
  if (b[p] === 45) p++;
  const whole = p;
  while ((b[p] ^ 48) <= 9) p++;
  if (p === whole || (b[whole] === 48 && p - whole > 1)) return -1;
  if (b[p] === 46) {
    const fraction = ++p;
    while ((b[p] ^ 48) <= 9) p++;
    if (p === fraction) return -1;
  }
  if ((b[p] | 32) === 101) {
    p++;
    if (b[p] === 43 || b[p] === 45) p++;
    const exponent = p;
    while ((b[p] ^ 48) <= 9) p++;
    if (p === exponent) return -1;
  }
  return p;
}

/** true, false, null. */
function skipWord(b: Uint8Array, dv: DataView, p: number): number {
  const w = dv.getInt32(p, true);
  if (w === 0x65757274 || w === 0x6c6c756e) return p + 4;
  return w === 0x736c6166 && b[p + 4] === 101 ? p + 5 : -1;
}

export function skipSpace(b: Uint8Array, p: number): number {
  while (b[p] === 32 || b[p] === 9 || b[p] === 13) p++;
  return p;
}

/** Any value, nested ones included. */
export function skipValue(b: Uint8Array, dv: DataView, p: number): number {
  const c = b[p];
  if (c === 34) return skipText(b, dv, p + 1);
  if ((c ^ 48) <= 9 || c === 45) return skipNumber(b, p);
  if (c === 123 || c === 91) return skipNested(b, dv, p);
  return skipWord(b, dv, p);
}

const DEPTH_MAX = 31;

/** An object or array. Deeper than 31 levels is left to JSON.parse. */
function skipNested(b: Uint8Array, dv: DataView, p: number): number {
  // Bit i of `objects`: level i is an object.
  let objects = 0;
  let depth = 0;
  for (;;) {
    // At a value.
    const c = b[p];
    if (c === 123 || c === 91) {
      if (depth === DEPTH_MAX) return -1;
      const isObject = c === 123;
      objects = isObject ? objects | (1 << depth) : objects & ~(1 << depth);
      depth++;
      p = skipSpace(b, p + 1);
      if (b[p] !== (isObject ? 125 : 93)) {
        if (isObject) p = skipKey(b, dv, p);
        if (p === -1) return -1;
        continue;
      }
      // Empty: closed below.
    } else {
      p = skipValue(b, dv, p);
      if (p === -1) return -1;
      p = skipSpace(b, p);
    }
    // Behind a value, or at the end of an empty level.
    for (;;) {
      const isObject = (objects & (1 << (depth - 1))) !== 0;
      if (b[p] === 44) {
        p = skipSpace(b, p + 1);
        if (isObject) p = skipKey(b, dv, p);
        if (p === -1) return -1;
        break;
      }
      if (b[p] !== (isObject ? 125 : 93)) return -1;
      p++;
      if (--depth === 0) return p;
      p = skipSpace(b, p);
    }
  }
}

/** A key, its colon and the spaces around: returns the position of the value. */
function skipKey(b: Uint8Array, dv: DataView, p: number): number {
  if (b[p] !== 34) return -1;
  p = skipText(b, dv, p + 1);
  if (p === -1) return -1;
  p = skipSpace(b, p);
  return b[p] === 58 ? skipSpace(b, p + 1) : -1;
}
