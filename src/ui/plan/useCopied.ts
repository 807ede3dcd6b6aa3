/** Text to the clipboard, and for a moment whether it went there. */
import { useEffect, useState } from 'react';

/** Milliseconds. */
const MOMENT = 1500;

export function useCopied() {
  const [copied, setCopied] = useState<'done' | 'failed'>();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(undefined), MOMENT);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => {
    // A page may be without a clipboard, or may not be allowed to write to it.
    const { clipboard } = navigator as { readonly clipboard?: Clipboard };
    if (!clipboard) return setCopied('failed');
    clipboard.writeText(text).then(
      () => setCopied('done'),
      () => setCopied('failed'),
    );
  };
  return { copied, copy };
}
