/** Draws a tensor of the step into its place on a wire: digits in cells or pictures; no component for each number. */
import type { WireTensor } from '../../../../workers/engine/protocol.ts';
import { bitmapUrl } from '../../../charts/bitmap.ts';
import { type Shade, signRamp } from '../../../charts/colour.ts';
import { magnitude } from '../../../charts/extent.ts';
import { size } from '../../../tensor/shape.ts';
import { type Form, MOST_DIGITS, shortNumber } from './stepForms.ts';

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
    cell.textContent = shortNumber(v, glyphs);
    return cell;
  });
}

function picturesOf(
  tensor: WireTensor,
  form: Extract<Form, { type: 'pictures' }>,
  shade: Shade,
): Node[] {
  const limit = magnitude(tensor.data) || 1;
  const count = Math.min(form.count, tensor.pictures);
  return Array.from({ length: count }, (_, i) => {
    const image = document.createElement('img');
    image.alt = '';
    image.draggable = false;
    image.decoding = 'sync';
    image.style.width = `${form.width}px`;
    image.style.height = `${form.height}px`;
    image.src = bitmapUrl(cells(tensor, i, form.turned), -limit, limit, signRamp(shade));
    return image;
  });
}

/** @param host what it is drawn into; emptied where there is nothing */
export function paintTensor(
  host: HTMLElement,
  tensor: WireTensor | undefined,
  form: Form,
  shade: Shade,
): void {
  host.hidden = tensor === undefined;
  host.dataset.form = form.type;
  if (!tensor) host.replaceChildren();
  else if (form.type === 'digits') {
    host.style.gridTemplateColumns = `repeat(${form.columns}, auto)`;
    host.replaceChildren(...digitsOf(tensor, form.glyphs));
  } else {
    host.style.gridTemplateColumns = `repeat(${form.count}, auto)`;
    host.replaceChildren(...picturesOf(tensor, form, shade));
  }
}
