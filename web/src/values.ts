// What an area shows under a theme: its class, or why it has none. The same rules as on the printed maps.

import type { Atlas, Class, Lang, LevelId, Theme } from "./data";
import type { Geography } from "./geography";
import { capital, number, quantity } from "./text";

/** A class by its position, or a hatching. */
export type Fill = number | "no_data" | "withheld" | "too_few" | "unreliable";

export const HATCHED = ["unreliable", "no_data", "withheld", "too_few"] as const;

export interface Shown {
  row: number;
  fill: Fill;
  value: number | null;
  /** Reason id, where there is no value. */
  missing: string | null;
  n: number | null;
  lower: number | null;
  upper: number | null;
  /** The coarser level a value comes from. */
  standsAt: string | null;
}

/** Classes hold their upper bound and not their lower one; the first holds both. */
export function classOf(classes: readonly Class[], value: number): number | null {
  const first = classes[0];
  if (!first) return null;
  if (value === first.lower) return 0;
  const found = classes.findIndex((c) => value > c.lower && value <= c.upper);
  return found < 0 ? null : found;
}

/** A value of a field with everything said beside it. */
export function cell(atlas: Atlas, level: LevelId, row: number, field: string): Omit<Shown, "fill"> {
  const table = atlas.areas.get(level);
  const value = table?.number(row, field) ?? null;
  return {
    row,
    value,
    missing: value === null ? table?.text(row, `${field}_missing`) ?? "no_data" : null,
    n: table?.number(row, `${field}_n`) ?? null,
    lower: table?.number(row, `${field}_lower`) ?? null,
    upper: table?.number(row, `${field}_upper`) ?? null,
    standsAt: table?.text(row, `${field}_stands_at`) ?? null,
  };
}

const HATCHING: Readonly<Record<string, Fill>> = { withheld: "withheld", below_minimum_n: "too_few" };

/** Whether too little stands behind the value of an area for it to be coloured. */
function isUnreliable(atlas: Atlas, theme: Theme, row: number, level: LevelId): boolean {
  const other = theme.hatch && atlas.areas.get(level)?.number(row, theme.hatch.field);
  return theme.hatch !== null && typeof other === "number" && other < theme.hatch.below;
}

/** The value of an area of the theme's level, or of another that has the same field. */
export function shown(atlas: Atlas, theme: Theme, row: number, level: LevelId = theme.level ?? "commune"): Shown {
  const found = cell(atlas, level, row, theme.field);
  const of = found.value === null ? null : classOf(theme.classes, found.value);
  if (of !== null) return { ...found, fill: isUnreliable(atlas, theme, row, level) ? "unreliable" : of };
  const missing = found.missing ?? "no_data";
  return { ...found, value: null, missing, fill: HATCHING[missing] ?? "no_data" };
}

/** The areas that a map of this level and region is about. */
export function rowsInSight(atlas: Atlas, geography: Geography, level: LevelId, region: number | null): number[] {
  const rows = atlas.areas.get(level)?.rows ?? 0;
  const all = Array.from({ length: rows }, (_, row) => row);
  if (region === null) return all;
  if (level === "zone") return all.filter((row) => geography.holder("region", region, "zone") === row);
  return all.filter((row) => geography.holder(level, row, "region") === region);
}

/** Names of the regions in sight that no zone holds, which a map of zones cannot colour. */
export function regionsInNoZone(atlas: Atlas, geography: Geography, level: LevelId, region: number | null): string[] {
  const table = atlas.areas.get("region");
  if (level !== "zone" || !table) return [];
  const loose = (row: number) => (region === null || region === row) && geography.holder("region", row, "zone") === null;
  return Array.from({ length: table.rows }, (_, row) => row).filter(loose).map((row) => table.text(row, "name") ?? "");
}

/** A value as people read it: with its unit, or the name of its class where the legend is a square. */
export function written(theme: Theme, of: Shown, lang: Lang): string | null {
  if (of.value === null) return null;
  const name = theme.square && typeof of.fill === "number" ? theme.class_names[of.fill] : undefined;
  return name ? name[lang] : quantity(of.value, theme.unit, theme.decimals, lang);
}

/** Why there is no value, in words. */
export function reason(atlas: Atlas, missing: string | null, lang: Lang): string {
  return capital(atlas.missing[missing ?? "no_data"]?.[lang] ?? atlas.missing["no_data"]?.[lang] ?? "");
}

/** "3,1 – 4,9"; null where there are no bounds. */
export function bounds(of: Pick<Shown, "lower" | "upper">, decimals: number, lang: Lang): string | null {
  return of.lower === null || of.upper === null ? null : `${number(of.lower, decimals, lang)} – ${number(of.upper, decimals, lang)}`;
}

/** "région", by the id of a level. */
export function levelName(level: string, lang: Lang): string {
  const names: Record<string, string> = lang === "fr" ? { region: "région", country: "pays" } : {};
  return names[level] ?? level;
}
