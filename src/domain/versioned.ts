/**
 * Feature sets and classifiers are referred to as name@version, or by name alone for the newest
 * version. Versions are dotted numbers.
 */
export function findVersioned<T extends { readonly id: string }>(
  items: readonly T[],
  reference: string,
): T | undefined {
  if (reference.includes('@')) return items.find((item) => item.id === reference);
  return items
    .filter((item) => nameOf(item.id) === reference)
    .toSorted((a, b) => compareVersions(b.id, a.id))[0];
}

function nameOf(id: string): string {
  return id.slice(0, id.lastIndexOf('@'));
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((id) =>
    id
      .slice(id.lastIndexOf('@') + 1)
      .split('.')
      .map(Number),
  );
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i += 1) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
