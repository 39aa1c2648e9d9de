// The page: brings its parts together and keeps them in step with the state.

import { Address } from "./address";
import { readAtlas, type Atlas, type Lang, type Theme } from "./data";
import { Details } from "./details";
import { byId, h, put } from "./dom";
import { Drawing } from "./drawing";
import { eventsOf, type Events } from "./events";
import { Geography } from "./geography";
import { Legends } from "./legend";
import { Pane, type PaneListener, type Under } from "./pane";
import { printing } from "./print";
import { above, areaName, beside, casualties, eventsHere, lineSaid, spoken, valueOf } from "./said";
import { Search } from "./search";
import { Slider } from "./slider";
import { fromFragment, Store, toFragment, type Chosen, type State } from "./state";
import { ValueTable } from "./table";
import { fill, nameOfTheme, ofTheme, say, WORDS, type WordId } from "./text";
import { rowsInSight, shown } from "./values";

class Page implements PaneListener {
  private readonly atlas: Atlas;
  private readonly geography: Geography;
  private readonly legends: Legends;
  private readonly store: Store;
  private readonly panes: readonly [Pane, Pane];
  private readonly details: Details;
  private readonly table: ValueTable;
  private readonly slider: Slider;
  private readonly search: Search;
  private hover: Chosen | null = null;
  private legendZoom = 1;
  private known: { key: string; events: Events | null }[] = [];
  private readonly address = new Address((fragment) => this.reread(fragment));

  constructor(atlas: Atlas) {
    this.atlas = atlas;
    this.geography = new Geography(atlas);
    const drawing = new Drawing(atlas, this.geography);
    this.legends = new Legends(atlas, this.geography, drawing);
    this.store = new Store(fromFragment(atlas, location.hash));
    const pane = (id: string) => new Pane(byId(id).querySelector<HTMLElement>(".face") ?? byId(id), atlas, this.geography, drawing, this);
    this.panes = [pane("first"), pane("other")];
    this.details = new Details(byId("details"), atlas, () => this.store.change({ chosen: null }));
    this.table = new ValueTable(byId("table"), atlas, this.geography, {
      sorted: (sorting) => this.store.change({ sorting }),
      picked: (row) => this.goTo({ level: this.theme().level ?? "commune", row }),
      closed: () => this.store.change({ table: false }),
    });
    this.slider = new Slider(byId("slider"), atlas, {
      moved: (period) => this.store.change({ period }),
      byMonth: (byMonth) => this.store.change({ byMonth }),
    });
    this.search = new Search(atlas, byId("search"), byId("found"), byId("status"), this.store.state.lang, (area) => this.goTo(area));
    this.controls();
    this.store.listen((state, changed) => this.update(state, changed));
    this.update(this.store.state, new Set(Object.keys(this.store.state) as (keyof State)[]));
    requestAnimationFrame(() => this.restoreView());
    printing(this.panes);
  }

  // What the maps tell.

  moved(pane: Pane): void {
    const { look } = pane;
    for (const other of this.panes) if (other !== pane) other.lookAt(look);
    const [lon, lat] = this.geography.degrees(look.place);
    this.store.change({ view: pane.isWhole ? null : { lon, lat, zoom: look.zoom } });
    if (Math.abs(Math.log(look.zoom / this.legendZoom)) > 0.2) this.drawLegends(this.store.state);
  }

  hovered(pane: Pane, under: Under, at: { x: number; y: number } | null): void {
    const before = this.hover;
    this.hover = under.area;
    this.tooltip(pane, under, at);
    if (JSON.stringify(before) !== JSON.stringify(this.hover)) this.drawMaps(this.store.state);
  }

  clicked(pane: Pane, under: Under): void {
    const { lang } = this.store.state;
    const theme = pane === this.panes[0] ? this.theme() : this.second() ?? this.theme();
    if (under.place && theme.circles) {
      this.store.change({ chosen: null });
      this.details.place(under.place, theme.circles.layer, lang);
      this.say(eventsHere(this.atlas, theme.circles.layer, under.place, lang));
    } else {
      this.store.change({ chosen: under.area });
      if (under.area) this.say(spoken(this.atlas, theme, under.area, lang));
      else this.details.hide();
    }
  }

  escaped(): void {
    this.store.change({ chosen: null });
    this.details.hide();
  }

  // What the page shows.

  private theme(): Theme {
    const { theme } = this.store.state;
    return this.atlas.themes.find((one) => one.id === theme) ?? (this.atlas.themes[0] as Theme);
  }

  private second(): Theme | null {
    const { second } = this.store.state;
    return this.atlas.themes.find((one) => one.id === second) ?? null;
  }

  /** Themes that are for the country as a whole are not cut to a region. */
  private regionFor(theme: Theme): number | null {
    return theme.country_only ? null : this.store.state.region;
  }

