/** Files of kinds that are not read: told by their bytes, then by their name; tables and documents pass. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { foreignFile } from '../../src/data/foreign.ts';

const bytes = (latin: string) => Uint8Array.from(latin, (c) => c.charCodeAt(0));
const zip = (...names: string[]) =>
  zipSync(Object.fromEntries(names.map((n) => [n, strToU8('x'.repeat(40))])), { level: 0 });
const told = (head: Uint8Array, name: string) => {
  const found = foreignFile(head, name);
  return found && [found.code.replace('foreign.', ''), found.args?.kind];
};

describe('a file of a kind that is not read', () => {
  it.each<[string, Uint8Array, string, string]>([
    ['x', bytes('\x93NUMPY\x01\0v\0{'), 'array', 'NumPy (.npy)'],
    ['x.npz', zip('weight.npy'), 'array', 'NumPy (.npz)'],
    ['x', zip('weight.npy'), 'array', 'NumPy (.npz)'],
    ['x.json', zip('[Content_Types].xml', 'xl/workbook.xml'), 'table', 'Excel (.xlsx)'],
    ['x.xlsx', zip('other.xml'), 'table', 'Excel (.xlsx)'],
    ['x', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0'), 'table', 'Excel (.xls)'],
    ['x.ods', zip('mimetype'), 'table', 'OpenDocument (.ods)'],
    ['x.csv', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 'picture', 'PNG'],
    ['x.jpg', bytes('\xff\xd8\xff\xe0\0\x10JFIF'), 'picture', 'JPEG'],
    ['x.csv.gz', bytes('\x1f\x8b\x08\0\0'), 'packed', 'gzip'],
    ['x.zip', zip('a.csv'), 'packed', 'ZIP'],
    ['x.parquet', bytes('PAR1\x15\x04'), 'table', 'Parquet'],
    ['x.pdf', bytes('%PDF-1.7\n'), 'document', 'PDF'],
    ['x.pt', zip('archive/data.pkl'), 'model', 'PyTorch (.pt)'],
    ['x', zip('model/data.pkl'), 'model', 'PyTorch (.pt)'],
    ['x.pth', bytes('\x80\x02\x8a\x0al\xfc\x9c'), 'model', 'PyTorch (.pt)'],
    ['x.h5', bytes('\x89HDF\r\n\x1a\n\0'), 'model', 'HDF5 (.h5)'],
    ['x.onnx', bytes('\x08\x07\x12\x07pytorch\x1a\x03'), 'model', 'ONNX'],
    ['x.safetensors', bytes('G\0\0\0\0\0\0\0{"a": '), 'model', 'safetensors'],
    ['x.png', new Uint8Array(), 'picture', 'PNG'],
  ])('%s', (name, head, family, kind) => {
    expect(told(head.subarray(0, 256), name)).toEqual([family, kind]);
  });

  it.each([
    ['x.json', '{"format": "chainrule"}'],
    ['x.csv', 'a,b\n1,2\n'],
    ['x', ''],
    ['x.json', '\xef\xbb\xbf{'],
    ['x.csv', 'M\xfcller,1\n'],
    ['x.csv', 'PK,name\n1,a\n'],
    ['x.pt', '{"dense1.weight": 1}'],
    ['x.db.json', '{'],
    ['x.csv', '\xff\xfea\0,\0b\0'],
  ])('%s with %j is left to its reader', (name, text) => {
    expect(told(bytes(text), name)).toBeUndefined();
  });
});
