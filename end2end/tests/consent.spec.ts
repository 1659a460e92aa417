// What people agree to and take back: by their own words, by a member's statement, and what follows for every send.
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { readFileSync } from "node:fs";
import { LINE, MANAGER, SANDBOX, another, control, customer, open, signedIn, test, write } from "./steps";

const LEDGER = "/configuracoes/consentimento";

/** The number as a person at home writes it. */
function atHome(wa_id: string) {
  return `(${wa_id.slice(2, 4)}) ${wa_id.slice(4, 9)}-${wa_id.slice(9)}`;
}

async function talk(page: Page, request: APIRequestContext, first: string) {
  const name = `${first} ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Oi, tudo bem?");
  await signedIn(page);
  await open(page, name);
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  return { wa_id, name };
}

/** A marketing template Meta approved, synced; its id here and its name. */
async function offer(page: Page, request: APIRequestContext) {
  const lines = (await (await request.get(`${SANDBOX}/control/lines`)).json()) as { phone_number_id: string; waba_id: string }[];
  const waba_id = lines.find((line) => line.phone_number_id === LINE)?.waba_id;
  const name = `oferta_${Date.now()}`;
  const body = { type: "BODY", text: "Poltronas com 20% até sexta. Para parar, escreva PARAR." };
  const template = { name, language: "pt_BR", category: "MARKETING", components: [body] };
  await control(request, "templates", { waba_id, template });
  const back = page.url();
  await page.goto("/configuracoes/modelos");
  await page.getByRole("button", { name: "Sincronizar" }).click();
  const row = page.locator("section.card", { hasText: name }).getByRole("link").first();
  await expect(row).toBeVisible();
  const id = /modelos\/([0-9a-f-]+)/.exec((await row.getAttribute("href")) ?? "")?.[1] ?? "";
  await page.goto(back);
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  return { name, id };
}

/** What the sandbox got for a customer, as text. */
async function sent(request: APIRequestContext, wa_id: string) {
  const answer = await request.get(`${SANDBOX}/control/sent?line=${LINE}&customer=${wa_id}`);
  return JSON.stringify(await answer.json());
}

function panel(page: Page) {
  return page.getByRole("region", { name: "Sobre a pessoa" }).or(page.locator("section.pan")).first();
}

/** Writes down, from the panel, what the person said. */
async function record(page: Page, decision: string, words: string) {
  await panel(page).getByRole("button", { name: "Registrar" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("O que ela decidiu").selectOption({ label: decision });
  await dialog.getByLabel("O que ela disse").fill(words);
  await dialog.getByRole("button", { name: "Registrar" }).click();
  await expect(dialog).toHaveCount(0);
}

/** Puts a text off to tomorrow's side of the window: the dialog's own time. */
async function schedule(page: Page, text: string) {
  await page.getByRole("button", { name: "Agendar envio" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Texto").fill(text);
  await dialog.getByRole("button", { name: "Agendar", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const bubble = page.locator("article.m.out", { hasText: text });
  await expect(bubble.getByText("Sai em")).toBeVisible();
  return bubble;
}

/** Puts the offer off by an hour, as a program of the company would. */
async function scheduleOffer(page: Page, template_id: string) {
  const status = await page.evaluate(async (template_id) => {
    const conversation_id = /conversas\/([0-9a-f-]+)/.exec(location.pathname)?.[1];
    const send_at = new Date(Date.now() + 3_600_000).toISOString();
    const body = { is: "template", template_id, values: {} };
    const command = { command_id: crypto.randomUUID(), conversation_id, body, quoted: null, send_at };
    const headers = { "content-type": "application/json" };
    const answer = await fetch("/api/inbox/post", { method: "POST", headers, body: JSON.stringify({ command }) });
    return `${answer.status} ${await answer.text()}`;
  }, template_id);
  expect(status).toMatch(/^200/);
  const bubble = page.locator("article.m.out", { hasText: "Poltronas com 20%" });
  await expect(bubble.getByText("Sai em")).toBeVisible();
  return bubble;
}

/** Tries to send the offer; the dialog stays open with its refusal, or closes. */
async function tryOffer(page: Page, name: string) {
  await page.getByRole("button", { name: "Modelo", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("label.topt", { hasText: name }).click();
  await dialog.getByRole("button", { name: "Enviar modelo" }).click();
  return dialog;
}

test("who writes PARAR is answered once, what was put off is called off, and marketing is refused with a way out", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Para");
  const { id, name } = await offer(page, request);
  await expect(panel(page).getByText("Sem registro")).toHaveCount(2);
  await record(page, "Autorizou", "Aceitou ofertas no balcão");
  await expect(panel(page).getByText(/^Autorizou em/)).toBeVisible();
  const text = await schedule(page, "Amanhã passo o valor do frete.");
  const marketing = await scheduleOffer(page, id);
  await write(request, wa_id, "PARAR");
  await expect(panel(page).getByText(/^Retirou em/)).toBeVisible();
  await expect(panel(page).getByText(/^Não quer marketing desde/)).toBeVisible();
  for (const bubble of [text, marketing]) {
    await expect(bubble.getByText("a pessoa parou de receber mensagens desta empresa")).toBeVisible();
    await expect(bubble.getByText("Sai em")).toHaveCount(0);
  }
  const answer = page.locator("article.m.out", { hasText: "Pronto: você não vai mais receber divulgações" });
  await expect(answer).toHaveCount(1);
  await expect.poll(() => sent(request, wa_id)).toContain("Pronto: você não vai mais");
  await write(request, wa_id, "parar!!");
  await expect(page.locator("article.m.in", { hasText: "parar!!" })).toBeVisible();
  await expect(answer).toHaveCount(1);
  const all = (await (await request.get(`${SANDBOX}/control/sent?line=${LINE}&customer=${wa_id}`)).json()) as object[];
  expect(all.filter((one) => JSON.stringify(one).includes("Pronto: você não vai mais")).length).toBe(1);
  expect(await sent(request, wa_id)).not.toContain("Poltronas com 20%");
  const dialog = await tryOffer(page, name);
  await expect(dialog.getByRole("alert")).toContainText("A pessoa pediu para parar");
  await dialog.getByRole("button", { name: "Registrar autorização" }).click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "Registrar o que a pessoa disse" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // Whoever asked to stop still gets answers.
  await page.getByLabel("Escrever mensagem").or(page.locator("#composer-field")).first().fill("Sem problema.");
  await page.keyboard.press("Enter");
  await expect.poll(() => sent(request, wa_id)).toContain("Sem problema.");
});

test("“cancelar meu pedido” changes nothing", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Cancela");
  const text = await schedule(page, "Amanhã confirmo o estorno.");
  await write(request, wa_id, "Quero cancelar meu pedido");
  await expect(page.locator("article.m.in", { hasText: "Quero cancelar meu pedido" })).toBeVisible();
  await expect(text.getByText("Sai em")).toBeVisible();
  await expect(panel(page).getByText("Sem registro")).toHaveCount(2);
  await expect(panel(page).getByText("Pode ser contatada")).toBeVisible();
  expect(await sent(request, wa_id)).not.toContain("Pronto: você");
});

test("marketing without consent is refused, and goes once the person's word stands in the ledger", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Autoriza");
  const template = await offer(page, request);
  const conversation = page.url();
  const refused = await tryOffer(page, template.name);
  await expect(refused.getByRole("alert")).toContainText("Falta a autorização da pessoa");
  await page.goto(LEDGER);
  const form = page.getByRole("region", { name: "Registrar o que a pessoa disse" });
  await form.getByLabel("Número da pessoa").fill("11 90000-0000");
  await form.getByLabel("O que ela disse").fill("Por telefone: “pode mandar as ofertas”");
  await form.getByRole("button", { name: "Registrar" }).click();
  await expect(form.getByText("Ninguém com este número")).toBeVisible();
  await form.getByLabel("Número da pessoa").fill(atHome(wa_id));
  await form.getByLabel("O que ela disse").fill("");
  await form.getByRole("button", { name: "Registrar" }).click();
  await expect(form.getByText("Preencha este campo: o que a pessoa disse")).toBeVisible();
  await form.getByLabel("O que ela disse").fill("Por telefone: “pode mandar as ofertas”");
  await form.getByLabel("Quando").fill("2100-01-01T10:00");
  await form.getByRole("button", { name: "Registrar" }).click();
  await expect(form.getByText("Este valor não serve para o campo quando")).toBeVisible();
  await form.getByLabel("Quando").fill("2026-01-05T10:30");
  await form.getByRole("button", { name: "Registrar" }).click();
  const row = page.getByRole("listitem").filter({ hasText: name }).filter({ hasText: "pode mandar as ofertas" });
  await expect(row).toContainText("Autorizou");
  await expect(row).toContainText("05/01/2026 10:30");
  await expect(row).toContainText("Declaração da equipe, por Beatriz");
  await page.goto(conversation);
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  const dialog = await tryOffer(page, template.name);
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => sent(request, wa_id)).toContain(template.name);
});

test("the ledger is filtered by person, verified in words, and leaves as CSV and as JSON", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Prova");
  await write(request, wa_id, "SAIR");
  await expect(panel(page).getByText(/^Retirou em/)).toBeVisible();
  await panel(page).getByRole("link", { name: "Ver registro" }).click();
  await expect(page.getByText(`Só de ${name}`)).toBeVisible();
  await page.getByRole("link", { name: "Limpar" }).click();
  await expect(page).toHaveURL(LEDGER);
  const filter = page.getByRole("form", { name: "Filtrar o registro" });
  await filter.getByLabel("Número da pessoa").fill("11 90000-0000");
  await filter.getByRole("button", { name: "Filtrar" }).click();
  await expect(page.getByText("Ninguém com este número")).toBeVisible();
  await page.getByLabel("Número da pessoa").first().fill(atHome(wa_id));
  await page.getByLabel("Decisão").selectOption({ label: "Retirou" });
  await page.getByRole("button", { name: "Filtrar" }).click();
  const rows = page.getByRole("list", { name: "Registro" }).getByRole("listitem");
  const row = rows.filter({ hasText: "SAIR" });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("Mensagem da pessoa");
  await page.getByRole("button", { name: "Conferir corrente" }).click();
  await expect(page.getByText(/A corrente está inteira\. \d+ entradas? conferidas?\./)).toBeVisible();
  const found = await new AxeBuilder({ page }).include("main").analyze();
  expect(found.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`)).toEqual([]);
  const csv = page.waitForEvent("download");
  await page.getByRole("link", { name: "Baixar CSV" }).click();
  const sheet = readFileSync(await (await csv).path(), "utf8");
  expect(sheet).toContain("sequence,contact_id,contact,purpose");
  expect(sheet).toContain(`"${name}",marketing,withdrawn,message`);
  const json = page.waitForEvent("download");
  await page.getByRole("link", { name: "Baixar JSON" }).click();
  const file = await json;
  expect(file.suggestedFilename()).toMatch(/^consent-\d{4}-\d\d-\d\d\.json$/);
  const entries = JSON.parse(readFileSync(await file.path(), "utf8")) as { contact: string; proof: string; previous: string; hash: string }[];
  expect(entries.some((entry) => entry.contact === name && entry.proof === "SAIR")).toBeTruthy();
  entries.slice(1).forEach((entry, place) => expect(entry.previous).toBe(entries[place].hash));
  await row.getByRole("link", { name: "Ver na conversa" }).click();
  await expect(page.locator("article.m.in", { hasText: "SAIR" })).toHaveCount(1);
});

