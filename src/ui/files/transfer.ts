/** Files in and out of the browser: the chooser and the download. No parsing. */

/** The page's one file field; see FileDrop. */
export const FILE_FIELD = 'import-file';

export const chooseFile = (): void => document.getElementById(FILE_FIELD)?.click();

/** `My net.json`; signs that file systems refuse become a dash. */
export const fileName = (name: string): string =>
  `${name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').trim() || 'network'}.json`;

export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; until it has, the address must live.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
