/** The sentence of the move that was done last; see saying.ts. */
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import { useApp } from '../kit/store.tsx';
import { useReading } from '../tensor/reading.ts';
import { useSample } from '../tensor/SamplePicker.tsx';
import { saidOf } from './saying.ts';

/** Nothing while no step is walked through, nor until the numbers of its move are there. */
export function useSaid(): string | undefined {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const document = useApp((s) => s.document);
  const cursor = useApp((s) => s.cursor);
  const sample = useSample(useApp((s) => s.compiled?.compilation.batch));
  const { move, step, done } = cursor ?? {};
  const inspection = useReading({
    // Numbers of the move before would be said of this one.
    of: ['said', step, done, move?.node],
    read: async (engine, first) => move && engine.inspectNode(move.node, first),
    enabled: move !== undefined,
  });
  if (!cursor) return undefined;
  if (!move) return t('stepping.said.before', { step });
  if (!inspection) return undefined;
  const titled = (id: string | undefined) => {
    const node = document.nodes[id ?? ''];
    return node ? titleOf(node, language) : (id ?? '');
  };
  const what = saidOf(
    move,
    inspection,
    sample,
    (edge) => titled(document.edges[edge]?.source.node),
    (key, args) => t(`stepping.said.${key}`, args),
  );
  const names = { phase: t(`stepping.${move.phase}`), node: titled(move.node) };
  return what ? t('stepping.said', { ...names, what }) : t('stepping.saidAlone', names);
}
