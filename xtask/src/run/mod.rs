//! `cargo xtask run`: an example district on this machine. Installs, builds, makes the city or plays its next morning, starts
//! server, bridge and desktop app, says where everything is, and stops all of it on Ctrl-C.

mod calendar;
mod city;
mod folder;
mod history;
mod making;
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

const USAGE: &str = "cargo xtask run [--fresh] [--port N]      the dashboard on N, the phone UI on N + 1";

pub fn run(root: &Path, words: &[&str]) -> Result<(), Failure> {
    let Options { fresh, port } = options(words)?;
    let data = root.join(".daylog");
    let _only = folder::take(&data)?;
    let city = if fresh { None } else { city::open(&data)? };
    let port = port_of(city.as_ref(), port)?;
    let bridge_port = port.checked_add(1).ok_or_else(|| Failure::usage(USAGE))?;
    [port, bridge_port].into_iter().try_for_each(must_be_free)?;
    if fresh {
        println!("Starting over: what was in {} is removed.", data.display());
        folder::empty(&data)?;
    }
    build_services(root)?;

    let mut services = Services::new(&data.join("traces"))?;
    let city = match city {
        Some(city) if !city.is_over() => making::next_morning(root, city, &mut services)?,
        _ => making::make(root, &data, port, &mut services)?,
    };
    let clock = city.clock();
    let dashboard = services.start("server", city::serve(root, &city.server_data(), port, &clock.daylog_now()).env(EXAMPLE, "1"))?;
    let phone = services.start("bridge", bridge(root, &city, bridge_port).env("DAYLOG_NOW", clock.daylog_now()))?;
    println!("{}", announcement(&city, &dashboard, &phone));
    if has_display() {
        println!("The desktop app is built last; dashboard and phone can be used meanwhile.");
        match build_desktop(root) {
            Ok(()) => {
                services.open("desktop app", desktop(root, &city).env("DAYLOG_NOW", clock.daylog_now()))?;
                println!("The desktop app is open, PIN {}.", city::PIN);
            }
            Err(why) => println!("The desktop app could not be built: {why}\nThe rest goes on without it."),
        }
    }

    match services.wait() {
        End::Interrupted => {
            println!("\nStopping.");
            services.stop();
            Ok(())
        }
        End::Died(name) => Err(services.obituary(name)),
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Options {
    fresh: bool,
    port: Option<u16>,
}

fn options(words: &[&str]) -> Result<Options, Failure> {
    let mut options = Options { fresh: false, port: None };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--fresh" => options.fresh = true,
            "--port" => options.port = Some(words.next().and_then(|port| port.parse().ok()).ok_or_else(|| Failure::usage(USAGE))?),
            _ => return Err(Failure::usage(USAGE)),
        }
    }
    Ok(options)
}

/// The devices of a city know where its server is; it cannot move without them.
fn port_of(city: Option<&City>, asked: Option<u16>) -> Result<u16, Failure> {
    match (city, asked) {
        (None, asked) => Ok(asked.unwrap_or(city::PORT)),
        (Some(city), Some(asked)) if asked != city.port => {
            Err(Failure::machine(format!("the city's devices look for their server on port {}; another port needs --fresh", city.port)))
        }
        (Some(city), _) => Ok(city.port),
    }
}

fn must_be_free(port: u16) -> Result<(), Failure> {
    TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|why| {
        Failure::machine(format!(
            "port {port} cannot be used: {why}. Is another `cargo xtask run` going on? `ss -ltnp` says who listens there; `--fresh --port N` takes another one."
        ))
    })
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var(name).is_ok_and(|value| !value.is_empty()))
}

/// Tells the programs that they show the example, whose clock is its own; only development builds ask.
const EXAMPLE: &str = "DAYLOG_EXAMPLE";

