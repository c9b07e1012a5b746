//! Two devices, one server, and everything that can happen to them and between them.

use std::collections::BTreeSet;

use crate::{
    bounds::Bounds,
    device::{Device, Next},
    names::{LogName, Words},
    server::{Answer, Request, Server},
};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct World {
    /// What may still happen.
    pub left: Bounds,
    pub server: Server,
    pub devices: [Option<Device>; 2],
    /// A request on its way from each device, and an answer on its way back.
    pub asking: [Option<Request>; 2],
    pub answering: [Option<(Request, Answer)>; 2],
    /// A request that was delivered and is still somewhere on the way.
    pub stale: Option<Request>,
    /// An answer that was taken in and comes once more.
    pub echo: Option<(Request, Answer)>,
    pub backup: Option<Server>,
    pub copy: Option<(usize, Device)>,
    // Never taken back, whatever is restored:
    pub logs: LogName,
    pub saved: Words,
    pub draws: u8,
    pub epochs: u8,
    pub restores: u8,
    /// What waited when a device was copied: there twice from then on.
    pub doubled: BTreeSet<Words>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Save(usize),
    Send(usize),
    Arrive(usize),
    ArriveAndStay(usize),
    ArriveLate,
    LoseRequest(usize),
    LoseAnswer(usize),
    Take(usize),
    TakeAndEcho(usize),
    TakeEcho,
    Clone,
    Copy(usize),
    PutBack,
    BackUp,
    Restore,
    RestoreByCommand,
    Assign(u8),
    Revoke(u8),
}

impl World {
    pub fn new(bounds: Bounds) -> Self {
        let mut server = Server::new();
        // Two cadres: both look after the household, unless assignments are what is looked at.
        let second = if bounds.clones > 0 { None } else { Some(Device::new(1, 2)) };
        if bounds.changes == 0 {
            server.assign(1);
        }
        World {
            left: bounds,
            server,
            devices: [Some(Device::new(0, 1)), second],
            asking: [None, None],
            answering: [None, None],
            stale: None,
            echo: None,
            backup: None,
            copy: None,
            logs: 2,
            saved: 0,
            draws: 0,
            epochs: 0,
            restores: 0,
            doubled: BTreeSet::new(),
        }
    }

    /// Everything that can happen next.
    pub fn actions(&self) -> Vec<Action> {
        let left = &self.left;
        let mut actions = Vec::new();
        for device in 0..2 {
            let Some(here) = &self.devices[device] else { continue };
            let is_idle = self.asking[device].is_none() && self.answering[device].is_none();
            let mut add = |is_possible: bool, action| actions.extend(is_possible.then_some(action));
            add(left.saves > 0, Action::Save(device));
            add(left.sends > 0 && is_idle, Action::Send(device));
            add(self.asking[device].is_some(), Action::Arrive(device));
            add(self.asking[device].is_some() && left.repeats > 0 && self.stale.is_none(), Action::ArriveAndStay(device));
            add(self.asking[device].is_some() && left.losses > 0, Action::LoseRequest(device));
            add(self.answering[device].is_some() && left.losses > 0, Action::LoseAnswer(device));
            add(self.answering[device].is_some(), Action::Take(device));
            add(self.answering[device].is_some() && left.repeats > 0 && self.echo.is_none(), Action::TakeAndEcho(device));
            add(left.put_backs > 0 && self.copy.is_none() && here.own().next().is_some(), Action::Copy(device));
        }
        let mut add = |is_possible: bool, action| actions.extend(is_possible.then_some(action));
        add(self.stale.is_some(), Action::ArriveLate);
        add(self.echo.is_some(), Action::TakeEcho);
        add(left.clones > 0, Action::Clone);
        add(left.put_backs > 0 && self.copy.is_some(), Action::PutBack);
        let may_restore = left.restores + left.commands > 0;
        add(may_restore && self.backup.as_ref() != Some(&self.server), Action::BackUp);
        add(left.commands > 0 && self.backup.is_some(), Action::RestoreByCommand);
        add(left.restores > 0 && self.backup.is_some(), Action::Restore);
        if left.changes > 0 {
            for cadre in 0..2 {
                actions.push(if self.server.is_permitted(cadre) { Action::Revoke(cadre) } else { Action::Assign(cadre) });
            }
        }
        actions
    }

    pub fn after(&self, action: Action) -> World {
        let mut world = self.clone();
        world.happen(action);
        world
    }

