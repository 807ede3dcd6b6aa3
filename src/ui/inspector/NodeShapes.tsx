/** What arrives at a node and what leaves it: port, wire's other end, shape. */
import { useTranslation } from 'react-i18next';
import { complete } from '../../base/fields.ts';
import { kindOf, titleOf } from '../../catalog/index.ts';
import type { EdgeRecord } from '../../document/records.ts';
import { formatShape } from '../../tensor/shape.ts';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './inspector.module.css';

export function NodeShapes({ id }: { id: string }) {
  const { t } = useTranslation();
  const { select } = useActions();
  const language = useApp((s) => s.language);
  const document = useApp((s) => s.document);
  const compilation = useApp((s) => s.compiled?.compilation);
  const node = document.nodes[id];
  const kind = node && kindOf(node.kind);
  if (!node || !kind) return null;
  const ports = kind.ports(complete(kind.fields, node.params));
  const edges = Object.values(document.edges);
  const shapeAt = (ref: EdgeRecord['source']) => {
    const shape = compilation?.shapes[`${ref.node}.${ref.port}`];
    return shape ? formatShape([compilation.batch, ...shape]) : '?';
  };
  const name = (other: string) => {
    const record = document.nodes[other];
    return record ? titleOf(record, language) : other;
  };
  const wire = (e: EdgeRecord, other: string) => (
    <button
      type="button"
      className={classes.link}
      onClick={() => select({ nodes: [], edges: [e.id] })}
    >
      {name(other)}
    </button>
  );
  return (
    <Section title={t('inspector.shapes')} aside={t('inspector.batchFirst')}>
      <table className={classes.shapes}>
        <tbody>
          {ports.inputs.flatMap((port) => {
            const wires = edges.filter((e) => e.target.node === id && e.target.port === port.name);
            if (wires.length === 0)
              return (
                <tr key={port.name}>
                  <th scope="row">{port.name}</th>
                  <td className={classes.faint}>{t('inspector.unwired')}</td>
                  <td />
                </tr>
              );
            return wires.map((e) => (
              <tr key={e.id}>
                <th scope="row">{port.name}</th>
                <td>← {wire(e, e.source.node)}</td>
                <td className={classes.mono}>{shapeAt(e.source)}</td>
              </tr>
            ));
          })}
          {ports.outputs.map((port) => {
            const wires = edges.filter((e) => e.source.node === id && e.source.port === port.name);
            return (
              <tr key={port.name}>
                <th scope="row">{port.name}</th>
                <td>
                  {wires.length > 0 ? (
                    '→ '
                  ) : (
                    <span className={classes.faint}>{t('inspector.unwired')}</span>
                  )}
                  {wires.map((e, i) => (
                    <span key={e.id}>
                      {i > 0 && ', '}
                      {wire(e, e.target.node)}
                    </span>
                  ))}
                </td>
                <td className={classes.mono}>{shapeAt({ node: id, port: port.name })}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}
