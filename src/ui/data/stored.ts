/** The page's one connection to the stored tables, and the key under which their list is cached. */
import { openTables } from '../../state/tables.ts';

/** Opened when first asked. */
export const tables = openTables();

export const TABLES = ['tables'] as const;
