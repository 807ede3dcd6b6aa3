/**
 * The map's numbers: where steps are slow they come with the frame whose step bar and wires tell; else they
 * are asked for, a few times a second while training, and are of a step of their own.
 */
import { useEffect, useState } from 'react';
import type { MapReply, MapRequest } from '../../../workers/engine/protocol.ts';
import { useApp } from '../kit/store.tsx';
import { useReading } from '../tensor/reading.ts';

interface Seen {
  readonly reply: MapReply | undefined;
  /** The training step that it is of, where bar and wires go on meanwhile. */
  readonly own: number | undefined;
}

/** @param over it lies over the page, and over the page's own map */
export function useMap(request: MapRequest, over: boolean): Seen {
  const session = useApp((s) => s.session);
  const training = useApp((s) => s.status === 'training');
  const shown = useApp((s) => over || !s.lecture);
  const [framed, setFramed] = useState<{ readonly map?: MapReply; readonly comes: boolean }>({
    comes: false,
  });
  useEffect(() => {
    if (!shown) return;
    void session.engine.show({ map: request });
    return () => void session.engine.show({ map: undefined });
  }, [session, request, shown]);
  useEffect(
    () =>
      session.onEvent((event) => {
        if (event.type !== 'frame') return;
        const map = event.pictures?.map;
        setFramed((was) =>
          map ? { map, comes: true } : was.comes ? { ...was, comes: false } : was,
        );
      }),
    [session],
  );
  const read = useReading({
    of: ['map', ...Object.entries(request).filter(([name]) => name !== 'resolution')],
    hertz: 5,
    enabled: !framed.comes,
    read: (engine) => engine.map(request),
  });
  // What was asked for behind the frames takes their place, once it is there.
  useEffect(() => {
    if (read) setFramed((was) => (was.comes ? was : { comes: false }));
  }, [read]);
  const reply = framed.map ?? read;
  return { reply, own: training && !framed.comes ? reply?.step : undefined };
}
