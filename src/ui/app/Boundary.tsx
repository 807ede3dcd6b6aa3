/**
 * Keeps a panel that fails to draw from taking the page with it: the document lives in the store,
 * and the other panels go on.
 */
import { Button } from '@mantine/core';
import { Component, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './App.module.css';

function Failed({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.failed} role="alert">
      {t('app.failed')}
      <pre>{error.message}</pre>
      <Button size="xs" variant="default" onClick={retry}>
        {t('app.retry')}
      </Button>
    </div>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return <div className={classes.waiting}>{t('app.loading')}</div>;
}

interface Props {
  readonly children: ReactNode;
}

export class Boundary extends Component<Props, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error) return <Failed error={error} retry={() => this.setState({ error: undefined })} />;
    return <Suspense fallback={<Waiting />}>{this.props.children}</Suspense>;
  }
}
