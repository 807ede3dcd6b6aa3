/** A shortcut as the caps of a keyboard. */
import { keyCaps } from './caps.ts';
import classes from './commands.module.css';
import { isMac } from './keys.ts';
import { useShortcut } from './useShortcut.ts';

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

/** The key of a command, where it has one now. */
export function Shortcut({ of }: { of: string }) {
  const { keys } = useShortcut(of);
  return keys ? <Keys keys={keys} /> : null;
}
