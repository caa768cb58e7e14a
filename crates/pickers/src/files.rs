//! The row of files above the text: each on its way, waiting, or with the reason why it is not. One is sent at a time, so that their
//! messages come in the order in which they were chosen.

use crate::attempts::Attempts;
use crate::dom::{add, add_button, add_icon, set};
use crate::file_rules;
use crate::pickers::Scene;
use crate::upload::{Outcome, Upload};
use crate::words::{self, Word};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{File, HtmlElement, Url};

const CROSS: &str = "M7 7l10 10M17 7L7 17";
const PAGE: &str = "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5";

/// The files of one composer.
pub(crate) struct Files {
    scene: Rc<Scene>,
    row: HtmlElement,
    /// Told to screen readers.
    status: HtmlElement,
    list: RefCell<Vec<Rc<Entry>>>,
    _online: RefCell<Option<EventListener>>,
}

/// A file in the row.
struct Entry {
    file: File,
    item: HtmlElement,
    note: HtmlElement,
    bar: HtmlElement,
    again: HtmlElement,
    /// Of the picture beside its name; taken back with the entry.
    preview: Option<String>,
    attempts: Cell<Attempts>,
    stage: RefCell<Stage>,
    listeners: RefCell<Vec<EventListener>>,
}

enum Stage {
    /// For those before it.
    Waiting,
    Sending {
        _upload: Upload,
    },
    /// For the line.
    Resting {
        _until: Timeout,
    },
    /// It goes on only if the person wants that, or not at all.
    Failed,
}

impl Files {
    pub(crate) fn new(scene: Rc<Scene>) -> Option<Rc<Self>> {
        let row = add(&scene.place, "ul", "pick-files")?;
        set(&row, "aria-label", &words::get(Word::Files));
        row.set_hidden(true);
        let status = add(&scene.place, "p", "pick-status")?;
        set(&status, "role", "status");
        let files =
            Rc::new(Self { scene, row, status, list: RefCell::default(), _online: RefCell::default() });
        let weak = Rc::downgrade(&files);
        let online = EventListener::new(&web_sys::window()?.into(), "online", move |_| {
            if let Some(files) = weak.upgrade() {
                files.wake();
            }
        });
        files._online.replace(Some(online));
        Some(files)
    }

