//! What is told of the animations of an element (`State::Animations`), read by hand. Owns what of it is believed: numbers that are finite
//! and bounded, words that are known, names of properties, and values in which nothing is named that could be loaded. What an
//! animation does is the browser's.

use crate::addresses;

/// Most animations of one element, most keyframes of one, and most properties in one of these.
const MOST_ANIMATIONS: usize = 64;
const MOST_KEYFRAMES: usize = 1_000;
const MOST_PROPERTIES: usize = 64;

/// Longest text that is read, and longest value or easing in it, in bytes.
const LONGEST_TEXT: usize = 250_000;
const LONGEST_VALUE: usize = 16_000;

/// Longest name of a property, in bytes.
const LONGEST_NAME: usize = 128;

/// Longest time in ms, and most of anything else: past a thousand years nobody looks.
const MOST: f64 = 4e13;

const STATES: [&str; 3] = ["running", "paused", "finished"];
const DIRECTIONS: [&str; 4] = ["normal", "reverse", "alternate", "alternate-reverse"];
const FILLS: [&str; 5] = ["auto", "none", "forwards", "backwards", "both"];
const COMPOSITES: [&str; 4] = ["auto", "replace", "add", "accumulate"];
const PSEUDO_ELEMENTS: [&str; 9] = [
    "",
    "::before",
    "::after",
    "::marker",
    "::backdrop",
    "::first-letter",
    "::first-line",
    "::placeholder",
    "::file-selector-button",
];

/// An animation as it was told.
#[derive(Debug, PartialEq)]
pub(crate) struct Told<'a> {
    /// Empty for the element itself.
    pub(crate) pseudo_element: &'a str,
    /// `running`, `paused` or `finished`.
    pub(crate) state: &'a str,
    /// In ms.
    pub(crate) time: f64,
    pub(crate) rate: f64,
    pub(crate) timing: Timing<'a>,
    /// How it goes together with what is below it.
    pub(crate) composite: &'a str,
    pub(crate) keyframes: Vec<Keyframe<'a>>,
}

/// When an animation does what it does; times are in ms.
#[derive(Debug, PartialEq)]
pub(crate) struct Timing<'a> {
    pub(crate) delay: f64,
    pub(crate) end_delay: f64,
    pub(crate) duration: f64,
    /// May be infinite.
    pub(crate) iterations: f64,
    pub(crate) iteration_start: f64,
    pub(crate) direction: &'a str,
    pub(crate) fill: &'a str,
    pub(crate) easing: &'a str,
}

/// One of the looks that an animation comes by.
#[derive(Debug, PartialEq)]
pub(crate) struct Keyframe<'a> {
    /// From 0 to 1.
    pub(crate) offset: f64,
    pub(crate) easing: &'a str,
    pub(crate) composite: &'a str,
    /// Properties, as scripts call them, and their values.
    pub(crate) values: Vec<(&'a str, &'a str)>,
}

/// The animations that a text tells. Of what makes no sense an animation, or a property, is left out.
pub(crate) fn parse(text: &str) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    if text.len() > LONGEST_TEXT {
        return told;
    }
    let mut is_known = false;
    for line in text.split('\n') {
        if let Some(words) = line.strip_prefix("animation\t") {
            let Some(animation) = animation(words).filter(|_| told.len() < MOST_ANIMATIONS) else {
                is_known = false;
                continue;
            };
            is_known = true;
            told.push(animation);
        } else if is_known
            && let Some(animation) = told.last_mut()
            && animation.keyframes.len() < MOST_KEYFRAMES
        {
            animation.keyframes.extend(keyframe(line));
        }
    }
    told
}

