/** A sample of a set of pictures or sequences: some of them, where points over two numbers say nothing. */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataInfo } from '../../../workers/engine/protocol.ts';
import { useCanvas } from '../kit/useCanvas.ts';
import { drawPictures } from '../tensor/images.ts';
import { drawSequences } from '../tensor/sequences.ts';

interface Props {
  readonly info: DataInfo;
  readonly title: string;
  readonly side: number;
}

export function Pictures({ info, title, side }: Props) {
  const { t } = useTranslation();
  const paint = useCallback(
    (pen: CanvasRenderingContext2D) =>
      (info.time === undefined ? drawPictures : drawSequences)(pen, info, side, side),
    [info, side],
  );
  const ref = useCanvas(side, side, paint);
  const name = t(info.time === undefined ? 'data.pictures' : 'data.sequences', { name: title });
  return <canvas ref={ref} style={{ width: side, height: side }} role="img" aria-label={name} />;
}
