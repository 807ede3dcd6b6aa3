/**
 * The numbers of a neuron: its bias as a stub that comes in from above, always; and while a step is walked,
 * as far as it has come, the sum z beside it and the activation in its circle. Of the sample that all of the
 * page tells of; written past React, like all that follows each move.
 */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeInspection, TensorView } from '../../../../workers/engine/protocol.ts';
import { formatNumber, LONGEST } from '../../../tensor/format.ts';
import { writeDigits } from '../../kit/Digits.tsx';
import { keptBy } from '../../kit/kept.ts';
import { useApp, useAppStore } from '../../kit/store.tsx';
import { marked } from '../../stepping/pointing.ts';
import { useParts } from '../parts.tsx';
import classes from './nodes.module.css';

/** In the large type of a lecture the circle holds so many signs, −0.687. */
const IN_CIRCLE = 6;

/** The one number of a sample. */
function numberOf(view: TensorView | undefined, sample: number): number | undefined {
  if (!view) return undefined;
  return view.data[Math.min(sample, (view.shape[0] ?? 1) - 1) - view.first];
}

export function NeuronNumbers({ node, title }: { readonly node: string; readonly title: string }) {
  const { t } = useTranslation();
  const { poller } = useParts();
  const app = useAppStore();
  const circle = useRef<HTMLSpanElement>(null);
  const sum = useRef<HTMLSpanElement>(null);
  const stub = useRef<HTMLSpanElement>(null);
  const bias = useApp((s) => {
    const parameters = s.compiled?.compilation.parameters ?? [];
    return parameters.find((p) => p.node === node && p.edge === undefined && p.own === 'bias')
      ?.name;
  });
  const walked = useApp((s) => s.cursor !== undefined);
  const lecture = useApp((s) => s.lecture);
  useEffect(() => {
    const write = (element: HTMLElement | null, lines: readonly string[], said: string) => {
      if (!element) return;
      element.hidden = lines.length === 0;
      element.setAttribute('aria-label', said);
      for (const [i, line] of [...element.children].entries()) line.textContent = lines[i] ?? '';
    };
    const show = ({ outputs, free, inside, weights }: NodeInspection) => {
      const { cursor, sample, compiled } = app.getState();
      const value = outputs[0]?.value ?? free[0]?.value;
      const a = cursor && numberOf(value, sample);
      const z = cursor && a !== undefined ? numberOf(inside[0]?.value, sample) : undefined;
      const told = a === undefined ? [] : [formatNumber(a)];
      write(circle.current, told, t('nodes.activation', { title, value: told[0] ?? '' }));
      const digits = circle.current?.firstElementChild;
      if (a !== undefined && digits) writeDigits(digits, a, lecture ? IN_CIRCLE : LONGEST);
      if (circle.current)
        circle.current.dataset.tight = String((told[0] ?? '').length > (lecture ? 5 : 7));
      const sums = z === undefined ? [] : [`z ${formatNumber(z)}`];
      write(
        sum.current,
        sums,
        t('nodes.sum', { title, value: z === undefined ? '' : formatNumber(z) }),
      );
      const own = weights.find(
        (w) => w.name === bias && keptBy(compiled?.compilation).get(w.name)?.edge === undefined,
      );
      const now = own?.value.data[0];
      if (!own || now === undefined) return write(stub.current, [], '');
      const before = cursor && own.before?.data[0];
      const gradient = cursor && own.gradient?.data[0];
      const changed = before !== undefined && before !== now;
      const number = formatNumber(now);
      if (stub.current) stub.current.dataset.told = changed ? 'after' : 'gradient';
      return write(
        stub.current,
        changed
          ? [`b ${formatNumber(before)} →`, number]
          : [`b ${number}`, gradient === undefined ? '' : formatNumber(gradient)],
        changed
          ? t('nodes.biasChanged', { title, before: formatNumber(before), now: number })
          : gradient === undefined
            ? t('nodes.bias', { title, now: number })
            : t('nodes.biasGradient', { title, now: number, gradient: formatNumber(gradient) }),
      );
    };
    return poller.subscribe(node, show);
  }, [app, poller, node, bias, title, lecture, t]);
  return (
    <>
      <span ref={circle} className={classes.activation} role="img" hidden>
        <span />
      </span>
      <span ref={sum} className={classes.sum} role="img" hidden>
        <span />
      </span>
      {bias !== undefined && (
        <span
          ref={stub}
          className={classes.bias}
          role="img"
          {...(walked && marked('weight', bias))}
          hidden
        >
          <span />
          <span />
        </span>
      )}
    </>
  );
}
