import { chromium } from "playwright";
const base = "http://127.0.0.1:4800";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [size, w, h] of [["d", 1440, 900], ["m", 390, 844]]) for (const scheme of ["light", "dark"]) {
  const ctx = await browser.newContext({ viewport: { width: w, height: h }, colorScheme: scheme, locale: "pt-BR" });
  const page = await ctx.newPage();
  await page.goto(base + "/entrar");
  await page.getByLabel(/e-?mail/i).first().fill("beatriz@casaaurora.example");
  await page.locator("input[type=password]").first().fill("cadeira-azul-42");
  await page.keyboard.press("Enter");
  await page.waitForURL(/conversas/);
  await page.waitForTimeout(1500);
  if (process.env.OPEN) { await page.getByText(process.env.OPEN).first().click(); await page.waitForTimeout(1500); await page.screenshot({ path: `/tmp/shots/open-${size}-${scheme}.png` }); }
  for (const path of process.argv.slice(2)) {
    await page.goto(base + path); await page.waitForTimeout(1500);
    await page.screenshot({ path: `/tmp/shots/${path.replaceAll("/", "_")}-${size}-${scheme}.png` });
  }
  await ctx.close();
}
await browser.close();
