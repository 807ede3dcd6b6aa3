/** What is said of moves to who listens: each of them, but of a play only some. */
import { useEffect, useRef, useState } from 'react';
import { useApp } from '../kit/store.tsx';

const PLAYED_MS = 4_000;

export function useSpoken(said: string | undefined): string | undefined {
  const playing = useApp((s) => s.playing);
  const [told, setTold] = useState(said);
  const when = useRef(0);
  useEffect(() => {
    if (said === undefined) return undefined;
    const wait = playing ? Math.max(0, when.current + PLAYED_MS - Date.now()) : 0;
    const timer = setTimeout(() => {
      when.current = Date.now();
      setTold(said);
    }, wait);
    return () => clearTimeout(timer);
  }, [said, playing]);
  return told;
}
