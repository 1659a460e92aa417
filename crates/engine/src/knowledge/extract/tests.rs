#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use super::{
    fixtures::{archive, assemble, docx, flate, paragraph, pdf, pdf_of, zlib},
    *,
};
use proptest::prelude::*;

fn read(name: &str, bytes: &[u8]) -> Result<String, Trouble> {
    read_bounded(name, Zeroizing::new(bytes.to_vec()), TIME_MAX).map(|found| found.text)
}

#[test]
fn a_pdf_is_read_with_its_accents_headings_and_paragraphs() {
    let page = vec![
        (56, 780, 20, "Política de trocas"),
        (56, 740, 11, "Você tem 30 dias — com a nota fiscal — para pedir a tro-"),
        (56, 726, 11, "ca de qualquer peça, sem custo de frete na capital."),
        (56, 690, 11, "• Sofás e poltronas"),
        (56, 676, 11, "• Mesas de centro"),
    ];
    let text = "# Política de trocas\n\nVocê tem 30 dias — com a nota fiscal — para pedir a troca de qualquer peça, sem custo de frete na capital.\n\n- Sofás e poltronas\n- Mesas de centro";
    assert_eq!(read("a.pdf", &pdf(&[page])), Ok(text.to_owned()));
}

#[test]
fn two_columns_are_read_one_after_the_other_and_a_table_row_by_row() {
    let left = [
        "Entregamos em todo o Brasil,",
        "com prazo de dois dias úteis",
        "para a capital e de cinco dias",
        "para o interior do estado.",
    ];
    let right = [
        "A troca pode ser feita até",
        "trinta dias depois da compra,",
        "com a nota fiscal em mãos e",
        "a embalagem de fábrica.",
    ];
    let mut page = Vec::new();
    for at in 0..4_u32 {
        page.push((56, 700 - at * 14, 11, left[at as usize]));
        page.push((320, 700 - at * 14, 11, right[at as usize]));
    }
    for (at, row) in
        [["Onde", "Prazo", "Frete"], ["Capital", "2 dias", "R$ 20"], ["Interior", "5 dias", "R$ 45"]]
            .iter()
            .enumerate()
    {
        for (column, cell) in row.iter().enumerate() {
            page.push((56 + column as u32 * 150, 500 - at as u32 * 16, 11, *cell));
        }
    }
    let text = read("a.pdf", &pdf(&[page])).unwrap();
    let (columns, table) = text.split_once("\n\n|").unwrap();
    assert_eq!(columns, format!("{}\n\n{}", left.join(" "), right.join(" ")));
    assert_eq!(table, " Onde | Prazo | Frete |\n| Capital | 2 dias | R$ 20 |\n| Interior | 5 dias | R$ 45 |");
}

#[test]
fn what_every_page_repeats_is_left_out() {
    let subjects = ["Entregas", "Trocas", "Garantia", "Pagamento"];
    let bodies = ["chegam em dois dias", "valem por um mês", "dura um ano inteiro", "por Pix ou boleto"];
    let feet: Vec<String> = (1..=4).map(|number| format!("Página {number} de 4")).collect();
    let lines: Vec<String> =
        subjects.iter().zip(bodies).map(|(subject, body)| format!("{subject} {body}.")).collect();
    let pages: Vec<Vec<_>> = (0..4)
        .map(|at| {
            vec![
                (56, 810, 9, "Casa Aurora"),
                (56, 700, 11, lines[at].as_str()),
                (250, 30, 9, feet[at].as_str()),
            ]
        })
        .collect();
    assert_eq!(read("a.pdf", &pdf(&pages)), Ok(lines.join("\n\n")));
}

#[test]
fn an_office_document_is_read_with_headings_lists_and_tables() {
    let styles = "<w:style w:styleId=\"Ttulo2\"><w:name w:val=\"heading 2\"/></w:style>
        <w:style w:styleId=\"Capitulo\"><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style>";
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", text));
    let row = |cells: [&str; 2]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
    let body = [
        paragraph("<w:pStyle w:val=\"Capitulo\"/>", "Manual &amp; regras"),
        paragraph("<w:pStyle w:val=\"Ttulo2\"/>", "Trocas"),
        paragraph("", "Você tem <w:br/>30 dias").replace("<w:br/>", "</w:t><w:br/><w:t>"),
        paragraph("<w:numPr><w:ilvl w:val=\"0\"/></w:numPr>", "com a nota"),
        paragraph("<w:numPr/>", "na loja"),
        format!("<w:tbl>{}{}</w:tbl>", row(["Onde", "Prazo"]), row(["Capital", "2 dias"])),
        "<w:p><w:del><w:r><w:delText>velho</w:delText></w:r></w:del><w:r><w:t>N&#227;o</w:t></w:r><mc:Fallback><w:r><w:t>duas vezes</w:t></w:r></mc:Fallback></w:p>".to_owned(),
    ]
    .concat();
    let text = "# Manual & regras\n\n## Trocas\n\nVocê tem 30 dias\n\n- com a nota\n- na loja\n\n| Onde | Prazo |\n| Capital | 2 dias |\n\nNão";
    assert_eq!(read("a.docx", &docx(&body, styles)), Ok(text.to_owned()));
}

#[test]
fn plain_text_and_text_with_marks_are_read_in_every_way_of_writing() {
    assert_eq!(read("a.txt", b"Entrega em tr\xeas dias\r\n"), Ok("Entrega em três dias".to_owned()));
    assert_eq!(
        read("a.md", "Trocas\n======\n\n- 30 dias".as_bytes()),
        Ok("# Trocas\n\n- 30 dias".to_owned())
    );
    let wide: Vec<u8> = "\u{feff}Não".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("a.txt", &wide), Ok("Não".to_owned()));
}

