//! Files of any length, sealed piece by piece under a key of their own, so that neither sealing nor reading from the
//! middle holds the whole.
//!
//! A sealed file is its pieces, each 64 KiB of plaintext (the last one what is left, perhaps nothing) and a tag of 16
//! bytes. The nonce of a piece is its number and whether it is the last, and a key seals one file only: a piece that is
//! missing, moved, doubled or taken from another file does not open. The key is stored sealed by the scope's data key,
//! which binds the file to its tenant; without it the bytes are worth nothing.

use crate::{DataKeys, Purpose, VaultError};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand,
};
use std::ops::Range;
use zeroize::Zeroizing;

/// Bytes of plaintext in one piece.
pub const PIECE: usize = 64 * 1024;
const PIECE_U64: u64 = 64 * 1024;
const TAG: usize = 16;
const TAG_U64: u64 = 16;
/// Bound into every piece, so that a format of tomorrow is told apart.
const FORMAT: &[u8] = b"prosa-file-1";

/// Whether pieces follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Inside,
    Last,
}

/// The key of one file.
pub struct FileKey {
    raw: Zeroizing<[u8; 32]>,
    key: LessSafeKey,
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey")
    }
}

impl FileKey {
    fn of(raw: Zeroizing<[u8; 32]>) -> Result<Self, VaultError> {
        let key = UnboundKey::new(&AES_256_GCM, raw.as_ref()).map_err(|_| VaultError::NoKey)?;
        Ok(Self { raw, key: LessSafeKey::new(key) })
    }

    /// The key as it is stored.
    #[must_use]
    pub fn seal(&self, keys: &DataKeys) -> Vec<u8> {
        keys.seal(Purpose::FileKey, self.raw.as_ref())
    }

    /// Opens a stored key.
    ///
    /// # Errors
    /// As [`DataKeys::open`].
    pub fn open(keys: &DataKeys, sealed: &[u8]) -> Result<Self, VaultError> {
        let plain = keys.open(Purpose::FileKey, sealed)?;
        let mut raw = Zeroizing::new([0_u8; 32]);
        if plain.len() != raw.len() {
            return Err(VaultError::Malformed);
        }
        raw.copy_from_slice(&plain);
        Self::of(raw)
    }

    /// Opens whole pieces that follow each other, beginning with piece number `first` of a file of the given layout.
    ///
    /// # Errors
    /// `Tampered` when a piece is not what was sealed at its place; `Malformed` when the bytes are not whole pieces.
    pub fn open_pieces(
        &self,
        layout: FileLayout,
        first: u32,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        if sealed.is_empty() {
            return Err(VaultError::Malformed);
        }
        let mut out = Zeroizing::new(Vec::with_capacity(sealed.len()));
        let mut number = first;
        for piece in sealed.chunks(PIECE + TAG) {
            let place = match layout.pieces().checked_sub(number) {
                None | Some(0) => return Err(VaultError::Malformed),
                Some(1) => Place::Last,
                Some(_) => Place::Inside,
            };
            let mut piece = Zeroizing::new(piece.to_vec());
            let nonce = Nonce::assume_unique_for_key(nonce(number, place));
            let plain = self
                .key
                .open_in_place(nonce, Aad::from(FORMAT), &mut piece)
                .map_err(|_| VaultError::Tampered)?;
            out.extend_from_slice(plain);
            number = number.checked_add(1).ok_or(VaultError::Malformed)?;
        }
        Ok(out)
    }
}

fn nonce(number: u32, place: Place) -> [u8; NONCE_LEN] {
    let [a, b, c, d] = number.to_be_bytes();
    let last = u8::from(place == Place::Last);
    [0, 0, 0, 0, 0, 0, 0, a, b, c, d, last]
}

/// Seals one file. What it writes is ciphertext only.
pub struct FileSealer {
    key: FileKey,
    number: u32,
    plain: u64,
    /// Less than a piece, or exactly one that may be the last.
    held: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for FileSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileSealer").field("plain", &self.plain).finish_non_exhaustive()
    }
}

impl FileSealer {
    /// Begins a file under a fresh key.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn new() -> Result<Self, VaultError> {
        let mut raw = Zeroizing::new([0_u8; 32]);
        rand::fill(raw.as_mut()).map_err(|_| VaultError::NoRandomness)?;
        let held = Zeroizing::new(Vec::with_capacity(PIECE + TAG));
        Ok(Self { key: FileKey::of(raw)?, number: 0, plain: 0, held })
    }

    /// Takes the next bytes and appends the pieces they complete.
    ///
    /// # Errors
    /// When the file has more pieces than can be numbered (256 TiB).
    pub fn push(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), VaultError> {
        while !bytes.is_empty() {
            if self.held.len() == PIECE {
                self.flush(Place::Inside, out)?;
            }
            let room = PIECE.saturating_sub(self.held.len());
            let (now, later) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.held.extend_from_slice(now);
            self.plain = self.plain.saturating_add(u64::try_from(now.len()).unwrap_or(u64::MAX));
            bytes = later;
        }
        Ok(())
    }

    /// Appends the last piece. The file's key and its layout are what reading it takes.
    ///
    /// # Errors
    /// As [`FileSealer::push`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(FileKey, FileLayout), VaultError> {
        self.flush(Place::Last, out)?;
        Ok((self.key, FileLayout { plain: self.plain }))
    }

    fn flush(&mut self, place: Place, out: &mut Vec<u8>) -> Result<(), VaultError> {
        let nonce = Nonce::assume_unique_for_key(nonce(self.number, place));
        let tag = self
            .key
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(FORMAT), &mut self.held)
            .map_err(|_| VaultError::NoKey)?;
        out.extend_from_slice(&self.held);
        out.extend_from_slice(tag.as_ref());
        self.held.clear();
        self.number = self.number.checked_add(1).ok_or(VaultError::Malformed)?;
        Ok(())
    }
}

/// Where the pieces of a sealed file stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileLayout {
    /// Bytes of plaintext.
    pub plain: u64,
}

impl FileLayout {
    /// Pieces; an empty file has one.
    #[must_use]
    pub fn pieces(self) -> u32 {
        u32::try_from(self.plain.div_ceil(PIECE_U64).max(1)).unwrap_or(u32::MAX)
    }

    /// Bytes of the sealed file.
    #[must_use]
    pub fn sealed(self) -> u64 {
        self.plain.saturating_add(u64::from(self.pieces()).saturating_mul(TAG_U64))
    }

    /// The piece that holds a byte of plaintext, and the byte's place inside it.
    #[must_use]
    pub fn piece_of(self, byte: u64) -> (u32, usize) {
        let piece = u32::try_from(byte / PIECE_U64).unwrap_or(u32::MAX);
        (piece, usize::try_from(byte % PIECE_U64).unwrap_or_default())
    }

    /// Bytes of the sealed file that hold the pieces `first..=last`.
    #[must_use]
    pub fn sealed_range(self, first: u32, last: u32) -> Range<u64> {
        let step = PIECE_U64 + TAG_U64;
        let start = u64::from(first).saturating_mul(step);
        let end = u64::from(last).saturating_add(1).saturating_mul(step).min(self.sealed());
        start.min(end)..end
    }
}
