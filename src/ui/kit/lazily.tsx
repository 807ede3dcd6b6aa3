/**
 * Components in chunks of their own: fetched when they are first shown, or before, once the page has
 * time. One that could not be fetched is fetched again when its boundary tries again.
 */
import { type ComponentType, createContext, lazy, type ReactNode, use } from 'react';

/** The attempt of the boundary around: another value is another attempt. */
export const Attempt = createContext<object>({});

const fetches: (() => Promise<unknown>)[] = [];

export function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
): (props: P) => ReactNode {
  fetches.push(load);
  // React keeps what came of a lazy component for ever, a failure too: another attempt is another one.
  let last: { readonly of: object; failed: boolean; readonly Part: ComponentType<P> } | undefined;
  const attempt = (of: object) => {
    const own = {
      of,
      failed: false,
      Part: lazy(async () => {
        try {
          return { default: await load() };
        } catch (error) {
          own.failed = true;
          throw error;
        }
      }) as ComponentType<P>,
    };
    return own;
  };
  return (props) => {
    const of = use(Attempt);
    if (!last || (last.failed && last.of !== of)) last = attempt(of);
    const { Part } = last;
    return <Part {...props} />;
  };
}

/** Fetches all that may be shown later, one after the other while nothing else is to be done. */
export async function fetchAhead(): Promise<void> {
  for (const fetch of fetches) {
    await new Promise<void>((resolve) => {
      if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve());
      else setTimeout(resolve, 100);
    });
    // What fails now is fetched when it is shown.
    await fetch().catch(() => {});
  }
}
