// Finds an area by its name, typed without accents: a text field with a list of suggestions below.

import type { Atlas, Lang, LevelId } from "./data";
import { h, put } from "./dom";
import { above, levelTitle } from "./said";
import type { Chosen } from "./state";
import { count, folded, say } from "./text";

interface Entry extends Chosen {
  name: string;
  key: string;
}

const MOST = 12;
const ORDER: readonly LevelId[] = ["region", "cercle", "commune"];

export class Search {
  private readonly atlas: Atlas;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private readonly pick: (area: Chosen) => void;
  private readonly entries: Entry[];
  private found: Entry[] = [];
  private active = -1;
  lang: Lang;

  constructor(atlas: Atlas, input: HTMLInputElement, list: HTMLElement, status: HTMLElement, lang: Lang, pick: (area: Chosen) => void) {
    [this.atlas, this.input, this.list, this.status, this.lang, this.pick] = [atlas, input, list, status, lang, pick];
    this.entries = ORDER.flatMap((level) => {
      const table = atlas.areas.get(level);
      return Array.from({ length: table?.rows ?? 0 }, (_, row) => {
        const name = table?.text(row, "name") ?? "";
        return { level, row, name, key: folded(name) };
      });
    });
    input.addEventListener("input", () => this.look());
    input.addEventListener("focus", () => this.look());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.hide());
  }

  private look(): void {
    const wanted = folded(this.input.value);
    if (wanted === "") return this.hide();
    const rank = (entry: Entry) => (entry.key === wanted ? 0 : entry.key.startsWith(wanted) ? 1 : ` ${entry.key}`.includes(` ${wanted}`) ? 2 : 3);
    const matching = this.entries.filter((entry) => entry.key.includes(wanted));
    const ranked = matching.map((entry) => ({ entry, rank: rank(entry) }));
    ranked.sort((a, b) => a.rank - b.rank || ORDER.indexOf(a.entry.level) - ORDER.indexOf(b.entry.level) || a.entry.key.localeCompare(b.entry.key));
    this.found = ranked.slice(0, MOST).map(({ entry }) => entry);
    this.active = this.found.length > 0 ? 0 : -1;
    this.status.textContent = matching.length === 0 ? say("nothingFound", this.lang) : say("found", this.lang, { count: count(matching.length, this.lang) });
    this.draw();
  }

  private draw(): void {
    const options = this.found.map((entry, i) =>
      h(
        "li",
        { id: `found-${i}`, role: "option", "aria-selected": String(i === this.active), onmousedown: (event) => this.choose(event, entry) },
        h("span", {}, entry.name),
        h("span", { class: "fine" }, [levelTitle(entry.level, this.lang), above(this.atlas, entry)].filter(Boolean).join(" · ")),
      ),
    );
    put(this.list, ...options);
    this.list.hidden = this.found.length === 0;
    this.input.setAttribute("aria-expanded", String(this.found.length > 0));
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  private hide(): void {
    this.found = [];
    this.active = -1;
    this.draw();
  }

  private choose(event: Event, entry: Entry): void {
    event.preventDefault();
    this.input.value = entry.name;
    this.hide();
    this.pick({ level: entry.level, row: entry.row });
  }

  private key(event: KeyboardEvent): void {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const entry = this.found[this.active];
    if (move !== 0 && this.found.length > 0) {
      this.active = (this.active + move + this.found.length) % this.found.length;
      this.draw();
      event.preventDefault();
    } else if (event.key === "Enter" && entry) this.choose(event, entry);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.hide();
    }
  }
}
