/** Wiring by keyboard: from the node that has the focus to one of the ports that fit, by name. */
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { kindOf, titleOf } from '../../catalog/index.ts';
import type { PortRef } from '../../document/records.ts';
import { iconOf } from '../kit/icons.ts';
import { portsOf } from '../kit/ports.ts';
import { useActions, useApp, useAppStore } from '../kit/store.tsx';
import { Finder, type Found } from './Finder.tsx';
import { useParts, useView } from './parts.tsx';
import type { PortEnd } from './view.ts';
import { asWire, otherEnds } from './wiring.ts';

interface Choice extends Found {
  readonly wire: readonly [PortRef, PortRef];
}

const textOf = (choice: Choice) => `${choice.text} ${choice.more}`.toLowerCase();

export function WirePicker({ root }: { root: RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation();
  const app = useAppStore();
  const actions = useActions();
  const { view } = useParts();
  const node = useView((v) => v.picking);
  const document = useApp((s) => s.document);
  const language = useApp((s) => s.language);
  const record = node === undefined ? undefined : document.nodes[node];
  if (!node || !record) return null;
  const { x, y, height } = root.current
    ?.querySelector(`.react-flow__node[data-id="${CSS.escape(node)}"]`)
    ?.getBoundingClientRect() ?? { x: 80, y: 80, height: 0 };

  const ports = portsOf(record);
  // A node that gives nothing (a loss) reaches backwards, for what feeds it.
  const side: PortEnd['side'] = ports.outputs.length > 0 ? 'out' : 'in';
  const own = side === 'out' ? ports.outputs : ports.inputs;
  const choices = own.flatMap((port) => {
    const from: PortEnd = { node, port: port.name, side };
    return otherEnds(document, from).flatMap((end): Choice[] => {
      const wire = asWire(from, end);
      const other = document.nodes[end.node];
      if (!wire || !other || actions.wouldRefuse(...wire)) return [];
      const kind = kindOf(other.kind);
      const Icon = iconOf(kind?.ui.icon);
      const title = titleOf(other, language);
      return [
        {
          id: `${port.name}-${end.node}-${end.port}`,
          icon: <Icon size={15} color={`var(--family-${kind?.family})`} aria-hidden />,
          text: own.length > 1 ? `${port.name} → ${title}` : title,
          more: end.port,
          wire,
        },
      ];
    });
  });
  const close = () => {
    view.set({ picking: undefined });
    root.current
      ?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(node)}"]`)
      ?.focus({ preventScroll: true });
  };
  const title = titleOf(record, language);
  return (
    <Finder
      at={{ x, y: y + height + 6 }}
      label={t(side === 'out' ? 'canvas.wireFrom' : 'canvas.wireInto', { title })}
      placeholder={t(side === 'out' ? 'canvas.wireFrom' : 'canvas.wireInto', { title })}
      nothing={t('canvas.wireNothing')}
      find={(query) => {
        const words = query.toLowerCase().split(/\s+/).filter(Boolean);
        const found = choices.filter((c) => words.every((w) => textOf(c).includes(w)));
        // "y target" means the port y, not the y in "binary".
        const begun = (c: Choice) => words.every((w) => ` ${textOf(c)}`.includes(` ${w}`));
        return [...found.filter(begun), ...found.filter((c) => !begun(c))];
      }}
      onChoose={(id) => {
        const wire = choices.find((c) => c.id === id)?.wire;
        if (wire) app.getState().actions.connect(...wire);
        close();
      }}
      onClose={close}
    />
  );
}
