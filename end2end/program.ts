// Starts the whole program with its demo in a folder of its own, and stops it by its id when the tests are done.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PORT = Number(process.env.PROSA_PORT ?? 4710);

export default async function program() {
  if (process.env.PROSA_URL) return;
  const binary = process.env.PROSA_BINARY;
  if (!binary) throw new Error("PROSA_BINARY must name the program to test");
  const data = mkdtempSync(join(tmpdir(), "prosa-e2e-"));
  let said = "";
  const child = spawn(binary, ["serve", "--demo", "--port", String(PORT), "--data-dir", data], {
    env: {
      ...process.env,
      PROSA__LOG__FILTER: "info",
      PROSA__LOG__FORMAT: "text",
      // Voice notes are written down by the sandbox beside it.
      PROSA__INTELLIGENCE__TRANSCRIBER: `http://127.0.0.1:${PORT + 1}/llm/v1`,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  process.env.PROSA_DATA = data;
  const began = Date.now();
  while (Date.now() - began < 120_000) {
    if (child.exitCode !== null) throw new Error(`the program ended:\n${said.slice(-4000)}`);
    const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return async () => {
    writeFileSync(join(tmpdir(), "prosa-e2e.log"), said);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 30_000))]);
    if (child.exitCode === null) child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  };
}
