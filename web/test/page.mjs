// Opens the page of a run in a real browser, from the disk, and does what people do with it.
//
//   node web/test/page.mjs OUT [SHOTS]     CHROMIUM=/path/to/chromium

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [out = "out", shots = join(out, "..", "page-shots")] = process.argv.slice(2);
const file = resolve(out, "index.html");
const address = pathToFileURL(file).href;
const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const html = readFileSync(file, "utf8");
const data = JSON.parse(html.split('<script id="data" type="application/json">')[1].split("</script>")[0]);
mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true, offline: true });
const page = await context.newPage();
page.setDefaultTimeout(30_000);
const faults = [];
page.on("pageerror", (error) => faults.push(error.message));
page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || faults.push(`asked for ${request.url()}`));

// What the data say, read without the page's own code.
const table = (level) => data.areas[level];
const column = (level, id) => table(level).columns.find((c) => c.id === id);
const text = (level, row, id) => {
  const c = column(level, id);
  return c.values[row] === null ? null : c.words[c.values[row]];
};
const theme = (id) => data.themes.find((t) => t.id === id);
// Areas that are hatched have a value, but no colour.
const hatched = (t, row) => {
  const other = t.hatch ? column(t.level, t.hatch.field).values[row] : null;
  return other !== null && other < t.hatch.below;
};
const inSight = (t, row, region) => region === null || text(t.level, row, "region_code") === region;
const values = (t, region = null) => column(t.level, t.field).values.filter((_, row) => inSight(t, row, region));
const coloured = (t, region) => column(t.level, t.field).values.filter((_, row) => inSight(t, row, region) && !hatched(t, row));
const inClass = (t, i, v) => v !== null && (v > t.classes[i].lower || (i === 0 && v === t.classes[0].lower)) && v <= t.classes[i].upper;
const plain = (name) => name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`) });
/** Two frames: what was asked for is drawn in the first. */
const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))));
const legend = async () =>
  (await page.locator("#first-legend tbody tr, .legend:first-child tbody tr").allInnerTexts()).map((row) => row.split("\t").map((cell) => cell.trim()));
/** What the address holds under a name, once it is as it should be: the page does not write it at every step of a movement. */
async function held(name, right) {
  const now = () => page.evaluate((of) => new URLSearchParams(location.hash.slice(1)).get(of), name);
  const end = Date.now() + 10_000;
  while (!right(await now()) && Date.now() < end) await page.waitForTimeout(50);
  const value = await now();
  assert.ok(right(value), `${name} = ${value} in the address`);
  return value;
}
const digits = (words) => Number(words.replace(/[^\d]/g, ""));

/** The legend counts what the data hold. */
async function legendIsRight(id, region = null) {
  const t = theme(id);
  const rows = await legend();
  const expected = t.classes.map((_, i) => coloured(t, region).filter((v) => inClass(t, i, v)).length).reverse();
  assert.deepEqual(rows.slice(0, t.classes.length).map((row) => digits(row[1])), expected, `${id} ${region}`);
  const counted = rows.reduce((sum, row) => sum + digits(row[1]), 0);
  assert.equal(counted, values(t, region).length, "every area is in a class or hatched");
}

async function accessible(name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(", ")}`);
  assert.deepEqual(told, [], `axe, ${name}`);
}

/** The colours on the canvas of the first map. */
const colours = () =>
  page.evaluate(() => {
    const canvas = document.querySelector("#first canvas");
    const { data: dots } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set();
    for (let i = 0; i < dots.length; i += 4) seen.add(`#${[dots[i], dots[i + 1], dots[i + 2]].map((c) => c.toString(16).padStart(2, "0")).join("")}`);
    return [...seen];
  });

