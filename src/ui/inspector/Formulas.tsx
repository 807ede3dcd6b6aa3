/** How a node, or a thing that is chosen, is written. Equations are large, so they come when help is read. */
import { useTranslation } from 'react-i18next';
import { Boundary } from '../kit/Boundary.tsx';
import { lazily } from '../kit/lazily.tsx';
import type { Chosen } from './WrittenFormulas.tsx';

const load = () => import('./WrittenFormulas.tsx');
const OfNode = lazily(() => load().then((m) => m.NodeFormulas));
const OfThing = lazily(() => load().then((m) => m.ThingFormulas));

export function NodeFormulas({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  return (
    <Boundary>
      <OfNode id={id} backward={t('inspector.derivative')} />
    </Boundary>
  );
}
export function ThingFormulas({ of }: { readonly of: Chosen }) {
  return (
    <Boundary>
      <OfThing of={of} />
    </Boundary>
  );
}
