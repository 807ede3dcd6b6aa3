/**
 * What a person set up around the document: theme, language, panels, the hint. Kept in the browser's
 * small storage, so that it is there before the first paint. Nothing of the document is here.
 */

import { z } from 'zod';
import { sentenceOf } from '../base/issue.ts';
import type { Language } from '../base/words.ts';
import { STRIDES } from '../compile/strides.ts';
import {
  type Actions,
  type AppState,
  DOCK_TABS,
  type Notice,
  PLAY_RATES,
  RECORDING_BUDGETS,
  TRAINING_PACES,
} from './app.ts';
import type { Change, Get } from './slice.ts';

/** The part of `localStorage` that is needed; a browser may refuse it. */
export type SmallStorage = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'chainrule.view';

const stored = z.object({
  theme: z.enum(['light', 'dark', 'auto']),
  language: z.enum(['en', 'zh']),
  singleKeys: z.boolean(),
  shortcuts: z.record(z.string(), z.array(z.string()).readonly()).readonly(),
  dock: z.enum(DOCK_TABS),
  stride: z.enum(STRIDES),
  playRate: z.literal(PLAY_RATES),
  trainingPace: z.literal(TRAINING_PACES).optional(),
  curveView: z.object({
    logX: z.literal([true, false, 'auto']),
    logY: z.boolean(),
    smoothing: z.number().min(0).max(0.99),
  }),
  recordingBudget: z.literal(RECORDING_BUDGETS),
  predict: z.boolean(),
  hint: z.literal([0, 1, 2, 3]),
  wheel: z.enum(['zoom', 'pan']),
  panels: z.object({
    palette: z.boolean(),
    inspector: z.boolean(),
    dock: z.boolean(),
    minimap: z.boolean(),
    // Who set up the page before there was one finds it open.
    card: z.boolean().default(true),
    map: z.boolean(),
  }),
});
type Stored = z.infer<typeof stored>;

const said = ({ issue }: Pick<Notice, 'issue'>) => issue && sentenceOf(issue);

export interface ViewOptions {
  readonly small?: SmallStorage;
  /** The browser's languages, most wanted first. */
  readonly languages?: readonly string[];
}

const firstLanguage = (wanted: readonly string[]): Language => {
  for (const tag of wanted) {
    if (tag.startsWith('zh')) return 'zh';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
};

export function readView(options: ViewOptions): Stored {
  const fresh: Stored = {
    theme: 'auto',
    language: firstLanguage(options.languages ?? []),
    singleKeys: true,
    shortcuts: {},
    dock: 'curves',
    stride: 'node',
    playRate: 1,
    curveView: { logX: 'auto', logY: false, smoothing: 0 },
    recordingBudget: 64,
    predict: false,
    hint: 1,
    wheel: 'zoom',
    panels: { palette: false, inspector: true, dock: true, minimap: false, card: true, map: true },
  };
  try {
    const read = stored.partial().safeParse(JSON.parse(options.small?.getItem(KEY) ?? '{}'));
    return read.success ? { ...fresh, ...read.data } : fresh;
  } catch {
    // Refused storage or a text that is not ours: start as on a first visit.
    return fresh;
  }
}

export function keepView(state: AppState, small: SmallStorage | undefined): void {
  const {
    theme,
    language,
    singleKeys,
    shortcuts,
    dock,
    stride,
    playRate,
    trainingPace,
    curveView,
    recordingBudget,
    predict,
    hint,
    wheel,
    panels,
  } = state;
  const kept: Stored = {
    theme,
    language,
    singleKeys,
    shortcuts,
    dock,
    stride,
    playRate,
    trainingPace,
    curveView,
    recordingBudget,
    predict,
    hint,
    wheel,
    panels,
  };
  try {
    small?.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Full or refused: the page works, it only forgets how it was set up.
  }
}

type ViewActions = Pick<
  Actions,
  | 'setSample'
  | 'setAverage'
  | 'pinEdge'
  | 'setDock'
  | 'setLecture'
  | 'setStride'
  | 'setPlayRate'
  | 'setTrainingPace'
  | 'setCurveView'
  | 'setRecordingBudget'
  | 'setUntil'
  | 'setPredict'
  | 'togglePanel'
  | 'setTheme'
  | 'setLanguage'
  | 'setSingleKeys'
  | 'setShortcuts'
  | 'setHint'
  | 'setWheel'
  | 'openDialog'
  | 'dismissTrouble'
  | 'notify'
  | 'dismissNotice'
>;

/** More would cover the canvas; the oldest gives way. */
const MOST_NOTICES = 4;

export function viewActions(set: Change, get: Get): ViewActions {
  let notices = 0;
  /** What was selected when the lecture began. */
  let chosen: AppState['selection'] | undefined;
  return {
    setSample: (sample) =>
      set({ sample: Math.max(0, Math.floor(sample) || 0), sampleChosen: true, average: false }),
    setAverage: (average) => set({ average }),
    pinEdge: (edge, pinned) =>
      set((s) => ({
        pinnedEdges: pinned
          ? [...s.pinnedEdges.filter((e) => e !== edge), edge].slice(-8)
          : s.pinnedEdges.filter((e) => e !== edge),
      })),
    setLecture: (lecture) => {
      if (lecture === get().lecture) return;
      set({ lecture });
      if (lecture) chosen = get().selection;
      else if (chosen) get().actions.select(chosen);
    },
    setStride: (stride) => set({ stride }),
    setPlayRate: (playRate) => set({ playRate }),
    setTrainingPace: (trainingPace) => set({ trainingPace }),
    setRecordingBudget: (recordingBudget) => set({ recordingBudget }),
    setCurveView: (change) => set((s) => ({ curveView: { ...s.curveView, ...change } })),
    setUntil: (until) => set({ until }),
    setPredict: (predict) => set({ predict, ...(!predict && { asked: undefined }) }),
    setDock: (dock) => set((s) => ({ dock, panels: { ...s.panels, dock: true } })),
    togglePanel: (panel, open) =>
      set((s) => ({ panels: { ...s.panels, [panel]: open ?? !s.panels[panel] } })),
    setTheme: (theme) => set({ theme }),
    setLanguage: (language) => set({ language }),
    setSingleKeys: (singleKeys) => set({ singleKeys }),
    setShortcuts: (shortcuts) => set({ shortcuts }),
    setHint: (hint) => set({ hint }),
    setWheel: (wheel) => set({ wheel }),
    openDialog: (dialog) =>
      set({
        dialog,
        ...(dialog === undefined ? { csvFile: undefined, fileIssues: [], pasted: undefined } : {}),
      }),
    dismissTrouble: () => set({ trouble: [] }),
    notify: (notice) => {
      const next: Notice = { ...notice, id: ++notices };
      // The same refusal twice in a row is told once.
      const kept = get().notices.filter((n) => n.text !== next.text || said(n) !== said(next));
      set({ notices: [...kept, next].slice(-MOST_NOTICES) });
    },
    dismissNotice: (id) => set((s) => ({ notices: s.notices.filter((n) => n.id !== id) })),
  };
}
