/** Says in words what is wrong with a node. */
import { Tooltip } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import type { Issue } from '../../../base/issue.ts';
import { useIssueText } from '../../kit/issues/words.ts';
import classes from './nodes.module.css';

export function ProblemBadge({ issue }: { issue: Issue }) {
  const words = useIssueText(issue);
  return (
    <Tooltip label={words} openDelay={100}>
      <span className={classes.badge} role="img" aria-label={words}>
        <CircleAlert size={15} aria-hidden />
      </span>
    </Tooltip>
  );
}
