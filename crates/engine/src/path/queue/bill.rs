//! What a message is billed as.

use prosa_domain::{
    message::content::{Content, TemplateCategory},
    price::Category,
};

/// The category Meta bills a message in: a template's own, else a service message.
pub(super) fn category(content: &Content) -> Category {
    let Content::Template(template) = content else { return Category::Service };
    match template.category {
        TemplateCategory::Marketing => Category::Marketing,
        TemplateCategory::Utility => Category::Utility,
        TemplateCategory::Authentication => Category::Authentication,
    }
}
