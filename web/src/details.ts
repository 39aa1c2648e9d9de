// The panel of the chosen area: its value under the theme, what the index is made of, everything else known.

import type { Atlas, Lang, ScorePart, Theme } from "./data";
import { h, put } from "./dom";
import type { EventPlace } from "./events";
import { above, areaName, beside, casualties, eventLine, eventsHere, levelTitle, valueOf } from "./said";
import type { Chosen } from "./state";
import { count, nameOfTheme, number, quantity, say } from "./text";
import { bounds, cell, reason, shown } from "./values";

/** Events of one place told one by one. */
const EVENTS = 30;

export class Details {
  private readonly root: HTMLElement;
  private readonly atlas: Atlas;
  private readonly close: () => void;

  constructor(root: HTMLElement, atlas: Atlas, close: () => void) {
    [this.root, this.atlas, this.close] = [root, atlas, close];
  }

  hide(): void {
    this.root.hidden = true;
    put(this.root);
  }

  /** Shows an area under the themes of the maps. */
  area(area: Chosen, themes: readonly Theme[], lang: Lang): void {
    const { atlas } = this;
    // On a telephone the map would vanish behind it.
    const roomy = window.innerWidth > 760;
    const isIndex = roomy && themes.some((theme) => theme.field.startsWith("risk_"));
    const open = [...this.root.querySelectorAll<HTMLDetailsElement>("details[open]")].map((details) => details.dataset["part"]);
    const score = atlas.areas.get(area.level)?.has("risk_index") ? this.score(area, lang, isIndex || open.includes("why")) : null;
    this.show(
      lang,
      "details",
      h("p", { class: "over" }, levelTitle(area.level, lang)),
      h("h2", {}, areaName(atlas, area)),
      h("p", { class: "above" }, above(atlas, area)),
      ...themes.map((theme) => this.value(area, theme, lang)),
      score,
      this.everything(area, lang, open.includes("all")),
    );
  }

  /** Shows the events of one place. */
  place(place: EventPlace, layer: string, lang: Lang): void {
    const { atlas } = this;
    const table = atlas.pointTables.get(layer);
    const rows = [...place.rows].sort((a, b) => (table?.text(b, "date") ?? "").localeCompare(table?.text(a, "date") ?? ""));
    const hurt = (["killed", "injured"] as const).map((what) => casualties(atlas, layer, rows, what, lang)).filter(Boolean);
    this.show(
      lang,
      "placeDetails",
      h("h2", {}, eventsHere(atlas, layer, place, lang)),
      h("p", { class: "above" }, [...hurt, place.approximate ? say("near", lang) : ""].filter(Boolean).join(" · ")),
      h("ul", { class: "events" }, ...rows.slice(0, EVENTS).map((row) => h("li", {}, eventLine(atlas, layer, row, lang)))),
      rows.length > EVENTS && h("p", { class: "fine" }, say("eventsMore", lang, { count: count(rows.length - EVENTS, lang) })),
    );
  }

  private show(lang: Lang, label: "details" | "placeDetails", ...parts: (Node | null | false)[]): void {
    const close = h("button", { type: "button", class: "close", "aria-label": say("close", lang), onclick: () => this.close() }, "×");
    this.root.hidden = false;
    this.root.setAttribute("aria-label", say(label, lang));
    put(this.root, close, ...parts);
  }

