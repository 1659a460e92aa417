import { expect } from "@playwright/test";
import { AGENT, MANAGER, OWNER, PASSWORD, signIn, signedIn, letter, test } from "./steps";

test("who is not signed in is led to the door and back to where they were going", async ({ page }) => {
  await page.goto("/configuracoes/equipe");
  await expect(page).toHaveURL(/\/entrar/);
  await page.getByLabel("E-mail").fill(OWNER);
  await page.getByLabel("Senha", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Entrar" }).click();
  await expect(page).toHaveURL(/\/configuracoes\/equipe/);
});

test("a wrong password is refused in words, and too many lock the address", async ({ page }) => {
  const email = "ninguem@casaaurora.example";
  for (let tries = 0; tries < 5; tries += 1) {
    await signIn(page, email, "senha-errada-9");
    await expect(page.getByRole("alert").first()).toBeVisible();
  }
  await signIn(page, email, "senha-errada-9");
  await expect(page.getByRole("alert").first()).toContainText(/minuto/);
});

test("a company signs up and its owner is inside", async ({ page }) => {
  await page.goto("/criar-conta");
  await page.getByLabel("Nome da empresa").fill("Padaria do Bairro");
  await page.getByLabel("Seu nome").fill("Nina Prates");
  await page.getByLabel("E-mail").fill(`nina-${Date.now()}@padaria.example`);
  await page.getByLabel("Senha", { exact: true }).fill("pao-quente-todo-dia");
  await page.getByRole("button", { name: "Criar conta" }).click();
  await expect(page).toHaveURL(/\/conversas/);
});

test("the owner invites, the link of the letter lets the person in", async ({ page, browser }) => {
  const email = `novo-${Date.now()}@casaaurora.example`;
  await signedIn(page);
  await page.goto("/configuracoes/equipe");
  await page.getByLabel("E-mail").first().fill(email);
  await page.getByRole("button", { name: "Convidar" }).click();
  const text = await letter(email);
  const link = /https?:\/\/\S+\/convite\/[A-Za-z0-9_-]+/.exec(text)?.[0] ?? "";
  expect(link).not.toBe("");
  const context = await browser.newContext({ locale: "pt-BR" });
  const guest = await context.newPage();
  await guest.goto(new URL(link).pathname);
  await guest.getByLabel("Seu nome").fill("Noel Brito");
  await guest.getByLabel("Senha", { exact: true }).fill("madeira-boa-77");
  await guest.getByRole("button", { name: "Aceitar e entrar" }).click();
  await expect(guest).toHaveURL(/\/conversas/);
  await context.close();
});

test("a forgotten password is renewed by the letter's link", async ({ page }) => {
  await page.goto("/esqueci-a-senha");
  await page.getByLabel("E-mail").fill(MANAGER);
  await page.getByRole("button", { name: "Mandar o link" }).click();
  await expect(page.getByText(/o link chega em alguns minutos/)).toBeVisible();
  const text = await letter(MANAGER);
  const link = /https?:\/\/\S+\/nova-senha\/[A-Za-z0-9_-]+/.exec(text)?.[0] ?? "";
  await page.goto(new URL(link).pathname);
  await page.getByLabel("Nova senha").fill(PASSWORD);
  await page.getByRole("button", { name: "Trocar a senha" }).click();
  await signedIn(page, MANAGER);
});

test("signing out ends the session", async ({ page }) => {
  await signedIn(page, AGENT);
  const before = await page.context().cookies();
  const session = before.find((cookie) => cookie.name === "prosa_session");
  expect(session?.httpOnly).toBe(true);
  await page.goto("/configuracoes/conta");
  await page.getByRole("button", { name: /Conta/ }).first().click();
  await page.getByRole("menuitem", { name: "Sair" }).or(page.getByRole("button", { name: "Sair" })).first().click();
  await expect(page).toHaveURL(/\/entrar/);
  await page.context().addCookies(before);
  await page.goto("/conversas");
  await expect(page).toHaveURL(/\/entrar/);
});
