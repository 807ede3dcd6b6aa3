/**
 * Files of kinds that are not read, told by what they are: by their first bytes, then by their name.
 * What is a document or a table, or might be, is nobody's business here.
 */
import { type Issue, issue } from '../base/issue.ts';

type Family = 'table' | 'array' | 'picture' | 'packed' | 'model' | 'document';

interface Kind {
  /** The same in every language. */
  readonly name: string;
  readonly family: Family;
  readonly endings: readonly string[];
  /** The first bytes, as Latin letters or codes. */
  readonly magic?: readonly string[];
  /** A zip in which such an entry comes first. */
  readonly entry?: RegExp;
}

const KINDS: readonly Kind[] = [
  {
    name: 'Excel (.xlsx)',
    family: 'table',
    endings: ['xlsx', 'xlsm'],
    entry: /^(?:\[Content_Types\]|xl\/|_rels\/|docProps\/)/,
  },
  {
    name: 'OpenDocument (.ods)',
    family: 'table',
    endings: ['ods'],
    entry: /^mimetypeapplication\/vnd\.oasis/,
  },
  { name: 'NumPy (.npz)', family: 'array', endings: ['npz'], entry: /^[^/]{1,100}\.npy/ },
  {
    name: 'PyTorch (.pt)',
    family: 'model',
    endings: ['pt', 'pth', 'ckpt'],
    magic: ['\x80\x02\x8a\x0a'],
    entry: /^[^/]{1,100}\/(?:data\.pkl|\.format_version|version|byteorder)/,
  },
  {
    name: 'Keras (.keras)',
    family: 'model',
    endings: ['keras'],
    entry: /^(?:metadata|config)\.json/,
  },
  {
    name: 'Excel (.xls)',
    family: 'table',
    endings: ['xls'],
    magic: ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  },
  { name: 'Parquet', family: 'table', endings: ['parquet'], magic: ['PAR1'] },
  { name: 'Arrow', family: 'table', endings: ['arrow', 'feather'], magic: ['ARROW1', 'FEA1'] },
  { name: 'NumPy (.npy)', family: 'array', endings: ['npy'], magic: ['\x93NUMPY'] },
  { name: 'HDF5 (.h5)', family: 'model', endings: ['h5', 'hdf5'], magic: ['\x89HDF\r\n\x1a\n'] },
  { name: 'ONNX', family: 'model', endings: ['onnx'] },
  { name: 'TensorFlow Lite', family: 'model', endings: ['tflite'] },
  { name: 'safetensors', family: 'model', endings: ['safetensors'] },
  {
    name: 'Pickle (.pkl)',
    family: 'array',
    endings: ['pkl', 'pickle'],
    magic: ['\x80\x03', '\x80\x04\x95', '\x80\x05\x95'],
  },
  { name: 'MATLAB (.mat)', family: 'array', endings: ['mat'], magic: ['MATLAB 5.0'] },
  {
    name: 'SQLite',
    family: 'table',
    endings: ['sqlite', 'sqlite3', 'db'],
    magic: ['SQLite format 3\0'],
  },
  { name: 'PNG', family: 'picture', endings: ['png'], magic: ['\x89PNG\r\n\x1a\n'] },
  { name: 'JPEG', family: 'picture', endings: ['jpg', 'jpeg'], magic: ['\xff\xd8\xff'] },
  { name: 'GIF', family: 'picture', endings: ['gif'], magic: ['GIF87a', 'GIF89a'] },
  { name: 'BMP', family: 'picture', endings: ['bmp'] },
  { name: 'TIFF', family: 'picture', endings: ['tif', 'tiff'], magic: ['II*\0', 'MM\0*'] },
  { name: 'WebP', family: 'picture', endings: ['webp'] },
  { name: 'PDF', family: 'document', endings: ['pdf'], magic: ['%PDF-'] },
  { name: 'Word (.docx)', family: 'document', endings: ['docx'] },
  { name: 'gzip', family: 'packed', endings: ['gz', 'tgz'], magic: ['\x1f\x8b'] },
  { name: '7z', family: 'packed', endings: ['7z'], magic: ["7z\xbc\xaf'\x1c"] },
  { name: 'bzip2', family: 'packed', endings: ['bz2'], magic: ['BZh'] },
  { name: 'xz', family: 'packed', endings: ['xz'], magic: ['\xfd7zXZ\0'] },
  { name: 'zstd', family: 'packed', endings: ['zst'], magic: ['\x28\xb5\x2f\xfd'] },
  { name: 'tar', family: 'packed', endings: ['tar'] },
  { name: 'RAR', family: 'packed', endings: ['rar'], magic: ['Rar!\x1a\x07'] },
  { name: 'ZIP', family: 'packed', endings: ['zip'], magic: ['PK\x05\x06'], entry: /^/ },
];

