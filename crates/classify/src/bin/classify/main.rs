//! Tool of the classifier: measures it.
#![allow(clippy::print_stdout)]

use prosa_classify::train::{cross, data, public};
use std::path::Path;

fn main() {
    let folder = std::env::args().nth(2).unwrap_or_default();
    let folder = Path::new(&folder);
    let which = std::env::args().nth(1).unwrap_or_default();
    if which == "cross" {
        let rows = data::folder(folder).unwrap();
        let public = std::env::args().nth(3);
        let only = std::env::args().nth(4).and_then(|n| n.parse().ok()).unwrap_or(5);
        let public = public.filter(|p| p.len() > 1);
        println!("{}", cross::look(&rows, public.as_deref().map(Path::new), 1, only).unwrap());
        return;
    }
    let split = match which.as_str() {
        "banking" => public::banking(folder),
        "olist" => public::olist(folder),
        language => public::massive(folder, language),
    };
    match split {
        Ok(split) => println!("{which} {:?}", public::compare(&split, 1)),
        Err(error) => println!("{error}"),
    }
}
