/**
 * The interface's languages: every feature's strings in one i18next instance. Keys are flat and
 * prefixed with the feature. The catalogue's own words (titles, help) travel with the kinds.
 */

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../base/words.ts';
import { strings as edges } from '../canvas/edges/strings.ts';
import { strings as move } from '../canvas/move/strings.ts';
import { strings as nodes } from '../canvas/nodes/strings.ts';
import { strings as canvas } from '../canvas/strings.ts';
import { strings as checking } from '../checking/strings.ts';
import { strings as commands } from '../commands/strings.ts';
import { strings as curves } from '../curves/strings.ts';
import { strings as data } from '../data/strings.ts';
import { strings as fields } from '../fields/strings.ts';
import { strings as files } from '../files/strings.ts';
import { strings as stepper } from '../inspector/stepper/strings.ts';
import { strings as inspector } from '../inspector/strings.ts';
import type { Strings } from '../kit/define.ts';
import { strings as kit } from '../kit/strings.ts';
import { strings as map } from '../map/strings.ts';
import { strings as palette } from '../palette/strings.ts';
import { strings as paths } from '../paths/strings.ts';
import { strings as plan } from '../plan/strings.ts';
import { strings as plot } from '../plot/strings.ts';
import { strings as problems } from '../problems/strings.ts';
import { strings as runs } from '../runs/strings.ts';
import { strings as stepping } from '../stepping/strings.ts';
import { strings as sweep } from '../sweep/strings.ts';
import { strings as tensor } from '../tensor/strings.ts';
import { strings as training } from '../training/strings.ts';
import { strings as app } from './strings.ts';

export const FEATURES: readonly Strings[] = [
  app,
  canvas,
  checking,
  paths,
  commands,
  curves,
  data,
  edges,
  move,
  fields,
  files,
  inspector,
  kit,
  map,
  nodes,
  palette,
  plan,
  plot,
  problems,
  runs,
  stepper,
  stepping,
  sweep,
  tensor,
  training,
];

const all = (language: Language) => Object.assign({}, ...FEATURES.map((f) => f[language]));

export function startI18n(language: Language) {
  const i18n = i18next.createInstance();
  // With resources at hand init is synchronous; the promise has nothing left to tell.
  void i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: all('en') }, zh: { translation: all('zh') } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return i18n;
}
