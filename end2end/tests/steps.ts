// What people do, as the tests say it. Everything the customer does goes through the sandbox's control API.
import { type APIRequestContext, type Browser, type Page, test as base, expect } from "@playwright/test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every test ends with a look at what the page said to itself: a panic nobody saw is a failure too. */
export const test = base.extend({
  page: async ({ page }, use) => {
    const panics: string[] = [];
    page.on("pageerror", (error) => panics.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && message.text().includes("panicked")) panics.push(message.text());
    });
    await use(page);
    expect(panics).toEqual([]);
  },
});

export const PASSWORD = "cadeira-azul-42";
export const OWNER = "beatriz@casaaurora.example";
export const MANAGER = "rafael@casaaurora.example";
export const AGENT = "carla@casaaurora.example";
export const LINE = "106540352242922";

const port = Number(process.env.PROSA_PORT ?? 4710);
export const SANDBOX = process.env.PROSA_SANDBOX_URL ?? `http://127.0.0.1:${port + 1}`;

export async function signIn(page: Page, email = OWNER, password = PASSWORD) {
  await page.goto("/entrar");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Senha", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Entrar" }).click();
}

export async function signedIn(page: Page, email = OWNER) {
  await signIn(page, email);
  await page.waitForURL(/\/conversas/);
}

export async function another(browser: Browser, email: string): Promise<Page> {
  const context = await browser.newContext({ locale: "pt-BR" });
  const page = await context.newPage();
  await signedIn(page, email);
  return page;
}

/** A customer of this test's own, so that tests do not meet. */
export async function customer(request: APIRequestContext, name: string) {
  const wa_id = `55119${String(Date.now()).slice(-8)}`;
  const answer = await request.post(`${SANDBOX}/control/customers`, { data: { name, wa_id, bsuid: `BR.${wa_id}99` } });
  expect(answer.ok()).toBeTruthy();
  return wa_id;
}

export async function write(request: APIRequestContext, wa_id: string, text: string, more: object = {}) {
  const answer = await request.post(`${SANDBOX}/control/messages`, { data: { line: LINE, customer: wa_id, text, ...more } });
  expect(answer.ok(), await answer.text()).toBeTruthy();
  return (await answer.json()).id as string;
}

export async function control(request: APIRequestContext, path: string, data: object) {
  const answer = await request.post(`${SANDBOX}/control/${path}`, { data });
  expect(answer.ok(), await answer.text()).toBeTruthy();
}

/** The row of a conversation; rows further down are loaded as a person would, by the button at the end. */
export async function found(page: Page, name: string) {
  const row = page.getByRole("link", { name: new RegExp(name) }).first();
  const more = page.getByRole("button", { name: "Mostrar mais" });
  await expect(async () => {
    if (await row.isVisible()) return;
    // Scrolling to the button may load the rows already, and then there is nothing left to click.
    if (await more.isVisible()) await more.click({ timeout: 1_000 }).catch(() => undefined);
    await expect(row).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return row;
}

export async function open(page: Page, name: string) {
  await page.goto("/conversas?scope=all");
  await (await found(page, name)).click();
  await expect(page.getByRole("region", { name: `Conversa com ${name}` }).or(page.getByRole("main")).first()).toBeVisible();
}

/** The newest letter to an address, from the folder the program writes letters to. */
export async function letter(to: string): Promise<string> {
  const folder = join(process.env.PROSA_DATA ?? "", "mail");
  for (let tries = 0; tries < 100; tries += 1) {
    const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.name.endsWith(".eml"));
    const texts = files.map((file) => readFileSync(join(folder, file.name), "utf8")).filter((text) => text.includes(to));
    if (texts.length > 0) return texts[texts.length - 1].replace(/=\r?\n/g, "").replace(/=3D/g, "=");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no letter to ${to} came`);
}

/** A company of this test's own; its owner is signed in on the page. */
export async function company(page: Page, name: string) {
  await page.goto("/criar-conta");
  await page.getByLabel("Nome da empresa").fill(name);
  await page.getByLabel("Seu nome").fill("Nina Prates");
  await page.getByLabel("E-mail").fill(`nina-${Date.now()}@${name.toLowerCase().replace(/[^a-z]/g, "")}.example`);
  await page.getByLabel("Senha", { exact: true }).fill("pao-quente-todo-dia");
  await page.getByRole("button", { name: "Criar conta" }).click();
  await page.waitForURL(/\/conversas/);
}

/** Invites somebody by the page of a signed-in owner; the person accepts by the letter's link in a browser of their own. */
export async function invite(page: Page, browser: Browser, role: string): Promise<{ person: Page; email: string }> {
  const email = `novo-${Date.now()}@casaaurora.example`;
  await page.goto("/configuracoes/equipe");
  await page.getByLabel("E-mail").first().fill(email);
  await page.getByLabel("Papel", { exact: true }).selectOption({ label: role });
  await page.getByRole("button", { name: "Convidar" }).click();
  const link = /https?:\/\/\S+\/convite\/[A-Za-z0-9_-]+/.exec(await letter(email))?.[0] ?? "";
  const context = await browser.newContext({ locale: "pt-BR" });
  const person = await context.newPage();
  await person.goto(new URL(link).pathname);
  await person.getByLabel("Seu nome").fill("Noel Brito");
  await person.getByLabel("Senha", { exact: true }).fill("madeira-boa-77");
  await person.getByRole("button", { name: "Aceitar e entrar" }).click();
  await person.waitForURL(/\/conversas/);
  return { person, email };
}
