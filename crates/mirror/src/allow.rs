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
        Namespace::Html => is_custom_element(name) || contains(HTML_ELEMENTS, name),
        Namespace::Svg => contains(SVG_ELEMENTS, name),
        Namespace::MathMl => contains(MATHML_ELEMENTS, name),
    }
}

/// Whether an attribute of this qualified name may be in a mirror.
pub fn attribute(name: &str) -> bool {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte));
    if !is_plain || name.len() > 128 {
        return false;
    }
    name.starts_with("data-")
        || name.starts_with("aria-")
        || contains(HTML_ATTRIBUTES, name)
        || contains(SVG_ATTRIBUTES, name)
        || contains(MATHML_ATTRIBUTES, name)
}

/// Whether an attribute that may be in a mirror may have this value there.
pub fn attribute_value(name: &str, value: &str) -> bool {
    !matches!(name, "href" | "xlink:href") || value.starts_with('#')
}

/// A name that pages may give to elements of their own
/// (<https://html.spec.whatwg.org/#valid-custom-element-name>, the part of it that is ASCII).
fn is_custom_element(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.contains('-')
        && name.len() <= 128
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// Every name is asked for once in a session, so the lists are kept in the form that weighs least.
fn contains(names: &str, name: &str) -> bool {
    names.as_bytes().split(|byte| *byte == b' ').any(|other| other == name.as_bytes())
}

/// Elements that show something and do nothing: an `iframe` without `src` and `srcdoc` is an empty box, to be filled by the
/// document that stands below it in the tree. Sorted.
const HTML_ELEMENTS: &str = "\
    a abbr acronym address area article aside audio b bdi bdo big blink blockquote body br button canvas \
    caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset \
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins \
    kbd label legend li main map mark marquee menu meter nav nobr ol optgroup option output p picture pre \
    progress q rb rp rt rtc ruby s samp search section select selectedcontent slot small source span strike \
    strong style sub summary sup table tbody td template textarea tfoot th thead time title tr tt u ul var \
    video wbr";

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

/// HTML attributes that change how an element looks or is found by a selector. Sorted.
const HTML_ATTRIBUTES: &str = "\
    abbr accept align alt autocapitalize autocomplete bgcolor border cellpadding cellspacing char charoff \
    charset checked cite class clear color cols colspan compact contenteditable controls coords datetime \
    default dir dirname disabled draggable enterkeyhint exportparts face for form frame frameborder headers \
    height hidden high href hreflang hspace id inert inputmode is-open ismap itemprop itemscope itemtype \
    kind label lang list loop low marginheight marginwidth max maxlength media min minlength multiple muted \
    name noshade novalidate nowrap open optimum part pattern placeholder playsinline popover popovertarget \
    readonly rel required reversed role rows rowspan rules scope scrolling selected shape size slot span \
    spellcheck start step style summary tabindex text title translate type usemap valign value vspace width \
    wrap writingsuggestions";

/// SVG attributes that draw. Sorted.
const SVG_ATTRIBUTES: &str = "\
    accent-height alignment-baseline amplitude azimuth baseFrequency baseline-shift bias clip clip-path \
    clip-rule clipPathUnits color color-interpolation color-interpolation-filters cursor cx cy d \
    diffuseConstant direction display divisor dominant-baseline dx dy edgeMode elevation exponent fill \
    fill-opacity fill-rule filter filterUnits flood-color flood-opacity font-family font-size \
    font-size-adjust font-stretch font-style font-variant font-weight fr fx fy gradientTransform \
    gradientUnits href image-rendering in in2 intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength \
    lengthAdjust letter-spacing lighting-color limitingConeAngle marker-end marker-mid marker-start \
    markerHeight markerUnits markerWidth mask mask-type maskContentUnits maskUnits method mode numOctaves \
    offset opacity operator order orient overflow paint-order pathLength patternContentUnits \
    patternTransform patternUnits pointer-events points pointsAtX pointsAtY pointsAtZ preserveAlpha \
    preserveAspectRatio primitiveUnits r radius refX refY requiredExtensions result rotate rx ry scale seed \
    shape-rendering side spacing specularConstant specularExponent spreadMethod startOffset stdDeviation \
    stitchTiles stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap \
    stroke-linejoin stroke-miterlimit stroke-opacity stroke-width surfaceScale systemLanguage tableValues \
    targetX targetY text-anchor text-decoration text-rendering textLength transform transform-origin \
    unicode-bidi vector-effect version viewBox visibility word-spacing writing-mode x x1 x2 xChannelSelector \
    xlink:href xlink:title xml:lang xml:space xmlns xmlns:xlink y y1 y2 yChannelSelector z";

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
        for list in
            [HTML_ELEMENTS, SVG_ELEMENTS, MATHML_ELEMENTS, HTML_ATTRIBUTES, SVG_ATTRIBUTES, MATHML_ATTRIBUTES]
        {
            assert!(list.split(' ').is_sorted());
            assert!(list.split(' ').all(|name| !name.is_empty()));
            assert!(contains(list, list.split(' ').next_back().expect("a last name")));
        }
    }

    #[test]
    fn what_can_run_load_or_navigate_is_not_allowed() {
        for name in [
            "script", "object", "embed", "base", "meta", "link", "frame", "noscript", "applet", "SCRIPT",
            "x", "",
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
    fn what_a_shop_is_made_of_is_allowed() {
        for name in ["div", "product-card", "dialog", "select", "style", "h1"] {
            assert!(element(Namespace::Html, name), "<{name}>");
        }
        for name in ["class", "data-theme", "aria-label", "style", "viewBox", "stroke-width", "href"] {
            assert!(attribute(name), "{name}");
        }
    }
}
