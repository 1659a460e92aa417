import { expect } from "@playwright/test";
import { AGENT, LINE, MANAGER, OWNER, SANDBOX, signIn, signedIn, another, company, control, customer, found, invite, open, test, write } from "./steps";

test("a number is connected, checked live, and its first message arrives", async ({ page, request }) => {
  const id = String(Date.now()).padStart(15, "7");
  await control(request, "lines", {
    phone_number_id: id, waba_id: `8${id.slice(1)}`, display_phone_number: "+55 21 2555-0101", verified_name: "Filial Rio",
    app_secret: `segredo-${id}`, access_token: `token-${id}`, subscribed: true,
  });
  await company(page, "Filial Rio Móveis");
  await page.goto("/configuracoes/numeros");
  await expect(page.getByText("Conecte o primeiro número")).toBeVisible();
  await page.locator("input[name=label]").fill("Filial Rio");
  await page.getByLabel("ID do número de telefone").fill(id);
  await page.getByLabel("ID da conta do WhatsApp Business").fill(`8${id.slice(1)}`);
  await page.getByLabel("Token de acesso").fill("token-errado");
  await page.getByLabel("Segredo do aplicativo").fill(`segredo-${id}`);
  await page.getByRole("button", { name: "Salvar número" }).click();
  await expect(page.getByText("/webhooks/whatsapp").first()).toBeVisible();
  await page.getByRole("button", { name: "Verificar agora" }).click();
  await expect(page.getByText("Token recusado")).toBeVisible();
  await page.locator("input[name=label]").fill("Filial Rio");
  await page.getByLabel("ID do número de telefone").fill(id);
  await page.getByLabel("ID da conta do WhatsApp Business").fill(`8${id.slice(1)}`);
  await page.getByLabel("Token de acesso").fill(`token-${id}`);
  await page.getByLabel("Segredo do aplicativo").fill(`segredo-${id}`);
  await page.getByRole("button", { name: "Fechar aviso" }).first().click();
  await page.getByRole("button", { name: "Salvar número" }).click();
  await expect(page.getByText("foi salvo").last()).toBeVisible();
  await page.getByRole("button", { name: "Verificar agora" }).click();
  await expect(page.getByText("Token aceito")).toBeVisible();
  const wa_id = await customer(request, "Primeira Cliente");
  await write(request, wa_id, "Chegou aí?", { line: id });
  await page.goto("/conversas?scope=all");
  await expect(page.getByRole("link", { name: /Primeira Cliente/ })).toBeVisible();
});

test("a paused number refuses in the composer and sends again once connected", async ({ page, browser, request }) => {
  const name = `Otávio ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Tem mesa de canto?");
  await signedIn(page);
  await page.goto("/configuracoes/numeros");
  const card = page.locator("section.card", { has: page.getByText(LINE) });
  await card.getByRole("button", { name: "Pausar" }).click();
  await expect(card.getByText("Em pausa")).toBeVisible();
  const agent = await another(browser, AGENT);
  await open(agent, name);
  await expect(agent.getByText("Número desconectado")).toBeVisible();
  await card.getByRole("button", { name: "Conectar" }).click();
  await expect(card.getByText("Conectado", { exact: true })).toBeVisible();
  await agent.reload();
  await agent.getByLabel("Escrever uma mensagem").fill("Temos, sim.");
  await agent.keyboard.press("Enter");
  await expect(agent.locator("main")).toContainText(/entregue|enviada/);
  await agent.context().close();
});

test("a delivery of the journal is opened, masked, and played again without doubling anything", async ({ page, request }) => {
  const name = `Zuleica ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Uma vez só, por favor");
  await signedIn(page);
  await open(page, name);
  await expect(page.getByText("Uma vez só, por favor").last()).toBeVisible();
  await page.goto("/configuracoes/diario");
  await page.locator("tbody").last().getByRole("link").first().click();
  await expect(page.locator("pre")).toContainText("whatsapp_business_account");
  await expect(page.locator("pre")).not.toContainText("Uma vez só");
  await expect(page.locator("pre")).not.toContainText(wa_id);
  await page.getByRole("button", { name: "Reprocessar só esta" }).click();
  await expect(page.getByText("1 de volta à fila").first()).toBeVisible();
  await expect.poll(async () => {
    await page.reload();
    return page.locator("tbody").last().locator("tr").first().textContent();
  }).toContain("Repetida, ignorada");
  await open(page, name);
  await expect(page.locator("article.m").filter({ hasText: "Uma vez só, por favor" })).toHaveCount(1);
});

