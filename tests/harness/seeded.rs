//! Seeded randomness: a failing run names its seed, and `DAYLOG_SEED` runs it again.

/// SplitMix64; see Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// From `DAYLOG_SEED`, else from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let seed = std::env::var("DAYLOG_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(seed);
        eprintln!("DAYLOG_SEED={seed}");
        Seeded(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.draw() % limit
    }

    /// Words that no compressor makes small: `bytes` bytes of hex digits.
    pub fn words(&mut self, bytes: usize) -> String {
        let mut words = String::with_capacity(bytes + 16);
        while words.len() < bytes {
            words += &format!("{:016x}", self.draw());
        }
        words.truncate(bytes);
        words
    }
}
