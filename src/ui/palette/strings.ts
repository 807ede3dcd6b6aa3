import { defineStrings } from '../i18n/define.ts';

export const strings = defineStrings({ en: {}, zh: {} });
