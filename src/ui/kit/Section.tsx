/** A part of the inspector that folds. */
import { type ReactNode, useState } from 'react';
import classes from './Section.module.css';

interface Props {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly closed?: boolean;
  readonly children: ReactNode;
}

export function Section({ title, aside, closed, children }: Props) {
  const [open, setOpen] = useState(!closed);
  return (
    <details
      className={classes.section}
      open={open}
      onToggle={(e) => setOpen(e.currentTarget.open)}
    >
      <summary>
        <span>{title}</span>
        {aside !== undefined && <span className={classes.aside}>{aside}</span>}
      </summary>
      {/* What is folded away is neither read from the engine nor painted. */}
      {open && <div className={classes.body}>{children}</div>}
    </details>
  );
}
