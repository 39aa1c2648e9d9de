// Tables as CSV that a spreadsheet opens by double click in the language of the page.

import type { Lang } from "./data";

/** Tells spreadsheets that the file is UTF-8. */
const MARK = "\ufeff";

/**
 * In French semicolons between cells and a comma in numbers, as French spreadsheets expect; in English commas and a
 * point. Numbers keep all their digits; what is missing is an empty cell.
 */
export function csv(header: readonly string[], rows: readonly (readonly (string | number | null)[])[], lang: Lang): string {
  const between = lang === "fr" ? ";" : ",";
  const digits = (value: number) => (lang === "fr" ? String(value).replace(".", ",") : String(value));
  const quoted = (text: string) => (/[";,\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  // A text that begins like a formula would be computed.
  const harmless = (text: string) => (/^[=+\-@\t]/.test(text) ? `'${text}` : text);
  const cell = (value: string | number | null) => (value === null ? "" : typeof value === "number" ? quotedNumber(digits(value)) : quoted(harmless(value)));
  const quotedNumber = (text: string) => (text.includes(between) ? `"${text}"` : text);
  return MARK + [header.map(quoted), ...rows.map((row) => row.map(cell))].map((cells) => `${cells.join(between)}\r\n`).join("");
}
