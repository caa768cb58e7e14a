//! The forms that stand in the composer's place: what is asked before her first message, and for an address when nobody answers.
//! Pure.
//!
//! Owns: which form is shown, its questions in order, and whether what she filled in will do. What is typed stays in the page's own
//! fields; here is only what else depends on it.

use crate::conversation::Draft;
use crate::deferred;
use crate::event::Effect;
use crate::state::State;
use crate::words::{self, Word};
use alongside_protocol::{
    Answer, Asked, ClientId, Field, FieldKind, Filled, OfflineWhen, Reception, is_email,
};

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// What the site asks before her first message.
    PreChat,
    /// A message, and an address to answer it to.
    Offline,
}

/// What she has done in a form so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filling {
    /// She has begun: the form stays until she has sent it, whatever the clock says.
    pub(crate) is_begun: bool,
    /// The places of the questions that her last try left wrong.
    pub(crate) wrong: Vec<usize>,
    /// How often that was so: each time the list of them gets the focus.
    pub(crate) refusals: u32,
    /// It is filled in, and the relay has not said that it has it.
    pub(crate) sent: Option<Form>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    Email,
    Message,
    Text,
    Choice,
    Checkbox,
}

/// A question, as she sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Question<'a> {
    pub(crate) kind: Kind,
    pub(crate) label: &'a str,
    pub(crate) is_required: bool,
    /// The site's own, with choices and a link perhaps.
    pub(crate) field: Option<&'a Field>,
}

/// A form as she has filled it in: what goes to the relay, and her message.
pub(crate) type FilledIn = (Filled, Option<String>);

impl State {
    /// The form that is shown now.
    pub(crate) fn form(&self) -> Option<Form> {
        if self.filling.sent.is_some() || self.refused.is_some() {
            return None;
        }
        if self.reception.pre_chat.is_some() && self.conversation.is_empty() {
            return Some(Form::PreChat);
        }
        let is_asked = !self.reception.reachable && (self.is_away() || self.filling.is_begun);
        is_asked.then_some(Form::Offline)
    }

    /// Whether nobody answers now, as the site sees it.
    pub(crate) fn is_away(&self) -> bool {
        match self.reception.offline {
            OfflineWhen::Closed => self.reception.closed,
            OfflineWhen::NobodyOnline => self.reception.closed || self.agents.is_empty(),
            OfflineWhen::Never => false,
        }
    }

