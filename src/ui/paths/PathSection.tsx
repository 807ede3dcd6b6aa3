/** In the panel of a node or a wire: from which of its numbers the paths are to be followed. */
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWeightName } from '../kit/names.ts';
import { Section } from '../kit/Section.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './paths.module.css';
import { indexOf, type PathsOf, type StartTensor, startsOf } from './starts.ts';
import { useStartName } from './words.ts';

interface Props {
  readonly of: PathsOf;
  /** A number of a weight that was picked in its picture. */
  readonly picked?: { readonly weight?: string; readonly index: readonly number[] };
}

export function PathSection({ of, picked }: Props) {
  const { t } = useTranslation();
  const compiled = useApp((s) => s.compiled);
  const document = useApp((s) => s.document);
  const starts = startsOf(of, { compiled, document });
  return (
    <Section title={t('paths.title')} closed={!picked}>
      <p className={classes.soft}>{t('paths.why')}</p>
      {starts.length === 0 ? (
        <p className={classes.soft}>{t('paths.noStart')}</p>
      ) : (
        <Choice
          // A number that is picked is the one to begin at.
          key={`${picked?.weight} ${picked?.index}`}
          starts={starts}
          node={'node' in of ? of.node : ''}
          {...(picked && { picked })}
        />
      )}
    </Section>
  );
}

interface ChoiceProps extends Pick<Props, 'picked'> {
  readonly starts: readonly StartTensor[];
  readonly node: string;
}

function Choice({ starts, node, picked }: ChoiceProps) {
  const { t } = useTranslation();
  const { sumPaths } = useActions();
  const sample = useApp((s) => s.sample);
  const running = useApp((s) => s.pathSum?.running ?? false);
  const idle = useApp((s) => s.status === 'empty' || s.status === 'failed');
  const weightName = useWeightName(node);
  const startName = useStartName();
  const [chosen, setChosen] = useState(() =>
    Math.max(
      0,
      starts.findIndex((s) => s.weight !== undefined && s.weight === picked?.weight),
    ),
  );
  const [place, setPlace] = useState(picked?.index);
  const start = starts[Math.min(chosen, starts.length - 1)];
  if (!start) return null;
  const { shape } = start;
  const first = start.edge === undefined ? 0 : sample;
  const at = shape.map((extent, axis) =>
    Math.min(extent - 1, place?.[axis] ?? (axis === 0 ? first : 0)),
  );
  return (
    <div className={classes.choice}>
      {starts.length > 1 && (
        <NativeSelect
          size="xs"
          label={t('paths.of')}
          value={chosen}
          onChange={(e) => {
            setChosen(Number(e.currentTarget.value));
            setPlace(undefined);
          }}
          data={starts.map((s, i) => ({
            value: String(i),
            label: s.weight === undefined ? startName(s) : weightName(s.weight),
          }))}
        />
      )}
      <div className={classes.axes}>
        {shape.map(
          (extent, axis) =>
            extent > 1 && (
              <NativeSelect
                // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its place
                key={axis}
                size="xs"
                label={
                  start.edge !== undefined && axis === 0
                    ? t('paths.sample')
                    : t('paths.axis', { axis: start.edge === undefined ? axis + 1 : axis })
                }
                value={at[axis] ?? 0}
                onChange={(e) => setPlace(at.with(axis, Number(e.currentTarget.value)))}
                data={Array.from({ length: extent }, (_, i) => String(i))}
              />
            ),
        )}
      </div>
      <Button
        size="compact-xs"
        variant="default"
        className={classes.ask}
        disabled={idle || running}
        onClick={() => {
          const { weight: own, edge } = start;
          const from = own === undefined ? { edge } : { weight: own };
          void sumPaths({ ...from, index: indexOf(at, shape) });
        }}
      >
        {t('paths.sum')}
      </Button>
    </div>
  );
}
