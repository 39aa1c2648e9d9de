// The legend of a map: classes with their counts, hatchings, circles, what the map does not say.

import type { Atlas, Lang, Theme } from "./data";
import { h } from "./dom";
import { circle, type Drawing } from "./drawing";
import { radius, type Events } from "./events";
import type { Geography } from "./geography";
import { hatchPicture, hatchSize, type Hatching } from "./hatch";
import { capital, count, fill, ofTheme, say } from "./text";
import { HATCHED, levelName, regionsInNoZone, rowsInSight, shown, type Shown } from "./values";

interface Line {
  swatch: HTMLElement;
  label: string;
  count: number | null;
}

const PLURALS: Readonly<Record<string, string>> = { commune: "communes", cercle: "cercles", region: "regions", zone: "zones" };

export class Legends {
  private readonly atlas: Atlas;
  private readonly geography: Geography;
  private readonly drawing: Drawing;
  private readonly pictures = new Map<Hatching, string>();

  constructor(atlas: Atlas, geography: Geography, drawing: Drawing) {
    [this.atlas, this.geography, this.drawing] = [atlas, geography, drawing];
  }

  /** Everything that stands beside a map. */
  legend(theme: Theme, region: number | null, events: Events | null, lang: Lang, zoom: number): HTMLElement {
    const level = theme.level ?? "commune";
    const rows = theme.level ? rowsInSight(this.atlas, this.geography, theme.level, region).map((row) => shown(this.atlas, theme, row)) : [];
    const counted = theme.level ? this.word(PLURALS[level] ?? "communes", lang) : this.word("segments", lang);
    const classes = theme.square ? [] : this.classLines(theme, region, rows, lang).reverse();
    const name = (this.atlas.areas.get("region")?.text(region ?? -1, "name") ?? null) || this.word("country_label", lang);
    const heading = ofTheme(this.atlas, theme, theme.legend, lang, name);
    return h(
      "section",
      { class: "legend", "aria-label": `${this.word("legend", lang)} : ${heading}` },
      h("h2", {}, heading),
      theme.square && this.square(theme, rows, lang),
      h(
        "table",
        {},
        h("caption", { class: "hidden" }, heading),
        !theme.square && h("thead", {}, h("tr", {}, h("th", { class: "hidden", scope: "col" }, this.word("legend", lang)), h("th", { class: "counted", scope: "col" }, counted))),
        h("tbody", {}, ...[...classes, ...this.missingLines(theme, region, rows, lang)].map((line) => row(line, lang))),
      ),
      theme.classes.length > 1 && !theme.square && h("p", { class: "fine" }, this.word("upper_bounds", lang)),
      this.indicative(theme, rows) && h("p", { class: "fine warn" }, this.word("indicative_note", lang)),
      events && this.circles(events, theme, lang, zoom),
      ...this.notes(theme, region, rows, events, lang).map((note) => h("p", { class: "fine" }, note)),
    );
  }

  /** Whether the values on the map carry no firm statement. */
  indicative(theme: Theme, rows: readonly Shown[]): boolean {
    return (this.atlas.fields[theme.field]?.indicative ?? false) && rows.some((of) => of.value !== null);
  }

  /** Whether no area in sight has a value. */
  empty(theme: Theme, region: number | null): boolean {
    if (!theme.level) return !this.linesInSight(theme, region).some((line) => line.class !== null);
    return rowsInSight(this.atlas, this.geography, theme.level, region).every((row) => shown(this.atlas, theme, row).value === null);
  }

  private word(id: string, lang: Lang): string {
    return this.atlas.words[id]?.[lang] ?? "";
  }

  private linesInSight(theme: Theme, region: number | null) {
    const regions = this.atlas.lines[theme.layer]?.regions ?? [];
    return this.drawing.classedLines(theme).filter((line) => region === null || regions[line.row]?.includes(region));
  }

  private classLines(theme: Theme, region: number | null, rows: readonly Shown[], lang: Lang): Line[] {
    const lines = theme.level ? [] : this.linesInSight(theme, region);
    return theme.classes.map((of, i) => ({
      swatch: h("span", { class: theme.level ? "swatch" : "swatch line", style: `background:${of.colour}` }),
      label: of.label[lang],
      count: theme.level ? rows.filter((row) => row.fill === i).length : lines.filter((line) => line.class === i).length,
    }));
  }

  /** Areas without data share one line; when all lack it for one and the same reason, the line says so. */
  private missingLines(theme: Theme, region: number | null, rows: readonly Shown[], lang: Lang): Line[] {
    const words = { no_data: "no_value", withheld: "withheld", too_few: "too_few" } as const;
    const lines = HATCHED.flatMap((hatching) => {
      if (hatching === "unreliable") {
        const count = rows.filter((of) => of.fill === hatching).length;
        return theme.hatch && count > 0 ? [{ swatch: this.hatched(hatching), label: theme.hatch.label[lang], count }] : [];
      }
      const reasons = rows.filter((of) => of.fill === hatching).map((of) => of.missing ?? "no_data");
      const first = reasons[0];
      if (first === undefined) return [];
      const one = hatching === "no_data" && first !== "no_data" && reasons.every((reason) => reason === first);
      const word = this.word(words[hatching], lang);
      const label = one ? `${word} (${this.atlas.missing[first]?.[lang] ?? first})` : capital(word);
      return [{ swatch: this.hatched(hatching), label, count: reasons.length }];
    });
    const loose = theme.level ? regionsInNoZone(this.atlas, this.geography, theme.level, region) : [];
    if (loose.length === 0) return lines;
    const label = fill(this.word("no_zone", lang), { regions: loose.join(", ") });
    return [...lines, { swatch: this.hatched("no_data"), label, count: null }];
  }