/// What has to be there before anything can be opened: the two faces, the server, the bridge and the command line.
fn build_services(root: &Path) -> Result<(), Failure> {
    if !root.join("target/debug/daylog-server").exists() {
        println!("The first build takes its time, about nine minutes on two free cores; later ones compile what changed.");
    }
    machine::install(root, &[Need::Compile])?;
    ui::build(root)?;
    built(root, &["--bin", "daylog-server", "--bin", "daylog-bridge", "--bin", "daylog"])
}

fn build_desktop(root: &Path) -> Result<(), Failure> {
    machine::install(root, &[Need::Desktop, Need::Window])?;
    built(root, &["--bin", "daylog-desktop"])
}

/// Programs of the workspace, as the gate builds them: choosing packages would choose other features, and build everything twice.
fn built(root: &Path, programs: &[&str]) -> Result<(), Failure> {
    Invocation::new(root, "cargo").args(["build", "--workspace", "--locked"]).args(programs.iter().copied()).run()
}

fn bridge(root: &Path, city: &City, port: u16) -> Invocation {
    let bridge = Invocation::new(root, "target/debug/daylog-bridge").arg("--profile").arg(city.profile("phone"));
    bridge.arg("--listen").arg(city::address(port)).args(["--ui", "ui/dist/phone"]).env(EXAMPLE, "1")
}

/// In a session of its own where there is none: WebKit and the keyring both ask for one.
fn desktop(root: &Path, city: &City) -> Invocation {
    let app = "target/debug/daylog-desktop";
    let desktop = if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some() {
        Invocation::new(root, app)
    } else {
        Invocation::new(root, "dbus-run-session").args(["--", app])
    };
    desktop.env("DAYLOG_PROFILE", city.profile("desktop")).env(EXAMPLE, "1")
}

fn announcement(city: &City, dashboard: &str, phone: &str) -> String {
    let sign_in: Vec<String> = city.accounts.iter().map(|(account, password)| format!("{account:10} {password}")).collect();
    let sign_in = sign_in.join("\n               ");
    let authority = city.server_data().join("ca.pem");
    let authority = authority.display();
    let desktop = if has_display() { "built and opened next" } else { "not opened: this machine has no display" };
    format!(
        "
The example district runs. Its clock is its own: it is 10:21 of day {day} of the first household, and each start is the next morning.

  Dashboard    {dashboard}
               {sign_in}
               no second factor is asked for here; a district that `init` makes asks for one
  Phone UI     {phone}
               PIN {pin}, the phone of {own}
  Desktop app  {desktop}

The browser warns about the dashboard's certificate, because the district is its own authority.
Trust {authority} in the browser, or compare its fingerprint and go on:
{fingerprint}

Ctrl-C stops all of it. `cargo xtask run --fresh` starts over.",
        pin = city::PIN,
        day = city.day,
        own = history::OWN,
        fingerprint = city.ca_fingerprint,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_any_order_and_nothing_else_is_taken() {
        assert_eq!(options(&[]).unwrap(), Options { fresh: false, port: None });
        assert_eq!(options(&["--port", "9000", "--fresh"]).unwrap(), Options { fresh: true, port: Some(9000) });
        for wrong in [&["--port"][..], &["--port", "x"], &["--clean"]] {
            assert!(options(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_city_keeps_its_port() {
        let folder = Path::new("/nowhere").to_path_buf();
        let city = City {
            folder,
            port: 9000,
            accounts: Vec::new(),
            ca_fingerprint: String::new(),
            first_day: chrono::NaiveDate::default(),
            day: 5,
        };
        assert_eq!(port_of(None, None).unwrap(), city::PORT);
        assert_eq!(port_of(None, Some(8000)).unwrap(), 8000);
        assert_eq!(port_of(Some(&city), None).unwrap(), 9000);
        assert!(port_of(Some(&city), Some(8000)).is_err());
    }

    #[test]
    fn a_port_that_somebody_has_is_refused_with_what_to_do() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let refused = must_be_free(taken.local_addr().unwrap().port()).unwrap_err().to_string();
        assert!(refused.contains("--port"), "{refused}");
    }
}
