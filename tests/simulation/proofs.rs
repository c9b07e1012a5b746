//! What the district signed and keeps proves what it should: each checkpoint of an epoch is the beginning of what is held now,
//! devices hold such a one, and chains, signatures and leaves stand, also where content was purged.

use daylog_backup::verify::verify;
use daylog_storage::{district, tree::Tree};
use daylog_wire::{
    checkpoint::{Checkpoint, Epoch},
    message::SyncResponse,
    tree::{TreeHash, begins_with},
};

use super::{bounds, fault_plan::Version, world::World};

impl World {
    /// An answer that goes out: bounded, and with one root for each size within an epoch.
    pub fn look_at_answer(&mut self, request: &[u8], bytes: &[u8]) {
        let answer = SyncResponse::from_bytes(bytes).unwrap();
        bounds::answer(request, bytes, &answer, &mut self.counts);
        let Some(checkpoint) = answer.checkpoint.map(|note| self.opened(&note)) else { return };
        let known = *self.oracle.roots.entry((checkpoint.epoch.0, checkpoint.size)).or_insert(checkpoint.root.0);
        assert_eq!(known, checkpoint.root.0, "two roots of size {} in one epoch", checkpoint.size);
    }

    fn opened(&self, note: &[u8]) -> Checkpoint {
        Checkpoint::open(note, &self.district.server().keys.public()).unwrap()
    }

    /// At rest.
    pub fn proofs_hold(&mut self) {
        let report = verify(&self.district.server().database).unwrap();
        assert!(report.findings.is_empty(), "the district does not verify: {:?}", report.findings);
        let kept = self.kept_checkpoints();
        let signed = self.oracle.roots.iter().map(|((epoch, size), root)| (Epoch(*epoch), *size, TreeHash(*root)));
        let held = kept.iter().map(|checkpoint| (checkpoint.epoch, checkpoint.size, checkpoint.root));
        let shown: Vec<_> = signed.chain(held).collect();
        let proven = self.district.server().database.read(|connection| {
            let epoch = Epoch(district::read(connection)?.epoch);
            let tree = Tree(connection);
            let now = tree.size()?;
            let root = tree.root(now)?.unwrap();
            assert!(kept.iter().all(|checkpoint| checkpoint.epoch == epoch), "a device at rest holds a checkpoint of an epoch that ended");
            let mut proven = 0;
            for (_, size, earlier) in shown.into_iter().filter(|shown| shown.0 == epoch) {
                assert!(size <= now, "a checkpoint of {size} leaves, and {now} are held");
                let proof = tree.prove(size, now)?;
                assert!(
                    begins_with((now, root), (size, earlier), &proof),
                    "what is held does not begin with the checkpoint of {size} leaves"
                );
                proven += 1;
            }
            Ok::<_, daylog_storage::StorageError>(proven)
        });
        self.counts.add_many("checkpoint proven to be a beginning", proven.unwrap());
    }

    /// Those of devices that the district still hears, where both know of checkpoints.
    fn kept_checkpoints(&mut self) -> Vec<Checkpoint> {
        let is_older = self.fault_plan.district == Version::Older;
        let (revoked, phones) = (&self.oracle.told.revoked, &mut self.phones);
        let heard = phones.iter_mut().filter(|phone| !is_older && phone.version != Version::Older && !revoked.contains(&phone.number));
        let notes: Vec<_> = heard.filter_map(|phone| phone.device.store().device().unwrap().checkpoint).collect();
        notes.iter().map(|note| self.opened(note)).collect()
    }
}
