//! Whose try to sign in is looked at: counted by account and address together, so that who guesses behind an office's one
//! address keeps the office's others in. Looks at no password and reads no clock.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use daylog_domain::time::Instant;

use super::{
    browser::Browser,
    limits::{KEYS_KEPT, Limits, Rate},
};

/// Five wrong passwords of one account from one address, or from one known browser.
const BOTH: Rate = Rate { tries: 5, refill_ms: 20_000 };
/// Wide: an office of a hundred people has one address. Passwords have 78 bits, and the processor has a bound of its own.
const ADDRESS: Rate = Rate { tries: 120, refill_ms: 1_000 };
/// One account from many addresses at once.
const ACCOUNT: Rate = Rate { tries: 50, refill_ms: 5_000 };
const USUAL_MS: i64 = 30 * 24 * 3_600_000;

/// Tries to sign in. The bounds by address and by account hold only for whoever never signed in rightly from there: nobody can
/// use them up to keep an account's owner out at the usual address or in the usual browser.
pub struct Admission {
    by_browser: Limits<(String, Browser)>,
    by_both: Limits<Pair>,
    by_address: Limits<IpAddr>,
    by_name: Limits<String>,
    /// Which account signed in rightly from where, and when last. In memory: after a restart the known browsers are left.
    usual: Mutex<HashMap<Pair, Instant>>,
}

/// An account's name and a network (`limits::network`).
type Pair = (String, IpAddr);

/// A try that is looked at, and what it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub name: String,
    network: IpAddr,
    paid: Paid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paid {
    Browser(Browser),
    Usual,
    All,
}

impl Default for Admission {
    fn default() -> Self {
        Admission {
            by_browser: Limits::new(BOTH),
            by_both: Limits::new(BOTH),
            by_address: Limits::new(ADDRESS),
            by_name: Limits::new(ACCOUNT),
            usual: Mutex::default(),
        }
    }
}

impl Admission {
    /// Takes a try, or says how many seconds to wait. Who has to wait has paid nothing.
    pub fn admit(&self, name: &str, network: IpAddr, browser: Option<Browser>, now: Instant) -> Result<Guess, u32> {
        let pair = (name.to_owned(), network);
        if let Some(browser) = browser {
            // A browser in which somebody guesses at the account that it is known for is as good as any other.
            self.by_browser.take(&(name.to_owned(), browser), now)?;
            return Ok(Guess { name: pair.0, network, paid: Paid::Browser(browser) });
        }
        self.by_both.take(&pair, now)?;
        if self.is_usual(&pair, now) {
            return Ok(Guess { name: pair.0, network, paid: Paid::Usual });
        }
        self.by_address.take(&network, now).inspect_err(|_| self.by_both.give_back(&pair))?;
        self.by_name.take(&pair.0, now).inspect_err(|_| {
            self.by_both.give_back(&pair);
            self.by_address.give_back(&network);
        })?;
        Ok(Guess { name: pair.0, network, paid: Paid::All })
    }

    /// The password was right: nothing was guessed, and this is where the account signs in from.
    pub fn was_right(&self, guess: &Guess, now: Instant) {
        self.undo(guess);
        let pair = (guess.name.clone(), guess.network);
        match guess.paid {
            Paid::Browser(browser) => self.by_browser.forgive(&(guess.name.clone(), browser)),
            Paid::Usual | Paid::All => self.by_both.forgive(&pair),
        }
        let mut usual = self.usual.lock().unwrap_or_else(PoisonError::into_inner);
        if usual.len() >= KEYS_KEPT {
            usual.retain(|_, last| now.millis_since(*last) < USUAL_MS);
        }
        if usual.len() < KEYS_KEPT {
            usual.insert(pair, now);
        }
    }

    /// The password was not looked at, because the server could not: that was no guess.
    pub fn undo(&self, guess: &Guess) {
        match guess.paid {
            Paid::Browser(browser) => self.by_browser.give_back(&(guess.name.clone(), browser)),
            Paid::Usual => self.by_both.give_back(&(guess.name.clone(), guess.network)),
            Paid::All => {
                self.by_both.give_back(&(guess.name.clone(), guess.network));
                self.by_address.give_back(&guess.network);
                self.by_name.give_back(&guess.name);
            }
        }
    }

    fn is_usual(&self, pair: &Pair, now: Instant) -> bool {
        let usual = self.usual.lock().unwrap_or_else(PoisonError::into_inner);
        usual.get(pair).is_some_and(|last| now.millis_since(*last) < USUAL_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const START: Instant = Instant(1_000_000);

    fn guesses(admission: &Admission, names: impl Iterator<Item = String>, from: IpAddr) -> usize {
        names.filter(|name| admission.admit(name, from, None, START).is_ok()).count()
    }

    #[test]
    fn who_guesses_at_one_account_keeps_nobody_else_of_the_office_out() {
        let admission = Admission::default();
        assert_eq!(guesses(&admission, (0..1000).map(|_| "district".to_owned()), OFFICE), 5);
        assert_eq!(admission.admit("district", OFFICE, None, START), Err(20));
        for number in 0..100 {
            let colleague = admission.admit(&format!("书记{number}"), OFFICE, None, START).unwrap();
            admission.was_right(&colleague, START);
        }
    }

    #[test]
    fn an_account_is_let_in_at_its_usual_address_and_in_its_usual_browser_whatever_is_guessed_there_and_elsewhere() {
        let admission = Admission::default();
        let owner = admission.admit("district", OFFICE, None, START).unwrap();
        admission.was_right(&owner, START);
        assert!(guesses(&admission, (0..1000).map(|number| format!("invented {number}")), OFFICE) < 200);
        let elsewhere = (1..=255).map(|last| IpAddr::from([10, 0, 1, last]));
        let looked_at = elsewhere.map(|from| guesses(&admission, std::iter::once("district".to_owned()), from)).sum::<usize>();
        assert_eq!(looked_at, 50, "one account from many addresses");
        assert!(admission.admit("district", OFFICE, None, START).is_ok(), "her usual address");
        assert!(admission.admit("newcomer", OFFICE, None, START).is_err(), "who never signed in from there waits");
        // Even where the guesser sits beside her, the browser that she used before is let in.
        while admission.admit("district", OFFICE, None, START).is_ok() {}
        assert!(admission.admit("district", OFFICE, Some([1; 16]), START).is_ok());
        let guessed = (0..100).filter(|_| admission.admit("district", OFFICE, Some([2; 16]), START).is_ok()).count();
        assert_eq!(guessed, 5, "a stolen browser guesses no faster");
        assert!(admission.admit("district", OFFICE, Some([1; 16]), START).is_ok(), "and holds up no other");
    }

    #[test]
    fn who_has_to_wait_has_paid_nothing_and_who_was_right_gets_it_back() {
        let admission = Admission::default();
        for _ in 0..500 {
            let guess = admission.admit("district", OFFICE, None, START).unwrap();
            admission.was_right(&guess, START);
        }
        let other = IpAddr::from([10, 0, 0, 2]);
        for _ in 0..500 {
            let guess = admission.admit("district", other, None, START).unwrap();
            admission.undo(&guess);
        }
        assert_eq!(guesses(&admission, (0..500).map(|_| "a".to_owned()), OFFICE), 5);
        assert_eq!(guesses(&admission, (0..500).map(|number| format!("b{number}")), OFFICE), 115, "the refused ones took nothing");
    }
}
