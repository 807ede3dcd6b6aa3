/**
 * A number on the canvas. It has three digits, as in equations, figures and whatever is read out; one with
 * fewer, for want of room, is dotted below.
 */
import { fitNumber } from '../../tensor/format.ts';
import './Digits.css';

/** Writes it past React. */
export function writeDigits(element: Element, value: number, glyphs?: number): void {
  const { text, isRounded } = fitNumber(value, glyphs);
  if (element.textContent !== text) element.textContent = text;
  element.toggleAttribute('data-rounded', isRounded);
}

export function Digits({ value, glyphs }: { readonly value: number; readonly glyphs?: number }) {
  const { text, isRounded } = fitNumber(value, glyphs);
  return <span data-rounded={isRounded ? '' : undefined}>{text}</span>;
}
