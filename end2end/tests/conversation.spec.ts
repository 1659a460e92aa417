// What happens in a conversation over time: the window, reactions, quotes, schedules, files that do not come, and ticks.
import { type Page, expect } from "@playwright/test";
import { LINE, customer, open, signedIn, test, write } from "./steps";
import { answered, did, heard, last, listed, phone, say, sends, sent, talk } from "./talk";

const seconds = () => Math.floor(Date.now() / 1000);

/** A tool of a bubble, shown when the pointer is over it. */
async function act(page: Page, words: string, name: string) {
  const bubble = last(page, words);
  await bubble.hover();
  await bubble.getByRole("button", { name, exact: true }).click();
}

test("the window closes while somebody looks, and the composer says so by itself", async ({ page, request }) => {
  test.setTimeout(120_000);
  await talk(page, request, "Fecha", { at: seconds() - 86_400 + 40 });
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  await expect(page.getByText("Fora da janela: escolha um modelo")).toBeVisible({ timeout: 75_000 });
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Escolher modelo" })).toBeVisible();
});

test("a customer's message opens the window again without reloading", async ({ page, request }) => {
  const name = `Volta ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Faz tempo", { at: seconds() - 2 * 86_400 });
  await signedIn(page);
  await open(page, name);
  await expect(page.getByText("Fora da janela: escolha um modelo")).toBeVisible();
  await page.getByLabel("Escrever uma mensagem").fill("Já respondo");
  await write(request, wa_id, "Voltei");
  await expect(page.getByText("Fora da janela: escolha um modelo")).toHaveCount(0);
  // What was being written is still there.
  await expect(page.getByLabel("Escrever uma mensagem")).toHaveValue("Já respondo");
  await page.getByLabel("Escrever uma mensagem").press("Enter");
  await expect(last(page, "Já respondo")).toContainText(/entregue/);
});

test("a reaction of ours is sent, changed and taken back", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Reage");
  const words = "Oi, tudo bem?";
  const reactions = async () => (await sends(request, wa_id)).filter((one) => one.kind === "reaction").map((one) => JSON.stringify(one.content));
  await act(page, words, "Reagir");
  await page.getByRole("button", { name: "👍" }).click();
  await expect(last(page, words).getByLabel(/Reações: Nós 👍/)).toBeVisible();
  await expect.poll(async () => (await reactions()).at(-1), { timeout: 20_000 }).toContain("👍");
  await act(page, words, "Reagir");
  await page.getByRole("button", { name: "❤️" }).click();
  await expect(last(page, words).getByLabel(/Reações: Nós ❤️/)).toBeVisible();
  await expect.poll(async () => (await reactions()).at(-1), { timeout: 20_000 }).toContain("❤️");
  const chat = await phone(request, wa_id);
  expect(JSON.stringify(chat.messages[0].reactions)).toContain("❤️");
  await act(page, words, "Reagir");
  await page.getByRole("button", { name: "❤️" }).click();
  await expect(last(page, words).locator(".react")).toHaveCount(0);
  await expect.poll(async () => JSON.stringify((await phone(request, wa_id)).messages[0].reactions), { timeout: 20_000 }).not.toContain("❤️");
  await page.reload();
  await expect(last(page, words)).toBeVisible();
  await expect(last(page, words).locator(".react")).toHaveCount(0);
});

test("a customer's reaction comes, changes, stands with ours, and goes", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Gosta");
  await say(page, "Temos em dois tons.");
  const id = await answered(request, wa_id, "dois tons");
  const bubble = last(page, "Temos em dois tons.");
  await did(request, "reactions", { message: id, emoji: "😮" });
  await expect(bubble.getByLabel(`Reações: ${name} 😮`)).toBeVisible();
  await did(request, "reactions", { message: id, emoji: "👍" });
  await expect(bubble.getByLabel(`Reações: ${name} 👍`)).toBeVisible();
  await expect(bubble.locator(".react")).toHaveText("👍");
  await did(request, "reactions", { message: id });
  await expect(bubble.locator(".react")).toHaveCount(0);
  const own = await write(request, wa_id, "Amei esse");
  await act(page, "Amei esse", "Reagir");
  await page.getByRole("button", { name: "👍" }).click();
  await did(request, "reactions", { message: own, emoji: "👍" });
  await expect(last(page, "Amei esse").locator(".react")).toHaveText("👍 2");
});

test("an answer names what it answers, and a quote far up is reached", async ({ page, request }) => {
  test.setTimeout(120_000);
  const { wa_id } = await talk(page, request, "Cita");
  const target = await write(request, wa_id, "Quanto fica a mesa redonda?");
  await expect(last(page, "mesa redonda")).toBeVisible();
  await act(page, "mesa redonda", "Responder");
  await expect(page.getByText(/Respondendo a Cita/)).toBeVisible();
  await expect(page.getByLabel("Escrever uma mensagem")).toBeFocused();
  await say(page, "Sai por 2.490.");
  await answered(request, wa_id, "Sai por 2.490.");
  expect((await sends(request, wa_id)).at(-1)?.quote).toBe(target);
  await expect(last(page, "Sai por 2.490.").locator(".quote")).toContainText("mesa redonda");
  for (let number = 0; number < 70; number += 1) await write(request, wa_id, `linha ${number}`);
  await write(request, wa_id, "Fechado, essa aqui", { quote: target });
  await expect(last(page, "Fechado, essa aqui")).toBeVisible();
  await page.reload();
  const quote = last(page, "Fechado, essa aqui").locator(".quote");
  await expect(quote).toContainText("mesa redonda");
  await expect(page.locator("article.m", { hasText: "linha 0" })).toHaveCount(0);
  await quote.click();
  const reached = heard(page).filter({ hasText: "Quanto fica a mesa redonda?" }).first();
  await expect(reached).toBeInViewport({ timeout: 20_000 });
  await expect(reached).toBeFocused();
});

test("a scheduled text leaves when its time comes, and not before", async ({ page, request }) => {
  test.setTimeout(210_000);
  const { wa_id, name } = await talk(page, request, "Agenda");
  await page.getByLabel("Escrever uma mensagem").fill("Bom dia! Chegou a sua mesa.");
  await page.getByRole("button", { name: "Agendar envio" }).click();
  // A whole minute as the person's clock in São Paulo shows it, far enough away to count as later: what goes within half a
  // minute is only waiting its turn.
  const at = Math.ceil((Date.now() + 40_000) / 60_000) * 60_000;
  const local = new Date(at - 3 * 3_600_000).toISOString().slice(0, 16);
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Quando sai").fill(local);
  await dialog.getByRole("button", { name: "Agendar", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(last(page, "Chegou a sua mesa").locator("xpath=.").locator(".later")).toContainText("Sai em");
  await expect(listed(page, name)).toHaveText("Oi, tudo bem?");
  expect(await sent(request, wa_id)).not.toContain("Chegou a sua mesa");
  await expect.poll(() => sent(request, wa_id), { timeout: 130_000, intervals: [250] }).toContain("Chegou a sua mesa");
  const arrived = (await sends(request, wa_id)).at(-1)?.arrived_ms ?? 0;
  expect(arrived).toBeGreaterThanOrEqual(at);
  expect(arrived - at).toBeLessThan(5_000);
  await expect(page.locator(".later")).toHaveCount(0);
  await expect(last(page, "Chegou a sua mesa")).toContainText(/entregue/);
  await expect(listed(page, name)).toHaveText("Bom dia! Chegou a sua mesa.");
});

test("a file that does not come says why, and comes when asked again", async ({ page, request }) => {
  test.setTimeout(120_000);
  const { wa_id, name } = await talk(page, request, "Falha");
  // The first two tries fail; the third would come half a minute later by itself.
  await did(request, "media", { mode: "gone", count: 2, line: LINE });
  await did(request, "messages", { line: LINE, customer: wa_id, kind: "document" });
  const bubble = heard(page).last();
  await expect(bubble.locator(".absent")).toContainText("pedido-118.pdf");
  await expect(listed(page, name)).toHaveText("Documento · pedido-118.pdf");
  await expect(bubble.locator(".absent")).toContainText("Nova tentativa às", { timeout: 30_000 });
  const again = bubble.getByRole("button", { name: "Tentar de novo" });
  await again.click();
  await expect(async () => {
    if (await again.isVisible()) await again.click({ timeout: 1_000 });
    await expect(bubble.getByRole("link", { name: "Baixar pedido-118.pdf" })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 25_000 });
});

test("the customer sees that somebody writes, and that what they wrote was read", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Digita");
  await expect.poll(async () => (await phone(request, wa_id)).messages[0].state).toBe("read");
  await page.getByLabel("Escrever uma mensagem").pressSequentially("Um mo");
  await expect.poll(async () => (await phone(request, wa_id)).typing).toBe(true);
  await page.getByLabel("Escrever uma mensagem").pressSequentially("mento");
  await page.keyboard.press("Enter");
  await answered(request, wa_id, "Um momento");
  expect((await phone(request, wa_id)).typing).toBe(false);
});

test("a voice note that was played, and a text that was read, show it", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Lida");
  await say(page, "Chegou bem?");
  await answered(request, wa_id, "Chegou bem?");
  await expect(last(page, "Chegou bem?").getByRole("img", { name: /entregue/ }).last()).toBeAttached();
  await did(request, "read", { line: LINE, customer: wa_id });
  await expect(last(page, "Chegou bem?")).toContainText(/lida/);
  await expect(page.locator("a.lrow").filter({ hasText: name }).getByRole("img", { name: "lida" })).toBeVisible();
});

test("what WhatsApp refuses says why with its code, on the bubble and in the list", async ({ page, request }) => {
  const { wa_id, name } = await talk(page, request, "Recusa");
  await did(request, "failures", { mode: "code", code: 131_050, sync: false, count: 1, customer: wa_id });
  await say(page, "Temos novidades.");
  const bubble = last(page, "Temos novidades.");
  await expect(bubble).toContainText("Não enviada: a pessoa parou de receber mensagens desta empresa", { timeout: 20_000 });
  await expect(bubble).toContainText("Código 131050");
  await expect(listed(page, name)).toContainText("Não enviada: Temos novidades.");
});

test("with the keyboard alone a message is answered, reacted to, and a template is chosen", async ({ page, request }) => {
  const { wa_id } = await talk(page, request, "Teclas");
  await page.keyboard.press("Escape");
  await page.locator(".mw").focus();
  await page.keyboard.press("ArrowUp");
  await expect(heard(page).last()).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(heard(page).last().getByRole("button", { name: "Responder" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "👍" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect.poll(() => sent(request, wa_id)).toContain("❤️");
  await page.getByRole("button", { name: "Modelo", exact: true }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Modelo", exact: true })).toBeFocused();
});