fn animation(words: &str) -> Option<Told<'_>> {
    let mut words = words.split('\t');
    Some(Told {
        pseudo_element: one_of(words.next()?, &PSEUDO_ELEMENTS)?,
        state: one_of(words.next()?, &STATES)?,
        time: number(words.next()?, -MOST)?,
        rate: number(words.next()?, -MOST)?,
        timing: Timing {
            delay: number(words.next()?, -MOST)?,
            end_delay: number(words.next()?, -MOST)?,
            duration: number(words.next()?, 0.0)?,
            iterations: match words.next()? {
                "Infinity" => f64::INFINITY,
                iterations => number(iterations, 0.0)?,
            },
            iteration_start: number(words.next()?, 0.0)?,
            direction: one_of(words.next()?, &DIRECTIONS)?,
            fill: one_of(words.next()?, &FILLS)?,
            easing: easing(words.next()?)?,
        },
        composite: one_of(words.next()?, COMPOSITES.get(1..)?)?,
        keyframes: Vec::new(),
    })
}

fn keyframe(line: &str) -> Option<Keyframe<'_>> {
    let mut words = line.split('\t');
    let offset = number(words.next()?, 0.0).filter(|offset| *offset <= 1.0)?;
    let easing = easing(words.next()?)?;
    let composite = one_of(words.next()?, &COMPOSITES)?;
    let mut values = Vec::new();
    while let (Some(property), Some(value)) = (words.next(), words.next()) {
        if values.len() < MOST_PROPERTIES && is_property(property) && is_harmless(value) {
            values.push((property, value));
        }
    }
    Some(Keyframe { offset, easing, composite, values })
}

fn number(word: &str, least: f64) -> Option<f64> {
    word.parse::<f64>().ok().filter(|number| (least..=MOST).contains(number))
}

fn one_of<'a>(word: &'a str, known: &[&str]) -> Option<&'a str> {
    known.contains(&word).then_some(word)
}

/// Browsers judge an easing; here only what none has is refused.
fn easing(word: &str) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-+.,%() ".contains(&byte);
    (word.len() <= LONGEST_VALUE && word.bytes().all(is_plain)).then_some(word)
}

/// Whether it is the name of a property, as scripts call it, or of a custom one; and none that means something else in a keyframe.
fn is_property(name: &str) -> bool {
    let is_plain = match name.strip_prefix("--") {
        Some(name) => {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        }
        None => {
            name.starts_with(|first: char| first.is_ascii_lowercase())
                && name.bytes().all(|byte| byte.is_ascii_alphabetic())
                && !["offset", "easing", "composite"].contains(&name)
        }
    };
    is_plain && name.len() <= LONGEST_NAME
}