const steps = {
  async "opens from the disk and draws"() {
    const began = Date.now();
    await page.goto(address);
    await page.waitForSelector("#first [data-drawn]");
    const inside = await page.evaluate(() => Math.round(performance.now()));
    console.log(`   ${(html.length / 1e6).toFixed(1)} MB, drawn ${Date.now() - began} ms after it was asked for (${inside} ms in the page)`);
    assert.equal(await page.title(), data.title.fr);
    assert.equal(await page.locator("html").getAttribute("lang"), "fr");
    assert.equal(await page.locator("#synthetic").isVisible(), data.synthetic);
    await legendIsRight(data.themes[0].id);
    await shot("desktop-risk");
  },
  async "maps carry the colours of their classes"() {
    const t = data.themes[0];
    const seen = new Set(await colours());
    const many = t.classes.filter((_, i) => values(t).filter((v) => inClass(t, i, v)).length >= 10);
    assert.ok(many.length > 1);
    for (const c of many) assert.ok(seen.has(c.colour), `${c.colour} is on the map`);
  },
  async "has no fault of accessibility"() {
    await accessible("start");
  },
  async "changes theme and region"() {
    for (const t of data.themes.filter((one) => one.level === "commune")) {
      await page.selectOption("#theme", t.id);
      await legendIsRight(t.id);
    }
    const region = text("region", 4, "code");
    await page.selectOption("#theme", data.themes[0].id);
    await page.selectOption("#region", "4");
    await drawn();
    await held("region", (code) => code === region);
    assert.ok((await page.locator("#first h2").innerText()).startsWith(text("region", 4, "name")));
    await legendIsRight(data.themes[0].id, region);
    await shot("desktop-region");
    await page.selectOption("#region", "");
  },
  async "finds a commune typed without accents, and tells why its index is so"() {
    const row = column("commune", "name").values.findIndex((_, r) => {
      const name = text("commune", r, "name");
      return plain(name) !== name.toLowerCase() && column("commune", data.themes[0].field).values[r] !== null;
    });
    const name = text("commune", row, "name");
    await page.fill("#search", plain(name));
    const options = await page.locator("#found li").allInnerTexts();
    const mine = options.findIndex((option) => option.startsWith(name) && option.includes("Commune") && option.includes(text("commune", row, "cercle_name")));
    assert.ok(mine >= 0, `${plain(name)} finds ${name}: ${options.join(" | ")}`);
    for (let i = 0; i < mine; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await drawn();
    const panel = page.locator("#details");
    assert.equal(await panel.locator("h2").innerText(), name);
    await held("area", (area) => area === `commune.${text("commune", row, "code")}`);
    if (data.score.length > 0) {
      const why = await panel.locator("details.why").innerText();
      for (const branch of data.score) {
        assert.ok(why.includes(branch.label.fr), branch.label.fr);
        for (const part of branch.parts) assert.ok(why.includes(part.label.fr), part.label.fr);
      }
    }
    await accessible("details");
    await shot("desktop-details");
  },
  async "is used by keyboard alone"() {
    await page.locator("#first .map").focus();
    await page.keyboard.press("Escape");
    await drawn();
    assert.equal(await page.locator("#details").isVisible(), false);
    await page.keyboard.press("0");
    await page.keyboard.press("ArrowRight");
    const first = await page.locator("#details h2").innerText();
    const said = await page.locator("#status").innerText();
    assert.ok(said.includes(first), "what is chosen is said");
    await page.keyboard.press("ArrowRight");
    await held("area", (area) => area !== null);
    assert.notEqual(await page.locator("#details h2").innerText(), first);
    await page.keyboard.press("+");
    await held("view", (view) => view !== null && Number(view.split(",")[2]) > 1);
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("0");
    await held("view", (view) => view === null);
    await page.keyboard.press("Escape");
  },
  async "says what is under the pointer"() {
    const box = await page.locator("#first canvas").boundingBox();
    let told = "";
    for (let x = 0.3; x < 0.9 && !/n = /.test(told); x += 0.03) {
      await page.mouse.move(box.x + box.width * x, box.y + box.height * 0.8);
      await page.waitForTimeout(30);
      told = (await page.locator("#tooltip").isVisible()) ? await page.locator("#tooltip").innerText() : "";
    }
    assert.match(told, /n = \d/);
    await page.mouse.move(5, 5);
  },
  async "sorts a table and takes it along"() {
    await page.click("#show-table");
    const t = data.themes[0];
    const shown = async () => (await page.locator("#table tbody tr td.numeric:nth-of-type(3)").allInnerTexts()).map((v) => (v === "–" ? null : Number(v.replace("\u202f", "").replace(",", "."))));
    const falling = (await shown()).filter((v) => v !== null);
    assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
    assert.equal((await shown()).length, values(t).length);
    await page.click('#table [data-column="value"]');
    const rising = (await shown()).filter((v) => v !== null);
    assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
    assert.equal(await page.locator('#table th[aria-sort="ascending"]').count(), 1);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    const csv = readFileSync(await download.path(), "utf8");
    const lines = csv.trimEnd().split("\r\n");
    assert.ok(csv.startsWith("\ufeffCode;Nom;"), "a spreadsheet opens it as it is");
    assert.equal(lines.length, values(t).length + 1);
    const biggest = values(t).reduce((a, b) => (b !== null && b > a ? b : a), -Infinity);
    assert.ok(csv.includes(String(biggest).replace(".", ",")), "numbers keep their digits");
    await accessible("table");
    await shot("desktop-table");
    await page.click("#show-table");
  },
  async "shows two maps and moves through time"() {
    const dated = data.themes.find((t) => t.circles && data.points[t.circles.layer]?.columns.some((c) => c.id === "date"));
    assert.ok(dated, "a theme with incidents");
    await page.selectOption("#theme", dated.id);
    await page.click("#compare");
    assert.equal(await page.locator("canvas:visible").count() >= 2, true);
    assert.equal(await page.locator(".legend").count(), 2);
    const before = digits((await page.locator(".said").innerText()).split(" ")[0]);
    await page.locator("#slider input.from").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const after = digits((await page.locator(".said").innerText()).split(" ")[0]);
    assert.ok(after < before, `${after} of ${before} incidents`);
    await held("period", (period) => period !== null);
    await page.locator("#slider .choice button").nth(1).click();
    await held("by", (step) => step === "month");
    await drawn();
    await accessible("two maps");
    await shot("desktop-two-maps");
  },
  async "comes back from its address"() {
    const shown = await held("theme", (id) => id !== null);
    const link = await page.evaluate(() => location.href);
    const said = await page.locator(".said").innerText();
    const other = await context.newPage();
    await other.goto(link);
    await other.waitForSelector("#other [data-drawn]");
    assert.equal(await other.locator(".said").innerText(), said);
    assert.equal(await other.locator("#theme").inputValue(), shown);
    await other.close();
    await page.click("#compare");
  },
  async "speaks English"() {
    await page.click("#language");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.equal(await page.title(), data.title.en);
    await page.selectOption("#theme", data.themes[0].id);
    const words = await page.locator("body").innerText();
    for (const french of ["Thème", "Région", "Tableau", "Imprimer", "Sources et limites", "Sans donnée"]) assert.ok(!words.includes(french), french);
    await page.click("#show-table");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    assert.ok(readFileSync(await download.path(), "utf8").startsWith("\ufeffCode,Name,"));
    await page.click("#show-table");
    await accessible("English");
    await shot("desktop-english");
    await page.click("#language");
  },
  async "marks what is indicative"() {
    const t = data.themes.find((one) => data.fields[one.field]?.indicative && one.level === "zone");
    if (!t) return;
    await page.selectOption("#theme", t.id);
    await drawn();
    assert.equal(await page.locator("#first .mark.indicative").innerText(), data.words.indicative_mark.fr);
    assert.ok((await page.locator(".legend").innerText()).includes(data.words.indicative_note.fr));
    await shot("desktop-survey");
    await page.selectOption("#theme", data.themes[0].id);
  },
  async "prints with its legend, sources and without its buttons"() {
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("#actions").isVisible(), false);
    for (const part of [".legend", "#about", "#first canvas"]) assert.equal(await page.locator(part).first().isVisible(), true, part);
    await page.emulateMedia({ media: null });
    const pdf = await page.pdf({ path: join(shots, "print.pdf"), preferCSSPageSize: true, printBackground: true });
    assert.ok(pdf.length > 50_000);
  },
  async "fits a telephone"() {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto("about:blank");
    await page.goto(address);
    await page.waitForSelector("#first [data-drawn]");
    await drawn();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 390, `${wide} pixels wide`);
    await accessible("telephone");
    await shot("phone");
    await page.locator("#first .map").click({ position: { x: 150, y: 300 } });
    await drawn();
    await shot("phone-details");
  },
};

let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
    assert.deepEqual(faults.splice(0), []);
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${String(error.message).split("\n").slice(0, 12).join("\n     ")}`);
    await shot(`failed-${failed}`).catch(() => {});
    faults.length = 0;
  }
}
await browser.close();
console.log(failed === 0 ? `${Object.keys(steps).length} checks in a browser, pictures in ${shots}` : `${failed} checks failed`);
process.exit(failed === 0 ? 0 : 1);
