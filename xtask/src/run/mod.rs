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
    println!("{}", announcement(&city, &dashboard, &phone, display)?);

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

fn build(root: &Path, display: bool) -> Result<(), Failure> {
    let needs: &[Need] = if display { &[Need::Compile, Need::Desktop, Need::Window] } else { &[Need::Compile] };
    machine::install(root, needs)?;
    ui::build(root)?;
    let mut packages = vec!["daylog-server", "daylog-cli", "daylog-bridge"];
    if display {
        packages.push("daylog-desktop");
    }
    let build = Invocation::new(root, "cargo").args(["build", "--locked"]);
    packages.into_iter().fold(build, |build, package| build.args(["--package", package])).run()
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

fn announcement(city: &City, dashboard: &str, phone: &str, display: bool) -> Result<String, Failure> {
    let City { account, password, .. } = city;
    let authority = city.server_data().join("ca.pem");
    let fingerprint = fingerprint_of(&authority)?;
    let authority = authority.display();
    let desktop = if display { format!("opened      PIN {}", city::PIN) } else { "not opened: this machine has no display".to_owned() };
    Ok(format!(
        "
The example district runs.

  Dashboard    {dashboard}
               sign in as {account} with {password}
  Phone UI     {phone}
               PIN {pin}, the phone of {own}
  Desktop app  {desktop}

The browser warns about the dashboard's certificate: it is from the district's own authority.
Trust {authority}, or compare its fingerprint when you look at the certificate's issuer:
SHA-256 {fingerprint}

Ctrl-C stops all of it. `cargo xtask run --fresh` starts over.",
        pin = city::PIN,
        own = history::OWN,
    ))
}

/// The SHA-256 of a certificate's bytes, as browsers show it.
fn fingerprint_of(certificate: &Path) -> Result<String, Failure> {
    let script = "sed '/-----/d' \"$0\" | base64 -d | sha256sum";
    let sum = Invocation::new(Path::new("/"), "sh").arg("-c").arg(script).arg(certificate).text()?;
    let digits: Vec<char> = sum.split_whitespace().next().unwrap_or_default().to_uppercase().chars().collect();
    Ok(digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(":"))
}
