//! What a mirror may contain. Everything else cannot be represented: capture leaves it out, and a decoder
//! refuses a frame that has it.
//!
//! Nothing on these lists can run, load, navigate or submit. A picture's address is [`crate::State::Source`], a
//! key to look up among the session's assets, and so there is no `src` here at all; a link keeps an `href`
//! for its looks, but only one that points into the same document.

use crate::Namespace;

/// Whether an element of this name may be in a mirror.
pub fn element(namespace: Namespace, name: &str) -> bool {
    match namespace {
        Namespace::Html => {
            is_custom_element(name) || contains(HTML_ELEMENTS, name) || is_unknown_element(name)
        }
        Namespace::Svg => contains(SVG_ELEMENTS, name),
        Namespace::MathMl => contains(MATHML_ELEMENTS, name),
    }
}

/// Whether it is a name that HTML has no element of, as far as is known here: pages make such up (`<price>`), and to browsers they mean
/// nothing. What builds a page has to make sure that the browser at hand agrees; what it knows better, it must not make.
pub fn is_unknown_element(name: &str) -> bool {
    is_plain(name) && !contains(HTML_ELEMENTS, name) && !contains(REFUSED_ELEMENTS, name)
}

/// Whether an attribute of this qualified name may be in a mirror.
pub fn attribute(name: &str) -> bool {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte));
    if !is_plain || name.len() > 128 {
        return false;
    }
    is_made_up(name)
        || contains(HTML_ATTRIBUTES, name)
        || contains(SVG_ATTRIBUTES, name)
        || contains(MATHML_ATTRIBUTES, name)
        || is_unknown_attribute(name)
}

/// Whether it is a plain word that HTML has no attribute of, as far as is known here, or one that could do nothing in a mirror: libraries of
/// elements style theirs by such words (`<ion-button expand="block">`, `:host([loading])`). Only [words](is_word) may be their values.
pub fn is_unknown_attribute(name: &str) -> bool {
    is_plain(name)
        && name.bytes().all(|byte| byte.is_ascii_lowercase())
        && !name.starts_with("on")
        && !has_refused_part(name)
        && [HTML_ATTRIBUTES, SVG_ATTRIBUTES, MATHML_ATTRIBUTES, REFUSED_ATTRIBUTES]
            .iter()
            .all(|list| !contains(list, name))
}

