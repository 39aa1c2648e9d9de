// One file out of web/src: the page with its style, its script and blanks for the data (see src/products/page/template.rs).
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => new URL(path, import.meta.url);
const options = {
  absWorkingDir: fileURLToPath(here(".")),
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  charset: "utf8",
  format: "iife",
  legalComments: "none",
};

/** The licences of the libraries in a bundle. */
async function licences(metafile) {
  const inputs = Object.keys(metafile.inputs).filter((path) => path.startsWith("node_modules/"));
  const names = [...new Set(inputs.map((path) => path.split("/")[1]))].sort();
  const texts = names.map(async (name) => `${name}\n${await readFile(here(`node_modules/${name}/LICENSE`), "utf8")}`);
  // Two hyphens would end an HTML comment.
  return (await Promise.all(texts)).join("\n").replaceAll("--", "––").trim();
}

// A replacement text with a `$` in it would be read as a pattern.
const put = (page, blank, text) => page.replace(blank, () => text);

// Browsers from 2020 on: laptops in the field are old.
const script = await build({ ...options, entryPoints: ["src/main.ts"], target: "es2020" });
const style = await build({ ...options, entryPoints: ["src/page.css"], target: ["chrome80", "firefox78", "safari14"] });
let page = await readFile(here("src/page.html"), "utf8");
page = put(page, "@licences@", await licences(script.metafile));
page = put(page, "@style@", style.outputFiles[0].text.trim());
page = put(page, "@script@", script.outputFiles[0].text.trim().replaceAll("</script", "<\\/script"));
await mkdir(here("dist/"), { recursive: true });
await writeFile(here("dist/page.html"), page);
console.log(`web/dist/page.html: ${Math.round(page.length / 1024)} KiB`);
