//! The hash behind every feature id. Its values are part of the model: golden tests hold them.

/// FNV-1a, taken byte by byte so that every beginning of a word costs one step more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rolling(u64);

impl Rolling {
    pub(crate) const fn start() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Begins apart from every other kind of feature.
    pub(crate) fn of_kind(kind: u8) -> Self {
        Self::start().add(0xff).add(kind)
    }

    #[must_use]
    pub(crate) fn add(self, byte: u8) -> Self {
        Self((self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }

    #[must_use]
    pub(crate) fn text(self, text: &str) -> Self {
        text.bytes().fold(self, Self::add)
    }

    #[must_use]
    pub(crate) fn number(self, number: u16) -> Self {
        let [high, low] = number.to_be_bytes();
        self.add(high).add(low)
    }

    /// The value, its bits well mixed.
    pub(crate) fn end(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }

    /// The value as one of 2 to the power of `bits` buckets.
    pub(crate) fn bucket(self, bits: u32) -> u32 {
        u32::try_from(self.end() >> (64 - bits)).unwrap_or_default()
    }
}

/// A table by values that are hashes already, which need no hashing again.
pub(crate) type ByHash<T> = std::collections::HashMap<u64, T, std::hash::BuildHasherDefault<Taken>>;

/// Takes a number for its own hash.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken(u64);

impl std::hash::Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(Rolling(self.0), |rolling, byte| rolling.add(*byte)).end();
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(Rolling::of_kind(2).text("pix").bucket(15), PIX);
        assert_eq!(Rolling::start().text("ab").end(), Rolling::start().add(b'a').add(b'b').end());
    }

    const PIX: u32 = 20_664;
}
