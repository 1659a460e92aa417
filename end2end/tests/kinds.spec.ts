// Every kind of message, both ways, as people meet them on the screen.
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type Page, expect } from "@playwright/test";
import { LINE, SANDBOX, customer, open, signedIn, test, write } from "./steps";

test.use({
  permissions: ["microphone", "clipboard-read", "clipboard-write"],
  launchOptions: {
    args: ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
  },
});

/** What the sandbox got for a customer, as text. */
async function sent(request: APIRequestContext, wa_id: string) {
  const answer = await request.get(`${SANDBOX}/control/sent?line=${LINE}&customer=${wa_id}`);
  return JSON.stringify(await answer.json());
}

async function talk(page: Page, request: APIRequestContext, first: string) {
  const name = `${first} ${Date.now()}`;
  const wa_id = await customer(request, name);
  await write(request, wa_id, "Oi, tudo bem?");
  await signedIn(page);
  await open(page, name);
  await expect(page.getByRole("button", { name: "Enviar", exact: true })).toBeVisible();
  return wa_id;
}

async function tool(page: Page, name: string) {
  await page.getByRole("button", { name: "Anexar" }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** A picture of noise, so large that it has to be made smaller. */
async function photo(page: Page, width: number, height: number) {
  const base64 = await page.evaluate(async ([width, height]) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d")!;
    const image = context.createImageData(width, height);
    for (let place = 0; place < image.data.length; place += 1) image.data[place] = (place * 2654435761) >>> 13;
    for (let place = 3; place < image.data.length; place += 4) image.data[place] = 255;
    context.putImageData(image, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  }, [width, height]);
  return { name: "vitrine.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}

test("every kind a customer can send is drawn, and none stands in the way of a screen reader", async ({ page, request }) => {
  const wa_id = await talk(page, request, "Todas");
  const fixtures = (await (await request.get(`${SANDBOX}/control/fixtures`)).json()) as { name?: string }[] | string[];
  const kinds = fixtures.map((one) => (typeof one === "string" ? one : one.name ?? ""));
  expect(kinds.length).toBeGreaterThan(10);
  for (const kind of kinds) {
    const answer = await request.post(`${SANDBOX}/control/messages`, { data: { line: LINE, customer: wa_id, kind } });
    if (!answer.ok()) continue;
  }
  await write(request, wa_id, "*fim* de _tudo_");
  await expect(page.locator("article.m strong", { hasText: "fim" })).toBeVisible();
  await expect(page.locator("article.m .map")).toBeVisible();
  await expect(page.locator("article.m .items").first()).toBeVisible();
  await expect(page.locator("article.m .snd").first()).toBeVisible();
  const found = await new AxeBuilder({ page }).include(".mw").analyze();
  expect(found.violations.map((one) => `${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`)).toEqual([]);
});

test("a photo is made smaller, gets a caption, and is seen whole", async ({ page, request }) => {
  const wa_id = await talk(page, request, "Foto");
  const large = await photo(page, 2400, 1800);
  const chooser = page.waitForEvent("filechooser");
  await tool(page, "Foto ou vídeo");
  await (await chooser).setFiles([large]);
  await page.getByLabel("Legenda de vitrine.png").fill("A *vitrine* nova");
  await page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const picture = page.locator("article.m.out a.media img").last();
  await expect(picture).toBeVisible();
  await expect.poll(() => sent(request, wa_id)).toContain("vitrine");
  await picture.click();
  const whole = page.locator("dialog.viewer img");
  await expect(whole).toBeVisible();
  expect(await whole.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1600);
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog.viewer")).toBeHidden();
});

test("a file beyond the limit is refused before it is sent, and one dropped in goes", async ({ page, request }) => {
  const wa_id = await talk(page, request, "Limite");
  const chooser = page.waitForEvent("filechooser");
  await tool(page, "Foto ou vídeo");
  await (await chooser).setFiles([{ name: "longo.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(17 * 1024 * 1024) }]);
  await expect(page.getByRole("alert")).toContainText("16 MB");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "Tirar longo.mp4" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const data = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["%PDF-1.4\n%%EOF"], "orçamento.pdf", { type: "application/pdf" }));
    return data;
  });
  await page.locator("form.cmp").dispatchEvent("drop", { dataTransfer: data });
  await page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.locator("article.m.out").getByText("orçamento.pdf").first()).toBeVisible();
  await expect.poll(() => sent(request, wa_id)).toContain("orçamento.pdf");
});

test("a voice note is recorded, heard, sent and played", async ({ page, request }) => {
  const wa_id = await talk(page, request, "Voz");
  await page.getByRole("button", { name: "Gravar áudio" }).click();
  await expect(page.getByRole("timer")).toHaveText("0:02", { timeout: 20_000 });
  await page.getByRole("button", { name: "Parar e ouvir" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Tocar" }).click();
  await expect(dialog.getByRole("button", { name: "Pausar" })).toBeVisible();
  await dialog.getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const note = page.locator("article.m.out .snd").last();
  await expect(note).toBeVisible();
  await expect.poll(() => sent(request, wa_id)).toContain('"audio"');
  await note.getByRole("button", { name: "Velocidade: 1×" }).click();
  await expect(note.getByRole("button", { name: "Velocidade: 1,5×" })).toBeVisible();
  await note.getByRole("slider").focus();
  await page.keyboard.press("End");
  await expect(note.getByRole("slider")).not.toHaveAttribute("aria-valuenow", "0");
});

test("buttons, a list, a link, a card, a place and a charge are filled in by keyboard and sent", async ({ page, request }) => {
  const wa_id = await talk(page, request, "Formas");
  const send = async (fields: Record<string, string>, name = "Enviar") => {
    const dialog = page.getByRole("dialog");
    for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(text);
    const barriers = await new AxeBuilder({ page }).include("dialog[open]").analyze();
    expect(barriers.violations.map((one) => one.id)).toEqual([]);
    await dialog.getByRole("button", { name, exact: true }).press("Enter");
    await expect(dialog).toHaveCount(0);
  };
  await tool(page, "Botões");
  await page.getByRole("dialog").getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Botão 1");
  await send({ Texto: "Sexta serve?", "Botão 1": "Sim", "Botão 2": "Outro dia" });
  await expect(page.locator("article.m.out .prs").last()).toContainText("Outro dia");
  await tool(page, "Lista");
  await send({ Texto: "Qual horário?", "Botão que abre a lista": "Escolher", "Opção 1": "Manhã", "Opção 2": "Tarde" });
  await tool(page, "Botão com link");
  await send({ Texto: "Acompanhe aqui", "Texto do botão": "Abrir", "Endereço do link": "https://loja.example/p/1" });
  await tool(page, "Contato");
  await send({ Nome: "Paulo Lima", Telefone: "+55 11 90000-0175" });
  await tool(page, "Localização");
  await send({ Coordenadas: "-23.18571, -46.89784", "Nome do lugar (opcional)": "Loja Centro" });
  await expect(page.locator("article.m.out .map").last()).toBeVisible();
  await tool(page, "Pedir localização");
  await send({ Texto: "Onde entregamos?" });
  await tool(page, "Cobrança Pix");
  await send({
    "O que está sendo cobrado": "Mesa Jatobá", "Valor em reais": "8.037,00", "Pix copia e cola": "00020126580014br.gov.bcb.pix",
    "Quem recebe": "Casa Aurora", "Chave Pix": "5f2c6b0e-7a41-4a4e-9c6b-0f3b1d2e4a55",
  });
  await expect(page.locator("article.m.out .total").last()).toContainText("8.037,00");
  await page.locator("article.m.out").getByRole("button", { name: /Copiar código Pix/ }).last().click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("00020126580014br.gov.bcb.pix");
  await expect.poll(() => sent(request, wa_id), { timeout: 60_000 }).toContain("order_details");
});

test("a text for later stands in the thread with its time and can be called off", async ({ page, request }) => {
  const wa_id = await talk(page, request, "Depois");
  await page.getByLabel("Escrever uma mensagem").fill("Bom dia! A mesa saiu da fábrica.");
  await page.getByRole("button", { name: "Agendar envio" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Agendar", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByLabel("Escrever uma mensagem")).toHaveValue("");
  await expect(page.locator(".later")).toContainText("Sai em");
  await page.getByRole("button", { name: "Cancelar envio" }).click();
  await expect(page.locator(".later")).toHaveCount(0);
  expect(await sent(request, wa_id)).not.toContain("saiu da fábrica");
});

test("a document that came in is brought here and can be downloaded", async ({ page, request }) => {
  const wa_id = await talk(page, request, "Arquivo");
  const answer = await request.post(`${SANDBOX}/control/files?line=${LINE}&customer=${wa_id}&name=nota.pdf`, {
    headers: { "content-type": "application/pdf" }, data: Buffer.from("%PDF-1.4\n%%EOF"),
  });
  expect(answer.ok(), await answer.text()).toBeTruthy();
  const link = page.getByRole("link", { name: "Baixar nota.pdf" });
  await expect(link).toBeVisible({ timeout: 30_000 });
  const download = page.waitForEvent("download");
  await link.click();
  expect((await download).suggestedFilename()).toBe("nota.pdf");
});

for (const theme of ["light", "dark"] as const) {
  for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    test(`no barrier in the tools of the composer at ${size.width}, ${theme}`, async ({ page, request }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(size);
      await talk(page, request, "Formas");
      const barriers: string[] = [];
      for (const name of ["Contato", "Localização", "Botões", "Lista", "Botão com link", "Cobrança Pix"]) {
        await tool(page, name);
        await expect(page.getByRole("dialog")).toBeVisible();
        const found = await new AxeBuilder({ page }).analyze();
        barriers.push(...found.violations.map((one) => `${name}: ${one.id} ${one.nodes.map((node) => node.target).join(" | ")}`));
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
        await expect(page.getByRole("button", { name: "Anexar" })).toBeFocused();
      }
      expect(barriers).toEqual([]);
    });
  }
}
