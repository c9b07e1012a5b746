//! One file: its bytes as programs see them, its bytes as they are on the platter, and what lies between the two.
//! Knows no names, no locks, and no chance: which change survives is decided by the caller.

/// The smallest piece that a disk writes whole.
pub const SECTOR: usize = 512;

/// A change that is not on the platter yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Resize(usize),
}

/// What becomes of one change when the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOutcome {
    Kept,
    Lost,
    /// Each sector for itself, by the bits of this number.
    Torn(u64),
}

#[derive(Debug, Clone, Default)]
pub struct File {
    now: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
}

impl File {
    /// A file that is wholly on the platter.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        File { durable: bytes.clone(), now: bytes, pending: Vec::new() }
    }

    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.now
    }

    #[must_use]
    pub fn is_synced(&self) -> bool {
        self.pending.is_empty()
    }

    pub fn write(&mut self, at: usize, bytes: &[u8]) {
        put(&mut self.now, at, bytes);
        self.pending.push(Change::Write { at, bytes: bytes.to_vec() });
    }

    pub fn resize(&mut self, size: usize) {
        if size != self.now.len() {
            self.now.resize(size, 0);
            self.pending.push(Change::Resize(size));
        }
    }

    pub fn sync(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            apply(&mut self.durable, &change, WriteOutcome::Kept);
        }
    }

    /// The power went: every pending change meets its outcome, and what is left is all there is.
    pub fn crash(&mut self, mut outcome: impl FnMut(&Change) -> WriteOutcome) {
        for change in std::mem::take(&mut self.pending) {
            let outcome = outcome(&change);
            apply(&mut self.durable, &change, outcome);
        }
        self.now.clone_from(&self.durable);
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change, outcome: WriteOutcome) {
    match (change, outcome) {
        (_, WriteOutcome::Lost) => {}
        (Change::Resize(size), _) => bytes.resize(*size, 0),
        (Change::Write { at, bytes: written }, WriteOutcome::Kept) => put(bytes, *at, written),
        (Change::Write { at, bytes: written }, WriteOutcome::Torn(bits)) => {
            let mut position = *at;
            let mut rest = written.as_slice();
            while !rest.is_empty() {
                // Sectors lie where the disk has them, not where the write begins.
                let (sector, behind) = rest.split_at((SECTOR - position % SECTOR).min(rest.len()));
                if bits >> ((position / SECTOR) % 64) & 1 == 1 {
                    put(bytes, position, sector);
                }
                position += sector.len();
                rest = behind;
            }
        }
    }
}

fn put(into: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if into.len() < at + bytes.len() {
        into.resize(at + bytes.len(), 0);
    }
    if let Some(position) = into.get_mut(at..at + bytes.len()) {
        position.copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(writes: &[(usize, &[u8])]) -> File {
        let mut file = File::of(vec![b'.'; 4]);
        writes.iter().for_each(|(at, bytes)| file.write(*at, bytes));
        file
    }

    #[test]
    fn what_is_not_synced_may_be_lost_and_what_is_synced_may_not() {
        for (outcome, left) in [(WriteOutcome::Kept, b"ab..".as_slice()), (WriteOutcome::Lost, b"a...")] {
            let mut file = written(&[(0, b"a")]);
            file.sync();
            file.write(1, b"b");
            assert_eq!(file.bytes(), b"ab..");
            file.crash(|_| outcome);
            assert_eq!(file.bytes(), left);
        }
    }

    #[test]
    fn a_later_write_may_survive_an_earlier_one_and_leaves_a_hole() {
        let mut file = written(&[(4, b"xx"), (6, b"yy")]);
        file.crash(|change| if matches!(change, Change::Write { at: 4, .. }) { WriteOutcome::Lost } else { WriteOutcome::Kept });
        assert_eq!(file.bytes(), b"....\0\0yy");
    }

    #[test]
    fn a_write_tears_between_sectors_only() {
        let mut file = written(&[(256, &[1; 1024])]);
        file.crash(|_| WriteOutcome::Torn(0b101));
        let found: Vec<u8> = [0, 256, 511, 512, 1023, 1024, 1279].iter().map(|at| file.bytes()[*at]).collect();
        assert_eq!(found, [b'.', 1, 1, 0, 0, 1, 1]);
    }

    #[test]
    fn a_change_of_size_is_a_change_like_any_other() {
        for (outcome, size) in [(WriteOutcome::Kept, 2), (WriteOutcome::Lost, 4)] {
            let mut file = written(&[]);
            file.resize(2);
            assert!(!file.is_synced());
            file.crash(|_| outcome);
            assert_eq!(file.bytes().len(), size);
        }
    }
}
