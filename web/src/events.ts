// Events as circles: one for each place, its area their number.

import type { Atlas, Circles, Table, Theme } from "./data";
import type { Geography, Place } from "./geography";
import { doubtful, inside, monthsOf, type Period } from "./period";

export interface EventPlace extends Place {
  approximate: boolean;
  /** Rows of the events in their layer. */
  rows: number[];
}

export interface Events {
  circles: Circles;
  places: EventPlace[];
  /** Most events at one place over the whole record, so that sizes stay as they are when the period changes. */
  largest: number;
  /** Events of the region, or of the country, that are not precise enough to be placed. */
  unplaced: number;
  /** Events of which only the country is known, when a region is looked at. */
  ofCountry: number;
  /** Events in sight in the period. */
  inPeriod: number;
  /** Events in sight that may or may not lie in the period. */
  vague: number;
}

/** The rows of the events that a theme shows, whenever they happened. */
function rowsOf(atlas: Atlas, circles: Circles): number[] {
  const table = atlas.pointTables.get(circles.layer);
  const all = Array.from({ length: table?.rows ?? 0 }, (_, row) => row);
  const only = circles.only;
  return only === null ? all : all.filter((row) => table?.number(row, only) === 1);
}

const datesOf = new WeakMap<Table, (Period | null)[]>();

/** The months of every event of a layer, read once. */
function months(table: Table): (Period | null)[] {
  const known = datesOf.get(table) ?? Array.from({ length: table.rows }, (_, row) => monthsOf(table.text(row, "date")));
  datesOf.set(table, known);
  return known;
}

/** From the first month with an event to the last; null without dates. */
export function wholePeriod(atlas: Atlas, theme: Theme): Period | null {
  const table = theme.circles && atlas.pointTables.get(theme.circles.layer);
  if (!theme.circles || !table) return null;
  const dates = months(table);
  return rowsOf(atlas, theme.circles).reduce<Period | null>((whole, row) => {
    const one = dates[row] ?? null;
    return one === null ? whole : whole === null ? one : { from: Math.min(whole.from, one.from), to: Math.max(whole.to, one.to) };
  }, null);
}

/** How many events of a region (or the country, null) surely lie in each of some periods. */
export function counted(atlas: Atlas, theme: Theme, region: number | null, periods: readonly Period[]): number[] {
  const circles = theme.circles;
  const table = circles && atlas.pointTables.get(circles.layer);
  const regions = circles ? atlas.points[circles.layer]?.region : undefined;
  const counts = periods.map(() => 0);
  const first = periods[0];
  if (!circles || !table || !first) return counts;
  const step = first.to - first.from + 1;
  const dates = months(table);
  for (const row of rowsOf(atlas, circles)) {
    if (region !== null && regions?.[row] !== region) continue;
    const date = dates[row] ?? null;
    const slot = date ? Math.floor((date.from - first.from) / step) : -1;
    const period = periods[slot];
    if (period && inside(date, period)) counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}

/** The circles of a theme for a period, or for the whole record (null); null for a theme without. */
export function eventsOf(atlas: Atlas, geography: Geography, theme: Theme, region: number | null, period: Period | null): Events | null {
  const circles = theme.circles;
  const points = circles ? atlas.points[circles.layer] : undefined;
  const table = circles ? atlas.pointTables.get(circles.layer) : undefined;
  if (!circles || !points || !table) return null;
  const byPlace = new Map<string, EventPlace>();
  const sizes = new Map<string, number>();
  const dates = months(table);
  const events: Events = { circles, places: [], largest: 0, unplaced: 0, ofCountry: 0, inPeriod: 0, vague: 0 };
  for (const row of rowsOf(atlas, circles)) {
    const here = region === null || points.region[row] === region;
    const date = dates[row] ?? null;
    const wanted = period === null || inside(date, period);
    if (here && wanted) events.inPeriod += 1;
    if (here && period !== null && doubtful(date, period)) events.vague += 1;
    const [x, y] = [points.x[row] ?? null, points.y[row] ?? null];
    const precision = table.text(row, "precision") ?? "";
    if (x === null || y === null || !circles.precise.includes(precision)) {
      if (wanted && here) events.unplaced += 1;
      else if (wanted && points.region[row] === null) events.ofCountry += 1;
      continue;
    }
    // A grid of about a hundred metres, as on the printed maps.
    const [lon, lat] = [Math.round((x / points.steps) * 1e3) / 1e3, Math.round((y / points.steps) * 1e3) / 1e3];
    const approximate = circles.approximate.includes(precision);
    const key = `${lon},${lat},${approximate}`;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
    if (!wanted) continue;
    const known = byPlace.get(key);
    if (known) known.rows.push(row);
    else byPlace.set(key, { ...geography.place(lon, lat), approximate, rows: [row] });
  }
  // Large ones first, so that small ones stay visible.
  events.places = [...byPlace.values()].sort((a, b) => b.rows.length - a.rows.length);
  for (const size of sizes.values()) events.largest = Math.max(events.largest, size);
  return events;
}

/** Radius of a circle, given that of the largest; a single event is never drawn large. */
export const radius = (events: Events, of: number, largest: number): number =>
  Math.min(largest / Math.sqrt(Math.max(events.largest, 1)), largest / 4.5) * Math.sqrt(of);
