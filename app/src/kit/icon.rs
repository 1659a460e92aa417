//! The icons: own drawings on a 24 box, 1.75 stroke, round ends, coloured by the text around them.
//!
//! An icon never speaks: it is hidden from screen readers, and the control that holds it has a name.

use leptos::prelude::*;

/// How large an icon is drawn; the stroke is adjusted so that all look alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IconSize {
    /// Inside chips.
    Tiny,
    /// Inside small buttons and lines of text.
    Small,
    /// Inside buttons.
    Medium,
    /// Alone, in a control.
    #[default]
    Normal,
    /// In the rail.
    Large,
    /// In the phone's bar and the faces of a screen.
    Huge,
}

impl IconSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Tiny => "i i12",
            Self::Small => "i i14",
            Self::Medium => "i i16",
            Self::Normal => "i",
            Self::Large => "i i20",
            Self::Huge => "i i24",
        }
    }
}

macro_rules! glyphs {
    ($($name:ident => $markup:literal),+ $(,)?) => {
        /// Every drawing there is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the name is the drawing")]
        pub enum Glyph { $($name),+ }

        impl Glyph {
            /// All of them, for the page that shows the kit.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The drawing's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }

            const fn markup(self) -> &'static str {
                match self { $(Self::$name => $markup),+ }
            }
        }
    };
}

