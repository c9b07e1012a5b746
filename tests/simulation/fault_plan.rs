//! What one seed's world is like: how large it is and which faults befall it how often. Each seed leaves some faults out
//! and has others in plenty, since faults hide each other when all are there in every world.

use super::rng::Rng;

/// How a program's messages differ from the present version's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Present,
    /// Without the checkpoint and what stands behind it: a made-up older version, which can neither prove a rollback nor be told
    /// of one.
    Older,
    /// Fields behind those that are known here.
    Newer,
}

/// Of a thousand chances, how often each thing happens.
#[derive(Debug, Clone)]
pub struct FaultPlan {
    pub cadres: u32,
    pub households: u32,
    pub devices: usize,
    /// Per message: lost, doubled, cut off, held back.
    pub lost: u64,
    pub doubled: u64,
    pub cut_off: u64,
    pub held_back: u64,
    /// Per step.
    pub partitions: u64,
    pub black_holes: u64,
    pub deaths: u64,
    pub full_disks: u64,
    pub clocks: u64,
    pub reassignments: u64,
    pub copies: u64,
    pub clones: u64,
    pub server_restores: u64,
    pub revocations: u64,
    pub purges: u64,
    /// Per write of either side.
    pub power_cuts: u64,
    pub district: Version,
    pub versions: Vec<Version>,
    pub later: Later,
}

/// Faults that came when seeds were already kept, with random numbers of their own. A quarter of the worlds has none of them.
#[derive(Debug, Clone, Default)]
pub struct Later {
    /// Per step: the district's clock jumps.
    pub district_clock: u64,
    /// Per step: somebody encrypts, carries, opens or rescues.
    pub background_deliveries: u64,
    /// Per step: a backup is read back, days pass, or the district comes back from a backup that devices rely on.
    pub watermarks: u64,
    /// So many days after a household's last day phones evict its content, in worlds with watermarks.
    pub phone_days: u16,
    /// A fifth of what is saved is about places.
    pub has_places: bool,
}

impl Later {
    #[must_use]
    pub fn of(seed: u64) -> Self {
        if seed.is_multiple_of(4) {
            return Later::default();
        }
        let mut rng = Rng::new(seed.rotate_left(32));
        let mut rate = |most: u64| if rng.below(2) == 0 { 0 } else { 1 + rng.below(most) };
        let mut later =
            Later { district_clock: rate(20), background_deliveries: rate(80), watermarks: rate(20), phone_days: 0, has_places: true };
        // When content goes from phones is told by the district's clock: one that jumps takes it away for good.
        if later.watermarks > 0 && later.district_clock > 0 {
            if rng.below(2) == 0 {
                later.district_clock = 0;
            } else {
                later.watermarks = 0;
            }
        }
        if later.watermarks > 0 {
            later.phone_days = u16::try_from(rng.below(4)).unwrap();
        }
        later
    }
}

impl FaultPlan {
    #[must_use]
    pub fn of(rng: &mut Rng) -> Self {
        let mut rate = |most: u64| if rng.below(2) == 0 { 0 } else { 1 + rng.below(most) };
        let mut fault_plan = FaultPlan {
            cadres: 2,
            households: 3,
            devices: 2,
            lost: rate(200),
            doubled: rate(150),
            cut_off: rate(60),
            held_back: rate(400),
            partitions: rate(8),
            black_holes: rate(8),
            deaths: rate(25),
            full_disks: rate(8),
            clocks: rate(20),
            reassignments: rate(25),
            copies: rate(6),
            clones: rate(4),
            server_restores: rate(4),
            revocations: rate(2),
            purges: rate(3),
            power_cuts: rate(30),
            district: Version::Present,
            versions: Vec::new(),
            later: Later::default(),
        };
        fault_plan.cadres = 2 + u32::try_from(rng.below(3)).unwrap();
        // Enough of them that each cadre has one.
        fault_plan.households = fault_plan.cadres + u32::try_from(rng.below(4)).unwrap();
        fault_plan.devices = 2 + rng.place(3);
        fault_plan.district = version(rng);
        fault_plan.versions = (0..fault_plan.devices).map(|_| version(rng)).collect();
        if fault_plan.server_restores > 0 {
            fault_plan.all_know_checkpoints();
        }
        fault_plan
    }

    /// Adds the faults that came later.
    pub fn and_later(&mut self, seed: u64) {
        self.later = Later::of(seed);
        if self.later.watermarks > 0 {
            self.all_know_checkpoints();
        }
        let is_restored = self.server_restores > 0 || self.later.watermarks > 0;
        // Nobody need tell an older device of a new epoch, in which closed logs are offered again: it closes none.
        if is_restored && (self.copies, self.clones) == (0, 0) {
            let mut rng = Rng::new(!seed.rotate_left(32));
            self.versions.iter_mut().filter(|_| !seed.is_multiple_of(4) && rng.below(4) == 0).for_each(|version| *version = Version::Older);
        }
    }

    /// Where the district comes back older, somebody must be able to prove it.
    fn all_know_checkpoints(&mut self) {
        let not_older = |version: &mut Version| {
            if *version == Version::Older {
                *version = Version::Present
            }
        };
        self.versions.iter_mut().chain([&mut self.district]).for_each(not_older);
    }

    /// Nothing befalls this world.
    #[must_use]
    pub fn calm() -> Self {
        FaultPlan {
            cadres: 2,
            households: 3,
            devices: 2,
            lost: 0,
            doubled: 0,
            cut_off: 0,
            held_back: 0,
            partitions: 0,
            black_holes: 0,
            deaths: 0,
            full_disks: 0,
            clocks: 0,
            reassignments: 0,
            copies: 0,
            clones: 0,
            server_restores: 0,
            revocations: 0,
            purges: 0,
            power_cuts: 0,
            district: Version::Present,
            versions: vec![Version::Present; 2],
            later: Later::default(),
        }
    }
}

/// Mostly the present one.
fn version(rng: &mut Rng) -> Version {
    match rng.below(6) {
        0 => Version::Older,
        1 => Version::Newer,
        _ => Version::Present,
    }
}
