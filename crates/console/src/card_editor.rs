//! The dialog in which an agent writes cards, with how they will look.

use crate::carried;
use crate::editor::{Editor, Field, field};
use crate::words::extras as words;
use alongside_protocol::{Card, CardButton, Content, Page, limits::CARDS};
use yew::prelude::*;

/// What the dialog is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is written.
    pub title: AttrValue,
    /// What it is good for.
    pub lead: AttrValue,
    /// What the card begins with.
    pub first: Card,
    /// The page that can be suggested.
    #[prop_or_default]
    pub page: Option<Page>,
    /// Takes the words and the cards.
    pub on_send: Callback<(String, Content)>,
    /// It is given up.
    pub on_close: Callback<()>,
}

/// What is written so far.
#[derive(Clone, Debug, Default, PartialEq)]
struct Written {
    message: String,
    /// Done, in order.
    cards: Vec<Card>,
    /// In the fields; a button without an address is none.
    card: Card,
    error: Option<String>,
}

/// The dialog.
#[component]
pub fn CardEditor(props: &Props) -> Html {
    let first = props.first.clone();
    let written = use_state(|| Written { card: first, ..Written::default() });
    let change = |apply: fn(&mut Written, String)| {
        let written = written.clone();
        Callback::from(move |text| {
            let mut next = Written { error: None, ..(*written).clone() };
            apply(&mut next, text);
            written.set(next);
        })
    };
    let press = |apply: fn(&mut Written)| {
        let written = written.clone();
        Callback::from(move |_: MouseEvent| {
            let mut next = Written { error: None, ..(*written).clone() };
            apply(&mut next);
            written.set(next);
        })
    };
    let suggest = {
        let (written, page) = (written.clone(), props.page.clone());
        Callback::from(move |_: MouseEvent| {
            let mut next = (*written).clone();
            page.iter().for_each(|page| next.suggest(page));
            written.set(next);
        })
    };
    let send = {
        let (on_send, written) = (props.on_send.clone(), written.clone());
        Callback::from(move |()| match written.content() {
            Ok(said) => on_send.emit(said),
            Err(error) => written.set(Written { error: Some(error), ..(*written).clone() }),
        })
    };
    let card = &written.card;
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let (label, url) = card.button.clone().map(|button| (button.label, button.url)).unwrap_or_default();
    let has_page = props.page.as_ref().is_some_and(|page| !page.url.is_empty());
    html! {
        <Editor title={props.title.clone()} lead={props.lead.clone()} error={written.error.clone()} on_send={send}
            on_close={&props.on_close}>
            <div class="editor-columns">
                <div class="editor-fields">
                    <div class="slot">
                        if has_page {
                            <button type="button" class="button quiet" onclick={suggest}>{ words::FROM_PAGE }</button>
                        }
                    </div>
                    { field(words::TITLE, &card.title, Field::Line, change(|written, text| written.card.title = text)) }
                    { field(words::URL, &url, Field::Address, change(|written, text| written.button().url = text)) }
                    { field(words::LABEL, &label, Field::Line, change(|written, text| written.button().label = text)) }
                    { field(words::PRICE, &optional(&card.price), Field::Line, change(|written, text| written.card.price = some(text))) }
                    { field(words::TEXT, &optional(&card.text), Field::Lines(""), change(|written, text| written.card.text = some(text))) }
                    { field(words::PICTURE, &optional(&card.picture), Field::Address, change(|written, text| written.card.picture = some(text))) }
                    <p class="hint">{ words::PICTURE_HINT }</p>
                    { field(words::MESSAGE, &written.message, Field::Line, change(|written, text| written.message = text)) }
                </div>
                <div class="editor-preview" role="group" aria-label={words::PREVIEW}>
                    <div class="slot">{ carried::view_cards(&written.all()) }</div>
                    <div class="editor-more">
                        <button type="button" class="link" disabled={card.title.trim().is_empty() || written.cards.len() + 1 >= CARDS}
                            onclick={press(Written::begin_another)}>{ words::ANOTHER }</button>
                        <button type="button" class="link" disabled={written.cards.is_empty()}
                            onclick={press(Written::back_to_the_last)}>{ words::REMOVE }</button>
                    </div>
                </div>
            </div>
        </Editor>
    }
}