glyphs! {
    ArrowDown => r#"<path d="M12 5v13.5M6 12.5l6 6 6-6"/>"#,
    ArrowUp => r#"<path d="M12 19V5.5M6 11.5l6-6 6 6"/>"#,
    At => r#"<circle cx="12" cy="12" r="3.6"/><path d="M15.6 8.5v4.8c0 3 4.4 2.7 4.4-1.3a8 8 0 1 0-3.2 6.4"/>"#,
    Attach => r#"<path d="m19.5 11.5-7.8 7.7a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.2a1.6 1.6 0 0 1-2.3-2.3l7.4-7.3"/>"#,
    Ban => r#"<circle cx="12" cy="12" r="8.5"/><path d="m6 6 12 12"/>"#,
    Board => r#"<rect x="3.5" y="4.5" width="4.5" height="15" rx="1.2"/><rect x="9.8" y="4.5" width="4.5" height="9.5" rx="1.2"/><rect x="16" y="4.5" width="4.5" height="12.5" rx="1.2"/>"#,
    Bolt => r#"<path d="M13 3 5 13.5h6L10.5 21 19 10.5h-6z"/>"#,
    Book => r#"<path d="M12 6.5C10 5 7 4.7 4 5v13.5c3-.3 6 0 8 1.5 2-1.5 5-1.8 8-1.5V5c-3-.3-6 0-8 1.5z"/><path d="M12 6.5V20"/>"#,
    Box => r#"<path d="M4 13h4.5l1.5 3h4l1.5-3H20M4 13l2.5-8h11L20 13v6.5H4z"/>"#,
    Braces => r#"<path d="M8.5 4.5c-2 0-2.5 1-2.5 2.5v2.5c0 1.5-.6 2.5-2 2.5 1.4 0 2 1 2 2.5V17c0 1.5.5 2.5 2.5 2.5M15.5 4.5c2 0 2.5 1 2.5 2.5v2.5c0 1.5.6 2.5 2 2.5-1.4 0-2 1-2 2.5V17c0 1.5-.5 2.5-2.5 2.5"/>"#,
    Calendar => r#"<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v3.5M15.5 3.5v3.5"/>"#,
    Call => r#"<path d="M6 4.5h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a1.5 1.5 0 0 1-1.6 1.5C10.5 19 5 13.5 4.5 6.1A1.5 1.5 0 0 1 6 4.5z"/>"#,
    Cart => r#"<path d="M3.5 4.5H6l2 10.5h10l2-7.5H7"/><circle cx="9.5" cy="19" r="1.2"/><circle cx="16.5" cy="19" r="1.2"/>"#,
    Cash => r#"<rect x="3" y="6.5" width="18" height="11" rx="2"/><circle cx="12" cy="12" r="2.5"/><path d="M6.5 12v.1M17.5 12v.1"/>"#,
    Chart => r#"<path d="M4 4v16h16"/><path d="M8.5 16v-4M12.5 16V8M16.5 16v-6.5"/>"#,
    Chat => r#"<path d="M4 5.5h16v11H11l-4.5 4v-4H4z"/><path d="M8 9.5h8M8 12.8h5"/>"#,
    Check => r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
    Clock => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>"#,
    Close => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
    Contact => r#"<rect x="4" y="4" width="16" height="16" rx="2"/><circle cx="12" cy="10" r="2.6"/><path d="M7.5 17c.6-2.3 2.3-3.3 4.5-3.3s3.9 1 4.5 3.3"/>"#,
    Copy => r#"<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/><path d="M15.5 8.5V5.5a1.5 1.5 0 0 0-1.5-1.5H5.5A1.5 1.5 0 0 0 4 5.5V14a1.5 1.5 0 0 0 1.5 1.5h3"/>"#,
    Down => r#"<path d="m6 9.5 6 6 6-6"/>"#,
    Download => r#"<path d="M12 4v11M7.5 11l4.5 4.5L16.5 11M4.5 19.5h15"/>"#,
    Edit => r#"<path d="m4.5 19.5 1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/>"#,
    External => r#"<path d="M13.5 4.5h6v6M19.5 4.5l-9 9M18 14v5.5H4.5V6H10"/>"#,
    Eye => r#"<path d="M2.8 12C5 7.8 8.2 5.8 12 5.8s7 2 9.2 6.2c-2.2 4.2-5.4 6.2-9.2 6.2S5 16.2 2.8 12z"/><circle cx="12" cy="12" r="2.8"/>"#,
    File => r#"<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M14 3.5V8h4.5M9 13h6M9 16.5h4"/>"#,
    Filter => r#"<path d="M4 6h16M7 12h10M10 18h4"/>"#,
    Forward => r#"<path d="M14.5 6 20 11.5 14.5 17M19.5 11.5H10c-3.5 0-6 2.5-6 6.5"/>"#,
    Gear => r#"<circle cx="12" cy="12" r="3"/><path d="M12 3.5v2.3M12 18.2v2.3M3.5 12h2.3M18.2 12h2.3M6 6l1.6 1.6M16.4 16.4 18 18M18 6l-1.6 1.6M7.6 16.4 6 18"/>"#,
    Globe => r#"<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>"#,
    Grip => r#"<circle cx="9" cy="6.5" r=".8" fill="currentColor"/><circle cx="15" cy="6.5" r=".8" fill="currentColor"/><circle cx="9" cy="12" r=".8" fill="currentColor"/><circle cx="15" cy="12" r=".8" fill="currentColor"/><circle cx="9" cy="17.5" r=".8" fill="currentColor"/><circle cx="15" cy="17.5" r=".8" fill="currentColor"/>"#,
    Hash => r#"<path d="M9.5 4 8 20M16 4l-1.5 16M4.5 9h15.5M4 15h15.5"/>"#,
    Image => r#"<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><circle cx="8.5" cy="9.5" r="1.6"/><path d="m4 17.5 5-4.5 3.5 3 3.5-4 4.5 5"/>"#,
    Info => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.8v.1"/>"#,
    Leave => r#"<path d="M14 4.5H5.5v15H14M10 12h10.5M16.5 8l4 4-4 4"/>"#,
    Left => r#"<path d="m14.5 6-6 6 6 6"/>"#,
    Link => r#"<path d="M10 14a4 4 0 0 0 5.7.2l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7-.2l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>"#,
    List => r#"<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.5 6.5v.1M4.5 12v.1M4.5 17.5v.1"/>"#,
    Lock => r#"<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>"#,
    Megaphone => r#"<path d="M4 10v4h3l9 4.5v-13L7 10z"/><path d="M8 14.5 9.5 20H12l-1.3-4.2M19 9.5v5"/>"#,
    Microphone => r#"<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5c0 3.6 2.9 6 6.5 6s6.5-2.4 6.5-6M12 17.5V21"/>"#,
    Moon => r#"<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>"#,
    More => r#"<circle cx="5.5" cy="12" r="1" fill="currentColor"/><circle cx="12" cy="12" r="1" fill="currentColor"/><circle cx="18.5" cy="12" r="1" fill="currentColor"/>"#,
    Offline => r#"<path d="M4 10c4.7-4 11.3-4 16 0M7 13.5c3-2.5 7-2.5 10 0M10 17c1.2-1 2.8-1 4 0M4 4l16 16"/>"#,
    Panel => r#"<rect x="3.5" y="4.5" width="17" height="15" rx="2"/><path d="M15 4.5v15"/>"#,
    Pause => r#"<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="3"/>"#,
    Place => r#"<path d="M12 21c4.5-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6.4 6.5 11z"/><circle cx="12" cy="10" r="2.3"/>"#,
    Play => r#"<path d="M8 5.5v13l10.5-6.5z" fill="currentColor"/>"#,
    Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
    Pulse => r#"<path d="M3 12h4l2.5-7 5 14 2.5-7h4"/>"#,
    Question => r#"<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7c0-3.2 5-3.2 5 0 0 2-2.5 2-2.5 4M12 16.8v.1"/>"#,
    Refresh => r#"<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4v5h-5"/>"#,
    Reply => r#"<path d="M9.5 6 4 11.5 9.5 17M4.5 11.5H14c3.5 0 6 2.5 6 6.5"/>"#,
    Right => r#"<path d="m9.5 6 6 6-6 6"/>"#,
    Screen => r#"<rect x="3.5" y="4.5" width="17" height="11.5" rx="2"/><path d="M9 20h6M12 16v4"/>"#,
    Search => r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#,
    Send => r#"<path d="M4 12 3.5 4.5 21 12 3.5 19.5 4 12zM4 12h8"/>"#,
    Shield => r#"<path d="M12 3.5 5 6v6c0 4 2.8 7 7 8.5 4.2-1.5 7-4.5 7-8.5V6z"/><path d="m9 12 2.2 2.2L15.2 10"/>"#,
    Signal => r#"<path d="M4 18v-3M9 18v-6M14 18V9M19 18V5" stroke-width="2.5"/>"#,
    Slash => r#"<rect x="4" y="4" width="16" height="16" rx="3"/><path d="m14 8-4 8"/>"#,
    Smile => r#"<circle cx="12" cy="12" r="8.5"/><path d="M8.5 14.2c1.8 2.3 5.2 2.3 7 0M9 9.5v.6M15 9.5v.6"/>"#,
    Snooze => r#"<circle cx="12" cy="13" r="7"/><path d="M9.8 10.5h4.4l-4.4 5h4.4M4 6.5 7 4M20 6.5 17 4"/>"#,
    Sort => r#"<path d="M8 5v14M8 19l-3.5-3.5M8 19l3.5-3.5M14 7h6.5M14 12h5M14 17h3"/>"#,
    Spark => r#"<path d="M11 4c.6 4.4 2.6 6.4 7 7-4.4.6-6.4 2.6-7 7-.6-4.4-2.6-6.4-7-7 4.4-.6 6.4-2.6 7-7zM18.5 15.5c.2 1.7 1 2.5 2.7 2.7-1.7.2-2.5 1-2.7 2.7-.2-1.7-1-2.5-2.7-2.7 1.7-.2 2.5-1 2.7-2.7z"/>"#,
    Sticker => r#"<path d="M13.5 20.5H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8z"/><path d="M13.5 20.5V16a2 2 0 0 1 2-2H20"/>"#,
    Sun => r#"<circle cx="12" cy="12" r="3.8"/><path d="M12 3.5v1.8M12 18.7v1.8M3.5 12h1.8M18.7 12h1.8M6 6l1.3 1.3M16.7 16.7 18 18M18 6l-1.3 1.3M7.3 16.7 6 18"/>"#,
    Tag => r#"<path d="M4 4.5h7.5l8.5 8.5-7 7L4.5 11.5z"/><circle cx="8.2" cy="8.2" r="1.1"/>"#,
    Task => r#"<rect x="4" y="4" width="16" height="16" rx="4"/><path d="m8 12 3 3 5.5-6"/>"#,
    Team => r#"<circle cx="8" cy="9" r="3"/><circle cx="16.5" cy="9" r="3"/><path d="M2.5 19c.4-3 2.5-4.5 5.5-4.5S13.1 16 13.5 19M14.5 14.7c3.9-.8 6.6.9 7 4.3"/>"#,
    Template => r#"<rect x="4" y="4" width="16" height="16" rx="2"/><path d="M4 9.5h16M8 13h8M8 16.3h5"/>"#,
    Translate => r#"<path d="M4 6h9M8.5 4v2c0 4-2 7-5 8.5M5.5 9.5c1 2.5 3 4 6 5M12.5 20l4-9.5 4 9.5M14 17h5"/>"#,
    Trash => r#"<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13"/>"#,
    User => r#"<circle cx="12" cy="8.5" r="3.8"/><path d="M4.8 20c.7-3.8 3.6-5.5 7.2-5.5s6.5 1.7 7.2 5.5"/>"#,
    Users => r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.8 19.5c.6-3.4 3.1-5 6.2-5s5.6 1.6 6.2 5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.8 14.9c1.9.6 3 2.1 3.4 4.6"/>"#,
    Video => r#"<rect x="3.5" y="6" width="12" height="12" rx="2"/><path d="m15.5 10.5 5-3v9l-5-3"/>"#,
    Warning => r#"<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5M12 17v.1"/>"#,
}

#[cfg(feature = "ssr")]
impl Glyph {
    /// The drawing as HTML, for what the server draws whole. `class` is as [`IconSize`] has them.
    #[must_use]
    pub fn svg(self, class: &str) -> String {
        format!(r#"<svg class="{class}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>"#, self.markup())
    }
}

/// One icon.
#[component]
pub fn Icon(
    /// What is drawn.
    glyph: Glyph,
    /// How large.
    #[prop(optional)]
    size: IconSize,
) -> impl IntoView {
    view! { <svg class=size.class() viewBox="0 0 24 24" aria-hidden="true" inner_html=glyph.markup()></svg> }
}

/// The mark of Prosa: a P whose bowl is a speech bubble with a full stop.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" class="fill-brand" />
            <path
                d="M10 24V9.5h6.6a4.8 4.8 0 0 1 0 9.6H14"
                fill="none"
                class="stroke-on-brand"
                stroke-width="2.6"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
            <circle cx="21.8" cy="22.8" r="1.7" class="fill-on-brand" />
        </svg>
    }
}
