/** Adding by typing: all kinds, or, at the end of a wire in the air, those that can take it. */
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { defaults } from '../../base/fields.ts';
import { KINDS } from '../../catalog/index.ts';
import type { Kind } from '../../catalog/kind.ts';
import type { Shape } from '../../tensor/shape.ts';
import { iconOf } from '../kit/icons.ts';
import { searchKinds } from '../kit/search.ts';
import { useApp } from '../kit/store.tsx';
import { Finder } from './Finder.tsx';
import { useParts, useView } from './parts.tsx';
import type { AddRequest, PortEnd } from './view.ts';

/** Whether a fresh node of this kind can be wired to this end, as far as shapes are known. */
export function takes(kind: Kind, wire: PortEnd, shape: Shape | undefined): boolean {
  const params = defaults(kind.fields);
  const ports = kind.ports(params);
  if (wire.side === 'in') return ports.outputs.length > 0;
  const [input, ...others] = ports.inputs;
  if (!input) return false;
  if (!shape || others.length > 0) return true;
  const arriving = [{ edge: '', from: { node: '' }, shape }];
  const context = {
    params,
    node: '',
    at: (port: string) => (port === input.name ? arriving : []),
  };
  return kind.shape(context).ok;
}

interface Props {
  readonly onAdd: (kind: string, request: AddRequest) => void;
  readonly root: RefObject<HTMLDivElement | null>;
}

export function AddMenu({ onAdd, root }: Props) {
  const { t } = useTranslation();
  const { view } = useParts();
  const request = useView((v) => v.add);
  const language = useApp((s) => s.language);
  const shape = useApp((s) =>
    request?.wire
      ? s.compiled?.compilation.shapes[`${request.wire.node}.${request.wire.port}`]
      : undefined,
  );
  if (!request) return null;
  const { wire } = request;
  const kinds = wire ? KINDS.filter((k) => takes(k, wire, shape)) : KINDS;
  const close = () => {
    view.set({ add: undefined });
    root.current?.focus({ preventScroll: true });
  };
  return (
    <Finder
      at={request.screen}
      label={t('canvas.add')}
      placeholder={t('canvas.addHint')}
      nothing={t('canvas.addNothing')}
      find={(query) =>
        searchKinds(kinds, query).map((kind) => {
          const Icon = iconOf(kind.ui.icon);
          return {
            id: kind.name,
            icon: <Icon size={15} color={`var(--family-${kind.family})`} aria-hidden />,
            text: kind.title[language],
            more: t(`kit.family.${kind.family}`),
          };
        })
      }
      onChoose={(kind) => {
        close();
        onAdd(kind, request);
      }}
      onClose={close}
    />
  );
}
