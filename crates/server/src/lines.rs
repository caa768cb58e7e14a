//! The lines that are open: their names, their number, and waiting for the last of them to close.

use crate::address::Address;
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// Of so many sockets, one is kept for agents: shoppers cannot lock them out.
const RESERVE: usize = 20;

/// One open socket, unique across relays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineId(uuid::Uuid);

impl LineId {
    /// A name that no other line has.
    pub fn unique() -> Self {
        Self(uuid::Uuid::new_v4())
    }
}

impl fmt::Display for LineId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Counts open lines, up to a limit.
pub struct Lines {
    open: watch::Sender<usize>,
    limit: usize,
    of_addresses: Arc<OfAddresses>,
    /// How many an address may have; 0: as many as there are.
    share: usize,
}

#[derive(Default)]
struct OfAddresses(Mutex<HashMap<Address, usize>>);

/// A place among the open lines, given back when dropped.
pub struct Place {
    open: watch::Sender<usize>,
    _of_address: Option<PlaceOfAddress>,
}

struct PlaceOfAddress {
    address: Address,
    all: Arc<OfAddresses>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// All that there are are taken.
    Full,
    /// This address has its share.
    Share,
}

impl Lines {
    /// No line is open yet, and at most `limit` may be; of one address at most `share`, if that is not 0.
    pub fn new(limit: usize, share: usize) -> Self {
        Self { open: watch::Sender::new(0), limit, of_addresses: Arc::default(), share }
    }

    /// A place for one more line of an agent.
    ///
    /// # Errors
    /// When all are taken.
    pub fn enter(&self) -> Result<Place, NoPlace> {
        self.take(self.limit, None)
    }

    /// A place for one more line of a visitor, who comes from `address` if that is known.
    ///
    /// # Errors
    /// When all are taken but those that are kept for agents, or the address has its share.
    pub fn enter_from(&self, address: Option<Address>) -> Result<Place, NoPlace> {
        let of_address = match address.filter(|_| self.share > 0) {
            Some(address) => {
                Some(PlaceOfAddress::take(&self.of_addresses, address, self.share).ok_or(NoPlace::Share)?)
            }
            None => None,
        };
        self.take(self.limit - self.limit / RESERVE, of_address)
    }

    fn take(&self, limit: usize, of_address: Option<PlaceOfAddress>) -> Result<Place, NoPlace> {
        let is_free = self.open.send_if_modified(|open| {
            let is_free = *open < limit;
            *open += usize::from(is_free);
            is_free
        });
        if is_free {
            Ok(Place { open: self.open.clone(), _of_address: of_address })
        } else {
            Err(NoPlace::Full)
        }
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        *self.open.borrow()
    }

    /// Waits until none is open.
    pub async fn all_closed(&self) {
        // The sender lives in `self`: this cannot fail.
        let _ = self.open.subscribe().wait_for(|open| *open == 0).await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.send_modify(|open| *open = open.saturating_sub(1));
    }
}

impl OfAddresses {
    fn now(&self) -> MutexGuard<'_, HashMap<Address, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PlaceOfAddress {
    fn take(all: &Arc<OfAddresses>, address: Address, share: usize) -> Option<Self> {
        let mut open = all.now();
        let count = open.entry(address).or_default();
        if *count >= share {
            return None;
        }
        *count += 1;
        Some(Self { address, all: Arc::clone(all) })
    }
}

impl Drop for PlaceOfAddress {
    fn drop(&mut self) {
        let mut open = self.all.now();
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::IpAddr;

    #[test]
    fn there_are_no_more_lines_than_allowed() {
        let lines = Lines::new(2, 0);
        let places = [lines.enter(), lines.enter()];
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(lines.enter().err(), Some(NoPlace::Full));
        drop(places);
        assert!(lines.enter().is_ok());
    }

    #[test]
    fn shoppers_leave_room_for_agents() {
        let lines = Lines::new(40, 0);
        let places: Vec<_> = (0..40).map_while(|_| lines.enter_from(None).ok()).collect();
        assert_eq!(places.len(), 38);
        assert!(lines.enter().is_ok());
    }

    #[test]
    fn one_machine_gets_its_share_and_gives_it_back() {
        let lines = Lines::new(100, 2);
        let from = |text: &str| lines.enter_from(Some(text.parse::<IpAddr>().unwrap().into()));
        let places = [from("203.0.113.7"), from("203.0.113.7")];
        assert_eq!(from("203.0.113.7").err(), Some(NoPlace::Share));
        assert!(from("203.0.113.8").is_ok() && lines.enter_from(None).is_ok());
        drop(places);
        assert!(from("203.0.113.7").is_ok());
        assert!(lines.of_addresses.now().is_empty(), "who has gone is forgotten");
    }
}
