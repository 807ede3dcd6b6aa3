/** One wire: its ends, shape, full chart, and the numbers on it. */
import { Button, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatShape } from '../../tensor/shape.ts';
import { CheckSection } from '../checking/CheckSection.tsx';
import { useWireName } from '../kit/names.ts';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { PathSection } from '../paths/PathSection.tsx';
import { EdgeChart } from '../plot/EdgeChart.tsx';
import { useReading } from '../tensor/reading.ts';
import classes from './inspector.module.css';
import { WireTensors } from './WireTensors.tsx';

export function EdgePanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const { pinEdge, removeEdges } = useActions();
  const edge = useApp((s) => s.document.edges[id]);
  const pinned = useApp((s) => s.pinnedEdges.includes(id));
  const compilation = useApp((s) => s.compiled?.compilation);
  const name = useWireName(id);
  const wire = useReading({
    of: ['edge', id],
    read: (engine, sample) => engine.inspectEdge(id, sample),
  });
  if (!edge) return null;
  const shape = compilation?.shapes[`${edge.source.node}.${edge.source.port}`];
  return (
    <div className={classes.panel}>
      <header className={classes.header}>
        <h2 className={classes.heading}>{name}</h2>
        <p className={classes.kind}>
          <span>{t('inspector.wire')}</span>
          <code>{id}</code>
          {shape && <code>{formatShape([compilation?.batch ?? 1, ...shape])}</code>}
        </p>
      </header>
      <Section title={t('inspector.overTime')}>
        <EdgeChart edge={id} />
        <Switch
          size="xs"
          label={t('inspector.pin')}
          checked={pinned}
          onChange={(e) => pinEdge(id, e.currentTarget.checked)}
        />
      </Section>
      <Section title={t('inspector.now')}>
        {wire ? (
          <WireTensors wire={wire} bare />
        ) : (
          <p className={classes.faint}>{t('inspector.noNumbers')}</p>
        )}
      </Section>
      <CheckSection of={{ edge: id }} />
      <PathSection of={{ edge: id }} />
      <Button
        size="xs"
        variant="default"
        className={classes.start}
        onClick={() => removeEdges([id])}
      >
        {t('inspector.removeWire')}
      </Button>
    </div>
  );
}
