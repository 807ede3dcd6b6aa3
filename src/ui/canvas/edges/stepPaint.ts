/** Draws a tensor of the step into its place on a wire: digits in cells or pictures; no component for each number. */
import type { WireTensor } from '../../../../workers/engine/protocol.ts';
import { bitmapUrl } from '../../../charts/bitmap.ts';
import { type Shade, sequentialRamp, signRamp } from '../../../charts/colour.ts';
import { magnitude } from '../../../charts/extent.ts';
import { size } from '../../../tensor/shape.ts';
import { writeDigits } from '../../kit/Digits.tsx';
import { named, type Symbols } from '../../kit/symbols.ts';
import { type Form, LINE, MOST_DIGITS } from './stepForms.ts';

/** Whether all of its numbers are there, and few enough to be read one by one. */
export const isRead = ({ shape, data }: WireTensor): boolean =>
  size(shape) <= MOST_DIGITS && data.length === size(shape);

function cells({ rows, columns, data }: WireTensor, picture: number, turned: boolean) {
  const own = data.subarray(picture * rows * columns, (picture + 1) * rows * columns);
  if (!turned) return { rows, columns, data: own, blockRows: 1, blockColumns: 1 };
  const across = Float32Array.from(
    own,
    (_, i) => own[(i % rows) * columns + Math.floor(i / rows)]!,
  );
  return { rows: columns, columns: rows, data: across, blockRows: 1, blockColumns: 1 };
}

function digitsOf({ data }: WireTensor, glyphs: number): Node[] {
  return Array.from(data, (v) => {
    const cell = document.createElement('span');
    writeDigits(cell, v, glyphs);
    return cell;
  });
}

function imageOf({ width, height }: { readonly width: number; readonly height: number }) {
  const image = document.createElement('img');
  image.alt = '';
  image.draggable = false;
  image.decoding = 'sync';
  image.style.width = `${width}px`;
  image.style.height = `${height}px`;
  return image;
}

function picturesOf(
  tensor: WireTensor,
  form: Extract<Form, { type: 'pictures' }>,
  shade: Shade,
): Node[] {
  const limit = magnitude(tensor.data) || 1;
  const count = Math.min(form.count, tensor.pictures);
  return Array.from({ length: count }, (_, i) => {
    const image = imageOf(form);
    image.src = bitmapUrl(cells(tensor, i, form.turned), -limit, limit, signRamp(shade));
    return image;
  });
}

/** The last of them, as many as there is room for. */
function symbolsOf(
  { data }: WireTensor,
  { rows, columns, cell }: Extract<Form, { type: 'symbols' }>,
  symbols: Symbols,
): Node[] {
  const known = named(data, symbols);
  // A mean of indices is none.
  if (!known) {
    const image = imageOf({ width: columns * cell, height: rows * LINE });
    const strip = { rows: 1, columns: data.length, data, blockRows: 1, blockColumns: 1 };
    image.src = bitmapUrl(strip, 0, symbols.length - 1, sequentialRamp());
    image.style.gridColumn = '1 / -1';
    return [image];
  }
  const room = rows * columns;
  const told = known.length <= room ? known : ['…', ...known.slice(known.length - room + 1)];
  return told.map((text) => {
    const span = document.createElement('span');
    span.textContent = text;
    return span;
  });
}

/**
 * @param host what it is drawn into; emptied where there is nothing
 * @param symbols what its numbers are indices of
 */
export function paintTensor(
  host: HTMLElement,
  tensor: WireTensor | undefined,
  form: Form,
  shade: Shade,
  symbols: Symbols = [],
): void {
  host.hidden = tensor === undefined;
  host.dataset.form = form.type;
  if (!tensor) host.replaceChildren();
  else if (form.type === 'digits') {
    host.style.gridTemplateColumns = `repeat(${form.columns}, auto)`;
    host.replaceChildren(...digitsOf(tensor, form.glyphs));
  } else if (form.type === 'symbols') {
    host.style.gridTemplateColumns = `repeat(${form.columns}, ${form.cell}px)`;
    host.replaceChildren(...symbolsOf(tensor, form, symbols));
  } else {
    host.style.gridTemplateColumns = `repeat(${form.count}, auto)`;
    host.replaceChildren(...picturesOf(tensor, form, shade));
  }
}
