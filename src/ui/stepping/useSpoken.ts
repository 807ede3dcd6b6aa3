/** What is said of moves, once it is all there, to who listens: each of them, but of a play only some. */
import { useEffect, useRef, useState } from 'react';
import { useApp } from '../kit/store.tsx';
import type { Told } from './useMove.ts';

const PLAYED_MS = 4_000;

export function useSpoken(told: Told | undefined): string | undefined {
  const said = told?.waiting ? undefined : told?.said;
  const playing = useApp((s) => s.playing);
  const [spoken, setSpoken] = useState(said);
  const when = useRef(0);
  useEffect(() => {
    if (said === undefined) return undefined;
    const wait = playing ? Math.max(0, when.current + PLAYED_MS - Date.now()) : 0;
    const timer = setTimeout(() => {
      when.current = Date.now();
      setSpoken(said);
    }, wait);
    return () => clearTimeout(timer);
  }, [said, playing]);
  return spoken;
}
