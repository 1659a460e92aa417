//! Files written by hand, for tests: small PDFs and archives, good and bad.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::format_push_string
)]

use flate2::{
    Compression, Crc,
    write::{DeflateEncoder, ZlibEncoder},
};
use std::io::Write as _;

/// Words at a place: from the left, from the foot, size.
pub(crate) type Words<'a> = (u32, u32, u32, &'a str);

/// A PDF of pages with words, in Helvetica.
pub(crate) fn pdf(pages: &[Vec<Words<'_>>]) -> Vec<u8> {
    let streams: Vec<Vec<u8>> = pages.iter().map(|page| show(page)).collect();
    pdf_of(&streams, "", "")
}

/// What shows words.
fn show(words: &[Words<'_>]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (x, y, size, text) in words {
        let hex: String = text.chars().map(|letter| format!("{:02x}", western(letter))).collect();
        stream.extend(format!("BT /F1 {size} Tf {x} {y} Td <{hex}> Tj ET\n").bytes());
    }
    stream
}

fn western(letter: char) -> u8 {
    match letter {
        '—' => 0x97,
        '•' => 0x95,
        letter => u8::try_from(u32::from(letter)).unwrap_or(b'?'),
    }
}

/// A PDF of packed page contents; more objects (from number 3 on behind the font) and more of the trailer may be given.
pub(crate) fn pdf_of(streams: &[Vec<u8>], resources: &str, trailer: &str) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: Vec<String> = (0..streams.len()).map(|at| format!("{} 0 R", 4 + at * 2)).collect();
    objects.push(b"<< /Type /Catalog /Pages 2 0 R >>".to_vec());
    objects.push(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()).into_bytes());
    objects
        .push(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec());
    for (at, stream) in streams.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
                 /Resources << /Font << /F1 3 0 R >> {resources} >> >>",
                5 + at * 2
            )
            .into_bytes(),
        );
        objects.push(flate(stream, ""));
    }
    assemble(&objects, trailer)
}

/// A stream object, packed.
pub(crate) fn flate(bytes: &[u8], more: &str) -> Vec<u8> {
    let packed = zlib(bytes);
    let mut object =
        format!("<< /Length {} /Filter /FlateDecode {more} >>\nstream\n", packed.len()).into_bytes();
    object.extend(packed);
    object.extend(b"\nendstream");
    object
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of objects, numbered from 1.
pub(crate) fn assemble(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    file.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}

/// An office document of a body and styles, as their XML.
pub(crate) fn docx(body: &str, styles: &str) -> Vec<u8> {
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let document = format!("{head}<w:document {space}><w:body>{body}</w:body></w:document>");
    let styles = format!("{head}<w:styles {space}>{styles}</w:styles>");
    archive(&[
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("word/document.xml", document.into_bytes()),
        ("word/styles.xml", styles.into_bytes()),
    ])
}

/// A paragraph with properties.
pub(crate) fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// An archive of packed parts.
pub(crate) fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let mut about = vec![20_u8, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        about.extend(crc.sum().to_le_bytes());
        about.extend((packed.len() as u32).to_le_bytes());
        about.extend((bytes.len() as u32).to_le_bytes());
        about.extend((name.len() as u16).to_le_bytes());
        about.extend([0, 0]);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(&about);
        list.extend([0; 10]);
        list.extend((file.len() as u32).to_le_bytes());
        list.extend(name.bytes());
        file.extend(b"PK\x03\x04");
        file.extend(&about);
        file.extend(name.bytes());
        file.extend(packed);
    }
    let (start, count) = (file.len() as u32, (parts.len() as u16).to_le_bytes());
    file.extend(&list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count);
    file.extend(count);
    file.extend((list.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}
