/** The gallery of samples. Each opens as a project of its own. */
import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SAMPLES, type Sample } from '../../samples/index.ts';
import { InTurn } from '../kit/InTurn.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './files.module.css';
import { NoPicture, Picture } from './Picture.tsx';

/** A sample is drawn when it is first looked at. */
const Drawn = ({ sample }: { sample: Sample }) => <Picture document={sample.document} />;

export function SamplesDialog() {
  const { t } = useTranslation();
  const opened = useApp((s) => s.dialog === 'samples');
  const language = useApp((s) => s.language);
  const { openDialog, openSample } = useActions();
  return (
    <Modal
      opened={opened}
      onClose={() => openDialog(undefined)}
      title={t('files.samplesTitle')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('kit.close') }}
    >
      <p className={classes.note}>{t('files.samplesNote')}</p>
      <div className={classes.gallery}>
        {SAMPLES.map((sample) => (
          <button
            key={sample.id}
            type="button"
            className={classes.card}
            onClick={() => void openSample(sample.id)}
          >
            <InTurn before={<NoPicture />}>
              <Drawn sample={sample} />
            </InTurn>
            <span className={classes.cardText}>
              <b>{sample.title[language]}</b>
              <span>{sample.instructions[language]}</span>
            </span>
          </button>
        ))}
      </div>
    </Modal>
  );
}
