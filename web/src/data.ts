// The data of the page, as src/products/page writes them.

export type Lang = "fr" | "en";
export type Text = Readonly<Record<Lang, string>>;
export type LevelId = "commune" | "cercle" | "region" | "zone";

/** Levels of areas, fine to coarse. */
export const LEVELS: readonly LevelId[] = ["commune", "cercle", "region", "zone"];

interface NumberColumn {
  id: string;
  kind: "number";
  values: (number | null)[];
}
interface TextColumn {
  id: string;
  kind: "text";
  words: string[];
  values: (number | null)[];
}
type ColumnData = NumberColumn | TextColumn;

interface TableData {
  rows: number;
  columns: ColumnData[];
}

export interface Borders {
  steps: number;
  arcs: number[][];
  left: (number | null)[];
  right: (number | null)[];
  holders: Record<string, (number | null)[]>;
  centres: Record<string, [number, number][]>;
}

export interface PointsData extends TableData {
  steps: number;
  x: (number | null)[];
  y: (number | null)[];
  region: (number | null)[];
}

export interface LinesData extends TableData {
  steps: number;
  parts: number[][];
  row: number[];
  regions: number[][];
}

export interface Field {
  label: Text;
  unit: Text;
  decimals: number;
  method: Text;
  interval: Text;
  indicative: boolean;
  direction: "higher_is_worse" | "higher_is_better" | "neutral" | null;
  credits: Text[];
}

export interface Class {
  lower: number;
  upper: number;
  colour: string;
  label: Text;
}

export interface Circles {
  layer: string;
  label: Text;
  only: string | null;
  precise: string[];
  approximate: string[];
}

export interface Theme {
  id: string;
  layer: string;
  /** Null for a layer of lines. */
  level: LevelId | null;
  field: string;
  label: Text;
  unit: Text;
  decimals: number;
  country_only: boolean;
  write_values: boolean;
  title: Text;
  subtitle: Text;
  legend: Text;
  notes: Text[];
  empty: Text;
  overlays: string[];
  circles: Circles | null;
  square: { across: Text; up: Text } | null;
  /** Areas whose other field lies below are hatched, not coloured. */
  hatch: { field: string; below: number; label: Text } | null;
  classes: Class[];
  class_names: Text[];
  credits: Text[];
}

export interface ScorePart {
  field: string;
  score: string;
  label: Text;
  weight: number;
  parts: ScorePart[];
}

interface PageData {
  title: Text;
  lang: Lang;
  synthetic: boolean;
  audience: Text;
  date: Text;
  vintage: string;
  words: Record<string, Text>;
  missing: Record<string, Text>;
  names: Record<string, Text>;
  fields: Record<string, Field>;
  themes: Theme[];
  score: ScorePart[];
  borders: Borders;
  areas: Partial<Record<LevelId, TableData>>;
  points: Record<string, PointsData>;
  lines: Record<string, LinesData>;
}

/** Rows with named columns. */
export class Table {
  readonly rows: number;
  private readonly columns: ReadonlyMap<string, ColumnData>;

  constructor(data: TableData) {
    this.rows = data.rows;
    this.columns = new Map(data.columns.map((column) => [column.id, column]));
  }

  has(id: string): boolean {
    return this.columns.has(id);
  }

  /** The number in a row; null where there is none, or no such column. */
  number(row: number, id: string): number | null {
    const column = this.columns.get(id);
    return column?.kind === "number" ? column.values[row] ?? null : null;
  }

  /** The text in a row; null where there is none, or no such column. */
  text(row: number, id: string): string | null {
    const column = this.columns.get(id);
    const word = column?.kind === "text" ? column.values[row] ?? null : null;
    return column?.kind === "text" && word !== null ? column.words[word] ?? null : null;
  }
}

/** Everything in the page, with tables that can be asked. */
export interface Atlas extends Omit<PageData, "areas"> {
  areas: ReadonlyMap<LevelId, Table>;
  pointTables: ReadonlyMap<string, Table>;
  lineTables: ReadonlyMap<string, Table>;
}

const tables = (data: Record<string, TableData>) => new Map(Object.entries(data).map(([name, table]) => [name, new Table(table)]));

/** Reads the data out of the page; null where the page holds none. */
export function readAtlas(): Atlas | null {
  const source = document.getElementById("data")?.textContent ?? "";
  if (!source.startsWith("{")) return null;
  const data = JSON.parse(source) as PageData;
  const areas = new Map<LevelId, Table>();
  for (const level of LEVELS) {
    const table = data.areas[level];
    if (table) areas.set(level, new Table(table));
  }
  return { ...data, areas, pointTables: tables(data.points), lineTables: tables(data.lines) };
}
