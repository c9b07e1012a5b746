//! Circles in made-up crates: which are seen, which arrows count, and when an exception is no longer needed.

use serde_json::json;

use super::{super::finding::source, *};

fn found(files: &[(&str, &str)], granted: &[&str]) -> Vec<Finding> {
    let sources: Vec<Source> = files.iter().map(|(path, text)| source(path, text)).collect();
    findings(&["a/src/lib.rs".to_owned()], &sources, Granted { files: granted, folders: &[] })
}

/// A crate with folders `one` and `two`, each of two files, and `tree` with two folders in it; `uses` are files with what they name.
fn folder_circles(uses: &[(&str, &str)], granted: &[(&str, &str)]) -> Vec<Finding> {
    let files = [
        ("lib.rs", "pub mod one;\npub mod two;\npub mod tree;\npub mod alone;\npub struct Root;"),
        ("alone.rs", "pub struct Alone;"),
        ("one/mod.rs", "pub mod a;\npub mod b;\npub struct One;"),
        ("one/a.rs", "pub struct A;"),
        ("one/b.rs", "pub struct B;"),
        ("two.rs", "pub mod a;\npub mod b;\npub struct Two;"),
        ("two/a.rs", "pub struct A;"),
        ("two/b.rs", "pub struct B;"),
        ("tree/mod.rs", "pub mod left;\npub mod right;"),
        ("tree/left/mod.rs", "pub mod a;\npub mod b;"),
        ("tree/left/a.rs", "pub struct A;"),
        ("tree/left/b.rs", "pub struct B;"),
        ("tree/right.rs", "pub struct Right;"),
    ];
    let used =
        |file: &str| uses.iter().filter(|(from, _)| *from == file).map(|(_, path)| format!("\nuse crate::{path};")).collect::<String>();
    let sources: Vec<Source> =
        files.iter().map(|(path, text)| source(&format!("a/src/{path}"), &format!("{text}{}", used(path)))).collect();
    findings(&["a/src/lib.rs".to_owned()], &sources, Granted { files: &[], folders: granted })
}

/// A crate of three files whose root declares `one` and `two`.
fn circles_between(root: &str, one: &str, two: &str) -> usize {
    let (root, one) = (format!("mod one;\nmod two;\n{root}"), format!("{one}\npub struct One;"));
    found(&[("a/src/lib.rs", &root), ("a/src/one.rs", &one), ("a/src/two.rs", two)], &[]).len()
}

#[test]
fn an_arrow_is_every_path_to_an_item_however_it_is_written() {
    for (one, is_arrow) in [
        ("use crate::two::Two;", true),
        ("use crate::two::{self, Two as T};", true),
        ("use crate::{two::{Two, deep::Three}};", true),
        ("use super::two::Two;", true),
        ("use self::super::two::Two;", true),
        ("use crate::two::*; fn f() -> Two {}", true),
        ("fn f() { use crate::two::Two; }", true),
        ("fn f() -> crate::two::Two {}", true),
        ("use crate::two; fn f() { two::make() }", true),
        ("use crate::two as t; fn f() { t::make() }", true),
        ("fn f() { format!(\"{}\", crate::two::make()) }", true),
        ("#[serde(with = \"crate::two\")] struct S;", false),
        ("#[serde(with = \"crate::two::make\")] struct S;", true),
        ("mod inner { use super::super::two::Two; }", true),
        ("use crate::two;", false),
        ("use crate::two::*; fn f() {}", false),
        ("// use crate::two::Two;", false),
        ("const S: &str = \"use crate::two::Two;\";", false),
        ("#[cfg(test)] mod tests { use crate::two::Two; }", false),
        ("#[cfg(test)]\nuse crate::two::Two;", false),
        ("use other::two::Two;", false),
        ("fn f(two: u8) { two.make() }", false),
        ("use crate::two::*; use other::Two; fn f() -> Two {}", false),
        ("fn f() { starts_with(\"crate::two::\") }", false),
        ("pub use crate::two::Two;", false),
        ("pub use crate::two::Two; fn f() -> Two {}", true),
    ] {
        let circles = circles_between("", one, "use crate::one::One; pub struct Two; pub fn make() {}");
        assert_eq!(circles, usize::from(is_arrow), "{one}");
    }
}

#[test]
fn a_parent_that_declares_or_hands_on_is_in_no_circle_and_one_that_uses_its_child_is() {
    for (root, one, circles) in [
        ("pub struct Shared;", "use super::Shared;", 0),
        ("pub struct Shared; pub use one::One;", "use super::Shared;", 0),
        ("pub struct Shared; use one::One;", "use super::Shared;", 1),
        ("pub struct Shared; fn f() { one::make() }", "use super::Shared; pub fn make() {}", 1),
        ("mod inner { pub struct Shared; } fn f() { one::make() }", "use super::inner::Shared; pub fn make() {}", 1),
    ] {
        assert_eq!(circles_between(root, one, ""), circles, "{root} {one}");
    }
}

#[test]
fn a_reexport_counts_as_what_it_hands_on() {
    for (root, one, circles) in [
        ("pub use two::Two;", "use crate::Two;", 1),
        ("pub use two::Two as Renamed;", "use super::Renamed;", 1),
        ("pub use two::*;", "use crate::Two;", 1),
        ("use two::Two;", "use super::Two;", 1),
        ("pub use elsewhere::Two;", "use crate::Two;", 0),
    ] {
        assert_eq!(circles_between(root, one, "use crate::one::One; pub struct Two;"), circles, "{root}");
    }
}

