//! Background delivery: encrypted envelopes are taken to the district while the record is closed.

use std::sync::{Arc, PoisonError};

use daylog_store::{
    delivery_key::DeliveryKey,
    envelopes::{Name, answers},
};
use daylog_sync::{
    Backoff,
    delivery::{DeliveryError, batch, deliver},
    http::Http,
};
use daylog_wire::{delivery::Handed, envelope::Envelope};

use crate::{
    App, Problem, ProblemCode,
    carried::Carried,
    envelopes::take_answers,
    syncing::{DeliveryReport, Rounds},
};

impl App {
    /// Takes envelopes to the district: this device's own while the record is closed, and what is carried for others.
    pub async fn deliver_in_background(self: &Arc<Self>) -> Result<DeliveryReport, Problem> {
        let mut session = self.syncing.lock().await;
        let Some(delivery_key) = DeliveryKey::of_profile(self.folder()) else { return Ok(DeliveryReport::default()) };
        if self.rounds().is_revoked {
            return Err(Problem::new(ProblemCode::DeviceRevoked));
        }
        let (names, carried) = (self.names_to_deliver()?, Carried::of_profile(self.folder())?);
        if names.is_empty() && carried.is_empty() {
            return Ok(std::mem::take(&mut self.rounds().untold));
        }
        let http = Http::pinned(delivery_key.addresses.clone(), delivery_key.authorities.clone())?;
        let (names, envelopes): (Vec<Name>, Vec<Envelope>) =
            names.into_iter().filter_map(|name| Some((name, self.envelopes().read(name)?))).unzip();
        self.hand_over(&delivery_key, &http, (&names, &envelopes), &mut session.backoff).await.1?;
        let mut trouble = None;
        for one in carried {
            let (handed, ended) = self.hand_over(&delivery_key, &http, (&[], one.envelopes()), &mut session.backoff).await;
            // What cannot be noted of one file keeps none of the others from going.
            trouble = trouble.or(one.forget_what_is_held(&handed).err());
            ended?;
        }
        if let Some(problem) = trouble {
            return Err(problem);
        }
        // What the district took in a moment ago is nothing that waits any more.
        if let Ok(store) = self.store() {
            take_answers(self.folder(), &mut store.lock().unwrap_or_else(PoisonError::into_inner))?;
        }
        let report = std::mem::take(&mut self.rounds().untold);
        tracing::info!(delivered = report.delivered, refused = report.refused, "background delivery");
        Ok(report)
    }

    /// Hands over in batches; what was received waits in the file of answers before the next batch goes. Where one breaks
    /// off, what became of those before it counts, so that a round that never ends well still gets further each time. Names
    /// are those of this device's own envelopes, and none for what is carried.
    async fn hand_over(
        &self,
        delivery_key: &DeliveryKey,
        http: &Http,
        (names, envelopes): (&[Name], &[Envelope]),
        backoff: &mut Backoff,
    ) -> (Vec<Handed>, Result<(), Problem>) {
        let mut all = Vec::new();
        while all.len() < envelopes.len() {
            let (names, rest) = (names.get(all.len()..).unwrap_or_default(), envelopes.get(all.len()..).unwrap_or_default());
            let now = rest.get(..batch(rest, *backoff)).unwrap_or(rest);
            match self.hand_over_batch(delivery_key, http, (names, now), backoff).await {
                Ok(handed) => all.extend(handed),
                Err(problem) => return (all, Err(problem)),
            }
        }
        (all, Ok(()))
    }

    async fn hand_over_batch(
        &self,
        delivery_key: &DeliveryKey,
        http: &Http,
        (names, now): (&[Name], &[Envelope]),
        backoff: &mut Backoff,
    ) -> Result<Vec<Handed>, Problem> {
        let delivered =
            deliver(http, (delivery_key.device, &delivery_key.key), &delivery_key.server, now, backoff).await.inspect_err(|error| {
                self.rounds().is_revoked = matches!(error, DeliveryError::Revoked);
            })?;
        let is_refused = |handed: &Handed| matches!(handed, Handed::Refused(_));
        let of = |refused: bool| -> Vec<Name> {
            names.iter().zip(&delivered.handed).filter(|(_, handed)| is_refused(handed) == refused).map(|(name, _)| *name).collect()
        };
        // Where that finds no room the next round hands over the same again, and the district knows it by then.
        if let Err(error) = answers::keep(self.folder(), &delivered.receipts, &of(false), &of(true)) {
            tracing::warn!(cause = %error, "what the district received cannot be noted");
        }
        let refused = delivered.handed.iter().filter(|handed| is_refused(handed)).count();
        let mut rounds = self.rounds();
        rounds.refused.extend(of(true));
        let report = &mut rounds.untold;
        report.refused += refused as u64;
        report.delivered += (now.len() - refused) as u64;
        Ok(delivered.handed)
    }

    /// Envelopes that lie in the folder and are not answered for yet. The open record sends its own entries itself.
    fn names_to_deliver(&self) -> Result<Vec<Name>, Problem> {
        let (received, not_taken) = (answers::waiting(self.folder()), answers::refused(self.folder()));
        let store = self.store().ok();
        let mut names = Vec::new();
        for name in self.envelopes().names()? {
            let is_covered = received.iter().any(|receipt| receipt.log == name.log && name.last <= receipt.sequence);
            let is_received = is_covered && !not_taken.contains(&name);
            let is_own = match &store {
                Some(store) => store.lock().unwrap_or_else(PoisonError::into_inner).is_own_log(name.log)?,
                None => false,
            };
            if !is_received && !is_own && !self.rounds().refused.contains(&name) {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// What the district said to an earlier delivery key says nothing to another one.
    pub(crate) fn begin_rounds_anew(&self) {
        *self.rounds() = Rounds::default();
    }

    fn rounds(&self) -> std::sync::MutexGuard<'_, Rounds> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
