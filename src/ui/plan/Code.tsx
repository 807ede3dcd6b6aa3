/**
 * What one step was compiled to: its loop nest in print, and the functions that run it as WebAssembly's
 * text. They are asked for when a step is looked at, and only for that one.
 */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlanReading } from '../../../workers/engine/protocol.ts';
import { useApp } from '../kit/store.tsx';
import classes from './plan.module.css';
import { useCopied } from './useCopied.ts';

export function Code({ plan, step }: { readonly plan: PlanReading; readonly step: number }) {
  const { t } = useTranslation();
  const engine = useApp((s) => s.session.engine);
  const { routine, generation } = plan;
  const { data } = useQuery({
    queryKey: ['code', generation, routine, step],
    queryFn: async () => (await engine.code(routine, step)) ?? null,
  });
  const { copied, copy } = useCopied();
  const nest = plan.steps[step]?.text ?? '';
  const whole = () =>
    [`;; ${nest}`, ...(data ?? []).map((f) => `${f.nest ? `;; ${f.nest}\n` : ''}${f.text}`)].join(
      '\n\n',
    );
  return (
    <section className={classes.code} aria-label={t('plan.code', { step })}>
      <header className={classes.codeHead}>
        <h2>{t('plan.code', { step })}</h2>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!data?.length}
          onClick={() => copy(whole())}
        >
          {t(copied === 'failed' ? 'plan.copyFailed' : copied ? 'plan.copied' : 'plan.copy')}
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <div className={classes.codeBody} tabIndex={0} role="document" aria-label={t('plan.text')}>
        <p className={classes.nest}>{nest}</p>
        {data === undefined ? (
          <p className={classes.soft}>{t('kit.loading')}</p>
        ) : !data?.length ? (
          <p className={classes.soft}>{t('plan.noCode')}</p>
        ) : (
          data.map((f) => (
            <article key={f.name}>
              <h3>
                <code>{f.name}</code> {t(`plan.made.${f.is}`)}
              </h3>
              {f.nest && f.nest !== nest && <p className={classes.nest}>{f.nest}</p>}
              <pre>{f.text}</pre>
            </article>
          ))
        )}
      </div>
    </section>
  );
}
