/** Words of the catalogue (labels, hints, options) in the reader's language. */
import { labelIn } from '../../catalog/index.ts';
import { useApp } from './store.tsx';

export const useWord = (): ((english: string) => string) => {
  const language = useApp((s) => s.language);
  return (english) => labelIn(english, language);
};
