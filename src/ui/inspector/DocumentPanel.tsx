/** Nothing selected: the document's name, how it trains, and all its parameters. */

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { countOf } from '../../base/count.ts';
import type { NumberField, TextField, ThingField } from '../../base/fields.ts';
import { alike } from '../../base/words.ts';
import { RUN_FIELDS, titleOf } from '../../catalog/index.ts';
import { formatCount } from '../../tensor/format.ts';
import { formatShape, size } from '../../tensor/shape.ts';
import { CheckAll } from '../checking/CheckAll.tsx';
import { InTurn } from '../kit/InTurn.tsx';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { FieldInput, ThingInput } from './FieldInput.tsx';
import { ThingFormulas } from './Formulas.tsx';
import classes from './inspector.module.css';

export function DocumentPanel() {
  const { t } = useTranslation();
  const { rename, setRun, openDialog } = useActions();
  const name = useApp((s) => s.document.name);
  const run = useApp((s) => s.document.run);
  const empty = useApp((s) => countOf(s.document.nodes) === 0);

  const nameField: TextField = {
    type: 'text',
    label: alike(t('inspector.documentName')),
    default: name,
  };
  const batch: NumberField = {
    type: 'number',
    label: alike(t('inspector.batchSize')),
    hint: alike(t('inspector.batchHint')),
    default: run.batchSize,
    min: 1,
    max: 65_536,
    integer: true,
    log: true,
  };
  const seed: NumberField = {
    type: 'number',
    label: alike(t('inspector.seed')),
    hint: alike(t('inspector.seedHint')),
    default: run.seed,
    min: 0,
    max: 2 ** 31 - 1,
    integer: true,
    step: 1,
  };
  const optimiser: ThingField = {
    ...RUN_FIELDS.optimiser,
    label: alike(t('inspector.optimiser')),
    default: run.optimiser,
  };
  // Absent in a file that has none of them: then the rate stays and nothing is clipped.
  const schedule: ThingField = { ...RUN_FIELDS.schedule, label: alike(t('inspector.schedule')) };
  const clip: ThingField = { ...RUN_FIELDS.clip, label: alike(t('inspector.clip')) };
  const stop: ThingField = { ...RUN_FIELDS.stop, label: alike(t('inspector.stop')) };
  return (
    <div className={classes.panel}>
      {empty ? (
        <section className={classes.begin} aria-label={t('inspector.begin')}>
          <h2 className={classes.heading}>{t('inspector.begin')}</h2>
          <ol>
            <li>{t('inspector.begin1')}</li>
            <li>{t('inspector.begin2')}</li>
            <li>{t('inspector.begin3')}</li>
          </ol>
          <Button size="xs" variant="default" onClick={() => openDialog('samples')}>
            {t('inspector.samples')}
          </Button>
        </section>
      ) : (
        <p className={classes.text}>{t('inspector.pick')}</p>
      )}
      <Section title={t('inspector.document')}>
        <FieldInput
          name="name"
          field={nameField}
          value={name}
          onCommit={(v) => String(v).trim() && rename(String(v).trim())}
        />
      </Section>
      <Section title={t('inspector.run')}>
        <FieldInput
          name="batchSize"
          field={batch}
          value={run.batchSize}
          onCommit={(v) => setRun({ batchSize: v as number })}
        />
        <FieldInput
          name="seed"
          field={seed}
          value={run.seed}
          onCommit={(v) => setRun({ seed: v as number })}
        />
        <InTurn>
          <ThingInput
            field={optimiser}
            value={run.optimiser}
            formula={<ThingFormulas of="optimiser" />}
            onCommit={(v) => setRun({ optimiser: v })}
          />
        </InTurn>
        <InTurn>
          <ThingInput
            field={schedule}
            value={run.schedule ?? schedule.default}
            formula={<ThingFormulas of="schedule" />}
            onCommit={(v) => setRun({ schedule: v })}
          />
        </InTurn>
        <InTurn>
          <ThingInput
            field={clip}
            value={run.clip ?? clip.default}
            formula={<ThingFormulas of="clip" />}
            onCommit={(v) => setRun({ clip: v })}
          />
        </InTurn>
        <InTurn>
          <ThingInput
            field={stop}
            value={run.stop ?? stop.default}
            onCommit={(v) => setRun({ stop: v })}
          />
        </InTurn>
      </Section>
      <InTurn>
        <Parameters />
      </InTurn>
      <CheckAll />
    </div>
  );
}

function Parameters() {
  const { t } = useTranslation();
  const { select } = useActions();
  const language = useApp((s) => s.language);
  const nodes = useApp((s) => s.document.nodes);
  const parameters = useApp((s) => s.compiled?.compilation.parameters);
  if (!parameters || parameters.length === 0) return null;
  const total = parameters.reduce((n, p) => n + size(p.shape), 0);
  const short = parameters.slice(0, MOST);
  return (
    <Section title={t('inspector.parameterTable')} aside={formatCount(total)}>
      <table className={classes.parameters}>
        <thead>
          <tr>
            <th scope="col">{t('inspector.name')}</th>
            <th scope="col">{t('inspector.shape')}</th>
            <th scope="col">{t('inspector.count')}</th>
          </tr>
        </thead>
        <tbody>
          {short.map((p) => {
            const node = nodes[p.node];
            return (
              <tr key={p.name}>
                <th scope="row">
                  <button
                    type="button"
                    className={classes.link}
                    title={node ? titleOf(node, language) : p.node}
                    onClick={() => select({ nodes: [p.node], edges: [], notes: [] })}
                  >
                    {p.name}
                  </button>
                </th>
                <td>{formatShape(p.shape)}</td>
                <td>{formatCount(size(p.shape))}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              {parameters.length > MOST
                ? t('inspector.andMore', { count: parameters.length - MOST })
                : t('inspector.total')}
            </th>
            <td />
            <td>{formatCount(total)}</td>
          </tr>
        </tfoot>
      </table>
    </Section>
  );
}
/** A network of a thousand neurons has thousands of small tensors; the CLI lists them all. */
const MOST = 100;
