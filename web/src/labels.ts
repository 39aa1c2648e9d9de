// Names on the map, each only where there is room for it.

import type { Box } from "./geography";

export interface Label {
  x: number;
  y: number;
  lines: string[];
  font: string;
  size: number;
  colour: string;
  /** To the right of its place rather than on it. */
  beside: boolean;
  /** Most room it may take, pixels; areas smaller than their name stay without. */
  room: number | null;
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Writes the labels, first come first served, inside `frame`. Pixels, with the context's transform set to them. */
export function writeLabels(context: CanvasRenderingContext2D, labels: readonly Label[], frame: Box, taken: readonly Box[]): void {
  const boxes = [...taken];
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const label of labels) {
    context.font = label.font;
    const width = Math.max(...label.lines.map((line) => context.measureText(line).width));
    if (label.room !== null && width > label.room) continue;
    const height = label.lines.length * label.size * 1.15;
    const x = label.beside ? label.x + width / 2 + 6 : label.x;
    const box = { left: x - width / 2 - 2, right: x + width / 2 + 2, top: label.y - height / 2 - 1, bottom: label.y + height / 2 + 1 };
    const outside = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
    if (outside || boxes.some((other) => overlap(box, other))) continue;
    boxes.push(box);
    label.lines.forEach((line, i) => {
      const y = label.y + (i - (label.lines.length - 1) / 2) * label.size * 1.15;
      context.strokeStyle = "rgba(255,255,255,0.85)";
      context.lineWidth = 3;
      context.strokeText(line, x, y);
      context.fillStyle = label.colour;
      context.fillText(line, x, y);
    });
  }
}
