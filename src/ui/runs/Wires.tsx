/** What was read last of the wires of two runs, wire by wire. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Words } from '../../base/words.ts';
import type { Run } from '../../state/run.ts';
import { formatNumber } from '../../tensor/format.ts';
import { colourOf, labelOfRun } from '../kit/runs.ts';
import { useApp } from '../kit/store.tsx';
import own from './compare.module.css';
import { linesOf, WIRE } from './wires.ts';

export interface Wire {
  readonly id: string;
  readonly name: Words;
}

export function Wires({ pair, wires }: { pair: readonly [Run, Run]; wires: readonly Wire[] }) {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const open = useApp((s) => s.run);
  const session = useApp((s) => s.session);
  // Those of the run that is open are of the moment: told anew when it rests.
  const at = useApp((s) => (s.status === 'training' ? -1 : s.step));
  const read = useMemo(
    () => pair.map((run) => (run.id === open && at >= -1 ? session.wires() : run.wires)),
    [pair, open, session, at],
  );
  const shown = wires.flatMap(({ id, name }) => {
    const lines = linesOf(read.map((all) => all[id]));
    return lines.some((one) => one) ? [{ id, name, lines }] : [];
  });
  const unread = pair.filter((_, i) => Object.keys(read[i] ?? {}).length === 0);
  return (
    <section aria-label={t('runs.wires')}>
      <b className={own.heading}>{t('runs.wires')}</b>
      <p className={own.key}>
        <span data-of="value">{t('runs.value')}</span>
        <span data-of="gradient">{t('runs.gradient')}</span>
      </p>
      {unread.map((run) => (
        <p key={run.id} className={own.key}>
          {t('runs.unread', { run: labelOfRun(run, language, t) })}
        </p>
      ))}
      <ul className={own.wires}>
        {shown.map(({ id, name, lines }) => {
          const told = lines
            .flatMap((one, i) => {
              const run = pair[i];
              if (!one || !run) return [];
              const value = formatNumber(one.value.last);
              const gradient = one.gradient ? formatNumber(one.gradient.last) : t('runs.none');
              return [t('runs.read', { run: run.number, value, gradient })];
            })
            .join('; ');
          return (
            <li key={id}>
              <span>{name[language]}</span>
              <svg {...WIRE} role="img" aria-label={`${name[language]}: ${told}`}>
                {lines.map((one, i) => {
                  const run = pair[i];
                  if (!one || !run) return null;
                  const stroke = colourOf(run.number);
                  return (
                    <g key={run.id} fill="none" stroke={stroke} strokeWidth={1.5}>
                      <path d={one.value.path} />
                      {one.gradient && <path d={one.gradient.path} strokeDasharray="3 2" />}
                    </g>
                  );
                })}
              </svg>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