  private events(theme: Theme): Events | null {
    const region = this.regionFor(theme);
    const { period } = this.store.state;
    const key = `${theme.id} ${region} ${period?.from} ${period?.to}`;
    const known = this.known.find((one) => one.key === key);
    if (known) return known.events;
    const events = eventsOf(this.atlas, this.geography, theme, region, period);
    // Two maps, each drawn many times over while the pointer moves.
    this.known = [{ key, events }, ...this.known].slice(0, 4);
    return events;
  }

  private update(state: State, changed: ReadonlySet<keyof State>): void {
    const any = (...keys: (keyof State)[]) => keys.some((key) => changed.has(key));
    if (any("lang")) this.relabel(state);
    if (any("theme", "second", "region", "lang")) this.reselect(state);
    if (any("second")) this.panes[1].lookAt(this.panes[0].look);
    if (any("theme", "second", "region", "lang", "chosen", "period")) this.drawMaps(state);
    if (any("theme", "second", "region", "lang", "period")) this.drawLegends(state);
    if (any("chosen", "theme", "second", "lang")) this.drawDetails(state);
    if (any("theme", "second", "region", "lang", "period", "byMonth")) this.drawSlider(state);
    if (any("theme", "region", "lang", "table", "sorting", "chosen")) this.drawTable(state);
    this.address.hold(toFragment(this.atlas, state));
  }

  private shownThemes(): { pane: Pane; theme: Theme; id: string }[] {
    const second = this.second();
    const first = { pane: this.panes[0], theme: this.theme(), id: "first" };
    return second ? [first, { pane: this.panes[1], theme: second, id: "other" }] : [first];
  }

  private drawMaps(state: State): void {
    byId("other").hidden = this.second() === null;
    for (const { pane, theme, id } of this.shownThemes()) {
      const region = this.regionFor(theme);
      const name = this.regionName(region, state.lang);
      const title = ofTheme(this.atlas, theme, theme.title, state.lang, name);
      const caption = byId(id).querySelector(".caption");
      if (caption?.children[0]) caption.children[0].textContent = title;
      if (caption?.children[1]) caption.children[1].textContent = ofTheme(this.atlas, theme, theme.subtitle, state.lang, name);
      const subject = { theme, region, events: this.events(theme), chosen: state.chosen, hovered: this.hover, lang: state.lang };
      pane.show(subject, say("mapOf", state.lang, { title }), this.marks(theme, region, state.lang));
    }
  }

  private marks(theme: Theme, region: number | null, lang: Lang): { text: string; kind: string }[] {
    const rows = theme.level ? rowsInSight(this.atlas, this.geography, theme.level, region).map((row) => shown(this.atlas, theme, row)) : [];
    const marks = [];
    if (this.legends.indicative(theme, rows)) marks.push({ text: this.atlas.words["indicative_mark"]?.[lang] ?? "", kind: "indicative" });
    if (this.legends.empty(theme, region)) marks.push({ text: ofTheme(this.atlas, theme, theme.empty, lang, this.regionName(region, lang)), kind: "empty" });
    return marks;
  }

  private drawLegends(state: State): void {
    this.legendZoom = this.panes[0].look.zoom;
    const legends = this.shownThemes().map(({ theme }) =>
      this.legends.legend(theme, this.regionFor(theme), this.events(theme), state.lang, this.legendZoom),
    );
    put(byId("legends"), ...legends);
  }

  private drawDetails(state: State): void {
    if (!state.chosen) return this.details.hide();
    this.details.area(state.chosen, this.shownThemes().map(({ theme }) => theme), state.lang);
  }

  private drawSlider(state: State): void {
    const theme = this.shownThemes().map((one) => one.theme).find((one) => one.circles !== null) ?? null;
    this.slider.show(theme, theme && this.events(theme), theme && this.regionFor(theme), state.period, state.byMonth, state.lang);
  }

  private drawTable(state: State): void {
    byId("table").hidden = !state.table;
    byId("show-table").setAttribute("aria-pressed", String(state.table));
    document.body.classList.toggle("with-table", state.table);
    if (!state.table) return;
    const theme = this.theme();
    const chosen = state.chosen && state.chosen.level === theme.level ? state.chosen.row : null;
    this.table.show(theme, this.regionFor(theme), state.sorting, chosen, state.lang);
  }

  private tooltip(pane: Pane, under: Under, at: { x: number; y: number } | null): void {
    const box = byId("tooltip");
    const { lang } = this.store.state;
    const theme = pane === this.panes[0] ? this.theme() : this.second() ?? this.theme();
    const lines = this.underSaid(theme, under, lang);
    box.hidden = at === null || lines.length === 0;
    if (!at || lines.length === 0) return;
    put(box, ...lines.map((line, i) => h(i === 0 ? "strong" : "span", {}, line)));
    const left = Math.min(at.x + 14, window.innerWidth - box.offsetWidth - 8);
    const top = at.y + 18 + box.offsetHeight > window.innerHeight ? at.y - box.offsetHeight - 10 : at.y + 18;
    box.style.transform = `translate(${Math.max(left, 4)}px, ${Math.max(top, 4)}px)`;
  }

