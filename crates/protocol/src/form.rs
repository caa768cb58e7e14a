//! Forms that a shopper fills in: what may be asked before her first message, what she answers, and what can be said against it.
//!
//! Owns: the rules, which her browser and the relay share. Does not own when a form is shown.

use crate::{OptionsError, limits};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Whether something is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// It is not.
    #[default]
    No,
    /// She may leave it out.
    Optional,
    /// The form is not taken without it.
    Required,
}

impl Asked {
    fn is_no(&self) -> bool {
        *self == Self::No
    }
}

/// What a shopper is asked before her first message. Whom the shop has named is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreChat {
    /// Words above the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<String>,
    /// Whether her name is asked for.
    #[serde(skip_serializing_if = "Asked::is_no")]
    pub name: Asked,
    /// Whether her address is asked for.
    #[serde(skip_serializing_if = "Asked::is_no")]
    pub email: Asked,
    /// What else, in this order. Labels differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// A question of the site's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Field {
    /// How it is answered.
    pub kind: FieldKind,
    /// The question.
    pub label: String,
    /// Whether the form is not taken without an answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Of a choice: what there is to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Where there is more to read, such as a privacy policy: https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// With words.
    #[default]
    Text,
    /// With one of some.
    Choice,
    /// With a tick, as for consent. Required, it has to be set.
    Checkbox,
}

/// What a shopper has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question, in the words in which it was asked.
    pub label: String,
    /// Her answer. Of a tick: [`TICKED`].
    pub value: String,
}

/// The answer of a tick that is set. One that is not set has no answer.
pub const TICKED: &str = "yes";

/// A form as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filled {
    /// Her name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Her address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What the site asked besides. Questions without an answer are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

/// Why a form is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FormError {
    /// Something that has to be answered is not.
    #[error("`{0}` has to be answered")]
    Missing(String),
    /// No address.
    #[error("this is no e-mail address")]
    Address,
    /// Too long an answer, or none of those to choose from.
    #[error("the answer to `{0}` cannot be taken")]
    Answer(String),
    /// A question that is not asked, or one that is answered twice.
    #[error("`{0}` is not asked, or answered twice: load the page again")]
    NotAsked(String),
}

impl PreChat {
    /// A form in which every key is set.
    #[must_use]
    pub fn example() -> Self {
        Self {
            introduction: Some("Before we begin:".into()),
            name: Asked::Optional,
            email: Asked::Required,
            fields: vec![Field {
                kind: FieldKind::Choice,
                label: "What is it about?".into(),
                required: true,
                choices: vec!["An order".into(), "Something else".into()],
                link: Some("https://shop.example/privacy".into()),
            }],
        }
    }

    /// Finds what is wrong with the form itself.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), OptionsError> {
        let wrong = |option, reason: String| Err(OptionsError { option, reason });
        let is_short = |text: &str| (1..=limits::LABEL_CHARS).contains(&text.trim().chars().count());
        if self.introduction.as_ref().is_some_and(|text| text.chars().count() > limits::CARD_TEXT_CHARS) {
            return wrong("pre_chat.introduction", format!("at most {} characters", limits::CARD_TEXT_CHARS));
        }
        if self.fields.len() > limits::FORM_FIELDS {
            return wrong("pre_chat.fields", format!("at most {} of them", limits::FORM_FIELDS));
        }
        if self.name.is_no() && self.email.is_no() && self.fields.is_empty() {
            return wrong(
                "pre_chat",
                "it asks for nothing: set `name`, `email` or `fields`, or leave it out".into(),
            );
        }
        for (index, field) in self.fields.iter().enumerate() {
            let label = &field.label;
            if !is_short(label) {
                return wrong("pre_chat.fields.label", format!("1 to {} characters", limits::LABEL_CHARS));
            }
            if self.fields.iter().skip(index + 1).any(|other| other.label == *label) {
                return wrong("pre_chat.fields.label", format!("`{label}` is asked twice"));
            }
            let is_choice = field.kind == FieldKind::Choice;
            let counts = if is_choice { 2..=limits::FORM_CHOICES } else { 0..=0 };
            if !counts.contains(&field.choices.len()) || !field.choices.iter().all(|choice| is_short(choice))
            {
                return wrong(
                    "pre_chat.fields.choices",
                    format!(
                        "`{label}`: a choice has 2 to {} of them, what is no choice has none",
                        limits::FORM_CHOICES
                    ),
                );
            }
            let is_address = |link: &String| {
                link.starts_with("https://") && link.len() > 8 && link.len() <= limits::PAGE_CHARS
            };
            if !field.link.as_ref().is_none_or(is_address) {
                return wrong("pre_chat.fields.link", format!("`{label}`: a link begins with https://"));
            }
        }
        Ok(())
    }

    /// Finds what is wrong with what was filled in.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn judge(&self, filled: &Filled) -> Result<(), FormError> {
        let answer = |label: &str| filled.answers.iter().find(|answer| answer.label == label);
        for (asked, said, label) in [(self.name, &filled.name, "name"), (self.email, &filled.email, "email")]
        {
            if asked == Asked::Required && said.is_none() {
                return Err(FormError::Missing(label.to_owned()));
            }
        }
        filled.check()?;
        for field in &self.fields {
            match answer(&field.label) {
                None if field.required => return Err(FormError::Missing(field.label.clone())),
                Some(answer) if !field.takes(&answer.value) => {
                    return Err(FormError::Answer(field.label.clone()));
                }
                _ => {}
            }
        }
        for (index, answer) in filled.answers.iter().enumerate() {
            let is_asked = self.fields.iter().any(|field| field.label == answer.label);
            if !is_asked || filled.answers.iter().skip(index + 1).any(|other| other.label == answer.label) {
                let label: String = answer.label.chars().take(limits::LABEL_CHARS).collect();
                return Err(FormError::NotAsked(label));
            }
        }
        Ok(())
    }
}

