// Printing: maps are drawn anew with the dots of paper.

import type { Pane } from "./pane";

/** Dots to a pixel on paper: about 250 to the inch. */
const ON_PAPER = 2.6;

export function printing(panes: readonly Pane[]): void {
  const draw = (ratio: number) => panes.forEach((pane) => pane.drawNow(ratio));
  window.addEventListener("beforeprint", () => draw(ON_PAPER));
  window.addEventListener("afterprint", () => draw(Math.min(window.devicePixelRatio || 1, 2)));
}
