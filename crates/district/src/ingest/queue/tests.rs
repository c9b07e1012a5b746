//! Threads that hand work in at once: who is served with whom, and that nobody is forgotten.

use std::{
    sync::mpsc,
    thread::{self, Scope, ScopedJoinHandle},
};

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Push {
    number: usize,
    device: i64,
    bytes: usize,
}

impl Job for Push {
    fn device(&self) -> i64 {
        self.device
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

const SMALL: usize = 100;

/// Device and bytes of each that waits, and the groups in which they are taken.
type Case = (Vec<(i64, usize)>, Vec<Vec<usize>>);

/// A queue with the groups that were worked on, each as its jobs' numbers.
#[derive(Default)]
struct Office {
    queue: Queue<Push, usize>,
    groups: Mutex<Vec<Vec<usize>>>,
}

impl Office {
    fn work(&self, group: &[Push]) -> Vec<usize> {
        self.groups.lock().unwrap().push(group.iter().map(|push| push.number).collect());
        group.iter().map(|push| push.number).collect()
    }

    /// Hands one in on a thread of its own, and waits until it is first or waits itself.
    fn hand_in<'s>(
        &'s self,
        scope: &'s Scope<'s, '_>,
        push: Push,
        work: impl FnOnce(&[Push]) -> Vec<usize> + Send + 's,
    ) -> ScopedJoinHandle<'s, Result<usize, Abandoned>> {
        let before = self.queue.waiting();
        let handle = scope.spawn(move || self.queue.hand_in(push, work));
        while self.queue.waiting() == before {
            thread::yield_now();
        }
        handle
    }

    /// While one is worked on, these are handed in, in this order; then that one is done, and all are waited for.
    fn behind_one(&self, pushes: &[(i64, usize)]) -> Vec<Vec<usize>> {
        let (release, held) = mpsc::channel::<()>();
        let (begun, begins) = mpsc::channel();
        thread::scope(|scope| {
            let work = move |_: &[Push]| {
                begun.send(()).unwrap();
                held.recv().unwrap();
                vec![usize::MAX]
            };
            let first = scope.spawn(move || self.queue.hand_in(Push { number: usize::MAX, device: -1, bytes: SMALL }, work));
            begins.recv().unwrap();
            let others: Vec<_> = pushes
                .iter()
                .enumerate()
                .map(|(number, (device, bytes))| {
                    self.hand_in(scope, Push { number, device: *device, bytes: *bytes }, |group| self.work(group))
                })
                .collect();
            release.send(()).unwrap();
            assert_eq!(first.join().unwrap(), Ok(usize::MAX));
            for (number, other) in others.into_iter().enumerate() {
                assert_eq!(other.join().unwrap(), Ok(number), "everybody hears of their own");
            }
        });
        assert_eq!(self.queue.waiting(), 0);
        std::mem::take(&mut self.groups.lock().unwrap())
    }
}

#[test]
fn those_that_wait_are_taken_together_within_bounds_and_nobody_is_passed_over_for_long() {
    let devices = |count: i64| (0..count).map(|device| (device, SMALL)).collect::<Vec<_>>();
    let numbers = |range: std::ops::Range<usize>| range.collect::<Vec<_>>();
    let table: [Case; 7] = [
        (vec![], vec![]),
        (devices(1), vec![vec![0]]),
        (devices(16), vec![numbers(0..16)]),
        (devices(35), vec![numbers(0..16), numbers(16..32), numbers(32..35)]),
        // One device's second push waits for the first one's end, and holds nobody up.
        (vec![(1, SMALL), (1, SMALL), (2, SMALL), (1, SMALL)], vec![vec![0, 2], vec![1], vec![3]]),
        (vec![(1, GROUP_BYTES - 1), (2, 2), (3, 1)], vec![vec![0, 2], vec![1]]),
        (vec![(1, 2 * GROUP_BYTES), (2, 1)], vec![vec![0], vec![1]]),
    ];
    let office = Office::default();
    for (waiting, groups) in table {
        assert_eq!(office.behind_one(&waiting), groups, "{waiting:?}");
    }
}

#[test]
fn whoever_works_may_end_without_outcomes_and_nobody_waits_for_ever() {
    let office = Office::default();
    let (release, held) = mpsc::channel::<()>();
    let of = |number: usize| Push { number, device: i64::try_from(number).unwrap(), bytes: SMALL };
    thread::scope(|scope| {
        let (begun, begins) = mpsc::channel();
        let first = scope.spawn(|| {
            office.queue.hand_in(of(100), move |_: &[Push]| {
                begun.send(()).unwrap();
                held.recv().unwrap();
                Vec::new()
            })
        });
        begins.recv().unwrap();
        let leads = office.hand_in(scope, of(0), |_| panic!("the work fails in its middle"));
        let beside = office.hand_in(scope, of(1), |group| office.work(group));
        // Its first is too large to go with those before.
        let next = office.hand_in(scope, Push { bytes: 2 * GROUP_BYTES, ..of(2) }, |group| office.work(group));
        release.send(()).unwrap();
        assert_eq!(first.join().unwrap(), Err(Abandoned), "an outcome too few is none");
        assert!(leads.join().is_err(), "the panic is seen where it happened");
        assert_eq!(beside.join().unwrap(), Err(Abandoned), "whoever was in its group hears so");
        assert_eq!(next.join().unwrap(), Ok(2), "and the next group has its turn");
    });
    assert_eq!(office.behind_one(&[(1, SMALL)]), [vec![2], vec![0]], "the queue goes on");
}

#[test]
fn many_threads_at_once_are_each_served_once() {
    const EACH: usize = 200;
    let office = Office::default();
    thread::scope(|scope| {
        for thread in 0..8 {
            let office = &office;
            scope.spawn(move || {
                for number in (0..EACH).map(|turn| thread * EACH + turn) {
                    let push = Push { number, device: i64::try_from(thread % 5).unwrap(), bytes: SMALL };
                    assert_eq!(office.queue.hand_in(push, |group| office.work(group)), Ok(number));
                }
            });
        }
    });
    let mut worked: Vec<usize> = office.groups.into_inner().unwrap().concat();
    worked.sort_unstable();
    assert_eq!(worked, (0..8 * EACH).collect::<Vec<_>>());
}
