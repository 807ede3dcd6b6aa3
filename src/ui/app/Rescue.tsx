/**
 * In place of a blank page: something outside all panels failed to draw, or the page could not start.
 * Stands on as little as possible (no components of others, no store) and leads to the projects, each
 * as the file that is stored.
 */

import { Component, type ReactNode, useEffect, useState } from 'react';
import { fileName } from '../../base/file-name.ts';
import type { Language } from '../../base/words.ts';
import type { Theme } from '../../state/app.ts';
import type { ProjectInfo } from '../../state/storage.ts';
import { download } from '../commands/transfer.ts';
import classes from './rescue.module.css';
import { strings } from './strings.ts';

export interface Way {
  /** As a person set them, or their browser. */
  readonly view: () => { readonly language: Language; readonly theme: Theme };
  readonly projects: () => Promise<readonly ProjectInfo[]>;
  /** A stored project's text as it is. */
  readonly text: (id: string) => Promise<string | undefined>;
  /** Starts the page anew with this project; without one, with a sample. */
  readonly open: (id?: string) => void;
  /** What is open, where the page had come so far. */
  readonly present?: () => Promise<{ readonly name: string; readonly text: string }>;
  /** Writes down what is not stored yet. */
  readonly keep?: () => void;
}

export function Rescue({ error, way }: { error: Error; way: Way }) {
  const [{ language, theme }] = useState(way.view);
  const t = (key: string) => strings[language][key] ?? key;
  /** Undefined until they are listed. */
  const [projects, setProjects] = useState<readonly ProjectInfo[] | 'unreadable'>();
  useEffect(() => {
    void way.projects().then(setProjects, () => setProjects('unreadable'));
  }, [way]);
  useEffect(() => {
    // Nobody else brings the theme to the page by now.
    const dark = theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches;
    const scheme = theme === 'auto' ? (dark ? 'dark' : 'light') : theme;
    document.documentElement.dataset.mantineColorScheme = scheme;
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  }, [language, theme]);
  const exportStored = async ({ id, name }: ProjectInfo) => {
    const text = await way.text(id);
    if (text !== undefined) download(fileName(name, '.json'), text);
  };
  const exportPresent = async () => {
    const present = await way.present?.();
    if (present) download(fileName(present.name, '.json'), present.text);
  };
  return (
    <main className={classes.rescue}>
      <h1>{t('app.rescue')}</h1>
      <p>{t('app.rescue.kept')}</p>
      <pre role="alert">{error.message}</pre>
      <p>
        <button type="button" data-first onClick={() => location.reload()}>
          {t('app.rescue.reload')}
        </button>
        {way.present && (
          <button type="button" onClick={() => void exportPresent()}>
            {t('app.rescue.exportOpen')}
          </button>
        )}
        <button type="button" onClick={() => way.open()}>
          {t('app.rescue.sample')}
        </button>
      </p>
      <h2>{t('app.rescue.projects')}</h2>
      {projects === 'unreadable' && <p>{t('app.rescue.unreadable')}</p>}
      {projects?.length === 0 && <p>{t('app.rescue.none')}</p>}
      <ul aria-label={t('app.rescue.projects')}>
        {(Array.isArray(projects) ? projects : []).map((project) => (
          <li key={project.id}>
            <span>{project.name}</span>
            <button type="button" onClick={() => way.open(project.id)}>
              {t('app.rescue.open')}
            </button>
            <button type="button" onClick={() => void exportStored(project)}>
              {t('app.rescue.export')}
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}

interface Props {
  readonly way: Way;
  readonly children: ReactNode;
}

/** Around the whole page. */
export class PageBoundary extends Component<Props, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch() {
    this.props.way.keep?.();
  }

  override render() {
    const { error } = this.state;
    return error ? <Rescue error={error} way={this.props.way} /> : this.props.children;
  }
}