test("an owner changes the rules of sending; a manager reads them", async ({ page, browser }) => {
  await signedIn(page);
  await page.goto(LEDGER);
  await page.getByRole("link", { name: "Regras de envio" }).click();
  await expect(page.getByText("Natal")).toBeVisible();
  await page.getByLabel("Das").fill("21:30");
  await page.getByLabel("A cada quantos dias").fill("120");
  await page.getByRole("button", { name: "Salvar regras" }).click();
  await expect(page.getByText("Este valor não serve para o campo dias do limite")).toBeVisible();
  await page.getByLabel("A cada quantos dias").fill("30");
  await page.getByRole("button", { name: "Salvar regras" }).click();
  await expect(page.getByText("Regras salvas")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Das")).toHaveValue("21:30");
  await expect(page.getByLabel("A cada quantos dias")).toHaveValue("30");
  const manager = await another(browser, MANAGER);
  await manager.goto(`${LEDGER}/regras`);
  await expect(manager.getByText("Só administradores mudam as regras")).toBeVisible();
  await expect(manager.getByLabel("Das")).toBeDisabled();
  await expect(manager.getByRole("button", { name: "Salvar regras" })).toHaveCount(0);
  await manager.context().close();
  await page.getByLabel("Das").fill("20:00");
  await page.getByLabel("A cada quantos dias").fill("7");
  await page.getByRole("button", { name: "Salvar regras" }).click();
  await expect(page.getByText("Regras salvas")).toBeVisible();
});

test("a blocked person is written to by nobody until unblocked", async ({ page, request, browser }) => {
  const { name } = await talk(page, request, "Bloqueia");
  const rafael = await another(browser, MANAGER);
  await open(rafael, name);
  await panel(page).getByRole("button", { name: "Bloquear" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Bloquear" }).click();
  await expect(page.getByText("Contato bloqueado")).toBeVisible();
  await expect(panel(page).getByText(/^Bloqueada pela empresa desde/)).toBeVisible();
  await expect(rafael.getByText("Contato bloqueado")).toBeVisible();
  await panel(page).getByRole("button", { name: "Desbloquear" }).click();
  await expect(page.getByText("Pessoa desbloqueada")).toBeVisible();
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  await expect(rafael.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  await rafael.context().close();
});
