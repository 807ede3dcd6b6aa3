/** The name under which a kind travels while it is dragged from the palette to the canvas. */
export const KIND_DRAG = 'application/x-chainrule-kind';
