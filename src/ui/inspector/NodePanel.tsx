/** One node: what it is, its parameters, what is wrong with it, its shapes, weights and gradients. */
import { Anchor, Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { complete, relevant } from '../../base/fields.ts';
import { kindOf } from '../../catalog/index.ts';
import { CheckSection, type PickedNumber } from '../checking/CheckSection.tsx';
import { ChooseFile } from '../kit/ChooseFile.tsx';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import { PathSection } from '../paths/PathSection.tsx';
import { ActivationCurve } from './ActivationCurve.tsx';
import { AsOneLayer } from './AsOneLayer.tsx';
import { FieldInput } from './FieldInput.tsx';
import { NodeFormulas } from './Formulas.tsx';
import classes from './inspector.module.css';
import { LossFigures } from './LossFigures.tsx';
import { NodeIssues } from './NodeIssues.tsx';
import { NodeNumbers } from './NodeNumbers.tsx';
import { NodeShapes } from './NodeShapes.tsx';
import { NormCube } from './NormCube.tsx';
import { ShareInput } from './ShareInput.tsx';
import { TitleInput } from './TitleInput.tsx';

export function NodePanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const actions = useActions();
  const language = useApp((s) => s.language);
  const node = useApp((s) => s.document.nodes[id]);
  const entering = useApp((s) => s.entering === id);
  const [picked, setPicked] = useState<PickedNumber>();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!entering) return;
    root.current?.querySelector<HTMLElement>('input:not([type="hidden"])')?.focus();
    actions.entered();
  }, [entering, actions]);
  if (!node) return null;
  const kind = kindOf(node.kind);
  if (!kind)
    return (
      <div ref={root} className={classes.panel}>
        <TitleInput node={node} />
        <p className={classes.text}>{t('inspector.unknownKind', { kind: node.kind })}</p>
        <NodeIssues id={id} />
      </div>
    );
  const params = complete(kind.fields, node.params);
  const table = kind.table?.(params);
  const fields = Object.entries(kind.fields).filter(
    ([, field]) =>
      relevant(field, params) &&
      !field.hidden &&
      // How weights start and are trained is the owner's to say.
      !(node.shares !== undefined && field.ofWeights),
  );
  return (
    <div ref={root} className={classes.panel} data-family={kind.family}>
      <header className={classes.header}>
        <TitleInput node={node} />
        <p className={classes.kind}>
          <span>{kind.title[language]}</span>
          <code>{id}</code>
        </p>
      </header>
      <NodeIssues id={id} />
      {(fields.length > 0 || kind.ui.preview === 'scatter') && (
        <Section title={t('inspector.parameters')}>
          {fields.map(([name, field]) => (
            <FieldInput
              key={name}
              name={name}
              field={field}
              value={params[name] ?? field.default}
              onCommit={(value) => actions.setParam(id, name, value)}
            />
          ))}
          <ShareInput id={id} />
          {table !== undefined && (
            <div className={classes.start}>
              <ChooseFile
                small
                label={t('kit.chooseFile')}
                variant={table ? 'default' : 'filled'}
                onFile={(file) => void actions.openFile(file)}
              />
            </div>
          )}
          {kind.ui.preview === 'scatter' && (
            <Button
              variant="default"
              size="compact-xs"
              className={classes.start}
              onClick={() => actions.setDock('data')}
            >
              {t('inspector.openData')}
            </Button>
          )}
        </Section>
      )}
      <Section title={t('inspector.about')}>
        <p className={classes.text}>{kind.lesson.help[language]}</p>
        <NodeFormulas id={id} />
        {kind.lesson.paper && (
          <Anchor href={kind.lesson.paper.url} target="_blank" rel="noreferrer" size="xs">
            {kind.lesson.paper.label}
          </Anchor>
        )}
      </Section>
      {kind.loss && <LossFigures id={id} />}
      <ActivationCurve id={id} kind={kind} />
      {kind.averaged && <NormCube id={id} kind={kind} />}
      <NodeShapes id={id} />
      {kind.affine && <AsOneLayer id={id} />}
      <NodeNumbers id={id} picked={picked} onPick={setPicked} />
      <CheckSection of={{ node: id }} {...(picked && { picked })} />
      <PathSection of={{ node: id }} {...(picked && { picked })} />
    </div>
  );
}
