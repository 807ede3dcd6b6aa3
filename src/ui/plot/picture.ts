/** A plot as it is drawn, as a file of its own: its lines and axes with their colours, and which line is which. */

/** What the page's styles say of a mark. */
const STYLES = [
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-opacity',
  'fill',
  'fill-opacity',
  'font-family',
  'font-size',
] as const;
const NS = 'http://www.w3.org/2000/svg';
/** Pixels: around the plot, for a line of words, of the piece of line before a name, about for a letter. */
const EDGE = 12;
const LINE = 18;
const KEY = 16;
const LETTER = 7;
/** Dots of a screen that is looked at closely. */
const DENSITY = 2;

interface PlotPicture {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

type Attributes = Readonly<Record<string, string | number>>;
function made(name: 'svg' | 'rect' | 'text' | 'line' | 'g', attributes: Attributes): SVGElement {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** A copy with all styles written into it, and nothing that is not seen. */
function copyOf(svg: SVGSVGElement): SVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg, copy].map((root) => [...root.querySelectorAll('*')]);
  for (const [i, element] of (from ?? []).entries()) {
    const own = to?.[i];
    if (!own) continue;
    const style = getComputedStyle(element);
    if (style.visibility === 'hidden') own.remove();
    for (const name of STYLES) own.setAttribute(name, style.getPropertyValue(name));
    own.removeAttribute('class');
  }
  return copy;
}

/** @param title stands above it */
export function pictureOf(svg: SVGSVGElement, title: string): PlotPicture {
  const { width, height } = svg.getBoundingClientRect();
  const page = getComputedStyle(svg);
  const colour = (name: string) => page.getPropertyValue(name).trim();
  const words = {
    fill: colour('--ink'),
    'font-family': page.fontFamily,
    'font-size': 12,
  };
  const text = (x: number, y: number, said: string, more: Attributes = {}) => {
    const element = made('text', { ...words, x, y, ...more });
    element.textContent = said;
    return element;
  };
  const marks: SVGElement[] = [text(EDGE, EDGE + 12, title, { 'font-weight': 600 })];
  const plot = copyOf(svg);
  plot.setAttribute('x', String(EDGE));
  plot.setAttribute('y', String(EDGE + LINE));
  plot.removeAttribute('class');
  marks.push(plot);
  let [x, y] = [EDGE, EDGE + LINE + height + LINE];
  for (const line of svg.querySelectorAll<SVGPathElement>('path[data-series]')) {
    // What a smoothed line is made of needs no name.
    if (!line.getAttribute('d') || line.getAttribute('stroke-opacity')) continue;
    const name = line.dataset.series ?? '';
    const wide = KEY + 6 + LETTER * name.length + EDGE;
    if (x > EDGE && x + wide > EDGE + width) [x, y] = [EDGE, y + LINE];
    const style = getComputedStyle(line);
    marks.push(
      made('line', {
        x1: x,
        x2: x + KEY,
        y1: y - 4,
        y2: y - 4,
        stroke: style.stroke,
        'stroke-width': style.strokeWidth,
        'stroke-dasharray': style.strokeDasharray,
      }),
      text(x + KEY + 6, y, name),
    );
    x += wide;
  }
  const whole = { width: width + 2 * EDGE, height: y + EDGE };
  const root = made('svg', { ...whole, viewBox: `0 0 ${whole.width} ${whole.height}` });
  root.append(made('rect', { ...whole, fill: colour('--panel') }), ...marks);
  return { ...whole, text: new XMLSerializer().serializeToString(root) };
}

/** The same in dots; nothing where the browser cannot draw it. */
export async function dotsOf({ text, width, height }: PlotPicture): Promise<Blob | undefined> {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * DENSITY);
    canvas.height = Math.round(height * DENSITY);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) =>
      canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
