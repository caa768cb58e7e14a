//! docs/security.md names tests: each of them exists, in the file where it is said to be.

use std::fs;
use std::path::{Path, PathBuf};

/// A test as the document cites it: in a file, by its function's name or by a part of its title.
#[derive(Debug, PartialEq)]
struct Cited<'a> {
    file: &'a str,
    name: Option<&'a str>,
}

/// The tests in a cell such as `` `a.rs`: `one`, `two`; `b.spec.js`: "a part of its title" ``.
fn cited(cell: &str) -> Vec<Cited<'_>> {
    let mut found: Vec<Cited<'_>> = Vec::new();
    for citation in cell.split("; `") {
        let citation = citation.trim().trim_start_matches('`');
        let Some((file, names)) = citation.split_once('`') else { continue };
        let names = names.trim_start_matches(':').trim();
        if names.is_empty() {
            found.push(Cited { file, name: None });
        }
        let quote = if names.starts_with('"') { '"' } else { '`' };
        found.extend(names.split(quote).skip(1).step_by(2).map(|name| Cited { file, name: Some(name) }));
    }
    found
}

/// The last cells of the rows of tables with a column of tests.
fn cells(document: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut is_of_tests = false;
    for line in document.lines() {
        let row = line.strip_prefix('|').and_then(|line| line.strip_suffix('|'));
        let Some(row) = row else {
            is_of_tests = false;
            continue;
        };
        let last = row.rsplit('|').next().unwrap_or_default().trim();
        if last == "Test" {
            is_of_tests = true;
        } else if is_of_tests && !last.starts_with("---") {
            cells.push(last);
        }
    }
    cells
}

#[test]
fn every_threat_cites_a_test_that_exists() {
    let document = fs::read_to_string(root().join("docs/security.md")).expect("docs/security.md is there");
    let mut wrong = Vec::new();
    let mut count = 0;
    for cell in cells(&document) {
        let tests = cited(cell);
        if tests.is_empty() {
            wrong.push(format!("a threat without a test: {cell}"));
        }
        for Cited { file, name } in tests {
            count += 1;
            let Ok(text) = fs::read_to_string(root().join(file)) else {
                wrong.push(format!("{file} is not there"));
                continue;
            };
            let Some(name) = name else { continue };
            let is_there = if file.ends_with(".rs") {
                [format!("fn {name}("), format!("fn {name}\n")].iter().any(|start| text.contains(start))
            } else {
                text.lines().any(|line| {
                    line.contains(name) && (line.contains("test(") || line.contains("test.step("))
                })
            };
            if !is_there {
                wrong.push(format!("{file} has no test “{name}”"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "the document cites {count} tests: is it read as it is written?");
}

#[test]
fn citations_are_read_as_they_are_written() {
    let names = cited("`a/b.rs`: `one`, `two`; `c.spec.js`: \"it holds\", \"it ends; `so`\"; `d.js`");
    let expected = [("a/b.rs", Some("one")), ("a/b.rs", Some("two")), ("c.spec.js", Some("it holds"))];
    assert_eq!(names[..3], expected.map(|(file, name)| Cited { file, name }));
    assert_eq!(names.last(), Some(&Cited { file: "d.js", name: None }));
    let table =
        "| Threat | Test |\n|---|---|\n| one | `a.rs` |\n\n| Who | What |\n|---|---|\n| one | two |\n";
    assert_eq!(cells(table), ["`a.rs`"]);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