  private underSaid(theme: Theme, under: Under, lang: Lang): string[] {
    if (under.place && theme.circles) {
      const { layer } = theme.circles;
      const hurt = (["killed", "injured"] as const).map((what) => casualties(this.atlas, layer, under.place?.rows ?? [], what, lang));
      return [eventsHere(this.atlas, layer, under.place, lang), hurt.filter(Boolean).join(" · "), under.place.approximate ? say("near", lang) : ""].filter(Boolean);
    }
    if (under.line !== null) {
      const said = lineSaid(this.atlas, theme, under.line, lang);
      return [said.name, said.value];
    }
    if (!under.area) return [];
    const names = [areaName(this.atlas, under.area), above(this.atlas, under.area)];
    if (theme.level !== under.area.level) return names.filter(Boolean);
    const of = shown(this.atlas, theme, under.area.row);
    return [...names, valueOf(this.atlas, theme, of, lang), ...beside(theme, of, lang)].filter(Boolean);
  }

  // What people choose.

  private controls(): void {
    const value = (id: string) => byId<HTMLSelectElement>(id).value;
    byId("choices").addEventListener("submit", (event) => event.preventDefault());
    byId("theme").addEventListener("change", () => this.store.change({ theme: value("theme"), period: null }));
    byId("second").addEventListener("change", () => this.store.change({ second: value("second"), period: null }));
    byId("region").addEventListener("change", () => this.goToRegion(value("region") === "" ? null : Number(value("region"))));
    byId("compare").addEventListener("click", () => this.store.change({ second: this.second() ? null : this.suggested() }));
    byId("show-table").addEventListener("click", () => this.store.change({ table: !this.store.state.table }));
    byId("print").addEventListener("click", () => window.print());
    byId("link").addEventListener("click", () => void this.copyLink());
    byId("language").addEventListener("click", () => this.store.change({ lang: this.store.state.lang === "fr" ? "en" : "fr" }));
    byId("zoom-in").addEventListener("click", () => this.panes[0].zoomBy(1.6));
    byId("zoom-out").addEventListener("click", () => this.panes[0].zoomBy(1 / 1.6));
    byId("whole").addEventListener("click", () => this.see(this.store.state.region));
    byId("skip-map").addEventListener("click", (event) => this.jump(event, () => this.panes[0].box.focus()));
    byId("skip-table").addEventListener("click", (event) => {
      this.store.change({ table: true });
      this.jump(event, () => byId("table").focus());
    });
  }

  /** Goes to a part of the page without touching the address, which holds the state. */
  private jump(event: Event, go: () => void): void {
    event.preventDefault();
    go();
  }

  /** The next theme of the list, to be seen beside the first. */
  private suggested(): string | null {
    const { themes } = this.atlas;
    const at = themes.indexOf(this.theme());
    return themes[(at + 1) % themes.length]?.id ?? null;
  }

  private goToRegion(region: number | null): void {
    this.store.change({ region, chosen: null });
    this.see(region);
  }

  /** Chooses an area, whatever its level, and brings the map to it. */
  private goTo(area: Chosen): void {
    if (area.level === "region") return this.goToRegion(area.row);
    const { region } = this.store.state;
    const own = this.geography.holder(area.level, area.row, "region");
    this.store.change({ chosen: area, region: region !== null && own !== null && region !== own ? own : region });
    const shape = this.geography.shapes.get(area.level)?.[area.row];
    if (!shape) return;
    const [wide, high] = [shape.box.right - shape.box.left, shape.box.bottom - shape.box.top];
    const margin = area.level === "zone" ? 0 : Math.max(wide, high) * 1.2;
    const around = { left: shape.box.left - margin, right: shape.box.right + margin, top: shape.box.top - margin, bottom: shape.box.bottom + margin };
    this.panes[0].lookAround(around);
    this.say(spoken(this.atlas, this.theme(), area, this.store.state.lang));
  }

  private see(region: number | null): void {
    const box = region === null ? this.geography.box : this.geography.shapes.get("region")?.[region]?.box;
    if (box) this.panes[0].lookAround(box);
  }

  private restoreView(): void {
    const { view, region } = this.store.state;
    if (!view) return region === null ? undefined : this.see(region);
    for (const pane of this.panes) pane.lookAt({ place: this.geography.place(view.lon, view.lat), zoom: view.zoom });
    this.drawLegends(this.store.state);
  }

  private reread(fragment: string): void {
    this.store.change(fromFragment(this.atlas, fragment));
    this.restoreView();
  }

