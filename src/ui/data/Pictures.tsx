/** A sample of a set of pictures: some of them side by side, where points over two pixels say nothing. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { drawPictures } from '../nodes/pictures.ts';
import { useCanvas } from '../nodes/useCanvas.ts';

interface Props {
  readonly info: DataInfo;
  readonly title: string;
  readonly side: number;
}

export function Pictures({ info, title, side }: Props) {
  const { t } = useTranslation();
  const paint = useCallback(
    (pen: CanvasRenderingContext2D) => drawPictures(pen, info, side, side),
    [info, side],
  );
  const ref = useCanvas(side, side, paint);
  const name = t('data.pictures', { name: title });
  return <canvas ref={ref} style={{ width: side, height: side }} role="img" aria-label={name} />;
}
