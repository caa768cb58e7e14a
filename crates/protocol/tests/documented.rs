//! `docs/protocol.md` is normative: every frame, every code of an error and everything that a message carries has its row there.

use alongside_protocol::{ErrorCode, FromAgent, FromVisitor, ToAgent, ToVisitor};
use serde::de::DeserializeOwned;
use std::fmt::Debug;

const DOCUMENT: &str = include_str!("../../../docs/protocol.md");

/// What stands in the first column of the tables between two headings, in backticks.
fn rows(from: &str, to: &str) -> Vec<String> {
    let (_, behind) = DOCUMENT.split_once(from).expect("the document has the heading");
    let (section, _) = behind.split_once(to).expect("the document has the next heading");
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" |"));
    cells.flat_map(|(cell, _)| cell.split('`').step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The names that serde lists when it meets one that it does not know.
fn names<T: DeserializeOwned + Debug>(json: &str) -> Vec<String> {
    let error = serde_json::from_str::<T>(json).expect_err("there is no such name").to_string();
    let listed = error.split_once("expected one of ").expect("the error lists the names").1;
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn check(names: &[String], rows: &[String]) {
    for name in names {
        assert!(rows.contains(name), "docs/protocol.md has no row for `{name}`");
    }
}

#[test]
fn every_frame_has_its_row() {
    let unknown = r#"{"type":"?"}"#;
    let headings: Vec<&str> = DOCUMENT.lines().filter(|line| line.starts_with('#')).collect();
    let of = |heading: &str| {
        let at = headings.iter().position(|line| *line == heading).expect(heading);
        rows(headings[at], headings[at + 1])
    };
    check(&names::<FromVisitor>(unknown), &of("## What the widget says"));
    check(&names::<ToVisitor>(unknown), &of("## What the widget hears"));
    check(&names::<FromAgent>(unknown), &of("## What the console says"));
    check(&names::<ToAgent>(unknown), &of("## What the console hears"));
}

#[test]
fn every_code_of_an_error_has_its_row() {
    check(&names::<ErrorCode>("\"?\""), &rows("| `code` | When |", "\n#"));
}
