/** When a run is to end, as it is said on the command line: `steps=500`, `epochs=20`, `cost=0.01`, `accuracy=99%`. */
import { InvalidArgumentError } from 'commander';
import { readNumber } from '../src/base/number.ts';
import type { Until } from '../workers/engine/protocol.ts';

const ENDS: Readonly<Record<string, (value: number, percent: boolean) => Until | undefined>> = {
  steps: (value, percent) => (isCount(value) && !percent ? { steps: value } : undefined),
  epochs: (value, percent) => (isCount(value) && !percent ? { epochs: value } : undefined),
  cost: (value, percent) => (percent ? undefined : { goal: { cost: value } }),
  accuracy: (value, percent) => {
    const share = percent ? value / 100 : value;
    return share > 0 && share <= 1 ? { goal: { accuracy: share } } : undefined;
  },
};
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

export function readUntil(text: string): Until {
  const [name = '', figure = '', ...more] = text.split('=').map((part) => part.trim());
  const percent = figure.endsWith('%');
  const reading = readNumber(percent ? figure.slice(0, -1) : figure);
  const read = Object.hasOwn(ENDS, name) && more.length === 0 ? ENDS[name] : undefined;
  const end = reading && reading.other === undefined && read?.(reading.value, percent);
  if (!end)
    throw new InvalidArgumentError('Expected steps=500, epochs=20, cost=0.01 or accuracy=99%.');
  return end;
}
