// What is said of one area, place or line: for the tooltip, the screen reader and the panel.

import type { Atlas, Lang, LevelId, Theme } from "./data";
import type { EventPlace } from "./events";
import { dayName } from "./period";
import type { Chosen } from "./state";
import { capital, count, number, quantity, say } from "./text";
import { bounds, levelName, reason, shown, written, type Shown } from "./values";

export const areaName = (atlas: Atlas, area: Chosen): string => atlas.areas.get(area.level)?.text(area.row, "name") ?? "";

/** "cercle de …, région": the names above an area. */
export function above(atlas: Atlas, area: Chosen): string {
  const table = atlas.areas.get(area.level);
  const names = ["cercle_name", "region_name"].map((id) => table?.text(area.row, id)).filter(Boolean);
  return names.join(", ");
}

/** The value of an area under a theme, or why there is none. */
export function valueOf(atlas: Atlas, theme: Theme, of: Shown, lang: Lang): string {
  return written(theme, of, lang) ?? reason(atlas, of.missing, lang);
}

/** What stands beside a value: n, interval, the level it comes from. */
export function beside(theme: Theme, of: Shown, lang: Lang): string[] {
  const out: string[] = [];
  if (of.n !== null) out.push(`n = ${count(of.n, lang)}`);
  const between = of.value === null ? null : bounds(of, theme.decimals, lang);
  if (between) out.push(between);
  if (of.standsAt !== null && of.value !== null) out.push(say("standsAt", lang, { level: levelName(of.standsAt, lang) }));
  return out;
}

/** One line for a screen reader. */
export function spoken(atlas: Atlas, theme: Theme, area: Chosen, lang: Lang): string {
  const name = [areaName(atlas, area), above(atlas, area)].filter(Boolean).join(", ");
  if (!theme.level || !atlas.areas.get(area.level)?.has(theme.field)) return name;
  const of = shown(atlas, theme, area.row, area.level);
  return [say("offscreen", lang, { name, value: valueOf(atlas, theme, of, lang) }), ...beside(theme, of, lang)].join(", ");
}

/** "au moins 12 tués": casualties of some events; null where none of them tells. */
export function casualties(atlas: Atlas, layer: string, rows: readonly number[], what: "killed" | "injured", lang: Lang): string | null {
  const table = atlas.pointTables.get(layer);
  const numbers = rows.map((row) => table?.number(row, what) ?? null);
  const known = numbers.filter((value): value is number => value !== null);
  if (known.length === 0) return null;
  const sum = known.reduce((a, b) => a + b, 0);
  const least = known.length < numbers.length || rows.some((row) => table?.number(row, `${what}_at_least`) === 1);
  const digits = count(sum, lang);
  return say(what, lang, { count: least ? say("atLeast", lang, { count: digits }) : digits });
}

/** Names told of one place at most. */
const NAMES = 3;

/** "12 incidents en ce lieu"; the names of what stands there where it is no event. */
export function eventsHere(atlas: Atlas, layer: string, place: EventPlace, lang: Lang): string {
  const table = atlas.pointTables.get(layer);
  if (table && !table.has("date")) return place.rows.slice(0, NAMES).map((row) => table.text(row, "name") ?? "").join(", ");
  return place.rows.length === 1 ? say("oneEventHere", lang) : say("eventsHere", lang, { count: count(place.rows.length, lang) });
}

/** One event in a line: day, kind, casualties. */
export function eventLine(atlas: Atlas, layer: string, row: number, lang: Lang): string {
  const table = atlas.pointTables.get(layer);
  const date = table?.text(row, "date");
  const kind = table?.text(row, "kind") ?? table?.text(row, "name") ?? "";
  const hurt = (["killed", "injured"] as const).map((what) => ((table?.number(row, what) ?? 0) > 0 ? casualties(atlas, layer, [row], what, lang) : null));
  return [date ? dayName(date, lang) : say("undated", lang), atlas.names[kind]?.[lang] ?? kind, ...hurt].filter(Boolean).join(" · ");
}

/** The name and the value of a line. */
export function lineSaid(atlas: Atlas, theme: Theme, row: number, lang: Lang): { name: string; value: string } {
  const table = atlas.lineTables.get(theme.layer);
  const id = table?.text(row, "axis") ?? table?.text(row, "name") ?? "";
  const ends = ["km_from", "km_to"].map((end) => table?.number(row, end) ?? null);
  const stretch = ends.every((end) => end !== null) ? `km ${ends.map((end) => number(end ?? 0, 0, lang)).join(" – ")}` : "";
  const name = [atlas.names[id]?.[lang] ?? id, stretch].filter(Boolean).join(", ") || theme.label[lang];
  const value = table?.number(row, theme.field) ?? null;
  return { name, value: value === null ? reason(atlas, null, lang) : quantity(value, theme.unit, theme.decimals, lang) };
}

/** "Commune", before a name. */
export const levelTitle = (level: LevelId, lang: Lang): string => capital(levelName(level, lang));
