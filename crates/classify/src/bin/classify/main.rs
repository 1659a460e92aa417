//! Tool of the classifier: measures it.
#![allow(clippy::print_stdout)]

use prosa_classify::train::public;
use std::path::Path;

fn main() {
    let folder = std::env::args().nth(2).unwrap_or_default();
    let folder = Path::new(&folder);
    let which = std::env::args().nth(1).unwrap_or_default();
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
