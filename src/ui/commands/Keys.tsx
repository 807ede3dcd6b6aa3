/** A shortcut as the caps of a keyboard. */
import { keyCaps } from './commands.ts';
import classes from './commands.module.css';
import { useIsMac } from './keys.ts';

export function Keys({ keys }: { keys: string }) {
  const mac = useIsMac();
  return (
    <span className={classes.keys}>
      {keyCaps(keys, mac).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}
