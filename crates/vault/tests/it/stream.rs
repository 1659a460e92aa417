//! Sealed files: whole, from the middle, and touched.

use crate::help::{Folder, keys, tenant};
use proptest::prelude::*;
use prosa_vault::{FileKey, FileLayout, FileSealer, PIECE, VaultError};

const TAG: usize = 16;

fn plain(length: usize) -> Vec<u8> {
    (0..length).map(|place| u8::try_from(place % 251).unwrap()).collect()
}

fn seal(plain: &[u8], step: usize) -> (FileKey, FileLayout, Vec<u8>) {
    let mut sealer = FileSealer::new().unwrap();
    let mut out = Vec::new();
    for chunk in plain.chunks(step.max(1)) {
        sealer.push(chunk, &mut out).unwrap();
    }
    let (key, layout) = sealer.finish(&mut out).unwrap();
    (key, layout, out)
}

fn read(key: &FileKey, layout: FileLayout, sealed: &[u8], from: u64, to: u64) -> Result<Vec<u8>, VaultError> {
    let (first, skip) = layout.piece_of(from);
    let (last, _) = layout.piece_of(to);
    let range = layout.sealed_range(first, last);
    let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
    let opened = key.open_pieces(layout, first, sealed.get(range).unwrap_or_default())?;
    let length = usize::try_from(to - from + 1).unwrap();
    Ok(opened.iter().skip(skip).take(length).copied().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_stretch_of_a_file_reads_as_it_was_whatever_steps_it_came_in(
        length in prop_oneof![1_usize..300, (2 * PIECE - 3)..(2 * PIECE + 3), 1_usize..(4 * PIECE)],
        step in prop_oneof![Just(7_usize), Just(PIECE), Just(PIECE + 1), Just(1 << 20)],
        ends in any::<(u64, u64)>(),
    ) {
        let plain = plain(length);
        let (key, layout, sealed) = seal(&plain, step);
        prop_assert_eq!(layout, FileLayout { plain: length as u64 });
        prop_assert_eq!(layout.sealed(), sealed.len() as u64);
        let (a, b) = (ends.0 % length as u64, ends.1 % length as u64);
        let (from, to) = (a.min(b), a.max(b));
        let stretch = read(&key, layout, &sealed, from, to).unwrap();
        prop_assert_eq!(stretch.as_slice(), &plain[usize::try_from(from).unwrap()..=usize::try_from(to).unwrap()]);
        let all = key.open_pieces(layout, 0, &sealed).unwrap();
        prop_assert_eq!(all.as_slice(), plain.as_slice());
    }

    #[test]
    fn a_changed_byte_anywhere_does_not_open(place in 0_usize..(2 * PIECE + 100), bit in 0_u8..8) {
        let (key, layout, mut sealed) = seal(&plain(2 * PIECE + 50), 5_000);
        let place = place % sealed.len();
        sealed[place] ^= 1 << bit;
        prop_assert_eq!(key.open_pieces(layout, 0, &sealed).map(|_| ()), Err(VaultError::Tampered));
    }
}

#[test]
fn a_file_cut_short_does_not_open_even_when_its_length_is_forged() {
    for length in [2 * PIECE, 2 * PIECE + 10, 3 * PIECE] {
        let (key, layout, sealed) = seal(&plain(length), PIECE);
        let at_a_seam = &sealed[..PIECE + TAG];
        let forged = FileLayout { plain: PIECE as u64 };
        assert_eq!(key.open_pieces(forged, 0, at_a_seam).map(|_| ()), Err(VaultError::Tampered), "{length}");
        let inside = &sealed[..sealed.len() - 1];
        assert_eq!(key.open_pieces(layout, 0, inside).map(|_| ()), Err(VaultError::Tampered), "{length}");
        // A reader that asks for a stretch beyond the cut gets nothing, not less.
        let end = length as u64 - 1;
        assert!(read(&key, layout, at_a_seam, end, end).is_err(), "{length}");
    }
    let (key, layout, sealed) = seal(&[], 1);
    assert_eq!((layout.pieces(), sealed.len()), (1, TAG));
    assert!(key.open_pieces(layout, 0, &sealed).unwrap().is_empty());
    assert!(key.open_pieces(layout, 0, &[]).is_err(), "an empty file is not no file");
}

#[test]
fn a_file_made_longer_does_not_open() {
    let (key, layout, mut sealed) = seal(&plain(PIECE), PIECE);
    let more = sealed.clone();
    sealed.extend_from_slice(&more);
    assert_eq!(key.open_pieces(layout, 0, &sealed).map(|_| ()), Err(VaultError::Malformed));
    let forged = FileLayout { plain: 2 * PIECE as u64 };
    assert_eq!(key.open_pieces(forged, 0, &sealed).map(|_| ()), Err(VaultError::Tampered));
}

#[test]
fn pieces_that_change_places_do_not_open() {
    let (key, layout, sealed) = seal(&plain(3 * PIECE), PIECE);
    let piece = PIECE + TAG;
    let (a, b, c) = (&sealed[..piece], &sealed[piece..2 * piece], &sealed[2 * piece..]);
    for order in [[b, a, c], [a, c, b], [a, a, c], [a, b, b], [c, b, a]] {
        let moved = order.concat();
        assert_eq!(key.open_pieces(layout, 0, &moved).map(|_| ()), Err(VaultError::Tampered));
    }
    assert!(key.open_pieces(layout, 1, b).is_ok());
    assert_eq!(key.open_pieces(layout, 0, b).map(|_| ()), Err(VaultError::Tampered));
}

#[test]
fn a_piece_of_another_file_does_not_open() {
    let (key, layout, first) = seal(&plain(2 * PIECE), PIECE);
    let (_, _, other) = seal(&plain(2 * PIECE), PIECE);
    assert_ne!(first, other, "equal files are never sealed alike");
    let piece = PIECE + TAG;
    let mixed = [&first[..piece], &other[piece..]].concat();
    assert_eq!(key.open_pieces(layout, 0, &mixed).map(|_| ()), Err(VaultError::Tampered));
}

#[test]
fn the_key_of_a_file_opens_in_its_tenant_only() {
    let folder = Folder::new();
    let provider = folder.provider();
    let ((_, mine), (_, theirs)) = (keys(&provider, tenant(1)), keys(&provider, tenant(2)));
    let (key, layout, sealed) = seal(b"segredo", 3);
    let stored = key.seal(&mine);
    let opened = FileKey::open(&mine, &stored).unwrap();
    assert_eq!(opened.open_pieces(layout, 0, &sealed).unwrap().as_slice(), b"segredo");
    assert_eq!(FileKey::open(&theirs, &stored).map(|_| ()), Err(VaultError::Tampered));
}
