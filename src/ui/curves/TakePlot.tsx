/** A plot is taken along, as it is drawn: as lines or as dots. */
import { ActionIcon, Menu } from '@mantine/core';
import { ImageDown } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { fileName } from '../../base/file-name.ts';
import { download } from '../commands/transfer.ts';
import { useActions, useAppStore } from '../kit/store.tsx';
import { dotsOf, pictureOf } from '../plot/picture.ts';
import classes from './curves.module.css';

/** @param plot holds its SVG @param what it shows */
export function TakePlot({ plot, what }: { plot: RefObject<HTMLElement | null>; what: string }) {
  const { t } = useTranslation();
  const app = useAppStore();
  const { notify } = useActions();
  const take = async (as: 'svg' | 'png') => {
    const svg = plot.current?.querySelector('svg');
    if (!svg) return;
    const title = `${app.getState().document.name} · ${what}`;
    const picture = pictureOf(svg, title);
    const content = as === 'svg' ? picture.text : await dotsOf(picture).catch(() => undefined);
    if (content === undefined) notify({ tone: 'problem', text: 'curves.noPicture' });
    else download(fileName(title, `.${as}`), content);
  };
  return (
    <Menu position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon size="xs" className={classes.take} aria-label={t('curves.take', { what })}>
          <ImageDown size={13} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void take('svg')}>{t('curves.svg')}</Menu.Item>
        <Menu.Item onClick={() => void take('png')}>{t('curves.png')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
