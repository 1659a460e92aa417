// What a company decides about when it writes, who may be written to, and what stays visible of who did what.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";
import { LINE, MANAGER, another, control, customer, open, signedIn, test, write } from "./steps";
import { answered, did, heard, listed, say, sent, talk } from "./talk";

const RULES = "/configuracoes/consentimento/regras";

function panel(page: Page) {
  return page.getByRole("region", { name: "Sobre a pessoa" }).or(page.locator("section.pan")).first();
}

async function saveRules(page: Page) {
  await page.getByRole("button", { name: "Salvar regras" }).click();
  await expect(page.getByText("Regras salvas").last()).toBeVisible();
}

test("a day of the week has its own quiet hours, none, or is quiet all day", async ({ page, browser }) => {
  await signedIn(page);
  await page.goto(RULES);
  await page.getByText("Dias com horário próprio").click();
  const start = page.getByLabel("Início do silêncio, sábado");
  await expect(start).toBeHidden();
  await page.getByLabel("sábado", { exact: true }).selectOption({ label: "Horário próprio" });
  await expect(start).toHaveValue("20:00");
  await start.fill("14:00");
  await page.getByLabel("Fim do silêncio, sábado").fill("10:30");
  await page.getByLabel("domingo", { exact: true }).selectOption({ label: "O dia todo" });
  await page.getByLabel("quarta-feira", { exact: true }).selectOption({ label: "Sem silêncio" });
  await saveRules(page);
  await page.reload();
  await expect(start).toHaveValue("14:00");
  await expect(page.getByLabel("Fim do silêncio, sábado")).toHaveValue("10:30");
  await expect(page.getByLabel("domingo", { exact: true })).toHaveValue("whole");
  await expect(page.getByLabel("quarta-feira", { exact: true })).toHaveValue("none");
  await expect(page.getByLabel("segunda-feira", { exact: true })).toHaveValue("usual");
  // What is no time is told at its day.
  await start.fill("");
  await page.getByRole("button", { name: "Salvar regras" }).click();
  await expect(page.getByText("Este valor não serve para o campo silêncio de sábado")).toBeVisible();
  const found = await new AxeBuilder({ page }).include("main").analyze();
  expect(found.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`)).toEqual([]);
  const manager = await another(browser, MANAGER);
  await manager.goto(RULES);
  await expect(manager.getByLabel("domingo", { exact: true })).toBeDisabled();
  await expect(manager.getByRole("button", { name: "Salvar respostas" })).toHaveCount(0);
  await manager.context().close();
  for (const day of ["quarta-feira", "sábado", "domingo"]) {
    await page.getByLabel(day, { exact: true }).selectOption({ label: "Como os outros dias" });
  }
  await saveRules(page);
});

test("a company's own word stops its messages with its own answer, and an everyday word is refused", async ({ page, request }) => {
  await signedIn(page);
  await page.goto(RULES);
  const card = page.getByRole("region", { name: "Quem pede para parar" });
  const portuguese = card.locator("details").filter({ hasText: "Português" });
  const words = portuguese.getByLabel("Palavras da empresa");
  const reply = portuguese.getByLabel("Resposta, uma vez só");
  await words.fill("sem ofertas\nnão");
  await reply.fill("Feito: nada mais de ofertas.");
  await card.getByRole("button", { name: "Salvar respostas" }).click();
  await expect(portuguese.getByText("“não” é palavra do dia a dia")).toBeVisible();
  await words.fill("sem ofertas");
  await card.getByRole("button", { name: "Salvar respostas" }).click();
  await expect(page.getByText("Respostas e palavras salvas").last()).toBeVisible();
  await page.reload();
  await expect(words).toHaveValue("sem ofertas");
  const name = `Chega ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Vocês estão sem ofertas hoje");
  await open(page, name);
  await expect(panel(page).getByText("Sem registro")).toHaveCount(2);
  await write(request, wa_id, "Sem ofertas!");
  await expect(panel(page).getByText(/^Retirou em/)).toBeVisible();
  await answered(request, wa_id, "Feito: nada mais de ofertas.");
  await page.goto(RULES);
  await words.fill("");
  await reply.fill("");
  await card.getByRole("button", { name: "Salvar respostas" }).click();
  await expect(page.getByText("Respostas e palavras salvas").last()).toBeVisible();
});

test("who asked not to be contacted is left alone by everybody until it is taken back", async ({ page, request, browser }) => {
  const { wa_id, name } = await talk(page, request, "Sossego");
  const rafael = await another(browser, MANAGER);
  await open(rafael, name);
  const alone = panel(page).getByRole("switch", { name: "Não contatar" });
  await expect(alone).toHaveAttribute("aria-checked", "false");
  await alone.click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("Nada mais é enviado a ela");
  await question.getByRole("button", { name: "Não contatar" }).click();
  await expect(page.getByText("Anotado: não contatar").first()).toBeVisible();
  for (const one of [page, rafael]) {
    await expect(panel(one).getByText(/^Não contatar, a pedido, desde .*anotado por Beatriz/)).toBeVisible();
    await expect(one.getByText("Esta pessoa pediu para não ser contatada").first()).toBeVisible();
    await expect(one.getByRole("button", { name: "Enviar", exact: true })).toHaveCount(0);
  }
  const status = await page.evaluate(async () => {
    const conversation_id = /conversas\/([0-9a-f-]+)/.exec(location.pathname)?.[1];
    const command = { command_id: crypto.randomUUID(), conversation_id, body: { is: "text", text: "Só mais uma" }, quoted: null, send_at: null };
    const headers = { "content-type": "application/json" };
    return (await fetch("/api/inbox/post", { method: "POST", headers, body: JSON.stringify({ command }) })).text();
  });
  expect(status).toContain("do-not-contact");
  // What the person writes keeps arriving.
  await write(request, wa_id, "Ainda estou aqui");
  await expect(heard(page).filter({ hasText: "Ainda estou aqui" })).toBeVisible();
  await alone.click();
  await expect(page.getByText("A pessoa pode ser contatada de novo").first()).toBeVisible();
  await expect(rafael.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  await say(page, "Que bom ter você de volta.");
  await answered(request, wa_id, "Que bom ter você de volta.");
  expect(await sent(request, wa_id)).not.toContain("Só mais uma");
  await rafael.context().close();
});

test("what is said in a group is marked on its bubble and in the list", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Grupo");
  await did(request, "messages", { line: LINE, customer: wa_id, kind: "group_text" });
  const bubble = heard(page).filter({ hasText: "Pessoal, e o pedido?" });
  await expect(bubble).toContainText("Em grupo");
  await expect(listed(page, name)).toHaveText("Em grupo · Pessoal, e o pedido?");
  await expect(heard(page).filter({ hasText: "Oi, tudo bem?" })).not.toContainText("Em grupo");
  await write(request, wa_id, "Só para vocês agora");
  await expect(listed(page, name)).toHaveText("Só para vocês agora");
});

test("a contact card is added to the contacts, once", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Indica");
  await did(request, "messages", { line: LINE, customer: wa_id, kind: "contacts" });
  const card = heard(page).locator(".ccard");
  await expect(card).toContainText("Paulo Lima");
  await card.getByRole("button", { name: "Adicionar aos contatos" }).click();
  // The sandbox knows one card, so that a second try of this flow finds its number there already.
  const again = test.info().retry > 0 ? "Este número já está nos contatos" : "Adicionado aos contatos";
  await expect(page.getByText(again).first()).toBeVisible();
  await card.getByRole("button", { name: "Adicionar aos contatos" }).click();
  await expect(page.getByText("Este número já está nos contatos").first()).toBeVisible();
});

