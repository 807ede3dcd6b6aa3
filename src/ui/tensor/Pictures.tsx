/**
 * A tensor as small pictures on one colour scale: feature maps of a sample, kernels, attention. It is
 * a button, so that the keyboard reaches every pixel: arrows move, Enter picks.
 */
import { UnstyledButton } from '@mantine/core';
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { TensorView } from '../../../workers/engine/protocol.ts';
import { extent } from '../../charts/extent.ts';
import { formatIndex, ravel, unravel } from '../../charts/grid.ts';
import { layOut, type Montage, nameOf } from '../../charts/montage.ts';
import { formatCount, formatNumber } from '../../tensor/format.ts';
import { size } from '../../tensor/shape.ts';
import { prepare } from '../kit/useCanvas.ts';
import { useShade } from '../kit/useShade.ts';
import { coloursOf, paintMontage, type Scale } from './paint.ts';
import classes from './tensor.module.css';

const ROOM = { width: 252, gap: 4, widest: 180 };
/** CSS pixels of all rows together: a few more for kernels, which come in many. */
const TALLEST = 240;
const TALLEST_KERNELS = 340;
const LABEL = 11;
/** Narrower pictures have no room for a name. */
const LEAST_NAMED = 17;
/** More pictures than this are leafed through. */
const AT_ONCE = 64;

