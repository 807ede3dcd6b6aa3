/** The dock's data tab: what each source of the network holds, and the tables kept on this machine. */
import { useElementSize } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { holdsDataset } from '../../catalog/index.ts';
import { ChooseFile } from '../kit/ChooseFile.tsx';
import { useActions, useAppList } from '../kit/store.tsx';
import classes from './data.module.css';
import { SourceView } from './SourceView.tsx';
import { StoredTables } from './StoredTables.tsx';

/** What axes and paddings take of the panel's height. */
const AROUND = 52;

export function DataPanel() {
  const { t } = useTranslation();
  const { openFile } = useActions();
  const { ref, height } = useElementSize();
  const side = Math.round(Math.min(300, Math.max(100, height - AROUND)));
  const sources = useAppList((s) => Object.values(s.document.nodes).filter(holdsDataset));
  return (
    <div className={classes.panel} ref={ref}>
      {sources.length === 0 && (
        <div className={classes.empty}>
          {t('data.none')}
          <ChooseFile
            label={t('kit.chooseFile')}
            variant="filled"
            onFile={(file) => void openFile(file)}
          />
        </div>
      )}
      {sources.map((record) => (
        <SourceView key={record.id} record={record} side={side} />
      ))}
      <StoredTables />
    </div>
  );
}
