//! What the shopper sees. Each file is one part of it; none of them decides anything.
//!
//! Two rules, both for the sake of Yew 0.23: every condition and every list stands in an element of its own,
//! and no component renders to nothing beside siblings.
//!
//! Two more, for the sake of weight: what needs no state of its own is a plain function, and what needs one a `Component`
//! without hooks, as these bring their own machinery; and a class is always a literal, as Yew keeps sets of any others. What
//! changes a look is a `data-` attribute.

pub(crate) mod attachment;
mod card;
pub(crate) mod cards;
mod code_card;
mod composer;
mod consent;
mod countdown;
mod deletion;
mod entry;
pub(crate) mod form;
pub(crate) mod formatted;
mod header;
mod icon;
mod log;
mod menu;
pub(crate) mod menu_entries;
pub(crate) mod minded;
pub(crate) mod notice;
mod panel;
mod press;
pub(crate) mod quick_replies;
pub(crate) mod rating;
mod screen;
pub(crate) mod share_bar;
pub(crate) mod veil;

pub(crate) use screen::{Screen, ScreenProps};

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// The shipped panel is built without the parts of Yew that these need: `never` in `xtask/src/wasm.rs`.
    #[test]
    fn no_view_has_raw_html_a_portal_or_something_suspended() {
        let views = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view")).unwrap();
        let more = ["src/mount.rs".into()];
        for path in views.map(|view| view.unwrap().path()).chain(more) {
            let text = fs::read_to_string(&path).unwrap();
            let ours = text.split("#[cfg(test)]").next().unwrap();
            for needs in ["from_html_unchecked", "create_portal", "VPortal", "VRaw", "Suspen"] {
                assert!(!ours.contains(needs), "{} has {needs}", path.display());
            }
        }
    }
}
