import { expect } from "@playwright/test";
import { AGENT, LINE, signedIn, another, control, customer, found, open, test, write } from "./steps";

test("the list and a thread are in the first page, before any script", async ({ browser, request }) => {
  // One of its own, the newest: what other flows wrote before may fill the first page of the list.
  const name = `Marli ${Date.now()}`;
  await write(request, await customer(request, name), "Consigo pagar metade no pix?");
  const context = await browser.newContext({ locale: "pt-BR", javaScriptEnabled: false });
  const page = await context.newPage();
  await signedIn(page);
  const row = page.getByRole("link", { name: new RegExp(name) }).first();
  await expect(async () => {
    await page.goto("/conversas?scope=all");
    await expect(row).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await row.click();
  await expect(page.getByRole("main").first()).toContainText("Consigo pagar metade no pix");
  await context.close();
});

test("a message comes in live, is answered, and its ticks come back up to read", async ({ page, request }) => {
  const name = `Ticiana ${Date.now()}`;
  const wa_id = await customer(request, name);
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  await write(request, wa_id, "Oi! Vocês abrem no sábado?");
  await expect(page.getByRole("link", { name: new RegExp(name) }).first()).toBeVisible();
  await page.getByRole("link", { name: new RegExp(name) }).first().click();
  await expect(page.getByText("Oi! Vocês abrem no sábado?").last()).toBeVisible();
  await page.getByLabel("Escrever uma mensagem").fill("Abrimos sim, das 9h às 18h.");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Abrimos sim, das 9h às 18h.").last()).toBeVisible();
  await expect.poll(async () => {
    const sent = await (await request.get(sandbox(`sent?line=${LINE}&customer=${wa_id}`))).json();
    return JSON.stringify(sent).split("Abrimos sim").length - 1;
  }).toBeGreaterThanOrEqual(1);
  await control(request, "read", { line: LINE, customer: wa_id });
  await expect(page.locator("main")).toContainText(/lida/, { timeout: 20_000 });
});

test("one conversation after the other opens from the list, there and back", async ({ page, request }) => {
  const stamp = Date.now();
  const people = ["Abigail", "Benedito", "Cremilda"].map((first) => ({ name: `${first} ${stamp}`, text: `Aqui é ${first}, tudo certo?` }));
  for (const { name, text } of people) await write(request, await customer(request, name), text);
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  for (const { name, text } of [...people, ...people.reverse()]) {
    await page.getByRole("link", { name: new RegExp(name) }).first().click();
    await expect(page.getByRole("heading", { name, level: 2 }).first()).toBeVisible();
    await expect(page.locator("article.m").last()).toContainText(text);
    await expect(page.getByLabel("Escrever uma mensagem")).toBeEditable();
  }
  await page.getByLabel("Escrever uma mensagem").fill("Olá!");
  await page.keyboard.press("Enter");
  await expect(page.locator("article.m").last()).toContainText("Olá!");
  await page.getByRole("link", { name: new RegExp(people[0].name) }).first().click();
  await expect(page.locator("article.m").last()).toContainText(people[0].text);
});

test("another member sees the message and the answer without reloading", async ({ page, browser, request }) => {
  const name = `Dalva ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Bom dia, tem cama box?");
  await signedIn(page);
  await open(page, name);
  const second = await another(browser, AGENT);
  await open(second, name);
  await page.getByLabel("Escrever uma mensagem").fill("Bom dia! Temos sim.");
  await page.keyboard.press("Enter");
  await expect(second.getByText("Bom dia! Temos sim.").last()).toBeVisible();
  await write(request, wa_id, "Que bom, passo aí amanhã");
  await expect(second.getByText("Que bom, passo aí amanhã").last()).toBeVisible();
  await expect(page.getByText("Que bom, passo aí amanhã").last()).toBeVisible();
  await second.context().close();
});

test("after a broken connection the gap is filled without reloading", async ({ page, context, browser, request }) => {
  const name = `Gilmar ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "primeira");
  await signedIn(page);
  await open(page, name);
  await expect(page.getByText("primeira").last()).toBeVisible();
  const second = await another(browser, AGENT);
  await open(second, name);
  await context.setOffline(true);
  await expect(page.getByText("Sem internet.").first()).toBeVisible();
  await write(request, wa_id, "segunda, enquanto caiu");
  await write(request, wa_id, "terceira, enquanto caiu");
  await expect(second.getByText("terceira, enquanto caiu").last()).toBeVisible();
  await second.context().close();
  await context.setOffline(false);
  await expect(page.getByText("terceira, enquanto caiu").last()).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText("segunda, enquanto caiu").last()).toBeVisible();
});

test("a refused message says why on the bubble and can be sent again", async ({ page, request }) => {
  const name = `Fernanda ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Me responde?");
  await signedIn(page);
  await open(page, name);
  await control(request, "failures", { mode: "undeliverable", count: 1, customer: wa_id });
  await page.getByLabel("Escrever uma mensagem").fill("Respondo sim.");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Não enviada").first()).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Tentar de novo" }).first().click();
  await expect.poll(async () => {
    const chat = await (await request.get(sandbox(`chat?line=${LINE}&customer=${wa_id}`))).text();
    return chat.includes("Respondo sim.");
  }).toBe(true);
  await expect(page.locator("article.m").filter({ hasText: "Não enviada" })).toHaveCount(0);
});

test("outside the 24 hours the composer refuses in words before the click", async ({ page, request }) => {
  const name = `Vitória ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Escrevi faz tempo", { at: Math.floor(Date.now() / 1000) - 3 * 86_400 });
  await signedIn(page);
  await open(page, name);
  await expect(page.getByText("Fora da janela: escolha um modelo")).toBeVisible();
});