    /// Puts a file at the end of the row, and sends it when it is its turn.
    pub(crate) fn take(self: &Rc<Self>, file: File) {
        let Some(entry) = self.entry(file) else { return };
        self.row.set_hidden(false);
        let objection = file_rules::objection(&entry.file.type_(), entry.file.size(), self.scene.most_bytes);
        self.list.borrow_mut().push(Rc::clone(&entry));
        entry.item.scroll_into_view_with_bool(false);
        match objection {
            Some(reason) => self.fail(&entry, &reason, false),
            None => self.go_on(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    /// Ends everything.
    pub(crate) fn stop(&self) {
        let list = self.list.take();
        list.iter().for_each(|entry| entry.let_go());
    }

    fn entry(self: &Rc<Self>, file: File) -> Option<Rc<Entry>> {
        let name = file.name();
        let item = add(&self.row, "li", "pick-file")?;
        let thumb = add(&item, "span", "pick-thumb")?;
        let preview = file
            .type_()
            .starts_with("image/")
            .then(|| Url::create_object_url_with_blob(&file).ok())
            .flatten();
        match &preview {
            Some(url) => {
                let picture = add(&thumb, "img", "")?;
                set(&picture, "alt", "");
                set(&picture, "src", url);
            }
            None => add_icon(&thumb, PAGE),
        }
        let what = add(&item, "span", "pick-what")?;
        let said = add(&what, "span", "pick-name")?;
        set(&said, "dir", "auto");
        set(&said, "title", &name);
        said.set_text_content(Some(&name));
        let note = add(&what, "span", "pick-note")?;
        note.set_text_content(Some(&words::get(Word::Waiting)));
        let bar = add(&what, "span", "pick-bar")?;
        set(&bar, "role", "progressbar");
        set(&bar, "aria-label", &words::fill(Word::Begins, &[&name]));
        set(&bar, "aria-valuemin", "0");
        set(&bar, "aria-valuemax", "100");
        add(&bar, "span", "")?;
        let again = add_button(&item, "pick-again", &words::get(Word::Again))?;
        again.set_text_content(Some(&words::get(Word::Again)));
        again.set_hidden(true);
        let remove = add_button(&item, "pick-remove", &words::fill(Word::Remove, &[&name]))?;
        add_icon(&remove, CROSS);
        let entry = Rc::new(Entry {
            file,
            item,
            note,
            bar,
            again: again.clone(),
            preview,
            attempts: Cell::default(),
            stage: RefCell::new(Stage::Waiting),
            listeners: RefCell::default(),
        });
        entry.listeners.replace(vec![
            self.on_click(&entry, &again, |files, entry| {
                entry.attempts.set(Attempts::default());
                entry.be(Stage::Waiting, &words::get(Word::Waiting));
                files.go_on();
                files.scene.focus();
            }),
            self.on_click(&entry, &remove, |files, entry| {
                files.remove(entry);
                files.go_on();
                files.scene.focus();
            }),
        ]);
        Some(entry)
    }

    fn on_click(
        self: &Rc<Self>,
        entry: &Rc<Entry>,
        button: &HtmlElement,
        then: fn(&Rc<Self>, &Rc<Entry>),
    ) -> EventListener {
        let (files, entry) = (Rc::downgrade(self), Rc::downgrade(entry));
        EventListener::new(button, "click", move |_| {
            if let Some((files, entry)) = files.upgrade().zip(entry.upgrade()) {
                then(&files, &entry);
            }
        })
    }

    /// Sends the first that waits, unless one is on its way or rests: order is kept.
    fn go_on(self: &Rc<Self>) {
        let next = {
            let list = self.list.borrow();
            let mut open = list.iter().filter(|entry| !matches!(&*entry.stage.borrow(), Stage::Failed));
            open.next().filter(|entry| matches!(&*entry.stage.borrow(), Stage::Waiting)).cloned()
        };
        if let Some(entry) = next {
            self.send(&entry);
        }
    }

    fn send(self: &Rc<Self>, entry: &Rc<Entry>) {
        let Some(target) = (self.scene.target)() else { return self.rest(entry) };
        let (files, weak) = (Rc::downgrade(self), Rc::downgrade(entry));
        let on_progress = {
            let entry = weak.clone();
            move |share: f64| {
                if let Some(entry) = entry.upgrade() {
                    entry.show(share);
                }
            }
        };
        let on_end = move |outcome| {
            if let Some((files, entry)) = files.upgrade().zip(weak.upgrade()) {
                files.ended(&entry, outcome);
            }
        };
        match Upload::begin(&entry.file, &target, on_progress, on_end) {
            Some(upload) => {
                if entry.attempts.get() == Attempts::default() {
                    self.status.set_text_content(Some(&words::fill(Word::Begins, &[&entry.file.name()])));
                }
                entry.be(Stage::Sending { _upload: upload }, &sending(0));
                entry.show(0.0);
            }
            None => self.rest(entry),
        }
    }

    fn ended(self: &Rc<Self>, entry: &Rc<Entry>, outcome: Outcome) {
        match outcome {
            Outcome::Kept(json) => {
                let name = entry.file.name();
                self.remove(entry);
                self.status.set_text_content(Some(&words::fill(Word::Done, &[&name])));
                (self.scene.sent)(&json);
            }
            Outcome::BrokenOff => return self.rest(entry),
            Outcome::Refused(reason) => self.fail(entry, &reason, true),
        }
        self.go_on();
    }

    /// Waits for the line, or gives up.
    fn rest(self: &Rc<Self>, entry: &Rc<Entry>) {
        let mut attempts = entry.attempts.get();
        let wait = attempts.broke();
        entry.attempts.set(attempts);
        let Some(ms) = wait else {
            self.fail(entry, &words::get(Word::GaveUp), true);
            return self.go_on();
        };
        let (files, weak) = (Rc::downgrade(self), Rc::downgrade(entry));
        let until = Timeout::new(ms, move || {
            if let Some((files, entry)) = files.upgrade().zip(weak.upgrade()) {
                files.send(&entry);
            }
        });
        entry.be(Stage::Resting { _until: until }, &words::get(Word::NoLine));
    }

    /// There is a network again.
    fn wake(self: &Rc<Self>) {
        let resting = {
            let list = self.list.borrow();
            list.iter().find(|entry| matches!(&*entry.stage.borrow(), Stage::Resting { .. })).cloned()
        };
        if let Some(entry) = resting {
            entry.attempts.set(Attempts::default());
            self.send(&entry);
        }
    }

    fn fail(&self, entry: &Rc<Entry>, reason: &str, may_again: bool) {
        entry.be(Stage::Failed, reason);
        entry.again.set_hidden(!may_again);
        self.status.set_text_content(Some(&[&entry.file.name(), ": ", reason].concat()));
    }

    fn remove(&self, entry: &Rc<Entry>) {
        entry.let_go();
        let mut list = self.list.borrow_mut();
        list.retain(|other| !Rc::ptr_eq(other, entry));
        self.row.set_hidden(list.is_empty());
    }
}

impl Entry {
    fn be(&self, stage: Stage, note: &str) {
        let word = match &stage {
            Stage::Waiting | Stage::Resting { .. } => "waiting",
            Stage::Sending { .. } => "sending",
            Stage::Failed => "failed",
        };
        set(&self.item, "data-stage", word);
        self.note.set_text_content(Some(note));
        self.again.set_hidden(true);
        // What it was ends here; after the borrow, as it may call back.
        let before = self.stage.replace(stage);
        drop(before);
    }

    /// So much of it is there, of 1.
    fn show(&self, share: f64) {
        if share > 0.0 {
            let mut attempts = self.attempts.get();
            attempts.got_on();
            self.attempts.set(attempts);
        }
        let percent = (share * 100.0).clamp(0.0, 100.0) as u32;
        set(&self.bar, "aria-valuenow", &percent.to_string());
        self.note.set_text_content(Some(&sending(percent)));
        // Throws only on declarations that are read-only; these are not.
        drop(self.bar.style().set_property("--pick-done", &[&percent.to_string(), "%"].concat()));
    }

    fn let_go(&self) {
        self.listeners.take();
        let before = self.stage.replace(Stage::Failed);
        drop(before);
        if let Some(url) = &self.preview {
            // An address that we made.
            drop(Url::revoke_object_url(url));
        }
        self.item.remove();
    }
}

fn sending(percent: u32) -> String {
    words::fill(Word::Sending, &[&percent.to_string()])
}
