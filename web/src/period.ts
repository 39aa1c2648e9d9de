// Months and years: which events fall into a period, as far as their dates tell.

import type { Lang } from "./data";

/** Months counted from the year 0, both ends included. */
export interface Period {
  from: number;
  to: number;
}

/** The months that a date may lie in: `2018-04-30`, `2018-04` or `2018`; null for no date. */
export function monthsOf(date: string | null): Period | null {
  const match = /^(\d{4})(?:-(\d{2}))?/.exec(date ?? "");
  if (!match) return null;
  const year = Number(match[1]) * 12;
  if (!match[2]) return { from: year, to: year + 11 };
  const month = year + Number(match[2]) - 1;
  return { from: month, to: month };
}

/** Whether something surely lies in the period. */
export const inside = (months: Period | null, period: Period): boolean =>
  months !== null && months.from >= period.from && months.to <= period.to;

/** Whether it may lie in the period, or not. */
export const doubtful = (months: Period | null, period: Period): boolean =>
  months === null || (!inside(months, period) && months.from <= period.to && months.to >= period.from);

/** The units of a slider: years, or months, that together hold a period. */
export function units(whole: Period, byMonth: boolean): Period[] {
  const first = byMonth ? whole.from : Math.floor(whole.from / 12) * 12;
  const step = byMonth ? 1 : 12;
  const out: Period[] = [];
  for (let month = first; month <= whole.to; month += step) out.push({ from: month, to: month + step - 1 });
  return out;
}

const MONTHS: Readonly<Record<Lang, string[]>> = {
  fr: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
};

/** "avr. 2018", or "2018" by year. */
export function monthName(month: number, byMonth: boolean, lang: Lang): string {
  const year = String(Math.floor(month / 12));
  return byMonth ? `${MONTHS[lang][month % 12] ?? ""} ${year}` : year;
}

/** A date as people read it: "30 avr. 2018". */
export function dayName(date: string, lang: Lang): string {
  const [year = "", month, day] = date.split("-");
  const name = month ? MONTHS[lang][Number(month) - 1] ?? month : "";
  return [day ? String(Number(day)) : "", name, year].filter(Boolean).join(" ");
}
