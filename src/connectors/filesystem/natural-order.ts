// Natural order of paths: runs of digits compare as numbers (part-2 before part-10), the rest by UTF-16 unit, equal
// numbers by their leading zeros. A total order: only equal texts compare equal.

export function compareNatural(a: string, b: string): number {
  let i = 0;
  let j = 0;
  let zeros = 0;
  while (i < a.length && j < b.length) {
    if (isDigit(a, i) && isDigit(b, j)) {
      const endA = digitsEnd(a, i);
      const endB = digitsEnd(b, j);
      const numberA = a.slice(i, endA).replace(/^0+(?=\d)/, "");
      const numberB = b.slice(j, endB).replace(/^0+(?=\d)/, "");
      if (numberA.length !== numberB.length) return numberA.length - numberB.length;
      if (numberA !== numberB) return numberA < numberB ? -1 : 1;
      if (zeros === 0) zeros = endA - i - (endB - j);
      i = endA;
      j = endB;
    } else {
      if (a[i] !== b[j]) return a[i] < b[j] ? -1 : 1;
      i++;
      j++;
    }
  }
  return a.length - i - (b.length - j) || zeros;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isDigit(text, end)) end++;
  return end;
}