  private value(area: Chosen, theme: Theme, lang: Lang): HTMLElement | null {
    const { atlas } = this;
    if (theme.level === null) return null;
    const title = h("h3", {}, nameOfTheme(atlas, theme, lang));
    // What stands at a coarser level is carried by this area too; a finer map says nothing of the whole.
    if (!atlas.areas.get(area.level)?.has(theme.field)) return null;
    const of = shown(atlas, theme, area.row, area.level);
    const field = atlas.fields[theme.field];
    const colour = typeof of.fill === "number" ? theme.classes[of.fill] : undefined;
    const said = valueOf(atlas, theme, of, lang);
    // The number large, its unit after it small.
    const digits = of.value === null || theme.square ? said : number(of.value, theme.decimals, lang);
    const interval = field && of.lower !== null ? field.interval[lang] : "";
    return h(
      "div",
      { class: "value" },
      title,
      h("p", { class: of.value === null ? "big missing" : "big" }, colour ? h("span", { class: "swatch", style: `background:${colour.colour}` }) : null, digits, h("span", { class: "unit" }, said.slice(digits.length))),
      h("p", { class: "beside" }, [...beside(theme, of, lang), interval].filter(Boolean).join(" · ")),
      of.fill === "unreliable" && theme.hatch ? h("p", { class: "fine warn" }, theme.hatch.label[lang]) : null,
      field?.indicative && of.value !== null ? h("p", { class: "fine warn" }, atlas.words["indicative_note"]?.[lang] ?? "") : null,
      field?.method[lang] ? h("details", {}, h("summary", {}, say("how", lang)), h("p", { class: "fine" }, field.method[lang])) : null,
    );
  }

  /** The branches of the index and their indicators. */
  private score(area: Chosen, lang: Lang, open: boolean): HTMLElement | null {
    const parts = this.atlas.score;
    if (parts.length === 0) return null;
    return h(
      "details",
      { open, "data-part": "why", class: "why" },
      h("summary", {}, say("why", lang)),
      h("p", { class: "fine" }, say("whyNote", lang)),
      this.parts(area, parts, lang),
    );
  }

  private parts(area: Chosen, parts: readonly ScorePart[], lang: Lang): HTMLElement {
    const total = parts.reduce((sum, part) => sum + part.weight, 0) || 1;
    const { atlas } = this;
    const items = parts.map((part) => {
      const score = cell(atlas, area.level, area.row, part.score);
      const raw = part.field === part.score ? null : cell(atlas, area.level, area.row, part.field);
      const field = atlas.fields[part.field];
      const share = quantity((100 * part.weight) / total, { fr: "%", en: "%" }, 0, lang);
      const said = score.value === null ? reason(atlas, score.missing, lang) : number(score.value, 1, lang);
      const value = raw && field ? (raw.value === null ? reason(atlas, raw.missing, lang) : quantity(raw.value, field.unit, field.decimals, lang)) : null;
      const more = [say("weight", lang, { share }), value && say("raw", lang, { value })].filter(Boolean).join(" · ");
      return h(
        "li",
        {},
        h("p", { class: "part" }, h("span", {}, part.label[lang]), h("strong", {}, said)),
        h("div", { class: "bar", "aria-hidden": "true" }, h("div", { style: `width:${score.value === null ? 0 : Math.min(Math.max(score.value, 0), 10) * 10}%` })),
        h("p", { class: "fine" }, more),
        part.parts.length > 0 && this.parts(area, part.parts, lang),
      );
    });
    return h("ul", { class: "parts" }, ...items);
  }

  /** Every indicator of the area. */
  private everything(area: Chosen, lang: Lang, open: boolean): HTMLElement {
    const { atlas } = this;
    const table = atlas.areas.get(area.level);
    const fields = Object.entries(atlas.fields).filter(([id]) => table?.has(id) && !/_(score|treated)$/.test(id) && id !== "synthetic");
    fields.sort(([, a], [, b]) => a.label[lang].localeCompare(b.label[lang], lang));
    const rows = fields.map(([id, field]) => {
      const of = cell(atlas, area.level, area.row, id);
      const value = of.value === null ? reason(atlas, of.missing, lang) : quantity(of.value, field.unit, field.decimals, lang);
      const more = [of.n === null ? null : `n = ${count(of.n, lang)}`, of.value === null ? null : bounds(of, field.decimals, lang)].filter(Boolean);
      return h(
        "tr",
        { class: of.value === null ? "none" : null },
        h("th", { scope: "row" }, field.label[lang]),
        h("td", {}, value, more.length > 0 && h("span", { class: "fine" }, more.join(" · "))),
      );
    });
    return h("details", { open, "data-part": "all" }, h("summary", {}, say("all", lang)), h("table", { class: "all" }, h("tbody", {}, ...rows)));
  }
}
