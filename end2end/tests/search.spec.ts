// Finding a message by its words, and taking a conversation along.
import { readFileSync } from "node:fs";
import { type Page, expect } from "@playwright/test";
import { customer, open, signedIn, test, write } from "./steps";

/** Opens the command bar; before the page is alive nobody hears the keys. */
async function bar(page: Page) {
  const field = page.getByRole("combobox", { name: "Buscar e comandar" });
  await expect(async () => {
    if (!(await field.isVisible())) await page.keyboard.press("Control+k");
    await expect(field).toBeFocused({ timeout: 1_000 });
  }).toPass();
}

test("a message of long ago is found by its words, with the keyboard alone, and stands out in its thread", async ({ page, request }) => {
  const word = `luminária${Date.now()}`;
  const name = `Procura ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, `Vocês ainda têm a ${word} de âmbar?`);
  for (let turn = 0; turn < 60; turn += 1) await write(request, wa_id, `conversa ${turn}`);
  await signedIn(page);
  await page.goto("/conversas?scope=all");
  await expect(page.getByText("conversa 59").first()).toBeVisible();
  await bar(page);
  await page.keyboard.type(`${word.replace("á", "a").toUpperCase()} ambar`);
  const found = page.getByRole("option", { name: new RegExp(name) });
  await expect(found).toHaveCount(1);
  await expect(page.getByRole("group", { name: "Mensagens" })).toContainText(word);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/conversas\/.+#m-/);
  const message = page.locator("article.m", { hasText: word });
  await expect(message).toBeInViewport();
  await bar(page);
  await page.keyboard.type("palavraquenuncafoiescrita");
  await expect(page.getByText("Nada com esse nome")).toBeVisible();
});

test("a conversation is taken along as text and for programs", async ({ page, request }) => {
  const name = `Leva ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Quero levar *tudo*");
  await signedIn(page);
  await open(page, name);
  for (const [ending, told] of [["TXT", `${name}: Quero levar *tudo*`], ["JSON", '"text":"Quero levar *tudo*"']]) {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: ending, exact: true }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(new RegExp(`^conversation-.+\\.${ending.toLowerCase()}$`));
    expect(readFileSync(await file.path(), "utf8")).toContain(told);
  }
});
