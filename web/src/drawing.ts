// Draws one map: areas, lines, borders, circles, names. Knows nothing of clicks and controls.

import type { Atlas, Lang, LevelId, Theme } from "./data";
import { radius, type Events } from "./events";
import { trace, walked, type Box, type Geography, type Place } from "./geography";
import { hatchings } from "./hatch";
import { writeLabels, type Label } from "./labels";
import type { Chosen } from "./state";
import { count, number } from "./text";
import { classOf, rowsInSight, shown, written } from "./values";

/** From places on the map to pixels: `pixel = place × k + (x, y)`. */
export interface Transform {
  k: number;
  x: number;
  y: number;
}

/** What one map shows. */
export interface Subject {
  theme: Theme;
  region: number | null;
  events: Events | null;
  chosen: Chosen | null;
  hovered: Chosen | null;
  lang: Lang;
}

interface Town {
  place: Place;
  name: string;
  /** 1 the capital, 2 chief towns of regions, 3 of cercles, then others. */
  rank: number;
  region: number | null;
}

export interface ClassedLine {
  row: number;
  line: Place[];
  class: number | null;
}

const INK = "#222222";
const ELSEWHERE = "#e9e7e1";
const INCIDENT = "60, 20, 90";
const FONT = '"Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", "DejaVu Sans", sans-serif';

/** Radius of the largest circle in pixels when the whole country is seen, and when zoomed in. */
const LARGEST = { least: 11, most: 20 };

interface Stroke {
  colour: string;
  /** Pixels. */
  width: number;
}

/** With light rims, without which lines sink into dark classes. */
const ROAD: readonly Stroke[] = [{ colour: "#ffffff", width: 2.2 }, { colour: "rgb(110,85,62)", width: 1.1 }];
const SHORE: readonly Stroke[] = [{ colour: "rgb(44,106,160)", width: 0.8 }];
const LAKE = "rgb(198,221,240)";
const RIVER: readonly Stroke[] = [{ colour: "rgba(255,255,255,0.6)", width: 2 }, { colour: "rgb(44,106,160)", width: 1 }];

export class Drawing {
  private readonly atlas: Atlas;
  private readonly geography: Geography;
  private readonly roads: Path2D;
  private readonly rivers: Path2D;
  private readonly lakes: Path2D;
  private readonly towns: Town[];
  private readonly lines = new Map<string, ClassedLine[]>();

  constructor(atlas: Atlas, geography: Geography) {
    this.atlas = atlas;
    this.geography = geography;
    this.roads = this.traced("roads");
    this.rivers = this.traced("rivers");
    this.lakes = this.traced("lakes");
    this.towns = this.readTowns();
  }

  /** The lines of a theme of lines with their classes. */
  classedLines(theme: Theme): ClassedLine[] {
    const known = this.lines.get(theme.id);
    if (known) return known;
    const data = this.atlas.lines[theme.layer];
    const table = this.atlas.lineTables.get(theme.layer);
    const made = (data?.parts ?? []).map((part, i) => {
      const row = data?.row[i] ?? 0;
      const value = table?.number(row, theme.field) ?? null;
      return { row, line: this.course(data?.steps ?? 1, part), class: value === null ? null : classOf(theme.classes, value) };
    });
    this.lines.set(theme.id, made);
    return made;
  }

  /** Radius of the largest circle at a zoom, pixels. */
  largest(zoom: number): number {
    return Math.min(LARGEST.least * Math.sqrt(Math.max(zoom, 1)), LARGEST.most);
  }

