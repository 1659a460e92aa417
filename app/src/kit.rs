//! The kit: every part screens are built from, one file each. Parts know nothing of conversations, lines or people.
//!
//! Colours and lengths live in `style/`; a part only names classes. `/kit` shows every part in every state.

pub mod avatar;
pub mod band;
pub mod button;
pub mod chip;
pub mod command;
pub mod dialog;
pub mod face;
pub mod field;
pub mod focus;
pub mod icon;
pub mod menu;
pub mod progress;
pub mod skeleton;
pub mod switch;
pub mod tabs;
pub mod tick;
pub mod toast;
pub mod tooltip;
pub mod window_ring;

pub use avatar::{Avatar, AvatarSize};
pub use band::{Band, BandTone};
pub use button::{Button, ButtonSize, IconButton, LinkButton, Tone};
pub use chip::{Chip, ChipTone, Count};
pub use command::{Command, CommandBar, Commands, provide_commands, use_commands};
pub use dialog::{Dialog, DialogActions, DialogKind};
pub use face::{EmptyFace, ErrorFace, FaceTone};
pub use field::{Checkbox, Choice, Field, Input, InputKind, Select, TextArea};
pub use icon::{Glyph, Icon, IconSize, Mark};
pub use menu::{Menu, MenuButton, MenuItem, MenuLink, MenuSeparator, MenuTitle, Placement, Popover};
pub use progress::Progress;
pub use skeleton::{Skeleton, SkeletonShape};
pub use switch::Switch;
pub use tabs::{LinkTab, LinkTabs, Tab, TabItem, Tabs};
pub use tick::{Tick, TickState};
pub use toast::{Toast, ToastHost, ToastTone, Toasts, provide_toasts, use_toasts};
pub use tooltip::Tooltip;
pub use window_ring::{WindowRing, WindowState};