#[test]
fn circles_are_told_apart_and_each_names_its_arrows() {
    let files = [
        ("a/src/lib.rs", "mod b;\nmod c;\nmod d;\nmod e;\nmod f;"),
        ("a/src/b/mod.rs", "pub mod deep;\nuse crate::c::C;"),
        ("a/src/b/deep.rs", "pub struct Deep;"),
        ("a/src/c.rs", "\nuse crate::d::D;\npub struct C;"),
        ("a/src/d.rs", "use crate::b::B;\nuse crate::b::deep::Deep;"),
        ("a/src/e.rs", "use crate::f::F;\nuse crate::c::C;"),
        ("a/src/f.rs", "use crate::e::E;"),
    ];
    let told: Vec<String> = found(&files, &[]).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "a/src/b/mod.rs: stands in a circle of 3 files:\
             \n    a/src/b/mod.rs:2 → a/src/c.rs (crate::c::C)\
             \n    a/src/c.rs:2 → a/src/d.rs (crate::d::D)\
             \n    a/src/d.rs:1 → a/src/b/mod.rs (crate::b::B)",
            "a/src/e.rs: stands in a circle of 2 files:\
             \n    a/src/e.rs:1 → a/src/f.rs (crate::f::F)\
             \n    a/src/f.rs:1 → a/src/e.rs (crate::e::E)",
        ]
    );
    assert_eq!(found(&files, &["a/src/d.rs", "a/src/f.rs"]), []);
}

#[test]
fn folders_that_lie_beside_each_other_stand_in_no_circle() {
    for (uses, circle) in [
        (&[("one/a.rs", "two::a::A"), ("two/b.rs", "one::b::B")][..], Some("a/src/one")),
        (&[("one/a.rs", "two::a::A"), ("two.rs", "one::b::B")], Some("a/src/one")),
        (&[("one/a.rs", "alone::Alone"), ("alone.rs", "one::b::B")], Some("a/src/alone")),
        (&[("one/a.rs", "two::a::A"), ("two/b.rs", "alone::Alone"), ("alone.rs", "one::b::B")], Some("a/src/alone")),
        (&[("tree/left/a.rs", "tree::right::Right"), ("tree/right.rs", "tree::left::b::B")], Some("a/src/tree/left")),
        (&[("one/a.rs", "two::a::A"), ("two/b.rs", "alone::Alone")], None),
        // The folder's own file and the crate's root are above and below at once.
        (&[("one/mod.rs", "one::a::A"), ("one/b.rs", "one::One")], None),
        (&[("two.rs", "two::a::A"), ("two/b.rs", "two::Two")], None),
        (&[("lib.rs", "one::a::A"), ("one/b.rs", "Root")], None),
        (&[("tree/left/a.rs", "one::a::A"), ("one/b.rs", "alone::Alone")], None),
    ] {
        let found = folder_circles(uses, &[]);
        assert_eq!(found.first().map(|finding| finding.place.as_str()), circle, "{uses:?} {found:?}");
    }
}

#[test]
fn a_circle_of_folders_names_the_files_and_one_arrow_can_be_granted() {
    let uses = [("one/a.rs", "two::a::A"), ("two/b.rs", "one::b::B")];
    let told: Vec<String> = folder_circles(&uses, &[]).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["a/src/one: stands in a circle of 2 folders:\
             \n    a/src/one → a/src/two\
             \n        a/src/one/a.rs → a/src/two/a.rs\
             \n    a/src/two → a/src/one\
             \n        a/src/two/b.rs → a/src/one/b.rs"]
    );
    assert_eq!(folder_circles(&uses, &[("a/src/two", "a/src/one")]), []);
    for uses in [&uses[..1], &uses[1..]] {
        let unneeded = folder_circles(uses, &[("a/src/two", "a/src/one")]);
        assert_eq!(unneeded.first().map(|finding| finding.what.as_str()), Some("stands in no circle with a/src/one; remove the exception"));
    }
}

#[test]
fn an_exception_that_is_not_needed_is_found() {
    let files = [
        ("a/src/lib.rs", "mod one;\nmod two;\nmod three;"),
        ("a/src/one.rs", "use crate::two::Two;"),
        ("a/src/two.rs", "use crate::one::One;"),
        ("a/src/three.rs", "use crate::one::One;"),
    ];
    for (granted, unneeded) in [
        (&["a/src/one.rs"][..], &[][..]),
        (&["a/src/one.rs", "a/src/three.rs"], &["a/src/three.rs"]),
        (&["a/src/one.rs", "a/src/gone.rs"], &["a/src/gone.rs"]),
        (&["a/src/one.rs", "a/src/two.rs"], &["a/src/one.rs", "a/src/two.rs"]),
    ] {
        let places: Vec<String> = found(&files, granted).into_iter().map(|finding| finding.place).collect();
        assert_eq!(places, unneeded, "{granted:?}");
    }
}

#[test]
fn tests_and_build_scripts_are_no_roots() {
    let target = |kind: &str, path: &str| json!({"kind": [kind], "src_path": format!("/srv/it/{path}")});
    let metadata = json!({"packages": [{"targets": [target("lib", "a/src/lib.rs"), target("test", "a/tests/t.rs")]}, {"targets": [target("bin", "b/src/main.rs"), target("custom-build", "b/build.rs")]}]});
    assert_eq!(roots(&metadata, Path::new("/srv/it")), ["a/src/lib.rs", "b/src/main.rs"]);
}
