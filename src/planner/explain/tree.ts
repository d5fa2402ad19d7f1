// Trees as indented text. A node that several parents share is written once, with a number; later it is a reference.

export interface TreeNode<T> {
  /** Identity: equal keys are one node; null for a root of its own. */
  readonly key: T | null;
  readonly label: string;
  /** Lines below the label. */
  readonly details: readonly string[];
  readonly children: readonly TreeNode<T>[];
}

export function renderTree<T>(roots: readonly TreeNode<T>[]): string {
  const uses = new Map<T, number>();
  for (const root of roots) countUses(root, uses);
  const numbers = new Map<T, number>();
  const lines: string[] = [];
  for (const root of roots) write(root, 0, uses, numbers, lines);
  return lines.join("\n");
}

function countUses<T>(node: TreeNode<T>, uses: Map<T, number>): void {
  if (node.key !== null) {
    const count = (uses.get(node.key) ?? 0) + 1;
    uses.set(node.key, count);
    if (count > 1) return;
  }
  for (const child of node.children) countUses(child, uses);
}

function write<T>(
  node: TreeNode<T>,
  depth: number,
  uses: ReadonlyMap<T, number>,
  numbers: Map<T, number>,
  lines: string[],
): void {
  const indent = "  ".repeat(depth);
  const known = node.key === null ? undefined : numbers.get(node.key);
  if (known !== undefined) {
    lines.push(`${indent}[${known}] as above`);
    return;
  }
  let tag = "";
  if (node.key !== null && (uses.get(node.key) ?? 0) > 1) {
    numbers.set(node.key, numbers.size + 1);
    tag = `[${numbers.size}] `;
  }
  lines.push(`${indent}${tag}${node.label}`);
  for (const detail of node.details) lines.push(`${indent}    ${detail}`);
  for (const child of node.children) write(child, depth + 1, uses, numbers, lines);
}
