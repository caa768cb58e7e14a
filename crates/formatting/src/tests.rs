//! What people write, and what is drawn of it; and texts of which nothing is right.

use super::*;
use proptest::prelude::*;

/// Pieces as one line: marks in angle brackets.
fn drawn(text: &str) -> String {
    let (mut drawn, mut open) = (String::new(), Vec::new());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => drawn.push_str(text),
            Piece::Open(mark) => {
                let (name, more) = match mark {
                    Mark::Bold => ("b", String::new()),
                    Mark::Italic => ("i", String::new()),
                    Mark::Code => ("code", String::new()),
                    Mark::Lines => ("pre", String::new()),
                    Mark::Bullets => ("ul", String::new()),
                    Mark::Numbers { first } => ("ol", format!(" {first}")),
                    Mark::Item => ("li", String::new()),
                    Mark::Quote => ("quote", String::new()),
                    Mark::Link { address, .. } => ("a", format!(" {}", href(address))),
                };
                drawn.push_str(&format!("<{name}{more}>"));
                open.push(name);
            }
            Piece::Close => drawn.push_str(&format!("</{}>", open.pop().expect("something is open"))),
        }
    }
    assert!(open.is_empty(), "{open:?} in {text:?}");
    drawn
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(drawn(text), *expected, "{text:?}");
    }
}

#[test]
fn emphasis_and_code_are_found_within_a_line() {
    check(&[
        ("**Only today**: all *boots*.", "<b>Only today</b>: all <i>boots</i>."),
        ("It _really_ is.", "It <i>really</i> is."),
        ("***both*** (*here*) \"**there**\"", "<b><i>both</i></b> (<i>here</i>) \"<b>there</b>\""),
        ("**a *b* c** *d **e** f*", "<b>a <i>b</i> c</b> <i>d <b>e</b> f</i>"),
        ("*_a_* _*b*_", "<i><i>a</i></i> <i><i>b</i></i>"),
        ("Use `a_b_c *x*` or ```d`e```", "Use <code>a_b_c *x*</code> or ```d`e```"),
        ("```all in one line```", "<code>all in one line</code>"),
        ("这是**重要**的", "这是<b>重要</b>的"),
        ("*one\ntwo*", "*one\ntwo*"),
        ("**a *b** c*", "<b>a *b</b> c*"),
        ("**Size:** 42", "<b>Size:</b> 42"),
    ]);
}

#[test]
fn what_people_type_without_meaning_marks_stays_as_it_is() {
    for text in [
        "",
        "snake_case_words and SNAKE_CASE and __init__.py",
        "2*3*4 = 24, 2 * 3 * 4, 2**3**4",
        "19,99 € * incl. VAT, -20 %, 5*",
        "* incl. VAT",
        "*incl. VAT",
        "see * and ** and _ and __",
        "****** great ******",
        "- 5 degrees",
        "1. May",
        "24. Dezember\n1. Januar",
        "> 100 €",
        ">_< ^_^ -_- T_T *_* ¯\\_(ツ)_/¯ :* :-*",
        "*.txt and *.md",
        "(*) and (*)",
        "a_b c d_e f_g",
        "`",
        "it's `quoted' ``so''",
        "[1] and [2](see below) and [x]()",
        "[x](javascript:alert(1)) [x](data:text/html,x) [x](//a.example) [x](ftp://a)",
        "```\nnever closed",
        "```\n```",
        "f**k f***k",
        "\n\n\n",
        "a\r\nb",
        "8-12 o'clock\n-5 at night",
    ] {
        assert_eq!(pieces(text), if text.is_empty() { vec![] } else { vec![Piece::Text(text)] }, "{text:?}");
    }
}

#[test]
fn lists_quotations_and_code_stand_on_lines_of_their_own() {
    check(&[
        ("We have:\n- *red*\n- blue\nWhich?", "We have:<ul><li><i>red</i></li><li>blue</li></ul>Which?"),
        ("* a\n  * b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b\n4. c", "<ol 1><li>a</li><li>b</li></ol>4. c"),
        ("3) a\n4) b\n\nand", "<ol 3><li>a</li><li>b</li></ol>and"),
        ("- a\n- b\n1. c\n2. d", "<ul><li>a</li><li>b</li></ul><ol 1><li>c</li><li>d</li></ol>"),
        ("> you _said_\n> that\nNo.", "<quote>you <i>said</i>\nthat</quote>No."),
        ("Run:\n```sh\na *b*\n\nc\n```\nThen", "Run:<pre>a *b*\n\nc</pre>Then"),
        ("```\n- a\n- b\n```", "<pre>- a\n- b</pre>"),
        ("a\n\n- b\n- c\n\n\nd", "a\n<ul><li>b</li><li>c</li></ul>\nd"),
    ]);
}

#[test]
fn links_have_words_or_are_addresses() {
    check(&[
        (
            "See [our *rules*](https://shop.example/a_(b)).",
            "See <a https://shop.example/a_(b)>our <i>rules</i></a>.",
        ),
        ("**[Mail](mailto:a@shop.example)**", "<b><a mailto:a@shop.example>Mail</a></b>"),
        (
            "*https://shop.example/a_b_c*",
            "<i><a https://shop.example/a_b_c>https://shop.example/a_b_c</a></i>",
        ),
        ("WWW.shop.example/sale!", "<a https://WWW.shop.example/sale>WWW.shop.example/sale</a>!"),
        ("[[1]](https://a.example)", "[[1]](<a https://a.example>https://a.example</a>)"),
        ("*a [b* c](https://x.example)", "<i>a [b</i> c](<a https://x.example>https://x.example</a>)"),
        ("[a *b](https://x.example) c*", "<a https://x.example>a *b</a> c*"),
    ]);
    // What looks like one address must not lead to another.
    check(&[(
        "[https://bank.example](https://thief.example)",
        "[<a https://bank.example>https://bank.example</a>](<a https://thief.example>https://thief.example</a>)",
    )]);
}

