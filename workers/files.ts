/** Reads and writes large files away from the page. The only thing here is the channel. */
import { expose } from 'comlink';
import { vocabulary } from '../src/catalog/index.ts';
import { filesOf } from '../src/document/reading.ts';

expose(filesOf(vocabulary));