/// Whether a value says no more than a lower-case word or a small number does: no address, nothing of several words, no key and no long number.
pub fn is_word(value: &str) -> bool {
    let is_small = value.len() <= 4 && value.bytes().all(|byte| byte.is_ascii_digit());
    is_small || value.len() <= 24 && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// Whether an attribute that may be in a mirror may have this value there. What authors and frameworks make up is told for the
/// sake of selectors, which ask for words: code, and the state of a component, stay where they are.
pub fn attribute_value(name: &str, value: &str) -> bool {
    if matches!(name, "href" | "xlink:href") {
        return value.starts_with('#');
    }
    let is_word = value.len() <= LONGEST_WORD && !value.contains('{');
    is_word || name.starts_with("data-") || name.starts_with("aria-") || !is_made_up(name)
}

/// Longest value of an attribute that somebody made up, in bytes.
const LONGEST_WORD: usize = 128;

/// Whether it is a name that authors and frameworks make up (`x-cloak`, `_ngcontent-abc`, `wire:key`), or one that does no
/// more than such a one: of the names that do something in browsers only these few have a hyphen, an underscore or a colon in them.
fn is_made_up(name: &str) -> bool {
    name.contains(['-', '_', ':'])
        && !name.bytes().any(|byte| byte.is_ascii_uppercase())
        && !["alongside-", "http-", "accept-", "xml", "xlink"].iter().any(|taken| name.starts_with(taken))
}

/// A name that pages may give to elements of their own
/// (<https://html.spec.whatwg.org/#valid-custom-element-name>, the part of it that is ASCII).
fn is_custom_element(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.contains('-')
        && name.len() <= 128
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// A word of lower-case letters, or with digits after the first.
fn is_plain(name: &str) -> bool {
    name.len() <= LONGEST_UNKNOWN
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// The standard library's search for a text in another would weigh a kilobyte in a shop's page.
fn has_refused_part(name: &str) -> bool {
    let is_in = |part: &[u8]| name.as_bytes().windows(part.len()).any(|window| window == part);
    REFUSED_PARTS.as_bytes().split(|byte| *byte == b' ').any(is_in)
}

/// Every name is asked for once in a session, so the lists are kept in the form that weighs least.
#[inline(never)]
fn contains(names: &str, name: &str) -> bool {
    names.as_bytes().split(|byte| *byte == b' ').any(|other| other == name.as_bytes())
}

/// Elements that show something and do nothing: an `iframe` without `src` and `srcdoc` is an empty box, to be filled by the
/// document that stands below it in the tree. Sorted.
const HTML_ELEMENTS: &str = "\
    a abbr acronym address area article aside audio b bdi bdo big blink blockquote body br button canvas \
    caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset \
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins \
    kbd label legend li listing main map mark marquee menu meter nav nobr ol optgroup option output p picture \
    plaintext pre progress q rb rp rt rtc ruby s samp search section select selectedcontent slot small source span \
    strike strong style sub summary sup table tbody td template textarea tfoot th thead time title tr tt u ul var \
    video wbr xmp";

/// Longest name of an element or attribute that is unknown, in bytes.
const LONGEST_UNKNOWN: usize = 32;

/// Elements of HTML, of its past, of other vocabularies and of proposals, that load, run, navigate, ask for something or are read in a
/// way of their own. Sorted.
const REFUSED_ELEMENTS: &str = "\
    animate applet base basefont bgsound command content controlledframe device discard embed fencedframe \
    foreignobject frame frameset geolocation handler image import install isindex keygen link listener math meta \
    microphone model noembed noframes noscript object param permission portal script set shadow svg track \
    usermedia webview";

/// Elements that draw. No `script`, no `animate` or `set` (they could give an `href` a new value). Sorted.
const SVG_ELEMENTS: &str = "\
    a circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite \
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB \
    feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight \
    feSpecularLighting feSpotLight feTile feTurbulence filter foreignObject g image line linearGradient \
    marker mask metadata path pattern polygon polyline radialGradient rect stop style svg switch symbol text \
    textPath title tspan use view";

/// MathML Core, without `annotation-xml` (it may hold HTML) and `maction`. Sorted.
const MATHML_ELEMENTS: &str = "\
    annotation math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms \
    mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics";

/// HTML attributes that change how an element looks or is found by a selector, and words that libraries of custom elements ask
/// for in theirs. Sorted.
const HTML_ATTRIBUTES: &str = "\
    abbr accept active align alink alt autocapitalize autocomplete bgcolor border cellpadding cellspacing \
    char charoff charset checked cite class clear closedby color cols colspan compact contenteditable \
    controls coords current dark datetime default dir dirname disabled draggable enterkeyhint expanded \
    exportparts face for form frame frameborder headers height hidden high href hreflang hspace icon id \
    inert inline inputmode ismap itemprop itemscope itemtype kind label lang large layout light link \
    list loop low marginheight marginwidth max maxlength media min minlength multiple muted name noshade \
    novalidate nowrap open optimum outline padding part pattern placeholder placement playsinline popover \
    popovertarget position readonly rel required reversed role rounded rows rowspan rules scope scrolling \
    secondary selected shape size slot small span spellcheck start state step sticky style summary \
    tabindex text theme title translate type usemap valign value variant vertical vlink vspace width wrap \
    writingsuggestions";

/// What stands in the names of attributes that load, send or permit something, also in those to come.
const REFUSED_PARTS: &str = "action allow form policy shadow src target url";

/// Other attributes that load, run, aim, permit or are a key. Sorted.
const REFUSED_ATTRIBUTES: &str = "\
    accesskey archive as async autofocus autoplay background blocking capture classid code codebase command \
    commandfor content credentialless crossorigin csp data defer download integrity interestfor is itemid itemref \
    lowsrc manifest method nonce object ping poster preload profile sandbox";

/// SVG attributes that draw, but for those with a hyphen. Sorted.
const SVG_ATTRIBUTES: &str = "\
    amplitude azimuth baseFrequency bias clip clipPathUnits color cursor cx cy d diffuseConstant direction \
    display divisor dx dy edgeMode elevation exponent fill filter filterUnits fr fx fy gradientTransform \
    gradientUnits href in in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength lengthAdjust \
    limitingConeAngle markerHeight markerUnits markerWidth mask maskContentUnits maskUnits method mode \
    numOctaves offset opacity operator order orient overflow pathLength patternContentUnits \
    patternTransform patternUnits points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio \
    primitiveUnits r radius refX refY requiredExtensions result rotate rx ry scale seed side spacing \
    specularConstant specularExponent spreadMethod startOffset stdDeviation stitchTiles stroke \
    surfaceScale systemLanguage tableValues targetX targetY textLength transform version viewBox \
    visibility x x1 x2 xChannelSelector xlink:href xlink:title xml:lang xml:space xmlns xmlns:xlink y y1 \
    y2 yChannelSelector z";

/// MathML Core attributes that draw. Sorted.
const MATHML_ATTRIBUTES: &str = "\
    accent accentunder columnlines columnspacing columnspan denomalign depth display displaystyle encoding \
    fence form height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize \
    minsize movablelimits notation numalign rowlines rowspacing rowspan rspace scriptlevel separator \
    stretchy symmetric voffset width";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_well_spaced() {
        for list in [
            HTML_ELEMENTS,
            REFUSED_ELEMENTS,
            SVG_ELEMENTS,
            MATHML_ELEMENTS,
            HTML_ATTRIBUTES,
            SVG_ATTRIBUTES,
            MATHML_ATTRIBUTES,
        ] {
            assert!(list.split(' ').is_sorted());
            assert!(list.split(' ').all(|name| !name.is_empty()));
            assert!(contains(list, list.split(' ').next_back().expect("a last name")));
        }
    }

    #[test]
    fn what_can_run_load_or_navigate_is_not_allowed() {
        for name in [
            "script",
            "object",
            "embed",
            "base",
            "meta",
            "link",
            "frame",
            "noscript",
            "applet",
            "SCRIPT",
            "noembed",
            "fencedframe",
            "portal",
            "foreignobject",
            "X",
            "1x",
            "x y",
            "",
        ] {
            assert!(!element(Namespace::Html, name), "<{name}>");
        }
        for name in ["script", "animate", "set", "animateTransform", "handler", "iframe"] {
            assert!(!element(Namespace::Svg, name), "<svg:{name}>");
        }
        for name in ["annotation-xml", "maction", "script"] {
            assert!(!element(Namespace::MathMl, name), "<math:{name}>");
        }
        for name in [
            "onclick",
            "onload",
            "src",
            "srcset",
            "srcdoc",
            "action",
            "formaction",
            "ping",
            "poster",
            "background",
            "http-equiv",
            "content",
            "target",
            "autofocus",
            "manifest",
            "nonce",
            "data",
            "code",
            "lowsrc",
            "xml:base",
            "xlink:actuate",
            "xmlns:on",
            "accept-charset",
            "alongside-hover",
            "Alongside-Hover",
            "HTTP-EQUIV",
            "@click",
        ] {
            assert!(!attribute(name), "{name}");
        }
        for name in [
            "sandbox",
            "attributionsrc",
            "referrerpolicy",
            "allowfullscreen",
            "shadowrootmode",
            "is",
            "onx",
            "",
        ] {
            assert!(!attribute(name), "{name}");
        }
        for value in ["javascript:alert(1)", "https://evil.example", " #x", "", "data:text/html,x"] {
            assert!(!attribute_value("href", value), "{value}");
            assert!(!attribute_value("xlink:href", value), "{value}");
        }
        assert!(attribute_value("href", "#size-guide"));
    }

    #[test]
    fn a_name_that_html_does_not_have_is_allowed_and_known_to_be_unknown() {
        for name in ["price", "x", "item2"] {
            assert!(element(Namespace::Html, name) && is_unknown_element(name), "<{name}>");
            assert!(!element(Namespace::Svg, name) && !element(Namespace::MathMl, name), "<{name}>");
        }
        for name in ["div", "xmp", "price-tag", "script", "Price", "prix€", &"long".repeat(9)] {
            assert!(!is_unknown_element(name), "<{name}>");
        }
    }

    #[test]
    fn attributes_that_html_does_not_have_say_words() {
        for name in ["pill", "expand", "loading"] {
            assert!(attribute(name) && is_unknown_attribute(name), "{name}");
        }
        for name in ["class", "variant", "data-x", "x-cloak", "Pill", "h1", "src"] {
            assert!(!is_unknown_attribute(name), "{name}");
        }
        for value in ["", "block", "extra-large", "12"] {
            assert!(is_word(value), "{value}");
        }
        for value in
            ["Nora", "a b", "nora@example", "/cart", "12345", "x1", "a.b", "very-long-and-even-longer"]
        {
            assert!(!is_word(value), "{value}");
        }
    }

    #[test]
    fn of_what_frameworks_make_up_neither_code_nor_state_is_told() {
        for value in ["{ open: false }", "{\"X-CSRF-Token\":\"1\"}", &"long ".repeat(40)] {
            assert!(!attribute_value("hx-headers", value), "{value}");
            assert!(attribute_value("data-state", value) && attribute_value("class", value), "{value}");
        }
    }

    #[test]
    fn what_a_shop_is_made_of_is_allowed() {
        for name in ["div", "product-card", "dialog", "select", "style", "h1"] {
            assert!(element(Namespace::Html, name), "<{name}>");
        }
        for name in ["class", "data-theme", "aria-label", "style", "viewBox", "stroke-width", "href"] {
            assert!(attribute(name), "{name}");
        }
        for name in ["_ngcontent-abc-c12", "x-cloak", "v-cloak", "wire:key", "foo_bar", "variant", "theme"] {
            assert!(attribute(name) && attribute_value(name, "dark"), "{name}");
        }
    }
}
