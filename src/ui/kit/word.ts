/** Words of the catalogue (labels, hints, options) in the reader's language. */
import type { Words } from '../../base/words.ts';
import { useApp } from './store.tsx';

export const useWord = (): ((words: Words) => string) => {
  const language = useApp((s) => s.language);
  return (words) => words[language];
};