impl Written {
    /// The button, which is there as soon as something of it is written.
    fn button(&mut self) -> &mut CardButton {
        self.card
            .button
            .get_or_insert_with(|| CardButton { label: words::LABEL_USUAL.to_owned(), url: String::new() })
    }

    /// Fills in what is known of a page.
    fn suggest(&mut self, page: &Page) {
        self.card.title.clone_from(&page.title);
        self.button().url.clone_from(&page.url);
    }

    /// What is in the fields is done.
    fn begin_another(&mut self) {
        self.cards.push(finished(&self.card));
        self.card = Card::default();
    }

    /// The last one that was done stands in the fields again, in place of what stood there.
    fn back_to_the_last(&mut self) {
        self.card = self.cards.pop().unwrap_or_default();
    }

    /// All cards, as they will be.
    fn all(&self) -> Vec<Card> {
        let last =
            (!self.card.title.trim().is_empty() || self.cards.is_empty()).then(|| finished(&self.card));
        self.cards.iter().cloned().chain(last).collect()
    }

    /// What is sent, or what is wrong with it.
    fn content(&self) -> Result<(String, Content), String> {
        let content = Content::Cards { cards: self.all() };
        content.check().map_err(|error| format!("{error}."))?;
        let message = self.message.trim();
        let words = content.words().filter(|_| message.is_empty());
        Ok((words.unwrap_or_else(|| message.to_owned()), content))
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Without spaces around its texts, and without a button that leads nowhere.
fn finished(card: &Card) -> Card {
    let trimmed = |text: &Option<String>| text.as_deref().and_then(|text| some(text.trim().to_owned()));
    let button = card.button.as_ref().filter(|button| !button.url.trim().is_empty());
    Card {
        title: card.title.trim().to_owned(),
        text: trimmed(&card.text),
        picture: trimmed(&card.picture),
        price: trimmed(&card.price),
        button: button.map(|button| CardButton {
            label: button.label.trim().to_owned(),
            url: button.url.trim().to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page { url: "https://shop.example/trail".into(), title: "Trail Runner".into() }
    }

    #[test]
    fn the_shoppers_page_is_a_card_with_one_press() {
        let mut written = Written::default();
        written.suggest(&page());
        let (words, content) = written.content().expect("it is whole");
        assert_eq!(words, "Trail Runner");
        let Content::Cards { cards } = content else { panic!("{content:?}") };
        let button =
            CardButton { label: words::LABEL_USUAL.into(), url: "https://shop.example/trail".into() };
        assert_eq!(cards, [Card { title: "Trail Runner".into(), button: Some(button), ..Card::default() }]);
    }

    #[test]
    fn what_is_not_filled_in_is_not_sent() {
        let mut written = Written::default();
        assert!(written.content().is_err(), "a card has a title");
        written.card.title = "  Trail Runner ".into();
        written.card.price = Some(" ".into());
        written.button().label = "Look".into();
        let Ok((_, Content::Cards { cards })) = written.content() else { panic!("it is whole") };
        assert_eq!(cards, [Card { title: "Trail Runner".into(), ..Card::default() }]);
        written.button().url = "javascript:alert(1)".into();
        assert_eq!(written.content(), Err("a card's button must be an https: address.".into()));
    }

    #[test]
    fn cards_are_written_one_after_the_other() {
        let mut written = Written::default();
        written.suggest(&page());
        written.begin_another();
        assert_eq!(written.all().len(), 1, "what is not begun is no card");
        written.card.title = "Road Runner".into();
        written.message = "Two that fit:".into();
        let (words, content) = written.content().expect("it is whole");
        assert_eq!(
            (words.as_str(), content.words().as_deref()),
            ("Two that fit:", Some("Trail Runner, Road Runner"))
        );
        written.back_to_the_last();
        assert_eq!(written.card.title, "Trail Runner");
        assert!(written.cards.is_empty());
    }
}
