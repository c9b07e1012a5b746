//! `cargo xtask run`: an example district on this machine. Installs, builds, makes the city, starts server, bridge and
//! desktop app, says where everything is, and stops all of it on Ctrl-C.

mod calendar;
mod city;
mod history;
mod services;

use std::{net::TcpListener, path::Path};

use crate::{
    failure::Failure,
    machine::{self, Need},
    process::Invocation,
    ui,
};
use city::City;
use services::{End, Services};

const BRIDGE_ADDRESS: &str = "127.0.0.1:8471";

pub fn run(root: &Path, options: &[&str]) -> Result<(), Failure> {
    let fresh = match options {
        [] => false,
        ["--fresh"] => true,
        _ => return Err(Failure::usage("cargo xtask run [--fresh]")),
    };
    let data = root.join(".daylog");
    [city::SERVER_ADDRESS, BRIDGE_ADDRESS].into_iter().try_for_each(must_be_free)?;
    let display = has_display();
    build(root, display)?;
    if fresh && data.exists() {
        println!("Starting over: {} is removed.", data.display());
        std::fs::remove_dir_all(&data).map_err(|why| Failure::file(&data, why))?;
    }

    let mut services = Services::new(&data.join("traces"))?;
    let city = city::open_or_make(root, &data, &mut services)?;
    let dashboard = services.start("server", city::serve(root, &city.server_data(), None))?;
    let phone = services.start("bridge", bridge(root, &city))?;
    if display {
        services.open("desktop app", desktop(root, &city))?;
    }
    println!("{}", announcement(&city, &dashboard, &phone, display));

    match services.wait() {
        End::Interrupted => {
            println!("\nStopping.");
            services.stop();
            Ok(())
        }
        End::Died(name) => Err(services.obituary(name)),
    }
}

fn must_be_free(address: &str) -> Result<(), Failure> {
    TcpListener::bind(address).map(drop).map_err(|why| {
        Failure::machine(format!(
            "{address} cannot be used: {why}. Is another `cargo xtask run` going on? `ss -ltnp` says who listens there."
        ))
    })
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var(name).is_ok_and(|value| !value.is_empty()))
}

/// The whole workspace, as the gate builds it: choosing packages would choose other features, and build everything twice.
fn build(root: &Path, display: bool) -> Result<(), Failure> {
    machine::install(root, &[Need::Compile, Need::Desktop])?;
    if display {
        machine::install(root, &[Need::Window])?;
    }
    ui::build(root)?;
    Invocation::new(root, "cargo").args(["build", "--workspace", "--locked", "--bins"]).run()
}

fn bridge(root: &Path, city: &City) -> Invocation {
    let bridge = Invocation::new(root, "target/debug/daylog-bridge").arg("--profile").arg(city.profile("phone"));
    bridge.args(["--listen", BRIDGE_ADDRESS, "--ui", "ui/dist/phone"])
}

/// In a session of its own where there is none: WebKit and the keyring both ask for one.
fn desktop(root: &Path, city: &City) -> Invocation {
    let app = "target/debug/daylog-desktop";
    let desktop = if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() {
        Invocation::new(root, app)
    } else {
        Invocation::new(root, "dbus-run-session").args(["--", app])
    };
    desktop.env("DAYLOG_PROFILE", city.profile("desktop"))
}

fn announcement(city: &City, dashboard: &str, phone: &str, display: bool) -> String {
    let sign_in: Vec<String> = city.accounts.iter().map(|(account, password)| format!("{account:10} {password}")).collect();
    let sign_in = sign_in.join("\n               ");
    let authority = city.server_data().join("ca.pem");
    let authority = authority.display();
    let desktop = if display { format!("opened, PIN {}", city::PIN) } else { "not opened: this machine has no display".to_owned() };
    format!(
        "
The example district runs.

  Dashboard    {dashboard}
               {sign_in}
  Phone UI     {phone}
               PIN {pin}, the phone of {own}
  Desktop app  {desktop}

The browser warns about the dashboard's certificate, because the district is its own authority.
Trust {authority} in the browser, or compare its fingerprint and go on:
{fingerprint}

Ctrl-C stops all of it. `cargo xtask run --fresh` starts over.",
        pin = city::PIN,
        own = history::OWN,
        fingerprint = city.ca_fingerprint,
    )
}
