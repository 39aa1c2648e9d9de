// The period of the incidents: two handles over a chart of their number, by year or by month.

import type { Atlas, Lang, Theme } from "./data";
import { h, put } from "./dom";
import { counted, wholePeriod, type Events } from "./events";
import { monthName, units, type Period } from "./period";
import { count, say } from "./text";

export interface SliderListener {
  moved(period: Period | null): void;
  byMonth(byMonth: boolean): void;
}

/** How long each step stands when the period runs by itself. */
const STEP_MS = { year: 900, month: 250 };

export class Slider {
  private readonly root: HTMLElement;
  private readonly atlas: Atlas;
  private readonly listener: SliderListener;
  private running = 0;
  /** What is built: rebuilt only when it changes, so that a handle is never taken out of a hand. */
  private built = "";
  private parts: { from: HTMLInputElement; to: HTMLInputElement; bars: HTMLElement; said: HTMLElement; vague: HTMLElement; play: HTMLButtonElement } | null = null;
  private steps: Period[] = [];

  constructor(root: HTMLElement, atlas: Atlas, listener: SliderListener) {
    [this.root, this.atlas, this.listener] = [root, atlas, listener];
  }

  show(theme: Theme | null, events: Events | null, region: number | null, period: Period | null, byMonth: boolean, lang: Lang): void {
    const whole = theme && wholePeriod(this.atlas, theme);
    if (!theme || !whole || !events) {
      this.stop();
      this.root.hidden = true;
      this.built = "";
      return;
    }
    this.root.hidden = false;
    const key = `${theme.id} ${region} ${byMonth} ${lang}`;
    if (key !== this.built) this.build(theme, region, whole, byMonth, lang);
    this.built = key;
    this.update(events, period, byMonth, lang);
  }

  private build(theme: Theme, region: number | null, whole: Period, byMonth: boolean, lang: Lang): void {
    this.stop();
    this.steps = units(whole, byMonth);
    const counts = counted(this.atlas, theme, region, this.steps);
    const most = Math.max(1, ...counts);
    const bar = (n: number) => h("div", { class: "bar", style: `height:${(100 * n) / most}%` });
    const last = this.steps.length - 1;
    const handle = (which: "from" | "to") =>
      h("input", { type: "range", min: 0, max: last, step: 1, class: which, "aria-label": `${say("period", lang)} : ${say(which, lang)}`, oninput: () => this.moved(which) });
    const choice = (month: boolean) =>
      h("button", { type: "button", "aria-pressed": String(month === byMonth), onclick: () => this.listener.byMonth(month) }, say(month ? "byMonth" : "byYear", lang));
    const parts = {
      from: handle("from"),
      to: handle("to"),
      bars: h("div", { class: "bars", "aria-hidden": "true" }, ...counts.map(bar)),
      said: h("p", { class: "said", role: "status" }),
      vague: h("p", { class: "fine" }),
      play: h("button", { type: "button", class: "play", onclick: () => this.toggle(byMonth, lang) }),
    };
    this.parts = parts;
    const ends = [this.steps[0], this.steps[last]].map((step) => (step ? monthName(step.from, byMonth, lang) : ""));
    put(
      this.root,
      h("div", { class: "row" }, parts.said, h("div", { class: "choice", role: "group", "aria-label": say("period", lang) }, choice(false), choice(true)), parts.play),
      h("div", { class: "track" }, parts.bars, parts.from, parts.to),
      h("div", { class: "ends", "aria-hidden": "true" }, h("span", {}, ends[0] ?? ""), h("span", { class: "fine" }, say("circlesOnly", lang)), h("span", {}, ends[1] ?? "")),
      parts.vague,
    );
  }

  private update(events: Events, period: Period | null, byMonth: boolean, lang: Lang): void {
    const parts = this.parts;
    if (!parts) return;
    const [first, last] = this.indices(period);
    parts.from.value = String(first);
    parts.to.value = String(last);
    const name = (i: number) => monthName(this.steps[i]?.from ?? 0, byMonth, lang);
    parts.from.setAttribute("aria-valuetext", name(first));
    parts.to.setAttribute("aria-valuetext", name(last));
    parts.said.textContent = say("inPeriod", lang, { count: count(events.inPeriod, lang), from: name(first), to: name(last) });
    parts.vague.textContent = events.vague > 0 ? say("vague", lang, { count: count(events.vague, lang) }) : "";
    parts.play.textContent = say(this.running ? "stop" : "play", lang);
    [...parts.bars.children].forEach((bar, i) => bar.classList.toggle("out", i < first || i > last));
  }

  /** The steps that a period begins and ends with. */
  private indices(period: Period | null): [number, number] {
    const last = this.steps.length - 1;
    if (!period) return [0, last];
    const first = this.steps.findIndex((step) => step.to >= period.from);
    const end = this.steps.findIndex((step) => step.to >= period.to);
    return [first < 0 ? last : first, end < 0 ? last : end];
  }

  private moved(which: "from" | "to"): void {
    const parts = this.parts;
    if (!parts) return;
    this.stop();
    let [first, last] = [Number(parts.from.value), Number(parts.to.value)];
    if (first > last) [first, last] = which === "from" ? [last, last] : [first, first];
    this.tell(first, last);
  }

  private tell(first: number, last: number): void {
    const whole = first === 0 && last === this.steps.length - 1;
    const [from, to] = [this.steps[first]?.from, this.steps[last]?.to];
    this.listener.moved(whole || from === undefined || to === undefined ? null : { from, to });
  }

  private toggle(byMonth: boolean, lang: Lang): void {
    if (this.running) {
      this.stop();
      if (this.parts) this.parts.play.textContent = say("play", lang);
      return;
    }
    let step = 0;
    const next = () => {
      this.tell(step, step);
      step += 1;
      if (step >= this.steps.length) {
        this.stop();
        this.tell(0, this.steps.length - 1);
      }
    };
    this.running = window.setInterval(next, byMonth ? STEP_MS.month : STEP_MS.year);
    next();
  }

  private stop(): void {
    window.clearInterval(this.running);
    this.running = 0;
  }
}