  private hatched(hatching: Hatching): HTMLElement {
    const picture = this.pictures.get(hatching) ?? hatchPicture(hatching);
    this.pictures.set(hatching, picture);
    return h("span", { class: "swatch", style: `background:url(${picture}) 0 0/${hatchSize(hatching)}px` });
  }

  /** Nine classes of two things at once. */
  private square(theme: Theme, rows: readonly Shown[], lang: Lang): HTMLElement {
    const steps = ["step_low", "step_middle", "step_high"].map((id) => this.word(id, lang));
    const counts = theme.classes.map((_, i) => rows.filter((of) => of.fill === i).length);
    const cells = [2, 1, 0].map((up) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, steps[up] ?? ""),
        ...[0, 1, 2].map((across) => {
          const i = up * 3 + across;
          const dark = i === 8 || i === 5 || i === 7;
          const title = theme.class_names[i]?.[lang] ?? "";
          return h("td", { style: `background:${theme.classes[i]?.colour ?? "#fff"};color:${dark ? "#fff" : "#111"}`, title }, count(counts[i] ?? 0, lang));
        }),
      ),
    );
    return h(
      "div",
      { class: "square" },
      h("p", { class: "fine" }, `↑ ${theme.square?.up[lang] ?? ""}`),
      h(
        "table",
        {},
        h("tbody", {}, ...cells),
        h("tfoot", {}, h("tr", {}, h("td", {}), ...steps.map((step) => h("th", { scope: "col" }, step)))),
      ),
      h("p", { class: "fine right" }, `${theme.square?.across[lang] ?? ""} →`),
      h("p", { class: "fine" }, this.word("square_note", lang)),
    );
  }

  private circles(events: Events, theme: Theme, lang: Lang, zoom: number): HTMLElement {
    const largest = this.drawing.largest(zoom);
    const sizes = [...new Set([1, Math.max(2, Math.round(events.largest / 4)), events.largest])].filter((size) => size >= 1 && size <= events.largest);
    const width = sizes.length * 62 + 8;
    const canvas = h("canvas", { width: width * 2, height: 88, style: `width:${width}px;height:44px`, role: "img" });
    canvas.setAttribute("aria-label", `${say("circleSize", lang)} : ${sizes.join(", ")}`);
    const context = canvas.getContext("2d");
    if (context) {
      context.scale(2, 2);
      context.font = "11px system-ui, sans-serif";
      context.textBaseline = "middle";
      sizes.forEach((size, i) => {
        circle(context, 22 + i * 62, 22, radius(events, size, largest), false, false);
        context.fillStyle = "#333";
        context.fillText(count(size, lang), 22 + i * 62 + radius(events, size, largest) + 4, 22);
      });
    }
    const near = theme.circles && theme.circles.approximate.length > 0;
    const look = (approximate: boolean) => h("span", { class: approximate ? "dot near" : "dot" });
    return h(
      "div",
      { class: "circles" },
      h("h3", {}, events.circles.label[lang]),
      canvas,
      near && h("p", { class: "fine" }, look(false), `${this.word("exact", lang)} `, look(true), this.word("approximate", lang)),
    );
  }

  private notes(theme: Theme, region: number | null, rows: readonly Shown[], events: Events | null, lang: Lang): string[] {
    const notes: string[] = [];
    const level = theme.level ?? "commune";
    const regionTable = this.atlas.areas.get("region");
    const zone = region === null || level !== "zone" ? null : this.geography.holder("region", region, "zone");
    if (zone !== null) notes.push(fill(this.word("zone_value", lang), { zone: this.atlas.areas.get("zone")?.text(zone, "name") ?? "" }));
    const carried = rows.filter((of) => of.standsAt !== null);
    if (carried.length > 0) {
      const names = [...new Set(carried.map((of) => levelName(of.standsAt ?? "", lang)))].join(", ");
      const valued = carried.filter((of) => of.value !== null).length;
      const every = valued === rows.filter((of) => of.value !== null).length;
      const blanks = { level: names, unit: levelName(level, lang), units: this.word(PLURALS[level] ?? "communes", lang), count: count(valued, lang) };
      notes.push(fill(this.word(every ? "stands_at_all" : "stands_at_some", lang), blanks));
    }
    if (events && events.unplaced > 0) {
      notes.push(fill(this.word(region === null ? "points_left_out" : "points_left_out_here", lang), { count: count(events.unplaced, lang) }));
    }
    if (events && events.ofCountry > 0 && region !== null) notes.push(fill(this.word("points_of_country", lang), { count: count(events.ofCountry, lang) }));
    const name = region === null ? this.word("country_label", lang) : regionTable?.text(region, "name") ?? "";
    return [...notes, ...theme.notes.map((note) => ofTheme(this.atlas, theme, note, lang, name))];
  }
}

const row = (line: Line, lang: Lang) =>
  h(
    "tr",
    { class: line.count === 0 ? "none" : null },
    h("th", { scope: "row" }, h("span", { class: "entry" }, line.swatch, h("span", {}, line.label))),
    h("td", {}, line.count === null ? "–" : count(line.count, lang)),
  );
