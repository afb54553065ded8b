// Makes the demo once; each worker starts from a copy of its database.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const program = process.env.TRIBUTARY ?? resolve(__dirname, "../target/debug/tributary");

export default function seed() {
  const folder = mkdtempSync(join(tmpdir(), "tributary-seed-"));
  execFileSync(program, ["demo", "--seed-only", "--data-dir", folder], { stdio: "pipe" });
  process.env.SEED = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
