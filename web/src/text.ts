// Words of the page that are not on the printed maps, and how numbers are written in each language.

import type { Atlas, Lang, Text, Theme } from "./data";

const text = (fr: string, en: string): Text => ({ fr, en });

/** What the page says of itself. */
export const WORDS = {
  theme: text("Thème", "Theme"),
  second: text("Second thème", "Second theme"),
  region: text("Région", "Region"),
  country: text("Ensemble du pays", "Whole country"),
  search: text("Chercher un lieu", "Find a place"),
  searchWhat: text("Commune, cercle ou région", "Commune, cercle or region"),
  searchHint: text("Nom, avec ou sans accents", "Name, with or without accents"),
  found: text("{count} résultats", "{count} results"),
  nothingFound: text("Aucun nom ne correspond", "No name matches"),
  compare: text("Comparer", "Compare"),
  compareLong: text("Deux cartes côte à côte", "Two maps side by side"),
  table: text("Tableau", "Table"),
  tableLong: text("Tableau des valeurs", "Table of values"),
  print: text("Imprimer", "Print"),
  link: text("Copier le lien", "Copy link"),
  linkCopied: text("Lien copié", "Link copied"),
  linkFailed: text("Copiez l’adresse dans la barre du navigateur.", "Copy the address from the browser’s bar."),
  download: text("Télécharger (CSV)", "Download (CSV)"),
  close: text("Fermer", "Close"),
  zoomIn: text("Agrandir", "Zoom in"),
  zoomOut: text("Réduire", "Zoom out"),
  whole: text("Tout voir", "See all"),
  mapOf: text("Carte : {title}", "Map: {title}"),
  mapHelp: text(
    "Flèches : passer à l’unité voisine ; Maj + flèches : déplacer ; + et − : agrandir, réduire ; 0 : tout voir ; Échap : désélectionner. Les mêmes valeurs sont dans le tableau.",
    "Arrows: go to the neighbouring area; Shift + arrows: pan; + and −: zoom; 0: see all; Esc: deselect. The table holds the same values.",
  ),
  skipMap: text("Aller à la carte", "Go to the map"),
  skipTable: text("Aller au tableau", "Go to the table"),
  language: text("English", "Français"),
  choices: text("Choix de la carte", "Choice of map"),
  details: text("Unité choisie", "Selected area"),
  placeDetails: text("Événements en ce lieu", "Events at this place"),
  value: text("Valeur", "Value"),
  name: text("Nom", "Name"),
  code: text("Code", "Code"),
  cercle: text("Cercle", "Cercle"),
  zone: text("Zone", "Zone"),
  interval: text("Intervalle", "Interval"),
  remark: text("Remarque", "Remark"),
  why: text("Pourquoi cet indice", "Why this index"),
  whyNote: text(
    "Notes de 0 (le moins exposé) à 10 (le plus exposé). Poids : part dans ce qui est juste au-dessus.",
    "Scores from 0 (least exposed) to 10 (most exposed). Weight: share in what stands just above.",
  ),
  weight: text("poids {share}", "weight {share}"),
  raw: text("valeur : {value}", "value: {value}"),
  score: text("Note", "Score"),
  all: text("Tous les indicateurs", "All indicators"),
  how: text("Comment c’est fait", "How it was made"),
  standsAt: text("Valeur du niveau « {level} », non de cette unité seule.", "Value of the level “{level}”, not of this area alone."),
  from: text("De", "From"),
  to: text("À", "To"),
  period: text("Période des incidents", "Period of incidents"),
  byYear: text("Années", "Years"),
  byMonth: text("Mois", "Months"),
  play: text("Dérouler", "Play"),
  stop: text("Arrêter", "Stop"),
  inPeriod: text("{count} incidents affichés, {from} – {to}", "{count} incidents shown, {from} – {to}"),
  circlesOnly: text(
    "Le curseur change les cercles ; les couleurs portent sur tout le relevé.",
    "The slider changes the circles; colours are of the whole record.",
  ),
  vague: text("Sans date assez précise pour cette période : {count}.", "Without a date precise enough for this period: {count}."),
  eventsHere: text("{count} incidents en ce lieu", "{count} incidents at this place"),
  oneEventHere: text("1 incident en ce lieu", "1 incident at this place"),
  eventsMore: text("… et {count} autres", "… and {count} more"),
  killed: text("{count} tués", "{count} killed"),
  injured: text("{count} blessés", "{count} injured"),
  atLeast: text("au moins {count}", "at least {count}"),
  near: text("position approchée", "approximate position"),
  undated: text("sans date", "no date"),
  audience: text("Diffusion : {audience}", "For: {audience}"),
  about: text("Sources et limites", "Sources and limits"),
  circleSize: text("Taille du cercle : nombre en ce lieu", "Size of circle: number at this place"),
  noData: text("Cette page ne contient pas de données.", "This page holds no data."),
  rows: text("{count} lignes", "{count} rows"),
  offscreen: text("{name} : {value}", "{name}: {value}"),
  clickHint: text("Cliquez ou touchez une unité pour en savoir plus.", "Click or tap an area to know more."),
} as const;

