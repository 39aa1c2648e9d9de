// Areas of every level as paths, put together from shared borders on an equal-area projection.

import { geoAzimuthalEqualArea } from "d3-geo";
import { LEVELS, type Atlas, type LevelId } from "./data";

/** A place on the projected map; the country is about a thousand wide or high. */
export interface Place {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface AreaShape {
  path: Path2D;
  box: Box;
  /** Where its name goes. */
  centre: Place;
}

/** Mean radius of the earth. */
const EARTH_KM = 6371.0088;

/** Side of the square that holds the country. */
const SIDE = 1000;

export const grown = (box: Box, place: Place): Box => ({
  left: Math.min(box.left, place.x),
  top: Math.min(box.top, place.y),
  right: Math.max(box.right, place.x),
  bottom: Math.max(box.bottom, place.y),
});

export const NOWHERE: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };

/** Degrees from a line on a grid: its first point, then the way to each next one. */
export function walked(steps: number, line: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i + 1 < line.length; i += 2) {
    x += line[i] ?? 0;
    y += line[i + 1] ?? 0;
    out.push([x / steps, y / steps]);
  }
  return out;
}

export class Geography {
  /** For each level, one shape for each area. */
  readonly shapes: ReadonlyMap<LevelId, readonly AreaShape[]>;
  /** Borders by the coarsest level whose areas differ across them. */
  readonly borders: ReadonlyMap<"country" | LevelId, Path2D>;
  /** Kilometres to a step on the map, in its middle. */
  readonly kilometres: number;
  /** Around the whole country. */
  readonly box: Box;
  readonly outline: Path2D;
  private readonly atlas: Atlas;
  private readonly projection;

  constructor(atlas: Atlas) {
    this.atlas = atlas;
    const { steps, arcs } = atlas.borders;
    const degrees = arcs.map((arc) => walked(steps, arc));
    const [middle, fit] = frame(degrees);
    const bare = geoAzimuthalEqualArea().rotate([-middle[0], -middle[1]]).translate([0, 0]).precision(0);
    this.projection = bare.scale(fit(bare.scale(1)));
    this.kilometres = EARTH_KM / this.projection.scale();
    const lines = degrees.map((line) => line.map(([lon, lat]) => this.place(lon, lat)));
    this.box = lines.flat().reduce(grown, NOWHERE);
    this.borders = this.drawnBorders(lines);
    this.outline = closed(this.rings(lines, () => 0).get(0) ?? []);
    const shapes = LEVELS.map((level): [LevelId, AreaShape[]] => [level, this.areas(level, lines)]);
    this.shapes = new Map(shapes);
  }

  /** Where a point of the earth is on the map. */
  place(lon: number, lat: number): Place {
    const [x, y] = this.projection([lon, lat]) ?? [0, 0];
    return { x, y };
  }

  /** The longitude and latitude of a place on the map. */
  degrees(place: Place): [number, number] {
    return this.projection.invert?.([place.x, place.y]) ?? [0, 0];
  }

  /** The area of a level that holds an area of a finer or the same level; null where there is none. */
  holder(from: LevelId, row: number, to: LevelId): number | null {
    if (from === to) return row;
    const communes = this.atlas.borders.holders;
    const commune = from === "commune" ? row : communes[from]?.indexOf(row) ?? -1;
    return commune < 0 ? null : communes[to]?.[commune] ?? null;
  }

  private holderOf(level: LevelId, commune: number | null | undefined): number | null {
    if (commune === null || commune === undefined) return null;
    return level === "commune" ? commune : this.atlas.borders.holders[level]?.[commune] ?? null;
  }

  private areas(level: LevelId, lines: Place[][]): AreaShape[] {
    const { centres, steps } = this.atlas.borders;
    const rings = this.rings(lines, (commune) => this.holderOf(level, commune));
    return (centres[level] ?? []).map(([lon, lat], row) => {
      const own = rings.get(row) ?? [];
      return { path: closed(own), box: own.flat().reduce(grown, NOWHERE), centre: this.place(lon / steps, lat / steps) };
    });
  }

  /** Closed rings around groups of communes; holes are rings like others. */
  private rings(lines: Place[][], group: (commune: number) => number | null): Map<number, Place[][]> {
    const { left, right } = this.atlas.borders;
    const around = new Map<number, Place[][]>();
    const add = (owner: number | null, line: Place[]) => {
      if (owner === null) return;
      const own = around.get(owner);
      if (own) own.push(line);
      else around.set(owner, [line]);
    };
    lines.forEach((line, i) => {
      const [l, r] = [left[i] ?? null, right[i] ?? null];
      const sides = [l === null ? null : group(l), r === null ? null : group(r)] as const;
      if (sides[0] === sides[1]) return;
      add(sides[0], line);
      add(sides[1], line.slice().reverse());
    });
    return new Map([...around].map(([owner, parts]) => [owner, stitched(parts)]));
  }

  private drawnBorders(lines: Place[][]): Map<"country" | LevelId, Path2D> {
    const { left, right } = this.atlas.borders;
    const paths = new Map<"country" | LevelId, Path2D>();
    lines.forEach((line, i) => {
      const [l, r] = [left[i] ?? null, right[i] ?? null];
      const outside = l === null || r === null;
      const differs = (level: LevelId) => this.holderOf(level, l) !== this.holderOf(level, r);
      const kind = outside ? "country" : (["zone", "region", "cercle"] as const).find(differs) ?? "commune";
      const path = paths.get(kind) ?? new Path2D();
      paths.set(kind, path);
      trace(path, line);
    });
    return paths;
  }
}

/** The middle of the country in degrees, and the scale that makes it as large as it should be. */
function frame(degrees: [number, number][][]): [[number, number], (unit: unknown) => number] {
  const box = degrees.flat().reduce((b, [x, y]) => grown(b, { x, y }), NOWHERE);
  const sound = Number.isFinite(box.left) ? box : { left: 0, top: 0, right: 1, bottom: 1 };
  const middle: [number, number] = [(sound.left + sound.right) / 2, (sound.top + sound.bottom) / 2];
  const width = (sound.right - sound.left) * Math.cos((middle[1] * Math.PI) / 180);
  const span = (Math.max(width, sound.bottom - sound.top, 1e-6) * Math.PI) / 180;
  return [middle, () => SIDE / span];
}

/** Lines that end where others begin, joined into rings. */
function stitched(parts: Place[][]): Place[][] {
  const key = (place: Place | undefined) => (place ? `${place.x},${place.y}` : "");
  const from = new Map<string, Place[][]>();
  for (const part of parts) {
    const start = key(part[0]);
    const others = from.get(start);
    if (others) others.push(part);
    else from.set(start, [part]);
  }
  const rings: Place[][] = [];
  const used = new Set<Place[]>();
  for (const part of parts) {
    if (used.has(part)) continue;
    const ring: Place[] = [];
    let next: Place[] | undefined = part;
    while (next && !used.has(next)) {
      used.add(next);
      for (let i = 0; i + 1 < next.length; i++) ring.push(next[i] as Place);
      next = from.get(key(next[next.length - 1]))?.find((other) => !used.has(other));
    }
    rings.push(ring);
  }
  return rings;
}

export function trace(path: Path2D, line: readonly Place[]): void {
  line.forEach((place, i) => (i === 0 ? path.moveTo(place.x, place.y) : path.lineTo(place.x, place.y)));
}

function closed(rings: Place[][]): Path2D {
  const path = new Path2D();
  for (const ring of rings) {
    trace(path, ring);
    path.closePath();
  }
  return path;
}
