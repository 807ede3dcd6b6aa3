/** Says of a wire or a card whether its gradients agree: by its form, its colour, and in words. */
import { Tooltip } from '@mantine/core';
import { Check, ChevronUp, X } from 'lucide-react';
import type { CSSProperties } from 'react';
import type { GradientCheck } from '../../../workers/engine/protocol.ts';
import classes from './checking.module.css';
import { verdictOf } from './verdict.ts';
import { useCheckWords } from './words.ts';

const ICONS = { agrees: Check, kink: ChevronUp, disagrees: X } as const;

interface Props {
  /** What it is of, as a person calls it. */
  readonly of: string;
  readonly checks: readonly GradientCheck[];
  readonly style: CSSProperties;
  readonly onPress: () => void;
}

export function CheckBadge({ of, checks, style, onPress }: Props) {
  const words = useCheckWords();
  const verdict = verdictOf(checks);
  if (!verdict) return null;
  const Icon = ICONS[verdict.outcome];
  const said = words.sentence(of, verdict);
  return (
    <Tooltip label={said} openDelay={100} multiline maw={320}>
      <button
        type="button"
        className={`${classes.badge} nodrag nopan`}
        data-outcome={verdict.outcome}
        aria-label={said}
        // The card or wire itself is the way by keyboard: its panel says the same.
        tabIndex={-1}
        style={style}
        onClick={onPress}
      >
        <Icon size={12} strokeWidth={3} aria-hidden />
      </button>
    </Tooltip>
  );
}