    fn happen(&mut self, action: Action) {
        match action {
            Action::Save(device) => {
                self.left.saves -= 1;
                self.saved += 1;
                let words = self.saved;
                self.device(device).save(words);
            }
            Action::Send(device) => {
                self.left.sends -= 1;
                self.asking[device] = Some(self.device(device).request(device));
            }
            Action::Arrive(device) => {
                let request = self.asking[device].take().unwrap();
                self.arrive(request);
            }
            Action::ArriveAndStay(device) => {
                self.left.repeats -= 1;
                let request = self.asking[device].take().unwrap();
                self.stale = Some(request.clone());
                self.arrive(request);
            }
            Action::ArriveLate => {
                let request = self.stale.take().unwrap();
                let _nobody_listens = self.ask(&request);
            }
            Action::LoseRequest(device) => {
                self.left.losses -= 1;
                self.asking[device] = None;
            }
            Action::LoseAnswer(device) => {
                self.left.losses -= 1;
                self.answering[device] = None;
            }
            Action::Take(device) => {
                let (request, answer) = self.answering[device].take().unwrap();
                self.take(&request, &answer);
            }
            Action::TakeAndEcho(device) => {
                self.left.repeats -= 1;
                let (request, answer) = self.answering[device].take().unwrap();
                self.take(&request, &answer);
                self.echo = Some((request, answer));
            }
            Action::TakeEcho => {
                let (request, answer) = self.echo.take().unwrap();
                self.take(&request, &answer);
            }
            Action::Clone => {
                self.left.clones -= 1;
                let copied = self.device(0).clone();
                self.double(&copied);
                self.devices[1] = Some(copied);
            }
            Action::Copy(device) => {
                let copied = self.device(device).clone();
                self.double(&copied);
                self.copy = Some((device, copied));
            }
            Action::PutBack => {
                self.left.put_backs -= 1;
                let (device, copy) = self.copy.take().unwrap();
                (self.asking[device], self.answering[device]) = (None, None);
                self.devices[device] = Some(copy);
            }
            Action::BackUp => self.backup = Some(self.server.clone()),
            Action::Restore => {
                self.left.restores -= 1;
                self.restores += 1;
                self.server = self.backup.clone().unwrap();
            }
            Action::RestoreByCommand => {
                self.left.commands -= 1;
                self.restores += 1;
                self.server = self.backup.clone().unwrap();
                self.server.begin_epoch(None, &mut self.epochs);
            }
            Action::Assign(cadre) => {
                self.left.changes -= 1;
                self.server.assign(cadre);
            }
            Action::Revoke(cadre) => {
                self.left.changes -= 1;
                self.server.revoke(cadre);
            }
        }
    }

    fn device(&mut self, device: usize) -> &mut Device {
        self.devices[device].as_mut().unwrap()
    }

    /// What waits on a device that is copied may move to a log of each copy.
    fn double(&mut self, copied: &Device) {
        self.doubled.extend(copied.own().map(|(_, _, words)| words));
    }

    fn ask(&mut self, request: &Request) -> Answer {
        self.draws += 1;
        self.server.answer(request, self.draws, &mut self.epochs)
    }

    fn arrive(&mut self, request: Request) {
        let answer = self.ask(&request);
        let device = request.device;
        self.answering[device] = Some((request, answer));
    }

    fn take(&mut self, request: &Request, answer: &Answer) {
        let mut fresh = self.logs;
        self.device(request.device).receive(request, answer, &mut fresh);
        self.logs = fresh;
    }

    /// Everything on the way arrives, then each device syncs until it rests; false if one never does.
    pub fn come_to_rest(&mut self) -> bool {
        if self.stale.is_some() {
            self.happen(Action::ArriveLate);
        }
        for device in 0..2 {
            if self.asking[device].is_some() {
                self.happen(Action::Arrive(device));
            }
            if self.answering[device].is_some() {
                self.happen(Action::Take(device));
            }
        }
        // What one device opens or offers again, the other hears one round later.
        for _ in 0..4 {
            for device in 0..2 {
                if self.devices[device].is_some() && !self.sync(device) {
                    return false;
                }
            }
        }
        true
    }

    fn sync(&mut self, device: usize) -> bool {
        for _ in 0..30 {
            let request = self.device(device).request(device);
            let answer = self.ask(&request);
            self.take(&request, &answer);
            if self.device(device).next == Next::Rest {
                return true;
            }
        }
        false
    }
}
