// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF.

/** True when b[start, end) is valid UTF-8. */
export function isUtf8(b: Uint8Array, start: number, end: number): boolean {
  let p = start;
  while (p < end) {
    const c = b[p++];
    if (c < 0x80) continue;
    const extra = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
    if (c < 0xc2 || c > 0xf4 || p + extra > end) return false;
    const next = b[p];
    const low = c === 0xe0 ? 0xa0 : c === 0xf0 ? 0x90 : 0x80;
    const high = c === 0xed ? 0x9f : c === 0xf4 ? 0x8f : 0xbf;
    if (next < low || next > high) return false;
    for (let i = 1; i < extra; i++) if ((b[p + i] & 0xc0) !== 0x80) return false;
    p += extra;
  }
  return true;
}
