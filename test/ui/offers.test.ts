/** What a part of the page offers is called by name, by the latest who offers it, or once it has come. */
import { expect, test } from 'vitest';
import { createOffers } from '../../src/ui/kit/offers.ts';

test('the latest offer is called, and taking an older one back leaves it', () => {
  const { offer, call } = createOffers();
  const heard: string[] = [];
  expect(call('place', 'dense')).toBe(false);
  const first = offer('place', (kind) => heard.push(`first ${kind}`));
  expect(call('place', 'dense')).toBe(true);
  const second = offer('place', (kind) => heard.push(`second ${kind}`));
  first();
  expect(call('place', 'tanh')).toBe(true);
  second();
  expect(call('place', 'relu')).toBe(false);
  expect(heard).toEqual(['first dense', 'second tanh']);
});

test('what is asked before anybody offers it is done once, when somebody does', () => {
  const { offer, call, ask } = createOffers();
  let added = 0;
  const add = () => {
    added++;
  };
  ask('add');
  ask('add');
  offer('fit', () => undefined);
  expect(added).toBe(0);
  const back = offer('add', add);
  expect(added).toBe(1);
  back();
  offer('add', add);
  expect(added).toBe(1);
  ask('add');
  expect(added).toBe(2);
  // What was merely called is not kept.
  expect(call('reveal')).toBe(false);
  offer('reveal', () => {
    throw new Error('nobody asked');
  });
});