interface Props {
  readonly montage: Montage;
  readonly tensor: TensorView;
  readonly title: string;
  readonly scale: Scale;
  /** End of the colour scale; that of the numbers at hand where absent. */
  readonly max?: number;
  readonly sample: number;
  readonly picked?: readonly number[];
  readonly onPick?: (index: readonly number[]) => void;
  /** Stands where the pointed-at pixel is read out, while none is. */
  readonly idle?: ReactNode;
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** A pixel: its picture among those shown, its row, its column. */
type Pixel = readonly [picture: number, y: number, x: number];

export function Pictures(props: Props) {
  const { montage, tensor, title, scale, max, sample, picked, onPick, idle } = props;
  const { t } = useTranslation();
  const shade = useShade();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [leaf, setLeaf] = useState(0);
  const [pixel, setPixel] = useState<Pixel>();
  const { high, wide } = montage;

  const leaves = Math.ceil(montage.count / AT_ONCE);
  const begin = Math.min(leaf, leaves - 1) * AT_ONCE;
  const count = Math.min(AT_ONCE, montage.count - begin);
  const tallest = (montage.across ?? 1) > 1 ? TALLEST_KERNELS : TALLEST;
  const bare = layOut(montage, count, { ...ROOM, tallest });
  const label = montage.count > 1 && bare.width >= LEAST_NAMED ? LABEL : 0;
  const layout = label ? layOut(montage, count, { ...ROOM, tallest, label }) : bare;
  const width = layout.columns * layout.pitchX - ROOM.gap;
  const height = layout.rows * layout.pitchY - ROOM.gap;

  // What was sent may begin at a later sample.
  const sent = tensor.first * size(tensor.shape.slice(1));
  const at = montage.from - sent + begin * high * wide;
  const here = at >= 0 && at + count * high * wide <= tensor.data.length;
  const colours = coloursOf(tensor.data, scale, shade, max);

  useLayoutEffect(() => {
    const pen = canvas.current && prepare(canvas.current, width, height);
    if (pen && here)
      paintMontage(pen, montage, layout, { data: tensor.data, at, count }, colours, label);
  });

  if (!here) return <span className={classes.soft}>{t('tensor.elsewhere')}</span>;

  const indexOf = ([k, y, x]: Pixel) =>
    unravel(montage.from + ((begin + k) * high + y) * wide + x, tensor.shape);
  const read = (p: Pixel) =>
    t('tensor.at', {
      index: formatIndex(indexOf(p)),
      value: formatNumber(tensor.data[at + (p[0] * high + p[1]) * wide + p[2]] ?? 0),
    });
  const [low, top] = extent(tensor.data.subarray(at, at + count * high * wide));
  const name = t(montage.samples === undefined ? 'tensor.kernels' : 'tensor.pictures', {
    title,
    count: montage.count,
    size: `${high}×${wide}`,
    sample,
    min: formatNumber(low),
    max: formatNumber(top),
  });

  const under = (event: PointerEvent<HTMLElement>): Pixel | undefined => {
    const box = canvas.current?.getBoundingClientRect();
    if (!box) return undefined;
    const left = ((event.clientX - box.left) / box.width) * width;
    const down = ((event.clientY - box.top) / box.height) * height;
    const [column, row] = [Math.floor(left / layout.pitchX), Math.floor(down / layout.pitchY)];
    const k = row * layout.columns + column;
    const x = Math.floor(((left - column * layout.pitchX) / layout.width) * wide);
    const y = Math.floor(((down - row * layout.pitchY - label) / layout.height) * high);
    return k < count && x >= 0 && y >= 0 && x < wide && y < high ? [k, y, x] : undefined;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (!pixel) return setPixel([0, 0, 0]);
    // Over the edge of one picture into the next one beside it.
    const [k, y, x] = pixel;
    const across = (k % layout.columns) * wide + x + move[1];
    const down = Math.floor(k / layout.columns) * high + y + move[0];
    const column = Math.floor(across / wide);
    const next = Math.floor(down / high) * layout.columns + column;
    if (across < 0 || down < 0 || column >= layout.columns || next >= count) return;
    setPixel([next, down % high, across % wide]);
  };

  const corner = (k: number) => ({
    left: (k % layout.columns) * layout.pitchX,
    top: Math.floor(k / layout.columns) * layout.pitchY + label,
  });
  const place = ([k, y, x]: Pixel) => {
    const { left, top } = corner(k);
    return {
      left: left + (x / wide) * layout.width,
      top: top + (y / high) * layout.height,
      width: layout.width / wide,
      height: layout.height / high,
    };
  };
  const chosen = ((): Pixel | undefined => {
    if (picked?.length !== tensor.shape.length) return undefined;
    const p = ravel(picked, tensor.shape) - montage.from;
    const k = Math.floor(p / (high * wide)) - begin;
    return p >= 0 && k >= 0 && k < count ? [k, Math.floor(p / wide) % high, p % wide] : undefined;
  })();

  return (
    <div className={classes.heat}>
      <button
        type="button"
        className={classes.montage}
        style={{ width, height }}
        aria-label={name}
        title={t(onPick ? 'tensor.hintPick' : 'tensor.hint')}
        onPointerMove={(e) => setPixel(under(e))}
        onPointerLeave={() => setPixel(undefined)}
        onBlur={() => setPixel(undefined)}
        onKeyDown={onKeyDown}
        onClick={() => pixel && onPick?.(indexOf(pixel))}
      >
        <canvas ref={canvas} style={{ width, height }} />
        {Array.from({ length: count }, (_, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pictures are their places
          <span key={k} className={classes.frame} style={{ ...corner(k), width: layout.width }}>
            <span className={classes.paper} style={{ height: layout.height }} />
            {label > 0 && <span className={classes.channel}>{nameOf(montage, begin + k)}</span>}
          </span>
        ))}
        {chosen && <span className={classes.picked} style={place(chosen)} />}
        {pixel && <span className={classes.pointed} style={place(pixel)} />}
      </button>
      {(montage.across ?? 1) > 1 && label > 0 && (
        <span className={classes.soft}>{t('tensor.twoAxes')}</span>
      )}
      {leaves > 1 && (
        <div className={classes.leaves}>
          <UnstyledButton
            className={classes.toggle}
            disabled={begin === 0}
            onClick={() => setLeaf(Math.max(0, leaf - 1))}
          >
            {t('tensor.before')}
          </UnstyledButton>
          <span>
            {t('tensor.leaf', {
              from: formatCount(begin),
              to: formatCount(begin + count - 1),
              count: formatCount(montage.count),
            })}
          </span>
          <UnstyledButton
            className={classes.toggle}
            disabled={begin + count >= montage.count}
            onClick={() => setLeaf(leaf + 1)}
          >
            {t('tensor.after')}
          </UnstyledButton>
        </div>
      )}
      <div className={classes.reads}>
        {/* Kept in place while hidden, so that nothing below moves. */}
        <div className={pixel ? classes.hidden : undefined}>{idle}</div>
        <span className={classes.readout} aria-live="polite">
          {pixel && read(pixel)}
        </span>
      </div>
    </div>
  );
}
