/**
 * Takes what is being typed, as leaving its field does; the field, where there is one. Whoever leaves the
 * page leaves the field as well, and browsers tell no field of it.
 */
export function takeTyped(): HTMLElement | undefined {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement) || field === document.body) return undefined;
  field.blur();
  return field;
}
