/** What there is to tell of the move that was done last: its sentence, and its equation as TeX. */
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import { useApp } from '../kit/store.tsx';
import { useReading } from '../tensor/reading.ts';
import { useSample } from '../tensor/SamplePicker.tsx';
import { equationOf, saidOf } from './saying.ts';

const NONE: readonly never[] = [];

export interface Told {
  readonly said: string;
  readonly equation?: string;
}

/** Nothing while no step is walked through, nor until the numbers of its move are there. */
export function useMove(): Told | undefined {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const document = useApp((s) => s.document);
  const cursor = useApp((s) => s.cursor);
  const parameters = useApp((s) => s.compiled?.compilation.parameters ?? NONE);
  const walked = useApp((s) => (s.unrolled ? s.row : undefined));
  const sample = useSample(useApp((s) => s.compiled?.compilation.batch));
  const { move, step, done } = cursor ?? {};
  const forward = move?.phase === 'forward' || move?.phase === 'loss';
  const row = move?.rows === undefined ? undefined : (walked ?? move.rows - 1);
  const reading = useReading({
    // Numbers of the move before would be told of this one.
    of: ['told', step, done, move?.node, row ?? ''],
    read: async (engine, first) => {
      if (!move) return undefined;
      const [inspection, explanation] = await Promise.all([
        engine.inspectNode(move.node, first),
        engine.explain(forward ? [sample] : undefined, row, sample),
      ]);
      return inspection && { inspection, equations: explanation?.equations ?? [] };
    },
    enabled: move !== undefined,
  });
  if (!cursor) return undefined;
  if (!move) return { said: t('stepping.said.before', { step }) };
  if (!reading) return undefined;
  const titled = (id: string | undefined) => {
    const node = document.nodes[id ?? ''];
    return node ? titleOf(node, language) : (id ?? '');
  };
  const what = saidOf(
    { ...reading, phase: move.phase, sample },
    (edge) => titled(document.edges[edge]?.source.node),
    (weight) => {
      const known = parameters.find((p) => p.name === weight);
      if (known?.edge === undefined) return known?.own ?? weight;
      return t('stepping.said.onWire', { node: titled(document.edges[known.edge]?.source.node) });
    },
    (key, args) => t(`stepping.said.${key}`, args),
  );
  const names = { phase: t(`stepping.${move.phase}`), node: titled(move.node) };
  const equation = equationOf(reading.equations);
  return {
    said: what ? t('stepping.said', { ...names, what }) : t('stepping.saidAlone', names),
    ...(equation !== undefined && { equation }),
  };
}
