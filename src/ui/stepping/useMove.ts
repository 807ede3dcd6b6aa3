/** What there is to tell of the move that was done last: its sentence, and its equation as TeX. */
import { useTranslation } from 'react-i18next';
import { titleOf } from '../../catalog/index.ts';
import { sourceOf } from '../kit/names.ts';
import { useApp } from '../kit/store.tsx';
import { equationOf, saidOf } from './saying.ts';
import { useMoveReading } from './useMoveReading.ts';

const NONE: readonly never[] = [];

export interface Told {
  readonly said: string;
  readonly equation?: string;
  /** Its numbers are not there yet: what is said is which move it is. */
  readonly waiting?: boolean;
}

/** Nothing while no step is walked through. */
export function useMove(): Told | undefined {
  const { t } = useTranslation();
  const language = useApp((s) => s.language);
  const document = useApp((s) => s.document);
  const cursor = useApp((s) => s.cursor);
  const reading = useMoveReading();
  const parameters = useApp((s) => s.compiled?.compilation.parameters ?? NONE);
  const { move, step } = cursor ?? {};
  if (!cursor) return undefined;
  if (!move) return { said: t('stepping.said.before', { step }) };
  const titled = (id: string | undefined) => {
    const node = document.nodes[id ?? ''];
    return node ? titleOf(node, language) : (id ?? '');
  };
  const names = { phase: t(`stepping.${move.phase}`), node: titled(move.node) };
  if (!reading) return { said: t('stepping.saidAlone', names), waiting: true };
  const what = saidOf(
    { ...reading, equations: reading.explanation.equations, phase: move.phase },
    (edge) => sourceOf({ document, language }, edge),
    (weight) => {
      const known = parameters.find((p) => p.name === weight);
      if (known?.edge === undefined) return known?.own ?? weight;
      return t('stepping.said.onWire', { node: sourceOf({ document, language }, known.edge) });
    },
    (key, args) => t(`stepping.said.${key}`, args),
  );
  const equation = equationOf(reading.explanation.equations);
  return {
    said: what ? t('stepping.said', { ...names, what }) : t('stepping.saidAlone', names),
    ...(equation !== undefined && { equation }),
  };
}
