// Hatchings for areas without a value: the same on the map and in its legend.

import { HATCHED } from "./values";

export type Hatching = (typeof HATCHED)[number];

const GROUND = "#fafafa";

/** Slants of the lines, their distance in pixels, their colour. */
const LOOKS: Readonly<Record<Hatching, { slants: readonly (1 | -1 | 0)[]; gap: number; colour: string }>> = {
  no_data: { slants: [1], gap: 8, colour: "rgb(150,150,150)" },
  withheld: { slants: [-1], gap: 5, colour: "rgb(95,95,95)" },
  too_few: { slants: [0], gap: 5, colour: "rgb(140,140,140)" },
  unreliable: { slants: [1, -1], gap: 8, colour: "rgb(125,125,125)" },
};

/** A square of the hatching that can be repeated in both directions. */
function tile(hatching: Hatching, ratio: number): HTMLCanvasElement {
  const { slants, gap, colour } = LOOKS[hatching];
  const side = Math.round(gap * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = GROUND;
  context.fillRect(0, 0, side, side);
  context.strokeStyle = colour;
  context.lineWidth = 0.9 * ratio;
  context.beginPath();
  for (const slant of slants) {
    if (slant === 0) {
      context.moveTo(0, side / 2);
      context.lineTo(side, side / 2);
      continue;
    }
    // The corners too, so that lines go on from tile to tile.
    for (const shift of [-side, 0, side]) {
      context.moveTo(shift, slant > 0 ? side : 0);
      context.lineTo(shift + side, slant > 0 ? 0 : side);
    }
  }
  context.stroke();
  return canvas;
}

/** Patterns that stay where they are on the screen, whatever the zoom. */
export function hatchings(context: CanvasRenderingContext2D, ratio: number): Record<Hatching, CanvasPattern | string> {
  const made = (hatching: Hatching) => context.createPattern(tile(hatching, ratio), "repeat") ?? GROUND;
  return { no_data: made("no_data"), withheld: made("withheld"), too_few: made("too_few"), unreliable: made("unreliable") };
}

/** The hatching as a picture for the legend. */
export const hatchPicture = (hatching: Hatching): string => tile(hatching, 2).toDataURL();

/** Size of one repetition in the legend, pixels. */
export const hatchSize = (hatching: Hatching): number => LOOKS[hatching].gap;