test("who only reads sees the conversation and why nothing can be sent", async ({ page, browser, request }) => {
  const name = `Lúcia ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Alguém aí?");
  await signedIn(page);
  const { person: viewer } = await invite(page, browser, "Leitura");
  await open(viewer, name);
  await expect(viewer.getByText("Alguém aí?").last()).toBeVisible();
  await expect(viewer.getByText("Você só acompanha esta conversa")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Enviar" })).toHaveCount(0);
  const refused = await viewer.goto("/configuracoes/diario").then(() => viewer.locator("main").textContent());
  expect(refused).not.toContain("Reprocessar");
  await viewer.context().close();
});

test("an invited person's role is changed and holds at once", async ({ page, browser }) => {
  await signedIn(page);
  const { person: guest, email } = await invite(page, browser, "Atendimento");
  await page.goto("/configuracoes/equipe");
  await page.locator("tr").filter({ hasText: email }).getByRole("combobox").selectOption({ label: "Leitura" });
  await expect(page.getByText(/tem um novo papel/).first()).toBeVisible();
  await guest.goto("/conversas?scope=all");
  await (await found(guest, "Marina Souza")).click();
  await expect(guest.getByText("Você só acompanha esta conversa")).toBeVisible();
  await guest.context().close();
});

test("the language chosen in the account follows the person to another browser", async ({ page, browser }) => {
  await signedIn(page, AGENT);
  await page.goto("/configuracoes/conta");
  await page.getByLabel("Idioma", { exact: true }).selectOption({ label: "Español" });
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  const context = await browser.newContext({ locale: "pt-BR" });
  const elsewhere = await context.newPage();
  await signIn(elsewhere, AGENT);
  await elsewhere.waitForURL(/\/conversas/);
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "es");
  await elsewhere.goto("/configuracoes/conta");
  await elsewhere.getByLabel("Idioma", { exact: true }).selectOption({ label: "Português" });
  await expect(elsewhere.locator("html")).toHaveAttribute("lang", "pt-BR");
  await context.close();
});

test("the theme chosen in the account acts at once and stays", async ({ page }) => {
  await signedIn(page, AGENT);
  await page.goto("/configuracoes/conta");
  await page.getByLabel("Tema", { exact: true }).selectOption("dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("/conversas");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("/configuracoes/conta");
  await page.getByLabel("Tema", { exact: true }).selectOption("system");
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", "dark");
});

test("a session ended from another browser is over there too", async ({ page, browser }) => {
  const context = await browser.newContext({ locale: "pt-BR" });
  const other = await context.newPage();
  await signedIn(other, MANAGER);
  await signedIn(page, MANAGER);
  await page.goto("/configuracoes/conta");
  await page.getByRole("button", { name: "Encerrar todas as outras" }).click();
  await expect(page.getByRole("button", { name: "Encerrar todas as outras" })).toHaveCount(0);
  await other.goto("/conversas");
  await expect(other).toHaveURL(/\/entrar/);
  await context.close();
});

test("an agent does not find what only the administration may open", async ({ page }) => {
  await signedIn(page, AGENT);
  await page.goto("/configuracoes/equipe");
  await expect(page.getByRole("button", { name: "Convidar" })).toHaveCount(0);
  await page.goto("/configuracoes/numeros");
  await expect(page.getByRole("button", { name: "Salvar número" })).toHaveCount(0);
});

test("the customer's phone of the sandbox answers beside the inbox", async ({ page, browser, request }) => {
  const name = `Sandro ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Oi, do celular");
  await signedIn(page, OWNER);
  await open(page, name);
  const context = await browser.newContext({ locale: "pt-BR" });
  const phone = await context.newPage();
  await phone.goto(`${SANDBOX}/?line=${LINE}&customer=${wa_id}`);
  await expect(phone.getByText("Oi, do celular").first()).toBeVisible();
  await page.getByLabel("Escrever uma mensagem").fill("Oi! Vi sua mensagem.");
  await page.keyboard.press("Enter");
  await expect(phone.getByText("Oi! Vi sua mensagem.").first()).toBeVisible();
  await context.close();
});

test("with nothing failed, the journal's problems are empty and a replay of all touches nothing", async ({ page }) => {
  await signedIn(page);
  await page.goto("/configuracoes/diario");
  const figures = page.locator("dl").first();
  await expect(figures).toContainText("Com erro0");
  await page.getByRole("link", { name: "Só com problema" }).click();
  await expect(page.getByText("Nenhuma entrega aqui")).toBeVisible();
  await page.getByRole("button", { name: "Reprocessar as que falharam" }).click();
  await expect(page.getByText("0 de volta à fila").first()).toBeVisible();
  await page.getByRole("link", { name: "Todas as entregas" }).click();
  await expect(page.locator("tbody").last().getByRole("link").first()).toBeVisible();
});
