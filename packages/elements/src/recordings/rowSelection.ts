/** Rules of selecting rows, as in a file manager. All functions give a new set. */

/** A click, with the keys held: alone it chooses one, with Ctrl or Cmd it toggles one, with Shift it takes the stretch from the anchor. */
export function selectRow(selected: ReadonlySet<string>, order: readonly string[], index: number, anchor: number, keys: { readonly isRange: boolean; readonly isToggle: boolean }): ReadonlySet<string> {
  const key = order[index];
  if (key === undefined) return selected;
  if (keys.isRange) {
    const next = new Set(keys.isToggle ? selected : []);
    for (let i = Math.min(anchor, index); i <= Math.max(anchor, index); i++) if (order[i] !== undefined) next.add(order[i]!);
    return next;
  }
  if (!keys.isToggle) return new Set([key]);
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Adds all of `order`, or takes all of it away when all of it is there already. */
export function toggleAll(selected: ReadonlySet<string>, order: readonly string[]): ReadonlySet<string> {
  const next = new Set(selected);
  if (order.length > 0 && order.every((key) => selected.has(key))) for (const key of order) next.delete(key);
  else for (const key of order) next.add(key);
  return next;
}
