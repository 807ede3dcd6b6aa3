/** Names of files and entries of zips: whatever a project is called, it stays in its folder. */

import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { byFileName, fileName } from '../../src/base/file-name.ts';
import { zipOf } from '../../workers/export/zip.ts';

const NASTY = [
  '',
  ' ',
  '.',
  '..',
  '...',
  '../..',
  '..\\..',
  '/',
  '/etc/passwd',
  'C:\\net',
  'C:',
  'a/b',
  '~',
  '-',
  'con',
  'CON.txt',
  'nul ',
  'com1',
  'LPT¹.tar.gz',
  'aux .x',
  'a\u0000b',
  'a\nb',
  'net.',
  ' net ',
  '\u202Egnp.exe',
  '\uD800',
  'x'.repeat(5000),
  '网'.repeat(500),
  '😀'.repeat(300),
  '__proto__',
  'constructor',
  'e\u0301',
  '*?"<>|',
];
const names = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')),
);

/** What the three systems ask of a name, said once more and in another way. */
function faultOf(name: string): string | undefined {
  if (!name || Buffer.byteLength(name) > 255) return 'length';
  if (/\p{Cs}/u.test(name)) return 'half a sign';
  for (const sign of name)
    if ('\\/:*?"<>|'.includes(sign) || sign < ' ' || sign === '\u007F') return `the sign ${sign}`;
  if (name.startsWith('.') || /[. ]$/.test(name)) return 'an end';
  const [stem = ''] = name.split('.');
  const devices = ['CON', 'PRN', 'AUX', 'NUL', 'CONIN$', 'CONOUT$'];
  for (const port of ['COM', 'LPT']) for (const n of '0123456789¹²³') devices.push(port + n);
  if (devices.includes(stem.trim().toUpperCase())) return 'a device';
  return undefined;
}

describe('names of files', () => {
  it('law: are names on every system, whatever a thing is called', () => {
    fc.assert(
      fc.property(names, fc.constantFrom('', '.json', '-pytorch.zip'), (name, ending) => {
        expect(faultOf(fileName(name, ending)), JSON.stringify(name)).toBeUndefined();
        expect(fileName(fileName(name, ''), ending)).toBe(fileName(name, ending));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['My net', 'My net'],
    ['..', 'network'],
    ['..\\..\\x', '-..-x'],
    ['XOR 2/8/1', 'XOR 2-8-1'],
    ['con', '_con'],
    ['循环网络', '循环网络'],
    ['a: b', 'a- b'],
    [' .hidden. ', 'hidden'],
  ])('%j is %j', (name, expected) => {
    expect(fileName(name)).toBe(expected);
  });

  it('law: stay as many as they were, and differ in more than their case', () => {
    fc.assert(
      fc.property(fc.uniqueArray(names, { maxLength: 12 }), (all) => {
        const files = Object.fromEntries(all.map((name, i) => [name, i]));
        const made = byFileName(files);
        expect(Object.values(made).sort()).toEqual(Object.values(files).sort());
        const folded = Object.keys(made).map((n) => n.toLowerCase());
        expect(new Set(folded).size).toBe(folded.length);
        for (const name of Object.keys(made)) expect(faultOf(name)).toBeUndefined();
      }),
    );
    expect(Object.keys(byFileName({ 'model.py': 1, 'Model.py': 2, 'a/b': 3, 'a\\b': 4 }))).toEqual([
      'model.py',
      'Model 2.py',
      'a-b',
      'a-b 2',
    ]);
  });

  it('law: entries of a zip lie in one folder, and nothing else does', () => {
    fc.assert(
      fc.property(names, fc.uniqueArray(names, { minLength: 1, maxLength: 4 }), (folder, all) => {
        const zip = zipOf(folder, Object.fromEntries(all.map((n) => [n, n])));
        const entries = Object.keys(unzipSync(zip)).filter((path) => !path.endsWith('/'));
        expect(entries).toHaveLength(all.length);
        for (const path of entries) {
          const [first = '', second = '', ...deeper] = path.split('/');
          expect(deeper).toEqual([]);
          expect([faultOf(first), faultOf(second)], path).toEqual([undefined, undefined]);
        }
      }),
    );
  });
});
