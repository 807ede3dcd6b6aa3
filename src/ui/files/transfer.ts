/** Files in and out of the browser: the chooser and the download. No parsing. */

/** `My net.json`; signs that file systems refuse become a dash. */
export const fileName = (name: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control signs are what must go
  `${name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '-').trim() || 'network'}.json`;

export function chooseFile(accept: string, chosen: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) chosen(file);
  };
  input.click();
}

export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next task; until then the address must live.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
