//! Threads that hand in work while another is at it are served together by the next: the first of them does it for all.
//! What the work is, and what it says of a job that fails, is not known here.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

/// What the queue has to know of a job.
pub trait Job {
    /// No two jobs of one device are in one group: the second may build on what the first leaves.
    fn device(&self) -> i64;
    fn bytes(&self) -> usize;
}

/// The most jobs of one group, and the most bytes, unless its first job alone has more.
pub const GROUP_JOBS: usize = 16;
pub const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// Whoever did the work ended without an outcome for this job. It may be done or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the work was not finished")]
pub struct Abandoned;

/// Jobs that wait, with the threads that handed them in.
pub struct Queue<J, R>(Mutex<Waiting<J, R>>);

struct Waiting<J, R> {
    tickets: VecDeque<Ticket<J, R>>,
    /// A thread is at work or was told to be. While nobody is, nobody waits.
    is_led: bool,
}

struct Ticket<J, R> {
    job: J,
    seat: Arc<Seat<R>>,
}

/// Where one thread hears of its job.
struct Seat<R> {
    news: Mutex<Option<News<R>>>,
    told: Condvar,
}

enum News<R> {
    /// It is first, and works for the next group.
    Lead,
    Done(Result<R, Abandoned>),
}

impl<J, R> Default for Queue<J, R> {
    fn default() -> Self {
        Queue(Mutex::new(Waiting { tickets: VecDeque::new(), is_led: false }))
    }
}

impl<J: Job, R> Queue<J, R> {
    /// Hands a job in and waits for its outcome. `work` may be called, once, with the jobs of a group, of which this one is the first;
    /// it gives their outcomes in the same order.
    pub fn hand_in(&self, job: J, work: impl FnOnce(&[J]) -> Vec<R>) -> Result<R, Abandoned> {
        let seat = self.join(job);
        match seat.wait() {
            News::Done(outcome) => outcome,
            News::Lead => {
                self.lead(work);
                match seat.wait() {
                    News::Done(outcome) => outcome,
                    News::Lead => Err(Abandoned),
                }
            }
        }
    }

    /// How many jobs wait for the next group.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lock().tickets.len()
    }

    /// Whether nobody is at work, nor waits.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        !self.lock().is_led
    }

    fn join(&self, job: J) -> Arc<Seat<R>> {
        let seat = Arc::new(Seat { news: Mutex::new(None), told: Condvar::new() });
        let mut waiting = self.lock();
        waiting.tickets.push_back(Ticket { job, seat: seat.clone() });
        if !waiting.is_led {
            waiting.is_led = true;
            seat.tell(News::Lead);
        }
        seat
    }

    fn lead(&self, work: impl FnOnce(&[J]) -> Vec<R>) {
        let group = next_group(&mut self.lock().tickets);
        let (jobs, seats): (Vec<J>, Vec<_>) = group.into_iter().map(|ticket| (ticket.job, ticket.seat)).unzip();
        let led = Led { queue: self, seats };
        led.finish(work(&jobs));
    }
}

impl<J, R> Queue<J, R> {
    /// Whoever waits longest works next, so that nobody works for others without end.
    fn pass_on(&self) {
        let mut waiting = self.lock();
        match waiting.tickets.front() {
            Some(first) => first.seat.tell(News::Lead),
            None => waiting.is_led = false,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<J, R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first that waits, and in their order those that have room beside it.
fn next_group<J: Job, R>(tickets: &mut VecDeque<Ticket<J, R>>) -> Vec<Ticket<J, R>> {
    let (mut group, mut bytes) = (Vec::<Ticket<J, R>>::new(), 0_usize);
    for ticket in std::mem::take(tickets) {
        let of_all = bytes.saturating_add(ticket.job.bytes());
        let is_other = group.iter().all(|taken| taken.job.device() != ticket.job.device());
        if group.is_empty() || (group.len() < GROUP_JOBS && of_all <= GROUP_BYTES && is_other) {
            bytes = of_all;
            group.push(ticket);
        } else {
            tickets.push_back(ticket);
        }
    }
    group
}

/// A group at work. However the work ends, the next group gets its turn, and nobody waits for ever.
struct Led<'q, J, R> {
    queue: &'q Queue<J, R>,
    seats: Vec<Arc<Seat<R>>>,
}

impl<J, R> Led<'_, J, R> {
    fn finish(mut self, outcomes: Vec<R>) {
        let seats = std::mem::take(&mut self.seats);
        // The next group begins first; whoever is answered below has waited long enough for a moment more not to matter.
        drop(self);
        let mut outcomes = outcomes.into_iter();
        seats.into_iter().for_each(|seat| seat.tell(News::Done(outcomes.next().ok_or(Abandoned))));
    }
}

impl<J, R> Drop for Led<'_, J, R> {
    fn drop(&mut self) {
        self.seats.drain(..).for_each(|seat| seat.tell(News::Done(Err(Abandoned))));
        self.queue.pass_on();
    }
}

impl<R> Seat<R> {
    fn tell(&self, news: News<R>) {
        *self.news.lock().unwrap_or_else(PoisonError::into_inner) = Some(news);
        self.told.notify_one();
    }

    fn wait(&self) -> News<R> {
        let mut news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match news.take() {
                Some(told) => return told,
                None => news = self.told.wait(news).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

#[cfg(test)]
mod tests;