/** Enough for a magic number and the name of a zip's first entry. */
export const FOREIGN_HEAD = 256;

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, FOREIGN_HEAD));

function looksLikeText(head: Uint8Array): boolean {
  // Tabs, line ends, and bytes of any encoding of letters.
  return head.every((b) => b >= 32 || b === 9 || b === 10 || b === 12 || b === 13);
}

function kindOf(head: Uint8Array, name: string): Kind | undefined {
  const text = latin(head);
  const ending = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const named = KINDS.find((k) => k.endings.includes(ending));
  if (text.startsWith('PK\x03\x04')) {
    const entry = text.slice(30);
    // Many programs pack in the way of a zip: the name says which, where the first entry does not.
    const inside = KINDS.find((k) => k.name !== 'ZIP' && k.entry?.test(entry));
    return inside ?? (named?.magic ? undefined : named) ?? KINDS.find((k) => k.name === 'ZIP');
  }
  const byMagic = KINDS.find((k) => k.magic?.some((m) => text.startsWith(m)));
  if (byMagic) return byMagic;
  return named && (head.length === 0 || !looksLikeText(head.subarray(0, FOREIGN_HEAD)))
    ? named
    : undefined;
}

const TOLD: Readonly<
  Record<
    Family,
    (about: { readonly args: { readonly name: string; readonly kind: string } }) => Issue
  >
> = {
  table: (o) =>
    issue(
      'foreign.table',
      {
        en: '{name} is a file of {kind}, which is not read here. Save the table as CSV and choose that file.',
        zh: '{name} 是 {kind} 文件，这里不能读取。请把表格另存为 CSV，再选择该文件。',
      },
      o,
    ),
  array: (o) =>
    issue(
      'foreign.array',
      {
        en: '{name} is a file of {kind}, which is not read here. Write its rows as CSV and choose that file.',
        zh: '{name} 是 {kind} 文件，这里不能读取。请把各行写成 CSV，再选择该文件。',
      },
      o,
    ),
  picture: (o) =>
    issue(
      'foreign.picture',
      {
        en: '{name} is a picture ({kind}), and pictures are not read here. What is read: networks as JSON, tables as CSV.',
        zh: '{name} 是图片（{kind}），这里不读取图片。可读取：JSON 格式的网络、CSV 格式的表格。',
      },
      o,
    ),
  packed: (o) =>
    issue(
      'foreign.packed',
      {
        en: '{name} is packed ({kind}). Unpack it and choose the file inside.',
        zh: '{name} 是压缩文件（{kind}）。请解压后选择里面的文件。',
      },
      o,
    ),
  model: (o) =>
    issue(
      'foreign.model',
      {
        en: '{name} holds a model ({kind}), which is not read here. What is read: networks as JSON, tables as CSV.',
        zh: '{name} 是模型文件（{kind}），这里不能读取。可读取：JSON 格式的网络、CSV 格式的表格。',
      },
      o,
    ),
  document: (o) =>
    issue(
      'foreign.document',
      {
        en: '{name} is a file of {kind}, which is not read here. What is read: networks as JSON, tables as CSV.',
        zh: '{name} 是 {kind} 文件，这里不能读取。可读取：JSON 格式的网络、CSV 格式的表格。',
      },
      o,
    ),
};

/** The issue of a file whose kind is not read, or nothing. `head` are its first bytes. */
export function foreignFile(head: Uint8Array, name: string): Issue | undefined {
  const kind = kindOf(head, name);
  return kind && TOLD[kind.family]({ args: { name, kind: kind.name } });
}