#[test]
fn what_cannot_be_read_is_told_with_its_reason() {
    let whole = pdf(&[vec![(56, 700, 11, "texto")]]);
    let locked = pdf_of(&[b"".to_vec()], "", "/Encrypt << /Filter /Standard /V 1 /R 2 /O () /U () /P 0 >>");
    let hidden = pdf_of(&[b"".to_vec()], "", "/#45ncrypt << /Filter /Standard >>");
    let zip = archive(&[("xl/workbook.xml", b"<x/>".to_vec())]);
    let cut = &whole[..whole.len() / 3];
    let half = docx(&paragraph("", "texto"), "");
    let deep = docx(&format!("{}{}", "<w:x>".repeat(300), "</w:x>".repeat(300)), "");
    let entities = archive(&[("word/document.xml", b"<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>".to_vec())]);
    let table: [(&str, &[u8], Trouble); 16] = [
        ("a.pdf", b"", Trouble::Empty),
        ("a.pdf", b"%PDF-1.7 nada", Trouble::Broken),
        ("a.pdf", cut, Trouble::Broken),
        ("a.pdf", &locked, Trouble::Locked),
        ("a.pdf", &hidden, Trouble::Locked),
        ("a.pdf", &picture(), Trouble::Pictures),
        ("a.pdf", &pdf(&[vec![]]), Trouble::Wordless),
        ("a.pdf", b"isto \xc3\xa9 texto", Trouble::Foreign),
        ("a.docx", &zip, Trouble::Foreign),
        ("a.docx", b"PK\x03\x04 nada", Trouble::Broken),
        ("a.docx", &half[..half.len() - 30], Trouble::Broken),
        ("a.docx", &docx("<w:p>", ""), Trouble::Broken),
        ("a.docx", &deep, Trouble::Heavy),
        ("a.docx", &entities, Trouble::Broken),
        ("a.docx", &docx("", ""), Trouble::Wordless),
        ("a.txt", b" \n\t--- ", Trouble::Wordless),
    ];
    for (at, (name, bytes, trouble)) in table.into_iter().enumerate() {
        assert_eq!(read(name, bytes), Err(trouble), "{at} {name}");
    }
}

/// A page that draws a picture and nothing else.
fn picture() -> Vec<u8> {
    let page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>";
    let image = flate(
        &[200],
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    );
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.to_vec(),
        flate(b"q 500 0 0 700 40 40 cm /I Do Q", ""),
        image,
    ];
    assemble(&objects, "")
}

#[test]
fn what_is_far_larger_inside_than_outside_is_refused_before_it_is_unpacked() {
    let bomb = vec![b' '; 70 * 1024 * 1024];
    let once = pdf_of(std::slice::from_ref(&bomb), "", "");
    assert!(once.len() < 200_000);
    assert_eq!(read("a.pdf", &once), Err(Trouble::Heavy));
    let twice = pdf_of(&[zlib(&bomb)], "", "");
    assert_eq!(read("a.pdf", &twice), Err(Trouble::Heavy));
    let letters = bomb[..20 * 1024 * 1024].to_vec();
    assert_eq!(read("a.docx", &archive(&[("word/document.xml", letters)])), Err(Trouble::Heavy));
    let pages: Vec<Vec<u8>> = vec![Vec::new(); 2_001];
    assert_eq!(read("a.pdf", &pdf_of(&pages, "", "")), Err(Trouble::Heavy));
    let long = "palavra ".repeat(60_000);
    assert_eq!(read("a.txt", long.as_bytes()), Err(Trouble::Long));
}

#[test]
fn nests_and_circles_end() {
    let nest = format!("{} Tj", "[".repeat(200_000));
    let used = "/Resources << /Font << /F1 3 0 R >> /XObject << /X 5 0 R >> >>";
    let page = format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R {used} >>");
    // A form that draws itself, twice each time.
    let form = flate(
        b"BT /F1 11 Tf 56 700 Td (oi) Tj ET /X Do /X Do",
        &format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {used}"),
    );
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
        page.into_bytes(),
        form,
        flate(b"/X Do", ""),
    ];
    let own = read_bounded("a.pdf", Zeroizing::new(assemble(&objects, "")), Duration::from_secs(3));
    assert!(
        matches!(&own, Err(Trouble::Heavy | Trouble::Long))
            || own.is_ok_and(|found| found.text.contains("oi"))
    );
    let nested = pdf_of(&[[nest.as_bytes(), b" BT /F1 11 Tf 56 700 Td (oi) Tj ET"].concat()], "", "");
    assert!(matches!(read("a.pdf", &nested), Ok(_) | Err(Trouble::Wordless | Trouble::Broken)));
}

#[test]
fn a_file_that_takes_too_long_is_given_up() {
    let pages: Vec<Vec<_>> = (0..50).map(|_| vec![(56, 700, 11, "devagar")]).collect();
    let read = read_bounded("a.pdf", Zeroizing::new(pdf(&pages)), Duration::ZERO);
    assert_eq!(read, Err(Trouble::Heavy));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_damaged_file_is_read_or_refused_and_never_more(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
        sort in 0_usize..2,
    ) {
        let whole = match sort {
            0 => pdf(&[vec![(56, 700, 11, "Prazo de entrega"), (56, 680, 11, "dois dias")]]),
            _ => docx(&paragraph("<w:numPr/>", "Prazo &amp; entrega"), ""),
        };
        let mut bytes = whole.clone();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(text) = read("a.docx", &bytes) {
            prop_assert!(text.len() <= EXTRACTED_MAX);
        }
    }
}
