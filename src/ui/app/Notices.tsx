/** What the store has to tell in passing, as Mantine's notifications; trouble of the engine stays. */
import { Button } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { CircleAlert, Info } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { issueText } from '../kit/issues/text.ts';
import { useActions, useApp, useAppStore } from '../kit/store.tsx';
import classes from './App.module.css';

const STAY_MS = 6_000;

export function Notices() {
  const { t, i18n } = useTranslation();
  const app = useAppStore();
  const notices = useApp((s) => s.notices);
  const trouble = useApp((s) =>
    s.trouble.map((issue) => issueText(issue, s.language, s.document.nodes)).join(' '),
  );
  const language = useApp((s) => s.language);
  const { dismissNotice, dismissTrouble } = useActions();
  const shown = useRef(new Set<number>());

  useEffect(() => {
    // What the store has no more is told no more, whatever the pointer rests on.
    for (const id of shown.current)
      if (!notices.some((n) => n.id === id)) {
        shown.current.delete(id);
        notifications.hide(`notice-${id}`);
      }
    for (const notice of notices) {
      if (shown.current.has(notice.id)) continue;
      shown.current.add(notice.id);
      const { id } = notice;
      const act = notice.act ?? (notice.undo && { text: 'commands.undo', perform: notice.undo });
      const words = notice.issue
        ? issueText(notice.issue, language, app.getState().document.nodes)
        : t(notice.text ?? '', notice.args);
      const problem = notice.tone === 'problem';
      notifications.show({
        id: `notice-${id}`,
        withBorder: true,
        autoClose: STAY_MS,
        color: problem ? 'red' : 'teal',
        icon: problem ? <CircleAlert size={18} /> : <Info size={18} />,
        closeButtonProps: { 'aria-label': t('kit.close') },
        onClose: () => dismissNotice(id),
        message: act ? (
          <>
            {words}{' '}
            <Button
              size="compact-xs"
              variant="light"
              onClick={() => {
                act.perform();
                notifications.hide(`notice-${id}`);
              }}
            >
              {t(act.text)}
            </Button>
          </>
        ) : (
          words
        ),
      });
    }
  }, [app, notices, dismissNotice, t, language]);

  useEffect(() => {
    if (trouble === '') {
      notifications.hide('trouble');
      return;
    }
    const notification = {
      id: 'trouble',
      withBorder: true,
      autoClose: false as const,
      color: 'red',
      icon: <CircleAlert size={18} />,
      title: i18n.t('problems.trouble'),
      closeButtonProps: { 'aria-label': i18n.t('kit.close') },
      onClose: dismissTrouble,
      message: trouble,
    };
    // `update` does nothing for one that is not there, `show` for one that is.
    notifications.update(notification);
    notifications.show(notification);
  }, [trouble, dismissTrouble, i18n]);
  return (
    <Notifications
      position="bottom-left"
      limit={4}
      zIndex={500}
      classNames={{ root: classes.notices }}
    />
  );
}
