// One map on the page: its canvas, what the pointer and the keyboard do to it.

import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import type { Atlas, LevelId } from "./data";
import { h } from "./dom";
import { Drawing, holds, type Subject, type Transform } from "./drawing";
import { radius, type EventPlace } from "./events";
import type { Box, Geography, Place } from "./geography";
import type { Chosen } from "./state";
import { rowsInSight } from "./values";

/** What lies under the pointer. */
export interface Under {
  area: Chosen | null;
  place: EventPlace | null;
  /** Row of a line, on maps of lines. */
  line: number | null;
}

/** What a map looks at: the place in its middle, and how much larger than the whole country. */
export interface Look {
  place: Place;
  zoom: number;
  /** What is to fill the map, whatever its size; until somebody moves the map. */
  filling?: Box;
}

export interface PaneListener {
  moved(pane: Pane): void;
  hovered(pane: Pane, under: Under, at: { x: number; y: number } | null): void;
  clicked(pane: Pane, under: Under): void;
  escaped(): void;
}

/** How far in one can zoom, the whole country being 1. */
const MOST = 64;
const EDGE = 14;

export class Pane {
  readonly root: HTMLElement;
  readonly box: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly marks: HTMLElement;
  private readonly atlas: Atlas;
  private readonly geography: Geography;
  private readonly drawing: Drawing;
  private readonly listener: PaneListener;
  private readonly zooming: ZoomBehavior<HTMLElement, unknown>;
  private subject: Subject | null = null;
  private pending = 0;
  /** Kept when the map gets another size. */
  private looking: Look;

