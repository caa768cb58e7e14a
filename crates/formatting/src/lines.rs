//! Lines: which of them are code, lists and quotations. What a line says is `inline`'s.

use crate::inline;
use crate::pieces::Pieces;
use crate::{Mark, Piece};

const FENCE: &str = "```";

/// A line's place in the text: where it begins, where it ends, and where the next one begins.
#[derive(Clone, Copy)]
struct Line {
    from: usize,
    to: usize,
    next: usize,
}

/// What a line is by its beginning, and where its words begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Plain,
    Bullet(usize),
    Number(u32, usize),
    Quote(usize),
}

pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Pieces::new(text);
    let mut is_out_of_fences = false;
    let mut at = 0;
    while let Some(line) = line_at(text, at) {
        let is_fence = !is_out_of_fences && words(text, line).starts_with(FENCE);
        let fenced = if is_fence { closing_fence(text, line.next) } else { None };
        is_out_of_fences |= is_fence && fenced.is_none();
        let mark = if fenced.is_some() { Some(Mark::Lines) } else { block(text, line) };
        let Some(mark) = mark else {
            inline::line(line.from, line.to, &mut pieces);
            at = line.next;
            continue;
        };
        // The break in front of a block is the block's own.
        pieces.flush(line.from.saturating_sub(1));
        at = match fenced {
            Some(fence) => {
                pieces.whole(mark, line.from.saturating_sub(1), line.next, fence.from.saturating_sub(1));
                fence.next
            }
            None => block_lines(mark, line, &mut pieces),
        };
        // So is an empty line behind it.
        at = line_at(text, at).filter(|line| line.from == line.to).map_or(at, |line| line.next);
        pieces.pass(at.min(text.len()));
    }
    pieces.finish()
}

fn line_at(text: &str, from: usize) -> Option<Line> {
    let length = text.get(from..)?.bytes().position(|byte| byte == b'\n');
    let to = length.map_or(text.len(), |length| from + length);
    Some(Line { from, to, next: to + 1 })
}

fn words(text: &str, line: Line) -> &str {
    text.get(line.from..line.to).unwrap_or_default()
}

/// The line that ends the lines of code which begin here: at least one.
fn closing_fence(text: &str, from: usize) -> Option<Line> {
    let mut line = line_at(text, from)?;
    while words(text, line).trim_ascii_end() != FENCE {
        line = line_at(text, line.next)?;
    }
    (line.from > from).then_some(line)
}

/// What begins with this line. A list needs a second line: one dash is more often a dash.
fn block(text: &str, line: Line) -> Option<Mark<'static>> {
    let next = || line_at(text, line.next).map_or(Shape::Plain, |next| shape(text, next));
    match shape(text, line) {
        Shape::Plain => None,
        Shape::Quote(_) => Some(Mark::Quote),
        Shape::Bullet(_) => matches!(next(), Shape::Bullet(_)).then_some(Mark::Bullets),
        Shape::Number(first, _) => matches!(next(), Shape::Number(second, _) if second == first + 1)
            .then_some(Mark::Numbers { first }),
    }
}

/// The lines of a block. Says where the next line begins.
fn block_lines<'a>(mark: Mark<'a>, first: Line, pieces: &mut Pieces<'a>) -> usize {
    pieces.push(Piece::Open(mark));
    let (text, mut at, mut count) = (pieces.text, first.from, 0);
    while let Some(line) = line_at(text, at) {
        let from = match (mark, shape(text, line)) {
            (Mark::Quote, Shape::Quote(from)) | (Mark::Bullets, Shape::Bullet(from)) => from,
            (Mark::Numbers { first }, Shape::Number(number, from)) if number == first + count => from,
            _ => break,
        };
        if mark == Mark::Quote {
            // Its lines are text with breaks: all but the first bring the one in front of them.
            if count > 0 {
                pieces.pass(line.from - 1);
                pieces.flush(line.from);
            }
        } else {
            pieces.push(Piece::Open(Mark::Item));
        }
        pieces.pass(from);
        inline::line(from, line.to, pieces);
        pieces.flush(line.to);
        if mark != Mark::Quote {
            pieces.push(Piece::Close);
        }
        (at, count) = (line.next, count + 1);
    }
    pieces.push(Piece::Close);
    at
}

fn shape(text: &str, line: Line) -> Shape {
    let byte = |at: usize| text.as_bytes().get(at).copied().filter(|_| at < line.to).unwrap_or_default();
    let mut at = line.from;
    while byte(at) == b' ' {
        at += 1;
    }
    let (head, start, mut number) = (byte(at), at, 0);
    while byte(at).is_ascii_digit() && at < start + 3 {
        number = number * 10 + u32::from(byte(at) - b'0');
        at += 1;
    }
    let is_number = at > start;
    let is_marked =
        if is_number { matches!(byte(at), b'.' | b')') } else { matches!(head, b'-' | b'*' | b'>') };
    at += 1;
    if !is_marked || byte(at) != b' ' {
        return Shape::Plain;
    }
    while byte(at) == b' ' {
        at += 1;
    }
    match (head, byte(at)) {
        (_, 0 | b'\r') => Shape::Plain,
        _ if is_number => Shape::Number(number, at),
        // More than so much is a sum, not a quotation.
        (b'>', b'0'..=b'9') => Shape::Plain,
        (b'>', _) => Shape::Quote(at),
        _ => Shape::Bullet(at),
    }
}