test("a conversation is resolved, and opens again when the person writes", async ({ page, request }) => {
  const name = `Rute ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Já chegou, obrigada");
  await signedIn(page);
  await open(page, name);
  await page.getByRole("button", { name: /^Resolver/ }).first().click();
  await expect(page.getByRole("button", { name: /^Reabrir/ }).first()).toBeVisible();
  await write(request, wa_id, "Ah, mais uma pergunta");
  await expect(page.getByRole("button", { name: /^Resolver/ }).first()).toBeVisible();
});

test("another company's conversation does not exist", async ({ page, browser }) => {
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  await (await found(page, "Marina Souza")).click();
  await page.waitForURL(/\/conversas\/[0-9a-f-]{36}/);
  const address = new URL(page.url()).pathname;
  const context = await browser.newContext({ locale: "pt-BR" });
  const stranger = await context.newPage();
  await stranger.goto("/criar-conta");
  await stranger.getByLabel("Nome da empresa").fill("Outra Empresa");
  await stranger.getByLabel("Seu nome").fill("Olga Reis");
  await stranger.getByLabel("E-mail").fill(`olga-${Date.now()}@outra.example`);
  await stranger.getByLabel("Senha", { exact: true }).fill("cadeado-firme-12");
  await stranger.getByRole("button", { name: "Criar conta" }).click();
  await stranger.waitForURL(/\/conversas/);
  await stranger.goto(address);
  await expect(stranger.getByText("Conversa não encontrada").first()).toBeVisible();
  await expect(stranger.locator("body")).not.toContainText("Marina Souza");
  await context.close();
});

test("an assignment shows on another member's screen without reloading", async ({ page, browser, request }) => {
  const name = `Berenice ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Quem me atende?");
  await signedIn(page);
  await open(page, name);
  const second = await another(browser, AGENT);
  await second.goto("/conversas?scope=unassigned");
  await expect(second.getByRole("link", { name: new RegExp(name) }).first()).toBeVisible();
  await page.getByRole("button", { name: "Atribuir" }).first().click();
  await page.getByRole("menuitemradio", { name: /Carla Souza/ }).or(page.getByRole("menuitem", { name: /Carla Souza/ })).first().click();
  await expect(second.getByRole("link", { name: new RegExp(name) })).toHaveCount(0);
  await second.goto("/conversas?scope=mine");
  await expect(second.getByRole("link", { name: new RegExp(name) }).first()).toBeVisible();
  await second.context().close();
});

test("a quote, a reaction and a kind not shown yet all stand in the thread", async ({ page, request }) => {
  const name = `Wanda ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Tem sofá azul?");
  await signedIn(page);
  await open(page, name);
  await page.getByLabel("Escrever uma mensagem").fill("Temos em dois tons.");
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toContainText(/entregue/);
  const chat = await (await request.get(sandbox(`sent?line=${LINE}&customer=${wa_id}`))).json();
  const id = /wamid\.[A-Za-z0-9+/=_-]+/.exec(JSON.stringify(chat))?.[0] ?? "";
  expect(id).not.toBe("");
  await control(request, "reactions", { message: id, emoji: "❤️" });
  await expect(page.getByLabel(/Reações:.*❤️/).first()).toBeVisible();
  await write(request, wa_id, "O mais escuro, então", { quote: id });
  const answer = page.locator("article.m").filter({ hasText: "O mais escuro, então" });
  await expect(answer.first()).toContainText("Temos em dois tons.");
  await control(request, "messages", { line: LINE, customer: wa_id, kind: "sticker" });
  await expect(page.locator("article.m").filter({ hasText: "Figurinha" }).first()).toBeVisible();
});

test("a dead provider keeps the message in the queue, and it leaves when the provider is back", async ({ page, request }) => {
  const name = `Iracema ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Vocês entregam hoje?");
  await signedIn(page);
  await open(page, name);
  await control(request, "failures", { mode: "server_error", count: 2, customer: wa_id });
  await page.getByLabel("Escrever uma mensagem").fill("Entregamos até as 20h.");
  await page.keyboard.press("Enter");
  await expect(page.locator("article.m").filter({ hasText: "Entregamos até as 20h." }).last()).toContainText(/entregue/, { timeout: 40_000 });
  const chat = await (await request.get(sandbox(`chat?line=${LINE}&customer=${wa_id}`))).text();
  expect(chat.split("Entregamos até").length - 1).toBe(1);
});

test("with the keyboard alone a conversation is found, answered and resolved", async ({ page, request }) => {
  const name = `Heitor ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Só teclado");
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  const row = page.getByRole("link", { name: new RegExp(name) }).first();
  await expect(row).toBeVisible();
  await page.keyboard.press("j");
  await expect(row).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Só teclado").last()).toBeVisible();
  await page.keyboard.press("r");
  await expect(page.getByLabel("Escrever uma mensagem")).toBeFocused();
  await page.keyboard.type("Sem rato.");
  await page.keyboard.press("Enter");
  await expect(page.locator("article.m").filter({ hasText: "Sem rato." }).last()).toContainText(/entregue/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await expect(page.getByRole("button", { name: /^Reabrir/ }).first()).toBeVisible();
});

function sandbox(path: string) {
  const port = Number(process.env.PROSA_PORT ?? 4710);
  return `${process.env.PROSA_SANDBOX_URL ?? `http://127.0.0.1:${port + 1}`}/control/${path}`;
}

