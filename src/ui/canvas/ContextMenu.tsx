/** The menu at the pointer: what can be done with the node, wire, note or place under it. */
import { Menu } from '@mantine/core';
import {
  AlignHorizontalJustifyCenter,
  ClipboardPaste,
  Copy,
  CopyPlus,
  FlagTriangleRight,
  Maximize,
  Network,
  PenLine,
  Pin,
  PinOff,
  Plus,
  Scissors,
  Sigma,
  SquareDashedMousePointer,
  StickyNote,
  TestTubeDiagonal,
  Trash2,
  Workflow,
} from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { copyOut, pasteIn } from '../commands/clipboard.ts';
import { Keys, Shortcut } from '../commands/Keys.tsx';
import { useOffers } from '../kit/offers.ts';
import { useActions, useApp, useAppStore } from '../kit/store.tsx';
import { firstStart } from '../paths/starts.ts';
import { useParts, useView } from './parts.tsx';
import type { MenuRequest } from './view.ts';

const ALIGNMENTS = [
  'left',
  'centre',
  'right',
  'top',
  'middle',
  'bottom',
  'distribute-x',
  'distribute-y',
] as const;

function Items({ request }: { request: MenuRequest }) {
  const { t } = useTranslation();
  const offers = useOffers();
  const actions = useActions();
  const { view } = useParts();
  const several = useApp((s) => s.selection.nodes.length + s.selection.notes.length > 1);
  const runnable = useApp((s) => s.status !== 'empty' && s.status !== 'failed');
  const { of, position, screen } = request;
  const pinned = useApp((s) => of.type === 'edge' && s.pinnedEdges.includes(of.id));
  // As it is when the menu opens.
  const app = useAppStore();
  const pathStart =
    of.type === 'node' || of.type === 'edge'
      ? firstStart(of.type === 'node' ? { node: of.id } : { edge: of.id }, app.getState())
      : undefined;
  const icon = { size: 15, 'aria-hidden': true };
  const editing = (
    <>
      <Menu.Item
        leftSection={<Copy {...icon} />}
        rightSection={<Shortcut of="copy" />}
        onClick={() => void copyOut(actions, 'copy')}
      >
        {t('canvas.copy')}
      </Menu.Item>
      <Menu.Item
        leftSection={<Scissors {...icon} />}
        rightSection={<Shortcut of="cut" />}
        onClick={() => void copyOut(actions, 'cut')}
      >
        {t('canvas.cut')}
      </Menu.Item>
      <Menu.Item
        leftSection={<CopyPlus {...icon} />}
        rightSection={<Shortcut of="duplicate" />}
        onClick={() => actions.duplicate()}
      >
        {t('canvas.duplicate')}
      </Menu.Item>
      {several && (
        <Menu.Sub position="right-start">
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<AlignHorizontalJustifyCenter {...icon} />}>
              {t('canvas.align')}
            </Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {ALIGNMENTS.map((how) => (
              <Menu.Item key={how} onClick={() => actions.align(how)}>
                {t(`canvas.align.${how}`)}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      )}
      <Menu.Divider />
      <Menu.Item
        c="var(--problem)"
        leftSection={<Trash2 {...icon} />}
        rightSection={<Shortcut of="delete" />}
        onClick={() => actions.removeSelected()}
      >
        {t('canvas.delete')}
      </Menu.Item>
    </>
  );
  switch (of.type) {
    case 'node':
      return (
        <>
          <Menu.Item
            leftSection={<FlagTriangleRight {...icon} />}
            disabled={!runnable}
            onClick={() => void actions.runTo(of.id)}
          >
            {t('canvas.runTo')}
          </Menu.Item>
          <Menu.Item
            leftSection={<TestTubeDiagonal {...icon} />}
            disabled={!runnable}
            onClick={() => void actions.checkGradients({ node: of.id })}
          >
            {t('checking.node')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Sigma {...icon} />}
            disabled={!runnable || !pathStart}
            onClick={() => {
              actions.select({ nodes: [of.id], edges: [], notes: [] });
              if (pathStart) void actions.sumPaths(pathStart);
            }}
          >
            {t('paths.menu')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Workflow {...icon} />}
            rightSection={<Shortcut of="wire" />}
            onClick={() => setTimeout(() => view.set({ picking: of.id }))}
          >
            {t('canvas.wire')}
          </Menu.Item>
          <Menu.Item
            leftSection={<PenLine {...icon} />}
            rightSection={<Keys keys="F2" />}
            onClick={() => setTimeout(() => view.set({ renaming: of.id }))}
          >
            {t('canvas.rename')}
          </Menu.Item>
          {editing}
        </>
      );
    case 'note':
      return (
        <>
          <Menu.Item
            leftSection={<PenLine {...icon} />}
            onClick={() => setTimeout(() => view.set({ renaming: of.id }))}
          >
            {t('canvas.write')}
          </Menu.Item>
          {editing}
        </>
      );
    case 'edge':
      return (
        <>
          <Menu.Item
            leftSection={pinned ? <PinOff {...icon} /> : <Pin {...icon} />}
            onClick={() => actions.pinEdge(of.id, !pinned)}
          >
            {t(pinned ? 'edges.unpin' : 'edges.pin')}
          </Menu.Item>
          <Menu.Item
            leftSection={<TestTubeDiagonal {...icon} />}
            disabled={!runnable}
            onClick={() => void actions.checkGradients({ edge: of.id })}
          >
            {t('checking.wire')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Sigma {...icon} />}
            disabled={!runnable || !pathStart}
            onClick={() => {
              actions.select({ nodes: [], edges: [of.id], notes: [] });
              if (pathStart) void actions.sumPaths(pathStart);
            }}
          >
            {t('paths.menu')}
          </Menu.Item>
          <Menu.Item
            c="var(--problem)"
            leftSection={<Trash2 {...icon} />}
            rightSection={<Shortcut of="delete" />}
            onClick={() => actions.removeEdges([of.id])}
          >
            {t('canvas.delete')}
          </Menu.Item>
        </>
      );
    case 'canvas':
      return (
        <>
          <Menu.Item
            leftSection={<Plus {...icon} />}
            rightSection={<Shortcut of="add" />}
            onClick={() => setTimeout(() => view.set({ add: { screen, position } }))}
          >
            {t('canvas.add')}
          </Menu.Item>
          <Menu.Item
            leftSection={<StickyNote {...icon} />}
            onClick={() => {
              const note = actions.addNote(position);
              // The caret goes into it: what is typed next is its text.
              setTimeout(() => view.set({ renaming: note }));
            }}
          >
            {t('canvas.addNote')}
          </Menu.Item>
          <Menu.Item
            leftSection={<ClipboardPaste {...icon} />}
            rightSection={<Shortcut of="paste" />}
            onClick={() => void pasteIn(actions, position).then(() => offers.call('reveal'))}
          >
            {t('canvas.paste')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<SquareDashedMousePointer {...icon} />}
            rightSection={<Shortcut of="selectAll" />}
            onClick={() => actions.selectAll()}
          >
            {t('canvas.selectAll')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Network {...icon} />}
            rightSection={<Shortcut of="tidy" />}
            onClick={() => void actions.tidy()}
          >
            {t('canvas.tidy')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Maximize {...icon} />}
            rightSection={<Shortcut of="fit" />}
            onClick={() => offers.call('fit')}
          >
            {t('canvas.fit')}
          </Menu.Item>
          <Menu.Item
            leftSection={<TestTubeDiagonal {...icon} />}
            rightSection={<Shortcut of="checkGradients" />}
            disabled={!runnable}
            onClick={() => void actions.checkGradients()}
          >
            {t('checking.all')}
          </Menu.Item>
        </>
      );
    default:
      return of satisfies never;
  }
}

export function ContextMenu({ root }: { root: RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation();
  const { view } = useParts();
  const request = useView((v) => v.menu);
  if (!request) return null;
  const close = () => {
    view.set({ menu: undefined });
    root.current?.focus({ preventScroll: true });
  };
  const { x, y } = request.screen;
  return (
    <Menu
      key={`${x},${y}`}
      opened
      onClose={close}
      position="bottom-start"
      offset={2}
      shadow="md"
      width={220}
      withinPortal
      returnFocus={false}
      // The placeholder is no item of a menu; the first item takes the focus instead.
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 80 }}
    >
      <Menu.Target>
        <span aria-hidden style={{ position: 'fixed', left: x, top: y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('canvas.menu')}>
        <Items request={request} />
      </Menu.Dropdown>
    </Menu>
  );
}
