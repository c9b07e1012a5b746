//! Looks at every history within the bounds, shortest first; from every state the world is also let come to rest.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
};

use crate::{
    bounds::Bounds,
    rules,
    world::{Action, World},
};

#[derive(Debug)]
pub struct Explored {
    pub states: usize,
    pub rested: usize,
    pub found: Option<Found>,
}

/// A rule that does not hold, and the shortest history that leads there.
#[derive(Debug)]
pub struct Found {
    pub what: String,
    pub path: Vec<String>,
}

/// How a state was first reached: the state before, and what happened.
type Seen = HashMap<u64, Option<(u64, Action)>>;

pub fn explore(bounds: Bounds) -> Explored {
    let hasher = RandomState::new();
    let first = World::new(bounds);
    let key = hasher.hash_one(&first);
    let mut seen: Seen = HashMap::from([(key, None)]);
    let mut open = VecDeque::from([(key, first)]);
    let mut rested = 0;
    while let Some((key, world)) = open.pop_front() {
        rested += 1;
        if let Err(what) = check(&world) {
            return Explored { states: seen.len(), rested, found: Some(Found { what, path: path(&seen, key) }) };
        }
        for action in world.actions() {
            let next = world.after(action);
            let next_key = hasher.hash_one(&next);
            if let std::collections::hash_map::Entry::Vacant(free) = seen.entry(next_key) {
                free.insert(Some((key, action)));
                open.push_back((next_key, next));
            }
        }
    }
    Explored { states: seen.len(), rested, found: None }
}

fn check(world: &World) -> Result<(), String> {
    rules::always(world)?;
    let held = rules::holders(world);
    let mut resting = world.clone();
    if !resting.come_to_rest() {
        return Err("a device never comes to rest".to_owned());
    }
    rules::at_rest(&resting, &held)
}

fn path(seen: &Seen, mut key: u64) -> Vec<String> {
    let mut path = Vec::new();
    while let Some(Some((before, action))) = seen.get(&key) {
        path.push(format!("{action:?}"));
        key = *before;
    }
    path.reverse();
    path
}
