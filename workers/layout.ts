/** Lays large graphs out away from the page. The only thing here is the channel. */
import { expose } from 'comlink';
import { layOut } from '../src/state/layout.ts';

expose(layOut);
