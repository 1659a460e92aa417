//! Texts looked at before a model sees them: by the rules of the domain and by the classifier, which has read more attempts
//! than anybody can write rules for.

use crate::port::Classifier;
use prosa_domain::guard::{Origin, Verdict, check_input_with};

/// Looks at a text.
pub(crate) fn look(text: &str, origin: Origin, classifier: &dyn Classifier) -> Verdict {
    check_input_with(text, origin, &|text| classifier.suspects(text))
}
