/** Leaving a step that is walked through, which says what becomes of it: it is finished, or taken back. */
import { Button, Menu } from '@mantine/core';
import { ChevronDown, LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { commandNamed } from '../commands/commands.ts';
import { Shortcut } from '../commands/Keys.tsx';
import { useActions, useApp } from '../kit/store.tsx';
import classes from './stepping.module.css';

const WAYS = { finish: 'leaveStepping', takeBack: 'takeStepBack' } as const;

export function Leave({ brief = false }: { brief?: boolean }) {
  const { t } = useTranslation();
  const over = useApp((s) => s.cursor !== undefined && s.cursor.done === s.cursor.total);
  const { leaveStepping } = useActions();
  const ways = ['finish', 'takeBack'] as const;
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target>
        <Button
          size={brief ? 'xs' : 'compact-xs'}
          variant="default"
          className={brief ? classes.how : classes.leave}
          aria-label={t('stepping.leaveHow')}
          rightSection={!brief && <ChevronDown size={12} aria-hidden />}
        >
          {brief ? <LogOut size={15} aria-hidden /> : t('stepping.leave')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('stepping.leaveHow')}>
        {ways.map((how) => {
          const Picture = commandNamed(WAYS[how])?.icon;
          const words = how === 'finish' && over ? 'keep' : how;
          return (
            <Menu.Item
              key={how}
              leftSection={Picture && <Picture size={15} aria-hidden />}
              rightSection={<Shortcut of={WAYS[how]} />}
              onClick={() => void leaveStepping(how)}
            >
              <span className={classes.way}>
                {t(`stepping.${words}`)}
                <span className={classes.why}>{t(`stepping.${words}Why`)}</span>
              </span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