  /** Draws into a canvas of `ratio` dots to a pixel. `zoom` is 1 when the whole country is seen. */
  draw(canvas: HTMLCanvasElement, subject: Subject, at: Transform, zoom: number, ratio: number, taken: readonly Box[]): void {
    const context = canvas.getContext("2d");
    if (!context) return;
    const onMap = () => context.setTransform(at.k * ratio, 0, 0, at.k * ratio, at.x * ratio, at.y * ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    onMap();
    this.areas(context, subject, at, ratio);
    this.inside(context, at, this.rivers, RIVER);
    this.inside(context, at, this.lakes, SHORE, LAKE);
    if (subject.theme.overlays.includes("roads")) this.inside(context, at, this.roads, ROAD);
    this.borders(context, subject, at, zoom);
    if (subject.theme.level === null) this.drawLines(context, subject, at);
    this.outlined(context, subject, at);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.circles(context, subject, at, zoom);
    const frame = { left: 2, top: 2, right: canvas.width / ratio - 2, bottom: canvas.height / ratio - 2 };
    const scale = this.scaleBar(context, frame, at, subject.lang);
    this.names(context, frame, subject, at, zoom, [...taken, scale]);
  }

  private traced(layer: string): Path2D {
    const path = new Path2D();
    const lines = this.atlas.lines[layer];
    for (const part of lines?.parts ?? []) trace(path, this.course(lines?.steps ?? 1, part));
    return path;
  }

  private course(steps: number, line: number[]): Place[] {
    return walked(steps, line).map(([lon, lat]) => this.geography.place(lon, lat));
  }

  private readTowns(): Town[] {
    const points = this.atlas.points["towns"];
    const table = this.atlas.pointTables.get("towns");
    if (!points || !table) return [];
    const towns = Array.from({ length: table.rows }, (_, row) => {
      const [x, y] = [points.x[row] ?? null, points.y[row] ?? null];
      const name = table.text(row, "name");
      if (x === null || y === null || !name) return null;
      const people = table.number(row, "population") ?? 0;
      return { place: this.geography.place(x / points.steps, y / points.steps), name, rank: table.number(row, "rank") ?? 9, region: points.region[row] ?? null, people };
    });
    return towns.flatMap((town) => town ?? []).sort((a, b) => a.rank - b.rank || b.people - a.people);
  }

  private areas(context: CanvasRenderingContext2D, subject: Subject, at: Transform, ratio: number): void {
    const { theme, region } = subject;
    const level = theme.level ?? "commune";
    const shapes = this.geography.shapes.get(level) ?? [];
    const focus = region === null ? this.geography.outline : this.geography.shapes.get("region")?.[region]?.path;
    if (region !== null) {
      context.fillStyle = ELSEWHERE;
      context.fill(this.geography.outline, "evenodd");
    }
    if (!focus) return;
    if (theme.level === null) {
      context.fillStyle = "#f7f5f0";
      context.fill(focus, "evenodd");
      return;
    }
    const patterns = hatchings(context, ratio);
    const still = new DOMMatrix([1 / (at.k * ratio), 0, 0, 1 / (at.k * ratio), -at.x / at.k, -at.y / at.k]);
    for (const pattern of Object.values(patterns)) if (typeof pattern !== "string") pattern.setTransform(still);
    context.save();
    if (region !== null) context.clip(focus, "evenodd");
    // What no area of the level holds has no data.
    context.fillStyle = patterns.no_data;
    context.fill(focus, "evenodd");
    for (const row of rowsInSight(this.atlas, this.geography, level, region)) {
      const shape = shapes[row];
      if (!shape) continue;
      const { fill } = shown(this.atlas, theme, row);
      if (fill === "no_data") continue;
      const colour = typeof fill === "number" ? theme.classes[fill]?.colour ?? "#ffffff" : patterns[fill];
      context.fillStyle = colour;
      context.fill(shape.path, "evenodd");
      if (typeof colour === "string") {
        // Closes the hairline that smoothing leaves between two areas.
        context.strokeStyle = colour;
        context.lineWidth = 0.6 / at.k;
        context.stroke(shape.path);
      }
    }
    context.restore();
  }

  private borders(context: CanvasRenderingContext2D, subject: Subject, at: Transform, zoom: number): void {
    const level = subject.theme.level ?? "region";
    const stroke = (kind: "country" | LevelId, colour: string, width: number) => {
      const path = this.geography.borders.get(kind);
      if (!path) return;
      context.strokeStyle = colour;
      context.lineWidth = width / at.k;
      context.stroke(path);
    };
    context.lineJoin = "round";
    const fine = Math.min(0.35 + zoom * 0.06, 0.8);
    if (level === "commune" || zoom > 6) {
      stroke("commune", "rgba(255,255,255,0.45)", fine * 2);
      stroke("commune", "rgba(50,45,40,0.6)", fine);
    }
    if (level === "commune" || level === "cercle" || zoom > 3) {
      stroke("cercle", "rgba(255,255,255,0.35)", fine * 3);
      stroke("cercle", "rgba(50,50,50,0.8)", fine * 1.7);
    }
    stroke("region", "rgba(35,35,35,0.95)", level === "zone" ? 0.8 : 1.5);
    stroke("zone", "rgba(35,35,35,0.95)", level === "zone" ? 2.2 : 1.5);
    stroke("country", "rgba(205,196,205,0.9)", 5);
    stroke("country", INK, 1.1);
  }

  /** Lines of the country, each stroke over the one before, and what they enclose. */
  private inside(context: CanvasRenderingContext2D, at: Transform, path: Path2D, strokes: readonly Stroke[], fill?: string): void {
    context.save();
    context.clip(this.geography.outline, "evenodd");
    if (fill) {
      context.fillStyle = fill;
      context.fill(path, "evenodd");
    }
    context.lineJoin = context.lineCap = "round";
    for (const { colour, width } of strokes) {
      context.strokeStyle = colour;
      context.lineWidth = width / at.k;
      context.stroke(path);
    }
    context.restore();
  }

  private drawLines(context: CanvasRenderingContext2D, subject: Subject, at: Transform): void {
    const { theme, region } = subject;
    const regions = this.atlas.lines[theme.layer]?.regions ?? [];
    const steps = Math.max(theme.classes.length - 1, 1);
    const lines = this.classedLines(theme).filter((line) => line.class !== null);
    context.lineJoin = context.lineCap = "round";
    for (const { line, class: of, row } of [...lines].sort((a, b) => (a.class ?? 0) - (b.class ?? 0))) {
      const width = 2.4 + (4.6 * (of ?? 0)) / steps;
      const path = new Path2D();
      trace(path, line);
      context.globalAlpha = region === null || regions[row]?.includes(region) ? 1 : 0.3;
      for (const [colour, wide] of [[INK, width + 1], [theme.classes[of ?? 0]?.colour ?? INK, width]] as const) {
        context.strokeStyle = colour;
        context.lineWidth = wide / at.k;
        context.stroke(path);
      }
    }
    context.globalAlpha = 1;
  }

  private outlined(context: CanvasRenderingContext2D, subject: Subject, at: Transform): void {
    for (const [which, width] of [[subject.hovered, 1.6], [subject.chosen, 2.6]] as const) {
      const shape = which && this.geography.shapes.get(which.level)?.[which.row];
      if (!shape) continue;
      context.lineJoin = "round";
      for (const [colour, wide] of [["#ffffff", width + 2.4], ["#00141f", width]] as const) {
        context.strokeStyle = colour;
        context.lineWidth = wide / at.k;
        context.stroke(shape.path);
      }
    }
  }

  private circles(context: CanvasRenderingContext2D, subject: Subject, at: Transform, zoom: number): void {
    const { events } = subject;
    if (!events) return;
    const largest = this.largest(zoom);
    const regions = this.atlas.points[events.circles.layer]?.region ?? [];
    for (const place of events.places) {
      const quiet = subject.region !== null && regions[place.rows[0] ?? -1] !== subject.region;
      const size = radius(events, place.rows.length, largest);
      circle(context, place.x * at.k + at.x, place.y * at.k + at.y, size, place.approximate, quiet);
    }
  }

  /** A round number of kilometres, bottom right. Returns the room it takes. */
  private scaleBar(context: CanvasRenderingContext2D, frame: Box, at: Transform, lang: Lang): Box {
    const perPixel = this.geography.kilometres / at.k;
    const longest = 110 * perPixel;
    const power = 10 ** Math.floor(Math.log10(longest));
    const kilometres = ([5, 2].find((step) => step * power <= longest) ?? 1) * power;
    const [width, right, y] = [kilometres / perPixel, frame.right - 14, frame.bottom - 14];
    context.beginPath();
    context.moveTo(right - width, y - 5);
    context.lineTo(right - width, y);
    context.lineTo(right, y);
    context.lineTo(right, y - 5);
    for (const [colour, wide] of [["rgba(255,255,255,0.9)", 4], [INK, 1.4]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = wide;
      context.stroke();
    }
    const said = `${number(kilometres, Math.max(0, -Math.floor(Math.log10(kilometres))), lang)} km`;
    context.font = `11px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.strokeStyle = "rgba(255,255,255,0.9)";
    context.lineWidth = 3;
    context.strokeText(said, right - width / 2, y - 4);
    context.fillStyle = INK;
    context.fillText(said, right - width / 2, y - 4);
    return { left: right - width - 4, right: right + 4, top: y - 20, bottom: y + 4 };
  }

  private names(context: CanvasRenderingContext2D, frame: Box, subject: Subject, at: Transform, zoom: number, taken: readonly Box[]): void {
    const pixels = (place: Place) => ({ x: place.x * at.k + at.x, y: place.y * at.k + at.y });
    const labels: Label[] = [];
    const area = (level: LevelId, row: number, size: number, colour: string, weight: string, lines: (name: string) => string[], forced = false) => {
      const shape = this.geography.shapes.get(level)?.[row];
      const name = this.atlas.areas.get(level)?.text(row, "name");
      if (!shape || !name) return;
      const room = forced ? null : (shape.box.right - shape.box.left) * at.k * (level === "commune" ? 1 : 1.25);
      labels.push({ ...pixels(shape.centre), lines: lines(name), font: `${weight} ${size}px ${FONT}`, size, colour, beside: false, room });
    };
    const plain = (name: string) => [name];
    const named = subject.theme.write_values && subject.chosen?.level === subject.theme.level;
    if (subject.chosen && !named) area(subject.chosen.level, subject.chosen.row, 13, "#00141f", "600", plain, true);
    const { theme, region, lang } = subject;
    if (theme.write_values && theme.level) {
      for (const row of rowsInSight(this.atlas, this.geography, theme.level, region)) {
        const of = shown(this.atlas, theme, row);
        const value = written(theme, of, lang);
        const said = value === null ? [] : [of.n === null ? value : `${value} (n = ${count(of.n, lang)})`];
        area(theme.level, row, 13, "#00141f", "600", (name) => [name, ...said], true);
      }
    }
    const every = (level: LevelId) => rowsInSight(this.atlas, this.geography, level, region);
    if (zoom < 5 && region === null && theme.level !== "zone") every("region").forEach((row) => area("region", row, 12.5, "#333333", "600", (n) => [n.toUpperCase()]));
    if (theme.overlays.includes("towns")) labels.push(...this.townLabels(context, pixels, zoom, frame, region));
    // No name without its border.
    const fine = theme.level === "commune" || theme.level === null;
    if (zoom >= (fine || theme.level === "cercle" ? 2.2 : 3)) every("cercle").forEach((row) => area("cercle", row, 11.5, "#3d3d3d", "600", plain));
    if (zoom >= (theme.level === "commune" ? 4 : 6)) every("commune").forEach((row) => area("commune", row, 11, "#2f2f2f", "400", plain));
    writeLabels(context, labels, frame, taken);
  }

  private townLabels(context: CanvasRenderingContext2D, pixels: (place: Place) => Place, zoom: number, frame: Box, region: number | null): Label[] {
    const most = zoom < 1.6 ? 2 : zoom < 4 ? 3 : 9;
    const here = (town: Town) => region === null || town.region === region;
    const seen = this.towns.filter((town) => town.rank <= (here(town) ? most : Math.min(most, 2))).map((town) => ({ ...town, ...pixels(town.place) }));
    const visible = seen.filter(({ x, y }) => x > frame.left && x < frame.right && y > frame.top && y < frame.bottom).slice(0, 60);
    return visible.map(({ x, y, name, rank }) => {
      context.beginPath();
      context.rect(x - 2.4, y - 2.4, 4.8, 4.8);
      context.fillStyle = "#ffffff";
      context.fill();
      context.strokeStyle = INK;
      context.lineWidth = 1.3;
      context.stroke();
      const size = rank <= 2 ? 12 : 11;
      return { x, y, lines: [name], font: `italic ${rank <= 2 ? 600 : 400} ${size}px ${FONT}`, size, colour: INK, beside: true, room: null };
    });
  }
}

/** A circle of events, hollow where they happened near the place. */
export function circle(context: CanvasRenderingContext2D, x: number, y: number, size: number, approximate: boolean, quiet: boolean): void {
  const fade = quiet ? 0.35 : 1;
  context.beginPath();
  context.arc(x, y, approximate ? Math.max(size - 0.6, 0.6) : size, 0, 2 * Math.PI);
  context.fillStyle = approximate ? `rgba(255, 255, 255, ${0.35 * fade})` : `rgba(${INCIDENT}, ${0.62 * fade})`;
  context.fill();
  context.strokeStyle = approximate ? `rgba(${INCIDENT}, ${0.9 * fade})` : `rgba(255, 255, 255, ${fade})`;
  context.lineWidth = approximate ? 1.3 : 0.7;
  context.stroke();
}

const probe = document.createElement("canvas").getContext("2d");

/** Whether an area holds a place. */
export const holds = (path: Path2D, place: Place): boolean => probe?.isPointInPath(path, place.x, place.y, "evenodd") ?? false;
