// The values of a map as a table that can be sorted and taken along.

import { csv } from "./csv";
import type { Atlas, Lang, Theme } from "./data";
import { h, put } from "./dom";
import type { Geography } from "./geography";
import { lineSaid } from "./said";
import type { Sorting } from "./state";
import { count, nameOfTheme, number, say } from "./text";
import { bounds, levelName, reason, rowsInSight, shown } from "./values";

interface Column {
  id: string;
  title: string;
  /** Right-aligned, sorted as numbers. */
  numeric: boolean;
}

interface Row {
  row: number;
  /** As shown. */
  said: Record<string, string>;
  /** As sorted and, where they are numbers, as downloaded. */
  values: Record<string, string | number | null>;
}

export interface TableListener {
  sorted(sorting: Sorting): void;
  picked(row: number): void;
  closed(): void;
}

export class ValueTable {
  private readonly root: HTMLElement;
  private readonly atlas: Atlas;
  private readonly geography: Geography;
  private readonly listener: TableListener;

  constructor(root: HTMLElement, atlas: Atlas, geography: Geography, listener: TableListener) {
    [this.root, this.atlas, this.geography, this.listener] = [root, atlas, geography, listener];
  }

  show(theme: Theme, region: number | null, sorting: Sorting, chosen: number | null, lang: Lang): void {
    const columns = this.columns(theme, lang);
    const rows = this.sorted(this.rows(theme, region, lang), columns, sorting, lang);
    const title = nameOfTheme(this.atlas, theme, lang);
    const unit = theme.unit[lang];
    const place = region === null ? say("country", lang) : this.atlas.areas.get("region")?.text(region, "name") ?? "";
    const head = columns.map((column) => {
      const own = sorting.column === column.id;
      const next = () => this.listener.sorted({ column: column.id, down: own ? !sorting.down : column.numeric });
      const mark = own ? (sorting.down ? " ↓" : " ↑") : "";
      const named = column.id === "value" && unit ? `${column.title} (${unit})` : column.title;
      return h(
        "th",
        { scope: "col", "aria-sort": own ? (sorting.down ? "descending" : "ascending") : "none", class: column.numeric ? "numeric" : null },
        h("button", { type: "button", onclick: next, "data-column": column.id }, named, h("span", { "aria-hidden": "true" }, mark)),
      );
    });
    const body = rows.map((of) =>
      h(
        "tr",
        { class: of.row === chosen ? "chosen" : null },
        ...columns.map((column, i) => {
          const said = of.said[column.id] ?? "";
          if (i > 0) return h("td", { class: column.numeric ? "numeric" : null }, said);
          return h("th", { scope: "row" }, theme.level ? h("button", { type: "button", onclick: () => this.listener.picked(of.row) }, said) : said);
        }),
      ),
    );
    const focused = document.activeElement instanceof HTMLElement && this.root.contains(document.activeElement) ? document.activeElement.dataset["column"] : undefined;
    put(
      this.root,
      h(
        "div",
        { class: "head" },
        h("h2", { id: "table-title" }, title, h("span", {}, ` ${place} · ${say("rows", lang, { count: count(rows.length, lang) })}`)),
        h("button", { type: "button", id: "download", onclick: () => this.download(theme, region, columns, rows, lang) }, say("download", lang)),
        h("button", { type: "button", class: "close", "aria-label": say("close", lang), onclick: () => this.listener.closed() }, "×"),
      ),
      h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "table-title" },
        h("table", {}, h("caption", { class: "hidden" }, title), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body)),
      ),
    );
    if (focused) this.root.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"]`)?.focus();
  }

  private columns(theme: Theme, lang: Lang): Column[] {
    const column = (id: "name" | "cercle" | "region" | "value" | "interval" | "remark", numeric = false) => ({ id, title: say(id, lang), numeric });
    const n = { id: "n", title: "n", numeric: true };
    if (!theme.level) return [column("name"), column("value", true)];
    const above = theme.level === "commune" ? [column("cercle"), column("region")] : theme.level === "cercle" ? [column("region")] : [];
    const table = this.atlas.areas.get(theme.level);
    return [
      column("name"),
      ...above,
      column("value", true),
      ...(table?.has(`${theme.field}_n`) ? [n] : []),
      ...(table?.has(`${theme.field}_lower`) ? [column("interval", true)] : []),
      column("remark"),
    ];
  }

  private rows(theme: Theme, region: number | null, lang: Lang): Row[] {
    const level = theme.level;
    if (!level) return this.lineRows(theme, region, lang);
    const table = this.atlas.areas.get(level);
    return rowsInSight(this.atlas, this.geography, level, region).map((row) => {
      const of = shown(this.atlas, theme, row);
      const text = (id: string) => table?.text(row, id) ?? "";
      const named = theme.square && typeof of.fill === "number" ? theme.class_names[of.fill]?.[lang] : undefined;
      const carried = of.standsAt && of.value !== null ? say("standsAt", lang, { level: levelName(of.standsAt, lang) }) : "";
      const remark = of.value === null ? reason(this.atlas, of.missing, lang) : named ?? carried;
      const said = {
        name: text("name"),
        cercle: text("cercle_name"),
        region: text("region_name"),
        value: of.value === null ? "–" : number(of.value, theme.decimals, lang),
        n: of.n === null ? "" : count(of.n, lang),
        interval: of.value === null ? "" : bounds(of, theme.decimals, lang) ?? "",
        remark,
      };
      const values = { ...said, code: text("code"), value: of.value, n: of.n, interval: of.lower, lower: of.lower, upper: of.upper };
      return { row, said, values };
    });
  }

  private lineRows(theme: Theme, region: number | null, lang: Lang): Row[] {
    const data = this.atlas.lines[theme.layer];
    const table = this.atlas.lineTables.get(theme.layer);
    const rows = Array.from({ length: table?.rows ?? 0 }, (_, row) => row);
    const here = rows.filter((row) => region === null || data?.regions[row]?.includes(region));
    return here.map((row) => {
      const { name } = lineSaid(this.atlas, theme, row, lang);
      const value = table?.number(row, theme.field) ?? null;
      return { row, said: { name, value: value === null ? "–" : number(value, theme.decimals, lang) }, values: { name, value } };
    });
  }

  private sorted(rows: Row[], columns: readonly Column[], { column, down }: Sorting, lang: Lang): Row[] {
    const by = columns.find((c) => c.id === column) ?? columns[0];
    if (!by) return rows;
    const compare = new Intl.Collator(lang).compare;
    return [...rows].sort((a, b) => {
      const [x, y] = [a.values[by.id] ?? null, b.values[by.id] ?? null];
      // What has no value stands last, whichever way.
      if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
      const order = typeof x === "number" && typeof y === "number" ? x - y : compare(String(x), String(y));
      return down ? -order : order;
    });
  }

  private download(theme: Theme, region: number | null, columns: readonly Column[], rows: readonly Row[], lang: Lang): void {
    const wide = columns.flatMap((column) => (column.id === "interval" ? ["lower", "upper"] : [column.id]));
    const ids = theme.level ? ["code", ...wide] : wide;
    const unit = theme.unit[lang];
    const titles: Record<string, string> = { code: say("code", lang), lower: lang === "fr" ? "borne basse" : "lower bound", upper: lang === "fr" ? "borne haute" : "upper bound" };
    const title = (id: string) => {
      const own = titles[id] ?? columns.find((column) => column.id === id)?.title ?? id;
      return id === "value" ? `${theme.label[lang]}${unit ? ` (${unit})` : ""}` : own;
    };
    const cells = rows.map((row) => ids.map((id) => row.values[id] ?? null));
    const code = region === null ? "" : `-${this.atlas.areas.get("region")?.text(region, "code") ?? ""}`;
    save(`lakana-${theme.id}${code}.csv`, csv(ids.map(title), cells, lang));
  }
}

function save(name: string, text: string): void {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
