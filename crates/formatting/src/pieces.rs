//! Pieces in the making. Owns the order of pieces, and that text which is not cut stays one piece.

use crate::{Mark, Piece};

/// A piece that may still become another: text by its places.
#[derive(Clone, Copy)]
enum Token<'a> {
    Text(usize, usize),
    Mark(Piece<'a>),
}

pub(crate) struct Pieces<'a> {
    pub(crate) text: &'a str,
    tokens: Vec<Token<'a>>,
    /// Where the text begins that is in no piece yet.
    start: usize,
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, tokens: Vec::new(), start: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// All up to here that is in no piece yet is text.
    pub(crate) fn flush(&mut self, end: usize) {
        if end > self.start {
            self.tokens.push(Token::Text(self.start, end));
        }
        self.start = end;
    }

    /// What stands before this is in no piece at all.
    pub(crate) fn pass(&mut self, end: usize) {
        self.start = end;
    }

    pub(crate) fn push(&mut self, piece: Piece<'a>) {
        self.tokens.push(Token::Mark(piece));
    }

    /// A mark that stands `at` a place and holds one text. Says where it is.
    pub(crate) fn whole(&mut self, mark: Mark<'a>, at: usize, from: usize, to: usize) -> usize {
        self.flush(at);
        let place = self.len();
        self.push(Piece::Open(mark));
        self.pass(from);
        self.flush(to);
        self.push(Piece::Close);
        place
    }

    /// The text at this place was a mark. False if there is none.
    pub(crate) fn put(&mut self, place: usize, mark: Mark<'a>) -> bool {
        let token = self.tokens.get_mut(place);
        token.map(|token| *token = Token::Mark(Piece::Open(mark))).is_some()
    }

    /// Whether nothing stands between this piece and a place of the text.
    pub(crate) fn is_last(&self, place: usize, at: usize) -> bool {
        place + 1 == self.len() && self.start == at
    }

    /// The pieces.
    pub(crate) fn finish(mut self) -> Vec<Piece<'a>> {
        self.flush(self.text.len());
        let mut pieces = Vec::with_capacity(self.tokens.len());
        let mut whole = (0, 0);
        for token in self.tokens.into_iter().map(Some).chain([None]) {
            if let Some(Token::Text(from, to)) = token
                && from == whole.1
            {
                whole.1 = to;
                continue;
            }
            if let Some(text) = self.text.get(whole.0..whole.1).filter(|text| !text.is_empty()) {
                pieces.push(Piece::Text(text));
            }
            whole = (0, 0);
            match token {
                Some(Token::Text(from, to)) => whole = (from, to),
                Some(Token::Mark(piece)) => pieces.push(piece),
                None => {}
            }
        }
        pieces
    }
}
