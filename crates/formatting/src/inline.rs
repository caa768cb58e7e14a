//! Marks within a line: emphasis, code, links. One pass; what opens waits for what closes, and is text if that never comes.

use crate::address;
use crate::pieces::Pieces;
use crate::{Mark, Piece};

/// Something that has opened and waits for its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bold,
    Italic,
    /// By an underscore.
    Underscore,
    /// The words of a link.
    Bracket,
}

struct Line<'a, 'p> {
    pieces: &'p mut Pieces<'a>,
    from: usize,
    to: usize,
    /// What has opened, at most one of each kind; and which piece is its text until it is known to open something.
    waiting: Vec<(Kind, usize)>,
    /// The piece that opened the last link: none may stand in another.
    last_link: usize,
    /// Whether no backtick follows.
    is_out_of_code: bool,
}

/// Finds the marks between two places of the text. What is text there is not flushed.
pub(crate) fn line(from: usize, to: usize, pieces: &mut Pieces<'_>) {
    let last_link = pieces.len();
    let mut line = Line { pieces, from, to, waiting: Vec::new(), last_link, is_out_of_code: false };
    let mut at = from;
    while at < to {
        at += line.mark_at(at).max(1);
    }
}

// Every mark is one byte, and no other character has a byte like it: so this looks at bytes, which needs no tables.
impl<'a> Line<'a, '_> {
    /// Takes the mark that stands here, and says how long it is in bytes: 0 for none.
    fn mark_at(&mut self, at: usize) -> usize {
        match self.byte(at) {
            mark @ (b'*' | b'_') => self.emphasis(at, mark),
            b'`' => self.code(at),
            b'[' => self.open(Kind::Bracket, at, 1),
            b']' => self.link(at),
            b'h' | b'H' | b'w' | b'W' => self.address(at),
            _ => 0,
        }
    }

    /// What stands there: a space beyond both ends of the line.
    fn byte(&self, at: usize) -> u8 {
        let is_within = at >= self.from && at < self.to;
        self.pieces.text.as_bytes().get(at).copied().filter(|_| is_within).unwrap_or(b' ')
    }

    fn before(&self, at: usize) -> u8 {
        self.byte(at.wrapping_sub(1))
    }

    /// How often this byte stands there in a row.
    fn run(&self, at: usize, byte: u8) -> usize {
        let mut end = at;
        while self.byte(end) == byte {
            end += 1;
        }
        end - at
    }

    fn behind(&self, at: usize) -> &'a str {
        self.pieces.text.get(at..self.to).unwrap_or_default()
    }

    fn address(&mut self, at: usize) -> usize {
        let is_in_brackets = self.waiting.iter().any(|(kind, _)| *kind == Kind::Bracket);
        let here = self.behind(at);
        let length = address::length_at(self.before(at), here, is_in_brackets).unwrap_or_default();
        if let Some(address) = here.get(..length).filter(|address| !address.is_empty()) {
            let mark = Mark::Link { address, is_named: false };
            self.last_link = self.pieces.whole(mark, at, at, at + length);
        }
        length
    }

    /// One or two asterisks, three for both, or an underscore.
    fn emphasis(&mut self, at: usize, mark: u8) -> usize {
        let run = self.run(at, mark);
        if run > if mark == b'*' { 3 } else { 1 } {
            return run;
        }
        let (before, after) = (self.before(at), self.byte(at + run));
        // What would close directly behind what has opened is a face: `*_*`.
        let is_empty = self.waiting.last().is_some_and(|(_, place)| self.pieces.is_last(*place, at));
        let closes = !is_empty
            && !matches!(before, b' ' | b'\t' | b'(' | b'[' | b'{')
            && (is_edge(after, mark) || is_end(after) || after == b'-');
        let opens = (is_edge(before, mark) || matches!(before, b'(' | b'[' | b'{'))
            && !(is_end(after) || matches!(after, b' ' | b'\t'));
        if is_empty && !opens {
            self.waiting.clear();
        }
        let mut left = run;
        while closes && left > 0 {
            // What was opened last is closed first.
            let fits = |kind: Kind| match kind {
                Kind::Bold => mark == b'*' && left > 1,
                Kind::Italic => mark == b'*' && left != 2,
                Kind::Underscore => mark == b'_',
                Kind::Bracket => false,
            };
            let Some(&(kind, _)) = self.waiting.iter().rev().find(|(kind, _)| fits(*kind)) else { break };
            let (mark, length) = if kind == Kind::Bold { (Mark::Bold, 2) } else { (Mark::Italic, 1) };
            self.close(kind, mark, at + run - left, length);
            left -= length;
        }
        if opens && left == run {
            if mark == b'_' {
                self.open(Kind::Underscore, at, 1);
            } else {
                if run > 1 {
                    self.open(Kind::Bold, at, 2);
                }
                if run != 2 {
                    self.open(Kind::Italic, at + run - 1, 1);
                }
            }
        }
        run
    }

    /// As many backticks behind as in front.
    fn code(&mut self, at: usize) -> usize {
        let run = self.run(at, b'`');
        let mut end = at + run;
        while !self.is_out_of_code && end < self.to && self.byte(end) != b'`' {
            end += 1;
        }
        self.is_out_of_code |= end >= self.to;
        if self.is_out_of_code || self.run(end, b'`') != run {
            return run;
        }
        self.pieces.whole(Mark::Code, at, at + run, end);
        self.pieces.pass(end + run);
        end + run - at
    }

    /// The end of a link's words, if an address follows.
    fn link(&mut self, at: usize) -> usize {
        let Some(index) = self.waiting.iter().position(|(kind, _)| *kind == Kind::Bracket) else { return 0 };
        let Some((_, place)) = self.waiting.get(index).copied() else { return 0 };
        let behind = if self.byte(at + 1) == b'(' { self.behind(at + 2) } else { "" };
        let address = address::length_in_brackets(behind).and_then(|length| behind.get(..length));
        match address.filter(|_| self.last_link <= place && !self.pieces.is_last(place, at)) {
            Some(address) => {
                self.last_link = place + 1;
                let length = address.len() + 3;
                self.close(Kind::Bracket, Mark::Link { address, is_named: true }, at, length);
                length
            }
            None => {
                self.waiting.remove(index);
                1
            }
        }
    }

    /// A mark that opens something if it is closed later.
    fn open(&mut self, kind: Kind, at: usize, length: usize) -> usize {
        // Two of a kind: the nearer one counts.
        if let Some(index) = self.waiting.iter().position(|(waiting, _)| *waiting == kind) {
            self.waiting.truncate(index);
        }
        self.pieces.flush(at);
        self.waiting.push((kind, self.pieces.len()));
        self.pieces.flush(at + length);
        length
    }

    /// The end of what has opened last of this kind; what has opened in between is text.
    fn close(&mut self, kind: Kind, mark: Mark<'a>, at: usize, length: usize) {
        let Some(index) = self.waiting.iter().position(|(waiting, _)| *waiting == kind) else { return };
        let place = self.waiting.get(index).map(|(_, place)| *place);
        self.waiting.truncate(index);
        self.pieces.flush(at);
        if place.is_some_and(|place| self.pieces.put(place, mark)) {
            self.pieces.push(Piece::Close);
            self.pieces.pass(at + length);
        }
    }
}

/// Whether a mark may stand beside this on either side: a space, another mark, a quotation mark. Where words are written without
/// spaces, an asterisk may stand beside them.
fn is_edge(beside: u8, mark: u8) -> bool {
    matches!(beside, b' ' | b'\t' | b'*' | b'_' | b'`' | b'"' | b'\'') || (mark == b'*' && !beside.is_ascii())
}

/// What ends words.
fn is_end(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b':' | b';' | b'!' | b'?' | b')' | b']' | b'}')
}