impl Field {
    fn takes(&self, value: &str) -> bool {
        let is_text = !value.trim().is_empty()
            && value.chars().count() <= limits::ANSWER_CHARS
            && !value.contains('\0');
        match self.kind {
            FieldKind::Text => is_text,
            FieldKind::Choice => self.choices.iter().any(|choice| choice == value),
            FieldKind::Checkbox => value == TICKED,
        }
    }
}

impl Filled {
    /// Finds what is wrong with it whatever was asked.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), FormError> {
        match &self.email {
            Some(email) if !is_email(email) => Err(FormError::Address),
            _ => Ok(()),
        }
    }
}

/// Whether somebody can be written to at this address, as far as that shows: something, an `@` and a host with a dot.
#[must_use]
pub fn is_email(text: &str) -> bool {
    // Byte by byte: her browser has this too, and the tables of all the world's spaces weigh more than it.
    let mut parts = text.split('@');
    let (Some(user), Some(host), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let is_host = host.split('.').nth(1).is_some() && host.split('.').all(|name| !name.is_empty());
    let is_odd = |byte: u8| byte <= b' ' || byte == 0x7f;
    !user.is_empty() && is_host && text.len() <= 200 && !text.bytes().any(is_odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(label: &str, value: &str) -> Answer {
        Answer { label: label.into(), value: value.into() }
    }

    fn form() -> PreChat {
        let field =
            |kind, label: &str, required| Field { kind, label: label.into(), required, ..Field::default() };
        let mut choice = field(FieldKind::Choice, "About", false);
        choice.choices = vec!["An order".into(), "Else".into()];
        PreChat {
            email: Asked::Required,
            fields: vec![
                field(FieldKind::Text, "Order", false),
                choice,
                field(FieldKind::Checkbox, "I agree", true),
            ],
            ..PreChat::default()
        }
    }

    fn filled() -> Filled {
        let answers = vec![answer("About", "Else"), answer("I agree", TICKED)];
        Filled { name: None, email: Some("ada@example.org".into()), answers }
    }

    #[test]
    fn a_form_is_taken_with_all_that_is_required_and_with_nothing_that_is_not_asked() {
        assert_eq!(form().judge(&filled()), Ok(()));
        let judge = |change: fn(&mut Filled)| {
            let mut filled = filled();
            change(&mut filled);
            form().judge(&filled)
        };
        assert_eq!(judge(|filled| filled.email = None), Err(FormError::Missing("email".into())));
        assert_eq!(judge(|filled| filled.email = Some("ada".into())), Err(FormError::Address));
        assert_eq!(judge(|filled| filled.answers.truncate(1)), Err(FormError::Missing("I agree".into())));
        assert_eq!(
            judge(|filled| filled.answers[1].value = "no".into()),
            Err(FormError::Answer("I agree".into()))
        );
        assert_eq!(
            judge(|filled| filled.answers[0].value = "Third".into()),
            Err(FormError::Answer("About".into()))
        );
        assert_eq!(
            judge(|filled| filled.answers.push(answer("Order", " "))),
            Err(FormError::Answer("Order".into()))
        );
        let long =
            |filled: &mut Filled| filled.answers.push(answer("Order", &"é".repeat(limits::ANSWER_CHARS + 1)));
        assert_eq!(judge(long), Err(FormError::Answer("Order".into())));
        assert_eq!(
            judge(|filled| filled.answers.push(answer("Salary", "1"))),
            Err(FormError::NotAsked("Salary".into()))
        );
        assert!(judge(|filled| filled.answers.push(answer("About", "Else"))).is_err(), "answered twice");
    }

    #[test]
    fn a_form_that_cannot_be_filled_in_is_refused_with_its_reason() {
        assert_eq!(PreChat::example().check(), Ok(()));
        assert_eq!(form().check(), Ok(()));
        assert!(PreChat::default().check().is_err(), "it asks for nothing");
        let error = |change: fn(&mut Field)| {
            let mut form = form();
            change(&mut form.fields[1]);
            form.check().expect_err("it is wrong").option
        };
        assert_eq!(error(|field| field.label = " ".into()), "pre_chat.fields.label");
        assert_eq!(error(|field| field.label = "Order".into()), "pre_chat.fields.label");
        assert_eq!(error(|field| field.choices.truncate(1)), "pre_chat.fields.choices");
        assert_eq!(error(|field| field.kind = FieldKind::Text), "pre_chat.fields.choices");
        assert_eq!(error(|field| field.link = Some("javascript:alert(1)".into())), "pre_chat.fields.link");
    }

    #[test]
    fn an_address_has_a_host_with_a_dot() {
        for good in ["a@b.example", "ada.b+c@x-y.example.org", "ü@ö.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "@b.c", "a@", "a@b", "a@b.", "a@.b", "a b@c.d", "a@b@c.d", "a@b..c", "a@b.c\n"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