    /// What the form asks, in order.
    pub(crate) fn questions(&self, form: Form) -> Vec<Question<'_>> {
        let mut questions = Vec::new();
        let mut ask = |kind, label, asked| {
            if asked != Asked::No {
                questions.push(Question { kind, label, is_required: asked == Asked::Required, field: None });
            }
        };
        match self.reception.pre_chat.as_ref().filter(|_| form == Form::PreChat) {
            Some(asks) => {
                ask(Kind::Name, words::get(Word::Name), asks.name);
                ask(Kind::Email, words::get(Word::Email), asks.email);
                for field in &asks.fields {
                    let kind = match field.kind {
                        FieldKind::Text => Kind::Text,
                        FieldKind::Choice => Kind::Choice,
                        FieldKind::Checkbox => Kind::Checkbox,
                    };
                    let (label, is_required) = (field.label.as_str(), field.required);
                    questions.push(Question { kind, label, is_required, field: Some(field) });
                }
            }
            None => {
                // Who began when nobody answered, and is answered now, need not say where to.
                let address = if self.is_away() { Asked::Required } else { Asked::Optional };
                ask(Kind::Email, words::get(Word::Email), address);
                ask(Kind::Name, words::get(Word::Name), Asked::Optional);
                ask(Kind::Message, words::get(Word::Message), Asked::Required);
            }
        }
        questions
    }

    /// Reads what she filled in, an answer for each question. None if it will not do: then what is wrong is noted.
    pub(crate) fn fill_in(&mut self, form: Form, answers: &[String]) -> Option<FilledIn> {
        let (mut filled, mut message, mut wrong) = (Filled::default(), None, Vec::new());
        for (place, question) in self.questions(form).into_iter().enumerate() {
            let answer = answers.get(place).map_or("", |answer| answer.trim());
            if answer.is_empty() {
                if question.is_required {
                    wrong.push(place);
                }
                continue;
            }
            let answer = answer.to_owned();
            match question.kind {
                Kind::Email => {
                    if !is_email(&answer) {
                        wrong.push(place);
                    }
                    filled.email = Some(answer);
                }
                Kind::Name => filled.name = Some(answer),
                Kind::Message => message = Some(answer),
                _ => filled.answers.push(Answer { label: question.label.to_owned(), value: answer }),
            }
        }
        let will_do = wrong.is_empty();
        self.filling.refusals += u32::from(!will_do);
        self.filling.wrong = wrong;
        will_do.then_some((filled, message))
    }

    /// Nothing of a form that will not do; else the form, and then her message: in this order on every line.
    pub(crate) fn form_filled(&mut self, answers: &[String], client_id: ClientId, at_ms: u64) -> Vec<Effect> {
        let Some(form) = self.form() else { return Vec::new() };
        let Some((filled, message)) = deferred::fill_in(self, form, answers) else { return Vec::new() };
        self.filling.is_begun = false;
        self.filling.sent = Some(form);
        self.focusings += 1;
        let mut effects = vec![Effect::KeepForm(filled)];
        effects.extend(self.is_welcomed().then_some(Effect::SendForm));
        if let Some(body) = message {
            effects.extend(self.write(client_id, Draft { body, content: None, written_at_ms: at_ms }));
        }
        effects
    }

    /// What it asks no more, the relay has. A change of hours may come between form and answer.
    pub(crate) fn hear_reception(&mut self, reception: Reception) -> Vec<Effect> {
        self.reception = reception;
        let is_taken = match self.filling.sent {
            Some(Form::PreChat) => self.reception.pre_chat.is_none(),
            Some(Form::Offline) => self.reception.reachable || !self.is_away(),
            None => false,
        };
        if !is_taken {
            return Vec::new();
        }
        self.filling.sent = None;
        vec![Effect::ForgetForm]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Conversation;
    use alongside_protocol::{PreChat, TICKED};

    fn state(reception: Reception) -> State {
        let mut state = State::new(Conversation::default());
        state.reception = reception;
        state
    }

    fn closed() -> Reception {
        Reception { closed: true, opens_at_ms: Some(7), ..Reception::default() }
    }

    fn asking() -> Reception {
        let agree =
            Field { kind: FieldKind::Checkbox, label: "I agree".into(), required: true, ..Field::default() };
        let pre_chat = PreChat {
            name: Asked::Optional,
            email: Asked::Required,
            fields: vec![agree],
            ..PreChat::default()
        };
        Reception { pre_chat: Some(pre_chat), ..Reception::default() }
    }

    fn said(answers: &[&str]) -> Vec<String> {
        answers.iter().map(|answer| (*answer).to_owned()).collect()
    }

    #[test]
    fn a_form_is_shown_when_nobody_answers_and_no_address_is_known() {
        assert_eq!(state(Reception::default()).form(), None);
        assert_eq!(state(closed()).form(), Some(Form::Offline));
        assert_eq!(state(Reception { reachable: true, ..closed() }).form(), None);
        assert_eq!(state(Reception { offline: OfflineWhen::Never, ..closed() }).form(), None);
        let mut open = state(Reception { offline: OfflineWhen::NobodyOnline, ..Reception::default() });
        assert_eq!(open.form(), Some(Form::Offline));
        open.agents.push("Milan".into());
        assert_eq!(open.form(), None);
    }

    #[test]
    fn a_form_that_she_has_begun_stays_when_the_shop_opens_and_an_address_is_no_longer_needed() {
        let mut state = state(closed());
        state.filling.is_begun = true;
        assert_eq!(state.fill_in(Form::Offline, &said(&["", "", "Blue?"])), None);
        assert_eq!(state.filling.wrong, [0]);
        state.reception = Reception::default();
        assert_eq!(state.form(), Some(Form::Offline));
        let (filled, message) = state.fill_in(Form::Offline, &said(&["", "", "Blue?"])).expect("it will do");
        assert_eq!((filled, message.as_deref()), (Filled::default(), Some("Blue?")));
    }

    #[test]
    fn what_is_required_and_what_is_wrong_is_noted_by_its_place() {
        let mut state = state(asking());
        assert_eq!(state.form(), Some(Form::PreChat));
        assert_eq!(state.fill_in(Form::PreChat, &said(&["", "ada@", ""])), None);
        assert_eq!((state.filling.wrong.as_slice(), state.filling.refusals), (&[1, 2][..], 1));
        let (filled, message) =
            state.fill_in(Form::PreChat, &said(&[" ", " ada@shop.example ", TICKED])).expect("it will do");
        assert_eq!(filled.name, None);
        assert_eq!(filled.email.as_deref(), Some("ada@shop.example"));
        assert_eq!(filled.answers, [Answer { label: "I agree".into(), value: TICKED.into() }]);
        assert_eq!(message, None);
        let form = state.reception.pre_chat.as_ref().expect("it asks");
        assert_eq!(form.judge(&filled), Ok(()), "what will do here will do for the relay");
    }
}
