/** The textbook's equations in letters, of the document as it is drawn. */
import { useMemo } from 'react';
import {
  formulasOf,
  formulasOfClip,
  formulasOfOptimiser,
  formulasOfSchedule,
} from '../../compile/formulas.ts';
import { useApp } from '../kit/store.tsx';
import { legible, Tex } from '../tex/Tex.tsx';
import classes from './inspector.module.css';

export type Chosen = 'optimiser' | 'schedule' | 'clip';

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className={classes.formulas}>
      {lines.map((line) => (
        <li key={line}>
          <Tex source={legible(line)} />
        </li>
      ))}
    </ul>
  );
}

export function NodeFormulas({ id, backward }: { readonly id: string; readonly backward: string }) {
  const document = useApp((s) => s.document);
  const compiled = useApp((s) => s.compiled);
  const said = useMemo(() => {
    if (!document.nodes[id]) return undefined;
    return formulasOf(document, compiled?.compilation, id);
  }, [document, compiled, id]);
  if (!said) return null;
  return (
    <>
      <Lines lines={said.forward} />
      {said.backward.length > 0 && <p className={classes.label}>{backward}</p>}
      <Lines lines={said.backward} />
    </>
  );
}

export function ThingFormulas({ of }: { readonly of: Chosen }) {
  const run = useApp((s) => s.document.run);
  const lines = useMemo(() => {
    if (of === 'optimiser') return formulasOfOptimiser(run);
    if (of === 'schedule') return run.schedule ? formulasOfSchedule(run.schedule) : [];
    return run.clip ? formulasOfClip(run.clip, run) : [];
  }, [of, run]);
  return <Lines lines={lines} />;
}