  constructor(root: HTMLElement, atlas: Atlas, geography: Geography, drawing: Drawing, listener: PaneListener) {
    this.root = root;
    [this.atlas, this.geography, this.drawing, this.listener] = [atlas, geography, drawing, listener];
    this.looking = { place: middleOf(geography.box), zoom: 1 };
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.marks = h("div", { class: "marks" });
    this.box = h("div", { class: "map", tabindex: "0", role: "application", "aria-describedby": "map-help" }, this.canvas);
    root.append(this.box, this.marks);
    this.zooming = zoom<HTMLElement, unknown>().scaleExtent([1, MOST]).on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => {
      this.redraw();
      if (!event.sourceEvent) return;
      this.looking = this.lookingNow();
      listener.moved(this);
    });
    select(this.box).call(this.zooming).on("dblclick.zoom", null);
    this.box.addEventListener("pointermove", (event) => this.point(event));
    this.box.addEventListener("pointerleave", () => listener.hovered(this, { area: null, place: null, line: null }, null));
    this.box.addEventListener("click", (event) => listener.clicked(this, this.under(this.local(event))));
    this.box.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.resized()).observe(this.box);
  }

  /** What the map is to show from now on, with its accessible name and the marks on its face. */
  show(subject: Subject, name: string, marks: readonly { text: string; kind: string }[]): void {
    this.subject = subject;
    this.box.setAttribute("aria-label", name);
    this.marks.replaceChildren(...marks.map((mark) => h("p", { class: `mark ${mark.kind}` }, mark.text)));
    this.redraw();
  }

  get size(): { width: number; height: number } {
    return { width: this.box.clientWidth, height: this.box.clientHeight };
  }

  get look(): Look {
    return this.looking;
  }

  /** Whether the whole country is seen, in the middle. */
  get isWhole(): boolean {
    const { k, x, y } = this.zoomed;
    return k === 1 && Math.abs(x) < 1 && Math.abs(y) < 1;
  }

  /** Moves the map without telling anybody; a map that is not shown does so as soon as it is. */
  lookAt(look: Look): void {
    this.looking = look;
    const { width, height } = this.size;
    if (width > 0 && height > 0) select(this.box).call(this.zooming.transform, this.centred(look));
  }

  zoomBy(factor: number): void {
    this.go({ place: this.looking.place, zoom: Math.min(Math.max(this.looking.zoom * factor, 1), MOST) });
  }

  /** Shows a part of the map as large as it can be. */
  lookAround(box: Box): void {
    this.go(this.fitted(box));
  }

  private fitted(box: Box): Look {
    const { width, height } = this.size;
    const whole = this.whole();
    const scale = Math.min((width - 2 * EDGE) / ((box.right - box.left) * whole.k), (height - 2 * EDGE) / ((box.bottom - box.top) * whole.k));
    return { place: middleOf(box), zoom: Math.min(Math.max(scale, 1), MOST), filling: box };
  }

  private go(look: Look): void {
    this.lookAt(look);
    this.listener.moved(this);
  }

  private get zoomed(): ZoomTransform {
    return (this.box as HTMLElement & { __zoom?: ZoomTransform }).__zoom ?? zoomIdentity;
  }

  private centred({ place, zoom: k }: Look): ZoomTransform {
    const { width, height } = this.size;
    const whole = this.whole();
    return zoomIdentity.translate(width / 2 - (place.x * whole.k + whole.x) * k, height / 2 - (place.y * whole.k + whole.y) * k).scale(k);
  }

  private lookingNow(): Look {
    const { width, height } = this.size;
    return { place: this.toPlace({ x: width / 2, y: height / 2 }), zoom: this.zoomed.k };
  }

  /** Draws at once, with `ratio` dots to a pixel: for printing. */
  drawNow(ratio: number): void {
    const { width, height } = this.size;
    if (!this.subject || width === 0 || height === 0) return;
    [this.canvas.width, this.canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const face = this.box.getBoundingClientRect();
    const taken = [...this.marks.children].map((mark) => {
      const box = mark.getBoundingClientRect();
      return { left: box.left - face.left, right: box.right - face.left, top: box.top - face.top, bottom: box.bottom - face.top };
    });
    this.drawing.draw(this.canvas, this.subject, this.transform(), this.zoomed.k, ratio, taken);
    this.root.dataset["drawn"] = "true";
  }

  redraw(): void {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.drawNow(Math.min(window.devicePixelRatio || 1, 2));
    });
  }

  private resized(): void {
    const { width, height } = this.size;
    this.zooming.extent([[0, 0], [width, height]]).translateExtent([[-width * 0.3, -height * 0.3], [width * 1.3, height * 1.3]]);
    if (width === 0 || height === 0) return;
    this.lookAt(this.looking.filling ? this.fitted(this.looking.filling) : this.looking);
    this.redraw();
  }

  /** The whole country in the middle. */
  private whole(): Transform {
    const { width, height } = this.size;
    const { left, top, right, bottom } = this.geography.box;
    const k = Math.max(Math.min((width - 2 * EDGE) / (right - left), (height - 2 * EDGE) / (bottom - top)), 1e-6);
    return { k, x: width / 2 - ((left + right) / 2) * k, y: height / 2 - ((top + bottom) / 2) * k };
  }

  private transform(): Transform {
    const [whole, { k, x, y }] = [this.whole(), this.zoomed];
    return { k: whole.k * k, x: whole.x * k + x, y: whole.y * k + y };
  }

  private toPlace(pixel: { x: number; y: number }): Place {
    const { k, x, y } = this.transform();
    return { x: (pixel.x - x) / k, y: (pixel.y - y) / k };
  }

  private local(event: MouseEvent): { x: number; y: number } {
    const face = this.box.getBoundingClientRect();
    return { x: event.clientX - face.left, y: event.clientY - face.top };
  }

  private point(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    this.listener.hovered(this, this.under(this.local(event)), { x: event.clientX, y: event.clientY });
  }

  private under(pixel: { x: number; y: number }): Under {
    const subject = this.subject;
    if (!subject) return { area: null, place: null, line: null };
    const { k, x, y } = this.transform();
    const largest = this.drawing.largest(this.zoomed.k);
    const near = (place: EventPlace) =>
      Math.hypot(place.x * k + x - pixel.x, place.y * k + y - pixel.y) <= Math.max(subject.events ? radius(subject.events, place.rows.length, largest) : 0, 3) + 1;
    // The smallest lies on top.
    const place = [...(subject.events?.places ?? [])].reverse().find(near) ?? null;
    return { place, area: this.areaAt(this.toPlace(pixel), subject), line: subject.theme.level === null ? this.lineAt(pixel, subject) : null };
  }

  private areaAt(place: Place, { theme, region }: Subject): Chosen | null {
    const level: LevelId = theme.level ?? "commune";
    const shapes = this.geography.shapes.get(level) ?? [];
    const { x, y } = place;
    const row = rowsInSight(this.atlas, this.geography, level, region).find((i) => {
      const shape = shapes[i];
      return shape && x >= shape.box.left && x <= shape.box.right && y >= shape.box.top && y <= shape.box.bottom && holds(shape.path, place);
    });
    return row === undefined ? null : { level, row };
  }

  private lineAt(pixel: { x: number; y: number }, { theme }: Subject): number | null {
    const { k, x, y } = this.transform();
    let best: { row: number; far: number } | null = null;
    for (const { row, line, class: of } of this.drawing.classedLines(theme)) {
      if (of === null) continue;
      for (let i = 0; i + 1 < line.length; i++) {
        const far = distance(pixel, scaled(line[i] as Place, k, x, y), scaled(line[i + 1] as Place, k, x, y));
        if (far < 7 && (!best || far < best.far)) best = { row, far };
      }
    }
    return best?.row ?? null;
  }

  private key(event: KeyboardEvent): void {
    const ways: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (way && event.shiftKey) {
      const { k } = this.transform();
      const { place, zoom } = this.looking;
      this.go({ place: { x: place.x + (way[0] * 80) / k, y: place.y + (way[1] * 80) / k }, zoom });
    } else if (way) this.step(way);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.5);
    else if (event.key === "-" || event.key === "_") this.zoomBy(1 / 1.5);
    else if (event.key === "0") this.go({ place: middleOf(this.geography.box), zoom: 1 });
    else if (event.key === "Escape") this.listener.escaped();
    else return;
    event.preventDefault();
  }

  /** Goes to the next area in a direction; to the one in the middle where none is chosen. */
  private step([dx, dy]: [number, number]): void {
    const subject = this.subject;
    if (!subject) return;
    const level: LevelId = subject.theme.level ?? "commune";
    const shapes = this.geography.shapes.get(level) ?? [];
    const rows = rowsInSight(this.atlas, this.geography, level, subject.region);
    const chosen = subject.chosen?.level === level && rows.includes(subject.chosen.row) ? subject.chosen.row : null;
    const from = (chosen === null ? null : shapes[chosen]?.centre) ?? this.looking.place;
    let best: { row: number; far: number } | null = null;
    for (const row of rows) {
      const shape = shapes[row];
      if (!shape || row === chosen) continue;
      const [x, y] = [shape.centre.x - from.x, shape.centre.y - from.y];
      const [along, across] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
      if (chosen !== null && (along <= 0 || across > along * 2)) continue;
      const far = chosen === null ? Math.hypot(x, y) : along + across * 1.5;
      if (!best || far < best.far) best = { row, far };
    }
    if (!best) return;
    const centre = shapes[best.row]?.centre;
    this.listener.clicked(this, { area: { level, row: best.row }, place: null, line: null });
    if (centre) this.reveal(centre);
  }

  /** Moves the map if a place is not on it. */
  private reveal(place: Place): void {
    const { k, x, y } = this.transform();
    const at = scaled(place, k, x, y);
    const { width, height } = this.size;
    if (at.x > 30 && at.x < width - 30 && at.y > 30 && at.y < height - 30) return;
    this.go({ place, zoom: this.looking.zoom });
  }
}

const middleOf = (box: Box): Place => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

const scaled = (place: Place, k: number, x: number, y: number): Place => ({ x: place.x * k + x, y: place.y * k + y });

/** From a point to a stretch. */
function distance(p: Place, a: Place, b: Place): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const t = Math.min(Math.max(((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}