test("who put away what was given up, and when, stays readable", async ({ page, request }) => {
  await signedIn(page);
  const name = `Dora ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Oi");
  await control(request, "failures", { mode: "undeliverable", customer: wa_id, count: 1, sync: true });
  await open(page, name);
  await say(page, "Olá");
  await expect(page.locator("article.m.out").last()).toContainText("Não enviada");
  await page.goto("/configuracoes/envios");
  const row = page.getByRole("region", { name: "Não enviadas" }).getByRole("listitem").filter({ has: page.getByRole("link", { name }) });
  await row.getByRole("button", { name: `Descartar a mensagem para ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Descartar" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("link", { name: "Ver as descartadas" }).click();
  await expect(row).toContainText(/Descartada por Beatriz.* em \d\d\/\d\d\/\d{4}/);
});

test("costs follow what is sent without being asked again, and a form that is open stays", async ({ page, request, browser }) => {
  await signedIn(page);
  await page.goto("/configuracoes/custos");
  const figures = page.locator("section.card").filter({ has: page.locator("dl.figs") }).locator("dl.figs > div").nth(1).locator("dd");
  const before = Number((await figures.innerText()).replace(/\D/g, ""));
  await page.getByText("Novo orçamento").click();
  const limit = page.getByLabel("Limite por mês (BRL)").last();
  await limit.fill("321,00");
  const rafael = await another(browser, MANAGER);
  const name = `Conta ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Oi");
  await open(rafael, name);
  await say(rafael, "Bom dia, em que posso ajudar?");
  await answered(request, wa_id, "Bom dia, em que posso ajudar?");
  await expect.poll(async () => Number((await figures.innerText()).replace(/\D/g, "")), { timeout: 30_000 }).toBeGreaterThan(before);
  await expect(limit).toHaveValue("321,00");
  await rafael.context().close();
});