/// Whether nothing is named in a value that stands elsewhere.
fn is_harmless(value: &str) -> bool {
    value.len() <= LONGEST_VALUE && !value.contains(char::is_control) && !addresses::names_others(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "animation\t\tfinished\t300\t1\t0\t0\t300\t1\t0\tnormal\tforwards\tlinear\treplace";

    #[test]
    fn an_animation_is_read_with_its_keyframes_and_the_next_one_after_it() {
        let text = format!(
            "{HEAD}\n0\tease-in\tauto\topacity\t0\n1\tlinear\tadd\topacity\t1\t--x\t2px\n\
             animation\t::after\tpaused\t-1.5\t-2\t1\t2\t3\tInfinity\t0.5\treverse\tboth\tcubic-bezier(0, 0, 1, 1)\tadd"
        );
        let told = parse(&text);
        let [first, second] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((first.state, first.pseudo_element, first.timing.fill), ("finished", "", "forwards"));
        assert_eq!(first.keyframes.len(), 2);
        assert_eq!(first.keyframes[1].values, [("opacity", "1"), ("--x", "2px")]);
        assert_eq!((second.pseudo_element, second.time, second.rate), ("::after", -1.5, -2.0));
        assert_eq!((second.timing.iterations, second.composite), (f64::INFINITY, "add"));
        assert!(second.keyframes.is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_left_out_and_the_rest_is_not() {
        let sound = format!("{HEAD}\n1\tlinear\tauto\topacity\t1");
        for (written, instead) in [
            ("finished", "idle"),
            ("\t300\t1\t0\t0\t300", "\tNaN\t1\t0\t0\t300"),
            ("\t300\t1\t0\t0\t300", "\t300\tinf\t0\t0\t300"),
            ("\t300\t1\t0\t0\t300", "\t300\t1\t0\t0\t-300"),
            ("\t300\t1\t0\t0\t300", "\t300\t1\t1e300\t0\t300"),
            ("animation\t\t", "animation\t::part(x)\t"),
            ("normal", "sideways"),
            ("forwards", "forwards both"),
            ("linear\treplace", "linear;}\treplace"),
            ("replace", "auto"),
            ("\treplace", ""),
        ] {
            let broken = HEAD.replacen(written, instead, 1);
            assert_ne!(broken, HEAD, "{written}");
            let text = format!("{broken}\n0\tlinear\tauto\topacity\t0\n{sound}");
            let told = parse(&text);
            assert_eq!(told.len(), 1, "{written} as {instead}");
            assert_eq!(told[0].keyframes.len(), 1, "{written} as {instead}");
        }
    }

    #[test]
    fn of_a_keyframe_only_properties_that_name_nothing_are_taken() {
        let taken = |property: &str, value: &str| {
            let text = format!("{HEAD}\n1\tlinear\tauto\t{property}\t{value}\topacity\t1");
            let told = parse(&text);
            assert_eq!(told[0].keyframes[0].values.last(), Some(&("opacity", "1")), "{property}: {value}");
            told[0].keyframes[0].values.len() == 2
        };
        for (property, value) in [
            ("transform", "translate(1px, calc(2px + 3%)) rotate(1turn)"),
            ("backgroundColor", "rgb(1, 2, 3)"),
            ("--my-Size_1", "{ 12px }"),
            ("content", "\"url(x)\""),
            ("filter", "url(\"#goo\")"),
        ] {
            assert!(taken(property, value), "{property}: {value}");
        }
        for (property, value) in [
            ("offset", "0.5"),
            ("easing", "linear"),
            ("composite", "add"),
            ("background-color", "red"),
            ("__proto__", "x"),
            ("--", "x"),
            ("--a b", "x"),
            ("Opacity", "1"),
            ("backgroundImage", "url(https://evil.example)"),
            ("backgroundImage", "u\\52l('//evil.example')"),
            ("--x", "image-set('https://evil.example' 1x)"),
            ("cursor", "URL( https://evil.example"),
            ("content", "src('https://evil.example')"),
            ("color", "red\r"),
            ("color", "\0red"),
        ] {
            assert!(!taken(property, value), "{property}: {value}");
        }
        assert!(!taken("color", &"x".repeat(LONGEST_VALUE + 1)));
    }

    #[test]
    fn there_is_an_end_to_animations_keyframes_and_properties() {
        let many = format!("{HEAD}\n").repeat(MOST_ANIMATIONS * 2);
        assert_eq!(parse(&many).len(), MOST_ANIMATIONS);
        let long = format!("{HEAD}\n{}", "1\tlinear\tauto\n".repeat(MOST_KEYFRAMES * 2));
        assert_eq!(parse(&long)[0].keyframes.len(), MOST_KEYFRAMES);
        let wide = format!("{HEAD}\n1\tlinear\tauto{}", "\tcolor\tred".repeat(MOST_PROPERTIES * 2));
        assert_eq!(parse(&wide)[0].keyframes[0].values.len(), MOST_PROPERTIES);
        assert_eq!(parse(&format!("{HEAD}\n{}", "x".repeat(LONGEST_TEXT))), []);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(
            text in "(animation|::after|paused|running|Infinity|normal|both|linear|replace|auto|opacity|--x|url\\(|1|0|-|e9|NaN|[\t\n\t\n]|\\PC){0,60}"
        ) {
            for told in parse(&text) {
                prop_assert!(told.time.is_finite() && told.rate.is_finite() && told.timing.duration >= 0.0);
            }
        }
    }
}
