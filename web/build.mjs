// Builds web/static: npm packages copied by vendor.json, our TypeScript and style sheets bundled, a manifest of hashes.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "static");
// Built aside and moved at the end: a build that fails leaves the old assets standing.
const fresh = join(here, "node_modules", `.static-${process.pid}`);

function copy(from, to) {
  const destination = join(fresh, to);
  mkdirSync(dirname(destination), { recursive: true });
  cpSync(from, destination, { recursive: true });
}

function entries(folder, ending) {
  return readdirSync(join(here, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(here, folder, name));
}

function* filesBelow(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

function manifest() {
  const hashes = {};
  for (const path of filesBelow(fresh)) {
    const digest = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 12);
    hashes[relative(fresh, path).split("\\").join("/")] = digest;
  }
  return hashes;
}

try {
  mkdirSync(fresh, { recursive: true });
  for (const asset of JSON.parse(readFileSync(join(here, "vendor.json"), "utf8"))) {
    for (const { from, to } of [asset, ...(asset.with ?? [])]) copy(join(here, "node_modules", from), to);
  }
  cpSync(join(here, "images"), join(fresh, "images"), { recursive: true });
  await build({
    entryPoints: [...entries("src", ".ts"), ...entries("styles", ".css")],
    bundle: true,
    minify: true,
    sourcemap: true,
    format: "iife",
    target: ["es2020"],
    charset: "utf8",
    outdir: join(fresh, "app"),
    entryNames: "[name]",
    external: ["/static/*"],
    logLevel: "warning",
  });
  writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest(), null, 1) + "\n");
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
