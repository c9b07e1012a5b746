//! What must hold in every state, and what must hold when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    device::Device,
    names::{LogName, Words},
    world::World,
};

pub fn always(world: &World) -> Result<(), String> {
    // Each restore begins a life of its own, and each pair of lives is a fork that may be proven once.
    let forks = world.restores * (world.restores + 1) / 2;
    if world.epochs > forks {
        return Err(format!("{} epochs began for {} restored servers", world.epochs, world.restores));
    }
    for device in world.devices.iter().flatten() {
        if device.problem {
            return Err("a receipt or a checkpoint came that never should".to_owned());
        }
        for log in &device.logs {
            if usize::from(log.have) > log.words.len() {
                return Err("more counts as received than was saved".to_owned());
            }
        }
    }
    if world.restores == 0 {
        received_is_held(world)?;
    }
    Ok(())
}

/// Without a restored server, what a device takes for received is held under its number, word for word.
fn received_is_held(world: &World) -> Result<(), String> {
    for device in world.devices.iter().flatten() {
        for log in &device.logs {
            let held = world.server.logs.get(&log.name).map_or(&[][..], |held| &held.words);
            if held.get(..usize::from(log.have)) != log.words.get(..usize::from(log.have)) {
                return Err(format!("log {} counts as received up to {} and is not held", log.name, log.have));
            }
        }
    }
    Ok(())
}

/// Who held what before everything came to rest: the devices that are still there, and the server.
pub fn holders(world: &World) -> BTreeSet<Words> {
    let of_devices = world.devices.iter().flatten().flat_map(Device::own).map(|(_, _, words)| words);
    of_devices.chain(on_server(world).map(|(_, _, words)| words)).collect()
}

fn on_server(world: &World) -> impl Iterator<Item = (LogName, usize, Words)> + '_ {
    world.server.logs.iter().flat_map(|(name, log)| log.words.iter().enumerate().map(|(position, words)| (*name, position + 1, *words)))
}

pub fn at_rest(world: &World, held_before: &BTreeSet<Words>) -> Result<(), String> {
    always(world)?;
    received_is_held(world)?;
    let held: BTreeSet<Words> = on_server(world).map(|(_, _, words)| words).collect();
    if let Some(lost) = held_before.difference(&held).next() {
        return Err(format!("entry {lost} had a holder and is lost"));
    }
    let mut positions: BTreeMap<Words, usize> = BTreeMap::new();
    on_server(world).for_each(|(_, _, words)| *positions.entry(words).or_default() += 1);
    if let Some((words, times)) = positions.iter().find(|(words, times)| **times > 1 && !world.doubled.contains(words)) {
        return Err(format!("entry {words} is there {times} times"));
    }
    for device in world.devices.iter().flatten() {
        of_device(world, device, &held)?;
    }
    Ok(())
}

fn of_device(world: &World, device: &Device, held: &BTreeSet<Words>) -> Result<(), String> {
    if device.logs.iter().any(|log| usize::from(log.have) != log.words.len()) {
        return Err("a device rests with something unsent".to_owned());
    }
    for log in &device.logs {
        let there = world.server.logs.get(&log.name).map_or(&[][..], |held| &held.words);
        if !there.starts_with(&log.words) && !log.words.is_empty() {
            return Err(format!("log {} has two contents at rest", log.name));
        }
    }
    let permitted = if world.server.is_permitted(device.cadre) { held.clone() } else { BTreeSet::new() };
    let visible = device.visible();
    // What only a lost history said, and the device read there, it still shows; a reader cannot offer it again.
    let is_lost_history = |words: &Words| world.restores > 0 && device.has_household && !held.contains(words);
    let is_exact = permitted.is_subset(&visible) && visible.difference(&permitted).all(is_lost_history);
    if !is_exact {
        return Err(format!("cadre {} may see {permitted:?} and sees {visible:?}", device.cadre));
    }
    Ok(())
}
