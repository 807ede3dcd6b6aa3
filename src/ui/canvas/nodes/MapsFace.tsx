/**
 * What a node gives as small pictures, of the sample that is looked at: the feature maps of a
 * convolution, where each place looks in an attention. As many as can be told apart.
 */

import { memo, useEffect, useRef } from 'react';
import type { NodeInspection } from '../../../../workers/engine/protocol.ts';
import { layOut, type Montage, montageOf } from '../../../charts/montage.ts';
import type { NodeRecord } from '../../../document/records.ts';
import { size } from '../../../tensor/shape.ts';
import { portsOf } from '../../kit/ports.ts';
import { useApp } from '../../kit/store.tsx';
import { prepare } from '../../kit/useCanvas.ts';
import { useShade } from '../../kit/useShade.ts';
import { coloursOf, paintMontage } from '../../tensor/paint.ts';
import { readingOf } from '../../tensor/readAs.ts';
import { useParts } from '../parts.tsx';
import classes from './nodes.module.css';

interface Props {
  readonly record: NodeRecord;
  readonly width: number;
  readonly height: number;
}

const GAP = 3;
/** Narrower ones are specks. */
const LEAST = 12;

/** The layout of all pictures or, where they would be specks, of the first ones of them. */
function fitted(montage: Montage, width: number, height: number) {
  const room = { width, tallest: height, gap: GAP };
  for (let count = montage.count; ; count = Math.floor(count * 0.8)) {
    // On a card kernels and maps alike fill the room.
    const layout = layOut({ high: montage.high, wide: montage.wide }, count, room);
    if (count < 2 || Math.min(layout.width, layout.height) >= LEAST) return { layout, count };
  }
}

export const MapsFace = memo(function MapsFace({ record, width, height }: Props) {
  const { poller } = useParts();
  const ref = useRef<HTMLCanvasElement>(null);
  const shade = useShade();
  const sample = useApp((s) => s.sample);
  const last = useRef<NodeInspection>(undefined);
  useEffect(() => {
    const outputs = portsOf(record).outputs;
    const port = outputs.find((o) => o.planes) ?? outputs[0];
    const show = () => {
      const seen = last.current;
      const tensor =
        seen && [...seen.outputs, ...seen.free].find((o) => o.port === port?.name)?.value;
      if (!tensor || !port || !ref.current) return;
      const reading = readingOf(port);
      const montage = montageOf(tensor.shape, reading, sample);
      const at = (montage?.from ?? 0) - tensor.first * size(tensor.shape.slice(1));
      const pen = prepare(ref.current, width, height);
      if (!pen || !montage || at < 0) return;
      const { layout, count } = fitted(montage, width, height);
      if (at + count * montage.high * montage.wide > tensor.data.length) return;
      const scale = reading === 'planes' ? 'share' : 'sign';
      pen.translate(
        (width - (layout.columns * layout.pitchX - GAP)) / 2,
        (height - (layout.rows * layout.pitchY - GAP)) / 2,
      );
      const colours = coloursOf(tensor.data, scale, shade);
      paintMontage(pen, montage, layout, { data: tensor.data, at, count }, colours);
    };
    // In another theme's colours, and of another sample, before the numbers move.
    show();
    return poller.subscribe(record.id, (seen) => {
      last.current = seen;
      show();
    });
  }, [poller, record, width, height, shade, sample]);
  return <canvas ref={ref} className={classes.picture} style={{ width, height }} aria-hidden />;
});
