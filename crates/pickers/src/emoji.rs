//! The emoji, with the words that find them, and which of them a text finds. Pure.

use crate::words::Word;

/// `# ` begins a group, in the order of [`GROUPS`]; else a line is an emoji, what it is called, and after `;` more words that find it.
const LIST: &str = include_str!("emoji.txt");

/// What the groups are called.
const GROUPS: [Word; 8] = [
    Word::Smileys,
    Word::Gestures,
    Word::Hearts,
    Word::Animals,
    Word::Food,
    Word::Travel,
    Word::Things,
    Word::Signs,
];

/// An emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Emoji {
    pub(crate) text: &'static str,
    /// For screen readers and for the pointer.
    pub(crate) name: &'static str,
    more: &'static str,
}

/// Emoji under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) name: Word,
    pub(crate) emoji: Vec<Emoji>,
}

/// All groups, with those of their emoji that `sought` finds; groups without any are left out. Every word that is sought must
/// begin one of the emoji's words.
pub(crate) fn found(sought: &str) -> Vec<Group> {
    let sought = sought.to_lowercase();
    let mut groups: Vec<Group> = Vec::new();
    let mut names = GROUPS.into_iter();
    for line in LIST.lines() {
        if line.starts_with("# ") {
            groups.extend(names.next().map(|name| Group { name, emoji: Vec::new() }));
        } else if let Some((group, emoji)) = groups.last_mut().zip(emoji(line))
            && is_found(&emoji, &sought)
        {
            group.emoji.push(emoji);
        }
    }
    groups.retain(|group| !group.emoji.is_empty());
    groups
}

fn emoji(line: &'static str) -> Option<Emoji> {
    let (text, words) = line.split_once(' ')?;
    let (name, more) = words.split_once("; ").unwrap_or((words, ""));
    Some(Emoji { text, name, more })
}

fn is_found(emoji: &Emoji, sought: &str) -> bool {
    sought.split_whitespace().all(|start| {
        emoji.text == start
            || emoji.name.split(' ').chain(emoji.more.split(' ')).any(|word| word.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn texts(sought: &str) -> Vec<&'static str> {
        found(sought).into_iter().flat_map(|group| group.emoji).map(|emoji| emoji.text).collect()
    }

    #[test]
    fn every_line_is_an_emoji_with_a_name_and_none_comes_twice() {
        let all = texts("");
        let lines = LIST.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(all.len(), lines);
        assert_eq!(found("").len(), LIST.lines().filter(|line| line.starts_with('#')).count());
        assert!((300..500).contains(&lines), "{lines}");
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), lines);
        for emoji in found("").into_iter().flat_map(|group| group.emoji) {
            assert!(!emoji.text.is_ascii() && emoji.name.is_ascii() && !emoji.name.is_empty(), "{emoji:?}");
        }
    }

    #[test]
    fn they_are_found_by_the_beginnings_of_words() {
        assert!(texts("thank").contains(&"🙏"));
        assert!(texts("PARTY pop").contains(&"🎉"));
        assert_eq!(texts("🎉"), ["🎉"]);
        assert!(texts("arcel").is_empty());
        assert_eq!(found("nothing like it"), []);
    }
}
