/**
 * Keeps a panel that fails to draw from taking the page with it: the document lives in the store,
 * and the other panels go on.
 */
import { Button } from '@mantine/core';
import { Component, type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Boundary.module.css';
import { Attempt } from './lazily.tsx';

interface Attempting {
  readonly retry: () => void;
}

/** What was missing may be there once there is a network again. */
function useOnline(retry: () => void) {
  useEffect(() => {
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [retry]);
}

function Failed({ error, retry }: Attempting & { readonly error: Error }) {
  const { t } = useTranslation();
  useOnline(retry);
  return (
    <div className={classes.failed} role="alert">
      {t('kit.failed')}
      <pre>{error.message}</pre>
      <Button size="xs" variant="default" onClick={retry}>
        {t('kit.retry')}
      </Button>
    </div>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return <div className={classes.waiting}>{t('kit.loading')}</div>;
}

function Otherwise({ retry, children }: Attempting & { readonly children: ReactNode }) {
  useOnline(retry);
  return children;
}

interface Props {
  readonly children: ReactNode;
  /** Shown until a chunk is there. */
  readonly waiting?: ReactNode;
  /** Shown in place of what failed; by default what went wrong, and a button. */
  readonly otherwise?: ReactNode;
}

interface State {
  readonly error?: Error;
  readonly attempt: object;
}

export class Boundary extends Component<Props, State> {
  override state: State = { attempt: {} };

  readonly #retry = () => this.setState({ error: undefined, attempt: {} });

  static getDerivedStateFromError(error: unknown): Pick<State, 'error'> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error, attempt } = this.state;
    const { children, waiting = <Waiting />, otherwise } = this.props;
    if (error && otherwise !== undefined)
      return <Otherwise retry={this.#retry}>{otherwise}</Otherwise>;
    if (error) return <Failed error={error} retry={this.#retry} />;
    return (
      <Attempt value={attempt}>
        <Suspense fallback={waiting}>{children}</Suspense>
      </Attempt>
    );
  }
}
