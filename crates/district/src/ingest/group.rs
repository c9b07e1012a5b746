//! One transaction for several jobs, and what happens when it fails: halves, until whatever fails on its own account is alone.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use daylog_faults::{Fault, broken};
use daylog_storage::StorageError;

/// Why a job has no outcome. Nothing of it is kept.
pub enum Failure {
    Storage(Arc<StorageError>),
    /// The work panicked; whoever handed the job in panics with the same.
    Panic(Box<dyn Any + Send>),
}

/// Calls `write` with all jobs, which does them all in one transaction or none. An outcome for each, in order.
///
/// A job that fails on its own account must not take those beside it along, and which one it was cannot always be told, nor does
/// every database go on in a transaction after a failure: both halves are tried again, and a job that fails alone has failed.
/// What is nobody's account, such as a full disk, everybody is told at once.
pub fn each_for_itself<J, R>(jobs: &[J], write: &impl Fn(&[J]) -> Result<Vec<R>, StorageError>) -> Vec<Result<R, Failure>> {
    // What a panic leaves behind is a transaction, which is rolled back.
    let written = catch_unwind(AssertUnwindSafe(|| write(jobs)));
    let is_everybodys = matches!(&written, Ok(Err(error)) if error.is_transient()) || broken(Fault::GroupFailsTogether);
    match written {
        Ok(Ok(done)) => done.into_iter().map(Ok).collect(),
        _ if jobs.len() > 1 && !is_everybodys => {
            tracing::warn!(jobs = jobs.len(), "a group could not be written; its halves are tried");
            let (first, second) = jobs.split_at(jobs.len() / 2);
            let mut outcomes = each_for_itself(first, write);
            outcomes.extend(each_for_itself(second, write));
            outcomes
        }
        Ok(Err(error)) => {
            let error = Arc::new(error);
            jobs.iter().map(|_| Err(Failure::Storage(error.clone()))).collect()
        }
        Err(panic) => vec![Err(Failure::Panic(panic))],
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// A job, and what it fails with.
    type Failing = (u32, fn() -> StorageError);

    const FULL: fn() -> StorageError = || StorageError::File(std::io::ErrorKind::StorageFull.into());
    const BAD: fn() -> StorageError = || StorageError::Unreadable { what: "test" };

    /// What each of the jobs 0..`jobs` hears when these fail alone with what they are given, and the groups that were written.
    fn heard(jobs: u32, failing: &[Failing], panicking: &[u32]) -> (String, Vec<Vec<u32>>) {
        let written = RefCell::new(Vec::new());
        let write = |some: &[u32]| {
            if let Some((_, failure)) = failing.iter().find(|(job, _)| some.contains(job)) {
                return Err(failure());
            }
            assert!(!some.iter().any(|job| panicking.contains(job)), "one of these panics");
            written.borrow_mut().push(some.to_vec());
            Ok(some.to_vec())
        };
        let jobs: Vec<u32> = (0..jobs).collect();
        let outcomes = each_for_itself(&jobs, &write);
        assert_eq!(outcomes.len(), jobs.len());
        let letter = |(job, outcome): (&u32, &Result<u32, Failure>)| match outcome {
            Ok(done) if done == job => 'k',
            Ok(_) => '?',
            Err(Failure::Storage(error)) if error.is_transient() => 'd',
            Err(Failure::Storage(_)) => 'b',
            Err(Failure::Panic(_)) => 'p',
        };
        (jobs.iter().zip(&outcomes).map(letter).collect(), written.into_inner())
    }

    #[test]
    fn whoever_fails_on_their_own_account_fails_alone_and_a_full_disk_is_everybodys() {
        // (jobs, failing, panicking) → kept, bad, disk or panic for each job, and how many transactions were committed
        type Case = (u32, &'static [Failing], &'static [u32], &'static str, usize);
        let table: [Case; 8] = [
            (1, &[], &[], "k", 1),
            (16, &[], &[], "kkkkkkkkkkkkkkkk", 1),
            (16, &[(5, BAD)], &[], "kkkkkbkkkkkkkkkk", 4),
            (4, &[(0, BAD), (3, BAD)], &[], "bkkb", 2),
            (3, &[(0, BAD), (1, BAD), (2, BAD)], &[], "bbb", 0),
            (4, &[(2, FULL)], &[], "dddd", 0),
            (4, &[], &[2], "kkpk", 2),
            (1, &[], &[0], "p", 0),
        ];
        for (jobs, failing, panicking, wanted, commits) in table {
            let (heard, written) = heard(jobs, failing, panicking);
            assert_eq!((heard.as_str(), written.len()), (wanted, commits), "{jobs} jobs, {panicking:?} panicking: {written:?}");
        }
    }
}
