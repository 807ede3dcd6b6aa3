/** Lets a thread read TypeScript, which it does not inherit, and hands over to sweep-thread.ts. */
import { register } from 'tsx/esm/api';

register();
await import('./sweep-thread.ts');