export type WordId = keyof typeof WORDS;

/** A word of the page with its blanks filled. */
export function say(id: WordId, lang: Lang, blanks: Readonly<Record<string, string>> = {}): string {
  return fill(WORDS[id][lang], blanks);
}

/** A text with its `{name}`s replaced; names that are not given stay as they are. */
export function fill(pattern: string, blanks: Readonly<Record<string, string>>): string {
  return Object.entries(blanks).reduce((out, [name, value]) => out.split(`{${name}}`).join(value), pattern);
}

/** A text of a theme with its blanks filled. */
export function ofTheme(atlas: Atlas, theme: Theme, which: Text, lang: Lang, region: string): string {
  const unit = theme.unit[lang];
  const inUnit = unit === "%" ? atlas.words["percent"]?.[lang] ?? unit : unit;
  return fill(which[lang], { region, label: theme.label[lang], unit, in_unit: inUnit, date: atlas.date[lang] });
}

/** What a theme is called in a list: its title without the region. */
export function nameOfTheme(atlas: Atlas, theme: Theme, lang: Lang): string {
  return capital(ofTheme(atlas, theme, theme.title, lang, "").replace(/^\s*[—–-]\s*/, ""));
}

export const capital = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

const NARROW_SPACE = "\u202f";

/** `3,46` and `77 046` in French, `3.46` and `77,046` in English; half is rounded away from zero. */
export function number(value: number, decimals: number, lang: Lang): string {
  if (!Number.isFinite(value)) return "–";
  const scale = 10 ** decimals;
  const scaled = Math.round(Math.abs(value) * scale * (1 + 4 * Number.EPSILON));
  const [whole = "", fraction] = (scaled / scale).toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === "fr" ? NARROW_SPACE : ",");
  const digits = fraction ? grouped + (lang === "fr" ? "," : ".") + fraction : grouped;
  return value < 0 && scaled > 0 ? `−${digits}` : digits;
}

export const count = (value: number, lang: Lang): string => number(value, 0, lang);

/** A value with its unit: `8,8 %`, `3,5 km`; units that are a kind of number are left out. */
export function quantity(value: number, unit: Text, decimals: number, lang: Lang): string {
  const digits = number(value, decimals, lang);
  if (unit.fr === "%") return lang === "fr" ? `${digits}${NARROW_SPACE}%` : `${digits}%`;
  return ["", "nombre", "classe", "rang", "note de 0 à 10", "différence", "rapport", "probabilité"].includes(unit.fr)
    ? digits
    : `${digits}\u00a0${unit[lang]}`;
}

/** Letters without accents, case or punctuation, as a person types them in a hurry. */
export function folded(name: string): string {
  const plain: Record<string, string> = { ɛ: "e", ɔ: "o", ɲ: "ny", ŋ: "ng", œ: "oe", æ: "ae", ß: "ss" };
  return name
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[ɛɔɲŋœæß]/g, (letter) => plain[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