#[test]
fn an_address_in_a_sentence_leaves_the_sentence_its_punctuation() {
    let links = |text| {
        let address =
            |piece| if let Piece::Open(Mark::Link { address, .. }) = piece { Some(address) } else { None };
        pieces(text).into_iter().filter_map(address).collect::<Vec<_>>()
    };
    assert_eq!(
        links("See https://shop.example/p/1?size=42#top, please."),
        ["https://shop.example/p/1?size=42#top"]
    );
    assert_eq!(
        links("(https://a.example/b) https://a.example/b_(c)"),
        ["https://a.example/b", "https://a.example/b_(c)"]
    );
    assert_eq!(links("http://a.example\nhttp://b.example"), ["http://a.example", "http://b.example"]);
    for text in
        ["https://", "http:// x", "www.", "www.x", "xhttps://a.example", "javascript:alert(1)", "https:///x"]
    {
        assert!(links(text).is_empty(), "{text}");
    }
}

#[test]
fn words_without_marks_do_not_run_together() {
    assert_eq!(words("**We** have\n- red\n- blue\nSo?"), "We have\nred\nblue\nSo?");
    assert_eq!(words("plain"), "plain");
}

#[test]
fn fifty_thousand_characters_of_anything_take_no_time() {
    let begun = std::time::Instant::now();
    for part in [
        "*_[",
        "*",
        "_",
        "[",
        "](",
        "`",
        "``",
        "a*",
        "*a ",
        "**a *b ",
        "[a](",
        "[a](https://a",
        "](https://a.b",
        "- a\n",
        "1. a\n",
        "> a\n",
        "```\n",
        "```a\n",
        "https://a.b)",
        "https://a.b ",
        "www.a)]",
        "(",
        ")",
        "*_`[a](http://b) ",
        "_a _",
        "***a",
        "a***",
        "https://((((",
        "[a](https://(",
        "\n",
        " ",
        "`a",
        "`` `",
    ] {
        let text = part.repeat(50_000 / part.len());
        let found = pieces(&text);
        assert!(found.len() <= text.len(), "{part}");
    }
    // In a debug build; a pass that is quadratic takes minutes.
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

fn marks_are_well_formed(text: &str) -> Result<(), TestCaseError> {
    let mut open = Vec::new();
    let mut rest = text;
    for piece in pieces(text) {
        match piece {
            Piece::Text(words) => {
                prop_assert!(!words.is_empty());
                // Every word comes from the text, in its order, and once.
                let at = words.as_ptr() as usize - text.as_ptr() as usize;
                let from = text.len() - rest.len();
                prop_assert!(at >= from, "{:?} stands twice", words);
                rest = &text[at + words.len()..];
            }
            Piece::Open(mark) => {
                prop_assert!(!(mark.is_block() && open.iter().any(|above: &Mark<'_>| !above.is_block())));
                if let Mark::Link { address, .. } = mark {
                    let is_in_link = open.iter().any(|above| matches!(above, Mark::Link { .. }));
                    prop_assert!(!is_in_link);
                    let href = href(address);
                    prop_assert!(
                        ["https://", "http://", "mailto:"]
                            .iter()
                            .any(|start| href.to_lowercase().starts_with(start))
                    );
                }
                open.push(mark);
                prop_assert!(open.len() <= 6);
            }
            Piece::Close => prop_assert!(open.pop().is_some()),
        }
    }
    prop_assert!(open.is_empty());
    // What is left out is marks: no letter is lost but those of addresses behind words, and of a fence's first line.
    Ok(())
}

proptest! {
    #[test]
    fn whatever_is_written_is_well_formed(
        text in "([a-c1-3ä🙂 .,()\\[\\]*_`>\n-]|\\*\\*|```|\n- |\n[12]\\. |\n> |\n```|\\]\\(https://a|www\\.a\\.b|https://a){0,60}"
    ) {
        marks_are_well_formed(&text)?;
    }

    #[test]
    fn any_characters_are_well_formed(text in any::<String>()) {
        marks_are_well_formed(&text)?;
    }

    #[test]
    fn text_without_marks_is_one_piece(text in "[a-zA-Z0-9äöü€ ,;:!?'\"/%&=+\n]{1,200}") {
        prop_assert_eq!(pieces(&text), vec![Piece::Text(text.as_str())]);
    }

    #[test]
    fn the_tree_says_what_the_pieces_say(
        text in "([a-c1-3 .()\\[\\]*_`>\n-]|\\*\\*|```|\n- |\n[12]\\. |\n> |\n```|\\]\\(https://a){0,60}"
    ) {
        let element = |mark: Mark<'_>, inner: Vec<String>| {
            let name = mark.element_name();
            format!("<{name}>{}</{name}>", inner.concat())
        };
        let mut open = Vec::new();
        let said: String = pieces(&text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Open(mark) => {
                    open.push(mark.element_name());
                    format!("<{}>", mark.element_name())
                }
                Piece::Close => format!("</{}>", open.pop().unwrap_or_default()),
            })
            .collect();
        prop_assert_eq!(tree(&text, str::to_owned, element).concat(), said);
    }
}
