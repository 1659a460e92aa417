// Files that become knowledge: brought, found, refused with the reason, brought again as another version.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";
import { AGENT, signedIn, test } from "./steps";

const unique = () => Array.from({ length: 8 }, () => "bcdfghjlmnprstvz"[Math.floor(Math.random() * 16)]).join("");

/** A PDF of one page with one line. */
function pdf(line: string): Buffer {
  const show = `BT /F1 12 Tf 56 700 Td (${line}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
    `<< /Length ${show.length} >>\nstream\n${show}\nendstream`,
  ];
  let file = "%PDF-1.7\n";
  const places = objects.map((object, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  file += places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** An office document of one paragraph, its only part stored as it is. */
function docx(line: string): Buffer {
  const space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const part = Buffer.from(
    `<?xml version="1.0"?><w:document xmlns:w="${space}"><w:body><w:p><w:r><w:t>${line}</w:t></w:r></w:p></w:body></w:document>`,
  );
  const name = Buffer.from("word/document.xml");
  const about = Buffer.alloc(26);
  about.writeUInt16LE(20, 0);
  about.writeUInt16LE(0x21, 8);
  about.writeUInt32LE(crc(part), 10);
  about.writeUInt32LE(part.length, 14);
  about.writeUInt32LE(part.length, 18);
  about.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), about, name, part]);
  const list = Buffer.concat([Buffer.from("PK\x01\x02\x14\0", "latin1"), about, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, list, end]);
}

const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer });

async function bring(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) {
  await page.goto("/conhecimento");
  await page.getByLabel("Enviar arquivo", { exact: true }).setInputFiles(files);
}

async function ask(page: Page, question: string) {
  await page.goto("/conhecimento");
  await page.getByRole("textbox", { name: "Pergunta" }).fill(question);
  await page.getByRole("button", { name: "Procurar" }).click();
}

test("files of each sort are brought at once and found", async ({ page }) => {
  await signedIn(page);
  const word = unique();
  await bring(page, [
    file(`prazo ${word}.pdf`, pdf(`O prazo ${word} leva dois dias na capital.`)),
    file(`garantia ${word}.docx`, docx(`A garantia ${word} vale por um ano.`)),
    file(`troca ${word}.md`, Buffer.from(`# Troca\n\nA troca ${word} vale por trinta dias.`)),
    file(`pix ${word}.txt`, Buffer.from(`O pix ${word} cai na hora.`)),
  ]);
  for (const name of ["prazo", "garantia", "troca", "pix"]) {
    await expect(page.getByRole("link", { name: new RegExp(`${name} ${word}.*Arquivo`) })).toBeVisible();
  }
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations).toEqual([]);
  await ask(page, `quanto leva o prazo ${word}`);
  await expect(page.locator(".knhit").first()).toContainText("leva dois dias na capital");
});

test("a file that cannot be read says why, and the others go on", async ({ page }) => {
  await signedIn(page);
  const word = unique();
  await bring(page, [
    file(`quebrado ${word}.pdf`, Buffer.from("%PDF-1.7 nada")),
    file(`programa ${word}.exe`, Buffer.from([77, 90, 0, 0, 1])),
    file(`bom ${word}.txt`, Buffer.from(`Texto bom ${word}.`)),
  ]);
  await expect(page.getByText("ele está danificado ou incompleto")).toBeVisible();
  await expect(page.getByText("Este arquivo não é PDF, DOCX, TXT nem MD")).toBeVisible();
  await expect(page.getByRole("link", { name: new RegExp(`bom ${word}.*Arquivo`) })).toBeVisible();
  await expect(page.getByRole("link", { name: new RegExp(`quebrado ${word}`) })).toHaveCount(0);
});

test("a new file is another version, and the original is fetched again", async ({ page }) => {
  await signedIn(page);
  const word = unique();
  await bring(page, [file(`regra ${word}.txt`, Buffer.from(`A regra ${word} pede sete dias.`))]);
  await page.getByRole("link", { name: new RegExp(`regra ${word}.*Arquivo`) }).click();
  await expect(page.getByLabel("Texto", { exact: true })).toHaveValue(`A regra ${word} pede sete dias.`);
  await page.getByLabel("Enviar nova versão").setInputFiles([file("regra nova.txt", Buffer.from(`A regra ${word} pede nove dias.`))]);
  await expect(page.getByText(/versão 2/)).toBeVisible();
  await expect(page.getByLabel("Texto", { exact: true })).toHaveValue(`A regra ${word} pede nove dias.`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Baixar o original" }).click();
  expect((await download).suggestedFilename()).toBe("regra nova.txt");
  await page.getByRole("button", { name: "Restaurar" }).click();
  await expect(page.getByText(/restaurada da versão 1/)).toBeVisible();
  await expect(page.getByText(`regra ${word}.txt`)).toBeVisible();
});

test("an agent brings no files", async ({ page }) => {
  await signedIn(page, AGENT);
  await page.goto("/conhecimento");
  await expect(page.getByRole("heading", { name: "Testar uma pergunta" })).toBeVisible();
  await expect(page.getByLabel("Enviar arquivo", { exact: true })).toHaveCount(0);
});
