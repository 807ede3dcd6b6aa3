/** What a table itself holds under a name. `table.constructor` is something in any object, and no record. */
export const own = <T>(
  table: Readonly<Record<string, T>>,
  name: string | undefined,
): T | undefined => (name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined);
