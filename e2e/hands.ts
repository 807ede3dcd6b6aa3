/** What a hand does on the canvas with the mouse: bring in nodes, wire them, choose parameters. */
import { expect, type Locator, type Page } from '@playwright/test';
import { KINDS } from '../src/catalog/index.ts';
import { button, canvas, node, nodes, panel, wires } from './story.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Opens a kind's family on the palette's rail. @returns the kind's entry */
export async function entry(page: Page, kind: string): Promise<Locator> {
  const { family } = KINDS.find((one) => one.title.en === kind) ?? {};
  const name = `${family?.charAt(0).toUpperCase()}${family?.slice(1)}`;
  await panel(page, 'Palette').getByRole('button', { name, exact: true }).click();
  return page
    .getByRole('dialog', { name, exact: true })
    .getByRole('button', { name: kind, exact: true });
}

/** Drags an entry of the palette to a place of the canvas, from its upper left corner. */
export async function bringIn(page: Page, kind: string, place: Place): Promise<void> {
  const before = await nodes(page).count();
  await (await entry(page, kind)).hover();
  const box = await canvas(page).boundingBox();
  if (!box) throw new Error('The canvas has no box.');
  // By hand: what the list of kinds covers is free once the drag has begun.
  await page.mouse.down();
  await page.mouse.move(box.x + place.x, box.y + place.y, { steps: 4 });
  await page.mouse.up();
  await expect(nodes(page)).toHaveCount(before + 1);
}

export const output = (page: Page, port: string, title: string): Locator =>
  page.getByRole('img', { name: `Output ${port} of ${title}`, exact: true });
export const input = (page: Page, port: string, title: string): Locator =>
  page.getByRole('img', { name: `Input ${port} of ${title}`, exact: true });

/** Draws a wire from port to port. */
export async function drawWire(page: Page, from: Locator, to: Locator): Promise<void> {
  const before = await wires(page).count();
  await from.dragTo(to);
  await expect(wires(page)).toHaveCount(before + 1);
}

/** Selects a node by its title bar, which no port or chart covers. */
export async function pick(page: Page, title: string, ...with_: 'Shift'[]): Promise<void> {
  await node(page, title).click({ position: { x: 24, y: 8 }, modifiers: with_ });
}

/** Writes a number or text into a field of the inspector. */
export async function setField(page: Page, label: string, value: string): Promise<void> {
  const field = panel(page, 'Inspector').getByRole('textbox', { name: label, exact: true });
  await field.fill(value);
  await field.press('Enter');
  await expect(field).toHaveValue(value);
}

/** Chooses an option of a field of the inspector. */
export async function setChoice(page: Page, label: string, option: string): Promise<void> {
  await panel(page, 'Inspector').getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Presses a button so often, and then it is off. */
export async function pressUntilOff(page: Page, name: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await button(page, name).click();
  await expect(button(page, name)).toBeDisabled();
}
