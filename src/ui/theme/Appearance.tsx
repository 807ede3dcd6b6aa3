/** Brings the store's theme and language to the page. Draws nothing. */
import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../kit/store.tsx';

export function Appearance() {
  const theme = useApp((s) => s.theme);
  const language = useApp((s) => s.language);
  const name = useApp((s) => s.document.name);
  const mantine = useMantineColorScheme();
  // Its functions are others at each render, and each call has the whole page styled anew, twice.
  const scheme = useRef(mantine);
  scheme.current = mantine;
  const { i18n } = useTranslation();
  useEffect(() => {
    const { colorScheme, setColorScheme } = scheme.current;
    if (colorScheme !== theme) setColorScheme(theme);
  }, [theme]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
    void i18n.changeLanguage(language);
    document
      .getElementById('popups')
      ?.setAttribute('aria-label', i18n.t('kit.popups', { lng: language }));
  }, [language, i18n]);
  useEffect(() => {
    document.title = `${name} · Chainrule`;
  }, [name]);
  return null;
}
