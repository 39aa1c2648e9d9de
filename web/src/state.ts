// What the page shows, and the same in the address so that it can be sent to others.

import type { Atlas, Lang, LevelId } from "./data";
import type { Period } from "./period";

export interface Chosen {
  level: LevelId;
  row: number;
}

/** Where the maps stand: the middle in degrees, and how much larger than the whole country. */
export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

export interface Sorting {
  column: string;
  down: boolean;
}

export interface State {
  lang: Lang;
  theme: string;
  /** Theme of the second map; null for one map. */
  second: string | null;
  /** By its place among the regions; null for the country. */
  region: number | null;
  chosen: Chosen | null;
  /** Null for the whole record. */
  period: Period | null;
  byMonth: boolean;
  table: boolean;
  sorting: Sorting;
  view: View | null;
}

export type Change = Partial<State>;

/** Holds the state and tells of its changes. */
export class Store {
  private current: State;
  private readonly listeners: ((state: State, changed: ReadonlySet<keyof State>) => void)[] = [];

  constructor(state: State) {
    this.current = state;
  }

  get state(): Readonly<State> {
    return this.current;
  }

  listen(listener: (state: State, changed: ReadonlySet<keyof State>) => void): void {
    this.listeners.push(listener);
  }

  change(change: Change): void {
    const keys = Object.keys(change) as (keyof State)[];
    const changed = new Set(keys.filter((key) => JSON.stringify(change[key]) !== JSON.stringify(this.current[key])));
    if (changed.size === 0) return;
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener(this.current, changed);
  }
}

const codeOf = (atlas: Atlas, level: LevelId, row: number) => atlas.areas.get(level)?.text(row, "code") ?? null;

function rowOf(atlas: Atlas, level: LevelId, code: string | null): number | null {
  const table = atlas.areas.get(level);
  if (!table || code === null) return null;
  for (let row = 0; row < table.rows; row++) if (table.text(row, "code") === code) return row;
  return null;
}

const LEVEL_LETTERS: readonly [string, LevelId][] = [
  ["commune", "commune"],
  ["cercle", "cercle"],
  ["region", "region"],
  ["zone", "zone"],
];

/** The part of the address behind `#`. */
export function toFragment(atlas: Atlas, state: State): string {
  const parts: [string, string | null][] = [
    ["theme", state.theme],
    ["second", state.second],
    ["region", state.region === null ? null : codeOf(atlas, "region", state.region)],
    ["area", state.chosen && `${state.chosen.level}.${codeOf(atlas, state.chosen.level, state.chosen.row) ?? ""}`],
    ["period", state.period && `${state.period.from}.${state.period.to}`],
    ["by", state.byMonth ? "month" : null],
    ["table", state.table ? `${state.sorting.column}.${state.sorting.down ? "down" : "up"}` : null],
    ["view", state.view && `${state.view.lon.toFixed(3)},${state.view.lat.toFixed(3)},${state.view.zoom.toFixed(2)}`],
    ["lang", state.lang],
  ];
  return parts.flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value)}`] : [])).join("&");
}

/** The state that an address asks for; what it does not know is as at the start. */
export function fromFragment(atlas: Atlas, fragment: string): State {
  const given = new Map(
    fragment
      .replace(/^#/, "")
      .split("&")
      .map((part) => part.split("="))
      .map(([name = "", value = ""]) => [name, decoded(value)] as const),
  );
  const known = (id: string | undefined) => (atlas.themes.some((theme) => theme.id === id) ? id ?? null : null);
  const [areaLevel, areaCode] = split(given.get("area") ?? "", ".");
  const level = LEVEL_LETTERS.find(([letter]) => letter === areaLevel)?.[1];
  const row = level ? rowOf(atlas, level, areaCode) : null;
  const [from, to] = (given.get("period") ?? "").split(".").map(Number);
  const [column, direction] = split(given.get("table") ?? "", ".");
  const [lon, lat, zoom] = (given.get("view") ?? "").split(",").map(Number);
  const period = from !== undefined && to !== undefined && from <= to ? { from, to } : null;
  const sound = lon !== undefined && lat !== undefined && zoom !== undefined && [lon, lat, zoom].every(Number.isFinite);
  const lang = given.get("lang");
  return {
    lang: lang === "fr" || lang === "en" ? lang : atlas.lang,
    theme: known(given.get("theme")) ?? atlas.themes[0]?.id ?? "",
    second: known(given.get("second")),
    region: rowOf(atlas, "region", given.get("region") ?? null),
    chosen: level && row !== null ? { level, row } : null,
    period,
    byMonth: given.get("by") === "month",
    table: given.has("table"),
    sorting: given.has("table") ? { column, down: direction === "down" } : { column: "value", down: true },
    view: sound ? { lon, lat, zoom: Math.min(Math.max(zoom, 1), 64) } : null,
  };
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
