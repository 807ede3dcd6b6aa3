/** Lays large graphs out away from the page. The only thing here is the channel. */
import { expose } from 'comlink';
import { layOut } from '../src/placement/document.ts';

expose(layOut);
