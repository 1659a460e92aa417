//! Documents: what they are called, what they are, how large, and the way to have them.

use super::bubble_media::{Absent, Place, is_here, size};
use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_wire::media::MediaView;

/// The short name of a file's type: by its ending, else by its type.
#[must_use]
pub fn type_name(file_name: &str, mime: &str) -> String {
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending);
    let by_name =
        ending.filter(|ending| (1..=4).contains(&ending.len()) && ending.chars().all(char::is_alphanumeric));
    let by_type = || match mime.split(';').next().unwrap_or_default().trim() {
        "application/pdf" => "PDF",
        "text/plain" => "TXT",
        "text/csv" => "CSV",
        "application/zip" => "ZIP",
        mime if mime.contains("word") => "DOC",
        mime if mime.contains("sheet") || mime.contains("excel") => "XLS",
        mime if mime.contains("presentation") || mime.contains("powerpoint") => "PPT",
        _ => "",
    };
    by_name.map_or_else(|| by_type().to_owned(), str::to_uppercase)
}

/// A document.
#[component]
pub fn BubbleDocument(
    /// Its message.
    place: Place,
    /// The file.
    media: Option<MediaView>,
    /// Its name.
    name: String,
    /// Its type, as it was told.
    mime: String,
) -> impl IntoView {
    let tr = use_translator();
    let kind = tr.t("inbox-kind-document");
    let name = if name.is_empty() { kind } else { name };
    let Some(media) = media.clone().filter(is_here) else {
        return view! { <Absent place media glyph=Glyph::File label=name /> }.into_any();
    };
    let short = type_name(&name, if media.mime.is_empty() { &mime } else { &media.mime });
    let facts = [(!short.is_empty()).then_some(short.clone()), size(tr, &media)];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let glyph = match short.as_str() {
        "XLS" | "XLSX" | "CSV" | "ODS" => Glyph::Board,
        "ZIP" | "RAR" | "7Z" => Glyph::Box,
        "JPG" | "JPEG" | "PNG" | "HEIC" | "WEBP" | "GIF" => Glyph::Image,
        "MP3" | "OGG" | "M4A" | "WAV" => Glyph::Microphone,
        "MP4" | "MOV" | "AVI" | "MKV" => Glyph::Video,
        _ => Glyph::File,
    };
    let download = name.clone();
    let label = tr.t_args("inbox-file-download-named", &[("name", (&name).into())]);
    view! {
        <a class="doc" href=media.url download=download aria-label=label>
            <span class="fi">
                <Icon glyph size=IconSize::Normal />
            </span>
            <span class="min-w-0 grow">
                <b class="block text-small font-semibold truncate">{name}</b>
                <span class="block text-meta text-ink-2">{facts}</span>
            </span>
            <Icon glyph=Glyph::Download size=IconSize::Medium />
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_named_by_the_files_ending_or_its_type() {
        for (name, mime, expected) in [
            ("Catálogo 2026.pdf", "application/pdf", "PDF"),
            ("planta.dwg", "application/octet-stream", "DWG"),
            ("sem nome", "application/pdf", "PDF"),
            ("conta.2026 final", "text/csv; charset=utf-8", "CSV"),
            ("x", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOC"),
            ("", "application/x-unheard", ""),
        ] {
            assert_eq!(type_name(name, mime), expected, "{name} {mime}");
        }
    }
}
