//! The dialog in which an agent writes a question and the answers that the shopper can press.

use crate::carried;
use crate::editor::{Editor, Field, field};
use crate::words::extras as words;
use alongside_protocol::Content;
use yew::prelude::*;

/// What the dialog is given.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Takes the question and its answers.
    pub on_send: Callback<(String, Content)>,
    /// It is given up.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn RepliesEditor(props: &Props) -> Html {
    let question = use_state(String::new);
    let answers = use_state(String::new);
    let error = use_state(|| None::<String>);
    let replies = lines(&answers);
    let send = {
        let (on_send, question, error, replies) =
            (props.on_send.clone(), question.clone(), error.clone(), replies.clone());
        Callback::from(move |()| {
            let content = Content::QuickReplies { replies: replies.clone() };
            if question.trim().is_empty() {
                error.set(Some(words::NO_QUESTION.to_owned()));
            } else if let Err(wrong) = content.check() {
                error.set(Some(format!("{wrong}.")));
            } else {
                on_send.emit((question.trim().to_owned(), content));
            }
        })
    };
    html! {
        <Editor title={words::REPLIES} lead={words::REPLIES_LEAD} error={(*error).clone()} on_send={send}
            on_close={&props.on_close}>
            { field(words::QUESTION, &question, Field::Line, setter(&question)) }
            { field(words::ANSWERS, &answers, Field::Lines(words::ANSWERS_HINT), setter(&answers)) }
            <div class="editor-preview" aria-label={words::PREVIEW} role="group">{ carried::view_replies(&replies) }</div>
        </Editor>
    }
}

fn setter(state: &UseStateHandle<String>) -> Callback<String> {
    let state = state.clone();
    Callback::from(move |text| state.set(text))
}

/// One answer in each line that says something, each once.
fn lines(text: &str) -> Vec<String> {
    let mut replies: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !replies.iter().any(|reply| reply == line) {
            replies.push(line.to_owned());
        }
    }
    replies
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn each_line_is_an_answer_and_no_answer_stands_twice() {
        assert_eq!(lines(" Yes \n\nNo\r\nYes\n"), ["Yes", "No"]);
        assert!(lines(" \n").is_empty());
    }
}
