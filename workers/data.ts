/** The data worker: reads people's files and keeps their tables, off the page's thread. */
import { expose } from 'comlink';
import { createReader } from '../src/data/csv/reader.ts';
import { openTables } from '../src/data/tables.ts';

expose(createReader(openTables(), Date.now));
