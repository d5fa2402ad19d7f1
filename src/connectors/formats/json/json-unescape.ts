// Takes the escapes out of a JSON text in place: a text never grows by it.

/**
 * Rewrites a[start, end), a text whose escapes are known to be well-formed, and returns its new end; -1 when it holds half
 * a surrogate pair, which has no UTF-8.
 */
export function unescapeInPlace(a: Uint8Array, start: number, end: number): number {
  let to = start;
  for (let p = start; p < end; ) {
    const c = a[p++];
    if (c !== 92) {
      a[to++] = c;
      continue;
    }
    const kind = a[p++];
    if (kind !== 117) {
      a[to++] = simpleEscape(kind);
      continue;
    }
    let code = hex4(a, p);
    p += 4;
    if (code >= 0xd800 && code <= 0xdfff) {
      const low = code < 0xdc00 && a[p] === 92 && a[p + 1] === 117 && p + 6 <= end ? hex4(a, p + 2) : 0;
      if (low < 0xdc00 || low > 0xdfff) return -1;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      p += 6;
    }
    to = writeUtf8(a, to, code);
  }
  return to;
}

function simpleEscape(kind: number): number {
  switch (kind) {
    case 98:
      return 8;
    case 102:
      return 12;
    case 110:
      return 10;
    case 114:
      return 13;
    case 116:
      return 9;
    default:
      return kind;
  }
}

function hex4(a: Uint8Array, p: number): number {
  return (hex(a[p]) << 12) | (hex(a[p + 1]) << 8) | (hex(a[p + 2]) << 4) | hex(a[p + 3]);
}

function hex(c: number): number {
  return c <= 57 ? c - 48 : (c | 32) - 87;
}

function writeUtf8(a: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    a[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    a[at] = 0xc0 | (code >> 6);
    a[at + 1] = 0x80 | (code & 63);
    return at + 2;
  }
  if (code < 0x10000) {
    a[at] = 0xe0 | (code >> 12);
    a[at + 1] = 0x80 | ((code >> 6) & 63);
    a[at + 2] = 0x80 | (code & 63);
    return at + 3;
  }
  a[at] = 0xf0 | (code >> 18);
  a[at + 1] = 0x80 | ((code >> 12) & 63);
  a[at + 2] = 0x80 | ((code >> 6) & 63);
  a[at + 3] = 0x80 | (code & 63);
  return at + 4;
}
