/** In the panel of the document: a check of all gradients. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './checking.module.css';

export function CheckAll() {
  const { t } = useTranslation();
  const { checkGradients } = useActions();
  const busy = useApp(
    (s) => s.status === 'empty' || s.status === 'failed' || s.checked?.running === true,
  );
  return (
    <Section title={t('checking.title')}>
      <p className={classes.soft}>{t('checking.why')}</p>
      <Button
        size="xs"
        variant="default"
        style={{ alignSelf: 'start' }}
        disabled={busy}
        onClick={() => void checkGradients()}
      >
        {t('checking.all')}
      </Button>
    </Section>
  );
}
