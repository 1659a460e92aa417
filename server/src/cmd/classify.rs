//! `prosa classify`: reads messages from standard input and prints what the classifier makes of each. Needs no
//! configuration, no database and no network.

use prosa_classify::{Model, lines};
use std::io::{BufReader, BufWriter};

/// Reads until the input ends.
pub(crate) fn run() -> anyhow::Result<()> {
    let model = Model::shipped()?;
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut output = Flushed(BufWriter::new(output));
    lines::answer(&model, BufReader::new(input), &mut output)?;
    Ok(())
}

/// Lets every finished line go at once, so that a person or a pipe that waits for an answer gets it.
struct Flushed<W: std::io::Write>(BufWriter<W>);

impl<W: std::io::Write> std::io::Write for Flushed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.0.write(bytes)?;
        if bytes.ends_with(b"\n") {
            self.0.flush()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}