  private async copyLink(): Promise<void> {
    const { lang } = this.store.state;
    const button = byId("link");
    let copied = true;
    try {
      await navigator.clipboard.writeText(this.address.href);
    } catch {
      copied = false;
    }
    this.say(say(copied ? "linkCopied" : "linkFailed", lang));
    button.textContent = say(copied ? "linkCopied" : "linkFailed", lang);
    setTimeout(() => (button.textContent = say("link", this.store.state.lang)), 2500);
  }

  private say(words: string): void {
    byId("status").textContent = words;
  }

  // Words that are there from the beginning.

  private regionName(region: number | null, lang: Lang): string {
    return region === null ? say("country", lang) : this.atlas.areas.get("region")?.text(region, "name") ?? "";
  }

  private relabel(state: State): void {
    const { atlas } = this;
    const { lang } = state;
    document.documentElement.lang = lang;
    document.title = atlas.title[lang];
    this.search.lang = lang;
    byId("title").textContent = atlas.title[lang];
    byId("subtitle").textContent = [say("audience", lang, { audience: atlas.audience[lang] }), atlas.date[lang]].filter(Boolean).join(" · ");
    for (const element of document.querySelectorAll<HTMLElement>("[data-t]")) {
      const id = element.dataset["t"] as WordId | undefined;
      if (id && id in WORDS) element.textContent = say(id, lang);
    }
    const buttons: [string, WordId, WordId?][] = [["compare", "compare", "compareLong"], ["show-table", "table", "tableLong"], ["print", "print"], ["link", "link"], ["skip-map", "skipMap"], ["skip-table", "skipTable"]];
    for (const [id, word, long] of buttons) {
      byId(id).textContent = say(word, lang);
      if (long) byId(id).title = say(long, lang);
    }
    byId("language").textContent = say("language", lang);
    byId("language").lang = lang === "fr" ? "en" : "fr";
    byId("actions").setAttribute("aria-label", say("choices", lang));
    byId("side").setAttribute("aria-label", say("choices", lang));
    for (const [id, word] of [["zoom-in", "zoomIn"], ["zoom-out", "zoomOut"], ["whole", "whole"]] as const) {
      byId(id).setAttribute("aria-label", say(word, lang));
      byId(id).title = say(word, lang);
    }
    byId("found").setAttribute("aria-label", say("search", lang));
    byId<HTMLInputElement>("search").placeholder = say("searchWhat", lang);
    byId("synthetic").hidden = !atlas.synthetic;
    byId("synthetic").textContent = atlas.words["synthetic_band"]?.[lang] ?? "";
  }

  private reselect(state: State): void {
    const { atlas } = this;
    const { lang } = state;
    const themes = (selected: string | null) => atlas.themes.map((theme) => h("option", { value: theme.id, selected: theme.id === selected }, nameOfTheme(atlas, theme, lang)));
    put(byId("theme"), ...themes(state.theme));
    put(byId("second"), ...themes(state.second));
    // The list cuts long names short.
    for (const id of ["theme", "second"]) byId(id).title = byId<HTMLSelectElement>(id).selectedOptions[0]?.textContent ?? "";
    byId("second-choice").hidden = this.second() === null;
    byId("compare").setAttribute("aria-pressed", String(this.second() !== null));
    document.body.classList.toggle("two", this.second() !== null);
    const table = atlas.areas.get("region");
    const regions = Array.from({ length: table?.rows ?? 0 }, (_, row) => h("option", { value: row, selected: row === state.region }, table?.text(row, "name") ?? ""));
    put(byId("region"), h("option", { value: "", selected: state.region === null }, say("country", lang)), ...regions);
    this.about(state);
  }

  /** Sources, boundaries, projection, disclaimer. */
  private about(state: State): void {
    const { atlas } = this;
    const { lang } = state;
    const word = (id: string, blanks: Record<string, string> = {}) => fill(atlas.words[id]?.[lang] ?? "", blanks);
    const own = this.shownThemes().flatMap(({ theme }) => theme.credits.map((credit) => credit[lang].replace(/\.$/, "")));
    const credits = [...new Set(own)].filter(Boolean).join(lang === "fr" ? "\u00a0; " : "; ");
    const lines = [
      credits && word("sources", { credits }),
      atlas.vintage && word("boundaries", { vintage: atlas.vintage }),
      word("projection"),
      atlas.date[lang] && word("made_on", { date: atlas.date[lang] }),
      word("disclaimer"),
    ];
    put(byId("about"), h("h2", {}, say("about", lang)), ...lines.filter(Boolean).map((line) => h("p", {}, line)));
  }
}

const atlas = readAtlas();
if (atlas && atlas.themes.length > 0) new Page(atlas);
else byId("title").textContent = `${WORDS.noData.fr} ${WORDS.noData.en}`;

