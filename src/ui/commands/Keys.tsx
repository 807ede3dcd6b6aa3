/** A shortcut as the caps of a keyboard. */

import classes from './commands.module.css';
import { keyCaps } from './commands.ts';
import { isMac } from './keys.ts';

export function Keys({ keys }: { keys: string }) {
  const mac = isMac();
  return (
    <span className={classes.keys}>
      {keyCaps(keys, mac).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}
